import type { Json } from '../json';
import { LABS_INSIGHT } from './ids';
import { ZONE } from './places';

const labs = (nn: string, severity: string, host: string, rest: Json = {}): Json => ({
  id: `${LABS_INSIGHT}${nn}`,
  dismissed: false,
  issue_class: 'unproxied_a_record',
  issue_type: 'insecure_configuration',
  severity,
  subject: host,
  resolve_text: 'Proxy the record, so that the origin does not show its address.',
  resolve_link: 'https://dash.cloudflare.com/?to=/:account/:zone/dns/records',
  payload: { zone_tag: ZONE.labs.id, host },
  ...rest,
});

/** What something happens to in Acme Labs. */
export const LABS_INSIGHTS: readonly Json[] = [
  labs('62', 'Moderate', 'demo.example.net', { since: 12 }),
  labs('63', 'Moderate', 'sensor.example.net', { since: 90 }),
  labs('64', 'Low', 'wiki.example.net', { since: 45 }),
  labs('65', 'Low', 'lab.example.net', { since: 45 }),
];

export const LABS_NEWCOMER = labs('61', 'Critical', 'oven.example.net');

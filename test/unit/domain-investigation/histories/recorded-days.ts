import type { LabelledHistory } from './build';
import { DATACENTRE } from './build';
import { A, applied, asked, DESK_DAY, id, PIPELINE_DAY, trailed, TUNNEL, Z } from './records';

const made = (number: number): { response: unknown } => ({ response: { result: { id: id(number) } } });
const HOME = '192.0.2.200';
const RULE = `${Z}/rulesets/${id(7)}/rules/${id(8)}`;
const DEPLOYMENTS = ['-20h', '-16h', '-12h', '-8h'];
const deployer = { ip: DATACENTRE, agent: 'datadog-api-client-go/2', key: '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0' };
/** A runner that somebody else hosts, at another address for each run. */
const runner = (number: number): { ip: string } => ({ ip: `198.18.${number}.9` });
const RUNS = DEPLOYMENTS.map((when, n) => applied(when, `PATCH ${Z}/dns_records/${id(50 + n)}`, runner(n)));

/** Mistakes and ordinary days as the logs record them. None may be called an attack. */
export const RECORDED_DAYS: readonly LabelledHistory[] = [
  {
    name: 'records: encryption set to flexible and back to strict',
    events: [
      ...DESK_DAY,
      asked('+0m', `PATCH ${Z}/settings/ssl`, { body: { value: 'flexible' } }),
      asked('+8m', `PATCH ${Z}/settings/ssl`, { body: { value: 'strict' } }),
    ],
    verdict: 'misconfiguration',
    shows: ['security_weakened', 'quick_revert'],
  },
  {
    name: 'records: DNSSEC off and on again',
    events: [
      ...DESK_DAY,
      asked('+0m', `PATCH ${Z}/dnssec`, { body: { status: 'disabled' } }),
      asked('+5m', `PATCH ${Z}/dnssec`, { body: { status: 'active' } }),
    ],
    verdict: 'misconfiguration',
    shows: ['security_weakened', 'quick_revert'],
  },
  {
    name: 'records: robots let pass for a moment',
    events: [
      ...DESK_DAY,
      asked('+0m', `PUT ${Z}/bot_management`, { body: { fight_mode: false } }),
      asked('+5m', `PUT ${Z}/bot_management`, { body: { fight_mode: true } }),
    ],
    verdict: 'misconfiguration',
    shows: ['security_weakened', 'quick_revert'],
  },
  {
    name: 'records: the wrong firewall rule off and on again',
    events: [
      ...DESK_DAY,
      asked('+0m', `PATCH ${RULE}`, { body: { enabled: false } }),
      asked('+9m', `PATCH ${RULE}`, { body: { enabled: true } }),
    ],
    verdict: 'misconfiguration',
    shows: ['security_weakened', 'quick_revert'],
  },
  {
    name: 'records: a silence for the wrong policy, taken back',
    events: [
      ...DESK_DAY,
      asked('+0m', `POST ${A}/alerting/v3/silences`, made(8)),
      asked('+6m', `DELETE ${A}/alerting/v3/silences/${id(8)}`),
    ],
    verdict: 'misconfiguration',
    shows: ['alerting_disabled', 'quick_revert'],
  },
  {
    name: 'records: a downtime in Datadog for the wrong host, taken back',
    events: [
      ...DESK_DAY,
      trailed('+0m', 'Monitor', 'created', 'downtime', { assetId: 'd1' }),
      trailed('+9m', 'Monitor', 'deleted', 'downtime', { assetId: 'd1' }),
    ],
    verdict: 'misconfiguration',
    shows: ['alerting_disabled', 'quick_revert'],
  },
  {
    name: 'records: a token made in the wrong account and deleted unused',
    events: [...DESK_DAY, asked('+0m', 'POST /user/tokens', made(903)), asked('+5m', `DELETE /user/tokens/${id(903)}`)],
    verdict: 'misconfiguration',
    shows: ['unused_credential_withdrawn'],
  },
  {
    name: 'records: a job that sends logs, deleted and made anew',
    events: [
      ...DESK_DAY,
      asked('+0m', `DELETE ${Z}/logpush/jobs/7`),
      asked('+5m', `POST ${Z}/logpush/jobs`, { body: { destination_conf: 's3://logs' } }),
    ],
    verdict: 'inconclusive',
    shows: ['logging_disabled'],
    lacks: ['acted_while_blind'],
  },
  {
    name: 'records: a DNS record deleted by mistake and made anew',
    events: [
      ...DESK_DAY,
      asked('+0m', `DELETE ${Z}/dns_records/${id(11)}`),
      asked('+3m', `POST ${Z}/dns_records`, made(61)),
    ],
    verdict: 'benign',
    shows: ['usual_work'],
  },
  {
    name: 'records: the pipeline changes one more DNS record',
    events: [...PIPELINE_DAY, applied('+0m', `PATCH ${Z}/dns_records/${id(11)}`)],
    verdict: 'benign',
    shows: ['known_automation'],
  },
  {
    name: 'records: a deployment silences its monitors, as each one does',
    events: [
      ...DEPLOYMENTS.map((when) => trailed(when, 'Monitor', 'created', 'downtime', deployer)),
      trailed('+0m', 'Monitor', 'created', 'downtime', deployer),
    ],
    verdict: 'benign',
    shows: ['known_automation'],
    lacks: ['alerting_disabled'],
  },
  {
    name: 'records: a deployment of another Worker is the same sort of work',
    events: [
      ...DEPLOYMENTS.map((when) => applied(when, `PUT ${A}/workers/scripts/shop`, { agent: 'wrangler/4.20' })),
      applied('+0m', `PUT ${A}/workers/scripts/blog`, { agent: 'wrangler/4.20' }),
    ],
    verdict: 'benign',
    shows: ['known_automation'],
  },
  {
    name: 'records: a hosted runner has another address for each run',
    events: [...RUNS, applied('+0m', `PATCH ${Z}/dns_records/${id(11)}`, runner(99))],
    verdict: 'inconclusive',
    shows: ['new_address'],
  },
  {
    name: 'records: a hosted runner gives a token its nightly new secret',
    events: [...RUNS, applied('+0m', `PUT /user/tokens/${id(1)}/value`, runner(99))],
    verdict: 'inconclusive',
    shows: ['credential_after_new_address'],
  },
  {
    name: 'records: the company’s tunnel switched on, its exit in another country, and a dashboard looked at',
    events: [
      ...DESK_DAY,
      trailed('-10m', 'Dashboard', 'accessed', 'dashboard'),
      trailed('+0m', 'Dashboard', 'accessed', 'dashboard', { ip: TUNNEL, country: 'NL' }),
    ],
    verdict: 'inconclusive',
    shows: ['new_address', 'new_country', 'impossible_travel'],
  },
  {
    name: 'records: an engineer abroad mutes a monitor from the hotel',
    events: [
      ...DESK_DAY,
      trailed('-10m', 'Authentication', 'login', '', { ip: TUNNEL, country: 'FR' }),
      trailed('+0m', 'Monitor', 'muted', 'monitor', { ip: TUNNEL, country: 'FR' }),
    ],
    verdict: 'inconclusive',
    shows: ['new_address', 'new_country', 'alerting_disabled'],
  },
  {
    name: 'records: home after a day at the desk',
    events: [
      ...DESK_DAY,
      trailed('+0m', 'Authentication', 'login', '', { ip: HOME }),
      asked('+5m', `PATCH ${Z}/dns_records/${id(11)}`, { ip: HOME }),
    ],
    verdict: 'inconclusive',
    shows: ['new_address'],
  },
  {
    name: 'records: home again, where the evening before was worked as well',
    events: [
      ...DESK_DAY,
      ...['-15h', '-14h50m', '-14h'].map((when) => asked(when, `PATCH ${Z}/dns_records/${id(70)}`, { ip: HOME })),
      asked('+5m', `PATCH ${Z}/dns_records/${id(11)}`, { ip: HOME }),
    ],
    verdict: 'benign',
    shows: ['usual_work'],
    lacks: ['new_address'],
  },
  {
    name: 'records: the first morning’s work after a weekend',
    events: [asked('-1h', `PATCH ${Z}/dns_records/${id(11)}`), asked('+0m', `PATCH ${Z}/dns_records/${id(12)}`)],
    verdict: 'inconclusive',
    shows: [],
    lacks: ['no_history', 'new_address'],
  },
  {
    name: 'records: a new service is given its token and its keys within the hour',
    events: [
      ...DESK_DAY,
      asked('+0m', 'POST /user/tokens', made(904)),
      asked('+9m', 'POST /user/tokens', made(905)),
      trailed('+20m', 'Authentication', 'created', 'api_key'),
    ],
    verdict: 'inconclusive',
    shows: ['credential_spree', 'foothold_in_both', 'datadog_key_created'],
  },
  {
    name: 'records: three colleagues let in on their first day',
    events: [...DESK_DAY, ...[1, 2, 3].map((n) => asked(`+${n}m`, `POST ${A}/members`, made(80 + n)))],
    verdict: 'inconclusive',
    shows: ['member_added'],
  },
  {
    name: 'records: a password mistyped twice at the desk',
    events: [
      ...DESK_DAY,
      trailed('-2m', 'Authentication', 'login_failed', ''),
      trailed('-1m', 'Authentication', 'login_failed', ''),
      trailed('+0m', 'Authentication', 'login', ''),
    ],
    verdict: 'benign',
    shows: ['mistyped_sign_in', 'usual_sign_in'],
  },
  {
    name: 'records: a cache is purged, as every day',
    events: [...DESK_DAY, asked('-7h', `POST ${Z}/purge_cache`), asked('+0m', `POST ${Z}/purge_cache`)],
    verdict: 'benign',
    shows: ['usual_work'],
  },
];

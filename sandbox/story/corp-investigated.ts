import type { Json } from '../json';
import { CORP_EVENT, CORP_HISTORY, CORP_TOKEN } from './ids';
import { DANA, FELIX, NORA } from './people';
import { GROUP } from './permission-groups';
import { ZONE } from './places';
import { allow, everyZoneOf, unnamed } from './policy';
import { happening, type Happening, type StoryEvent } from './record';
import { CORP } from './setting';

/** Where somebody who has Dana's password sits. */
export const STRANGE_ADDRESS = '203.0.113.199';
const DNS = `/zones/${ZONE.corp.id}/dns_records`;
const SSL = `/zones/${ZONE.corp.id}/settings/ssl`;
const MEMBERS = `/accounts/${CORP}/members`;
const DEPLOYMENTS = `/accounts/${CORP}/pages/projects/docs/deployments`;

type Act = Omit<Happening, 'id' | 'account' | 'ray'>;

function corp(nn: string, act: Act): StoryEvent {
  return happening({ id: `${CORP_EVENT}${nn}`, account: CORP, ray: `9c01c0f0000000${nn}`, ...act });
}

/** A day's work, from the usual place, that nobody asks about. */
function ordinary(nn: string, actor: Json, clock: string, line: string, more: Partial<Act> = {}): StoryEvent {
  const [method = '', uri = ''] = line.split(' ');
  const zone = uri.startsWith('/zones/') ? { zone: ZONE.corp } : {};
  return happening({
    id: `${CORP_HISTORY}${nn}`,
    account: CORP,
    ray: `9c02c0f1000000${nn}`,
    clock,
    actor,
    method,
    uri,
    ...zone,
    ...more,
  });
}

const record = (n: number): string => `372e67954025e0ba6aaa6d586b9e0b${String(n).padStart(2, '0')}`;
const stranger: Json = { ...DANA, ip_address: STRANGE_ADDRESS };

/** Her day, and at eight in the evening somebody else's. */
const ATTACK_CHAIN: readonly StoryEvent[] = [
  ordinary('01', DANA, '06:42:10.220', 'POST /login'),
  ordinary('02', DANA, '06:55:31.008', `PATCH ${DNS}/${record(11)}`),
  ordinary('03', DANA, '08:20:12.440', `POST ${DNS}`, { resource: { response: { id: record(12) } } }),
  ordinary('04', DANA, '09:45:02.910', `PATCH ${DNS}/${record(12)}`),
  ordinary('05', DANA, '11:10:44.001', `POST /zones/${ZONE.corp.id}/purge_cache`),
  ordinary('06', DANA, '13:05:19.775', 'POST /login'),
  ordinary('07', DANA, '14:30:00.130', `PATCH ${DNS}/${record(13)}`),
  ordinary('08', DANA, '15:15:57.602', `PATCH ${DNS}/${record(11)}`),
  ordinary('09', stranger, '20:05:40.118', 'POST /login', { agent: 'Mozilla/5.0 (X11; Linux x86_64)' }),
  corp('50', {
    clock: '20:09:05.640',
    actor: stranger,
    method: 'POST',
    uri: `/accounts/${CORP}/tokens`,
    agent: 'Mozilla/5.0 (X11; Linux x86_64)',
    resource: {
      id: `${CORP_TOKEN}50`,
      type: 'token',
      product: 'account_tokens',
      scope: 'accounts',
      request: { name: 'dns-sync', policies: [allow(unnamed(GROUP.dnsWrite), everyZoneOf(CORP))] },
      response: { id: `${CORP_TOKEN}50`, name: 'dns-sync', status: 'active' },
    },
  }),
  corp('51', {
    clock: '20:14:30.052',
    actor: stranger,
    method: 'DELETE',
    uri: `/zones/${ZONE.corp.id}/logpush/jobs/4127`,
    agent: 'Mozilla/5.0 (X11; Linux x86_64)',
    zone: ZONE.corp,
    resource: { id: '4127', product: 'logpush', type: 'job' },
  }),
  corp('52', {
    clock: '20:18:45.903',
    actor: {
      id: CORP,
      type: 'account',
      context: 'api_token',
      email: '',
      ip_address: STRANGE_ADDRESS,
      token_id: `${CORP_TOKEN}50`,
      token_name: 'dns-sync',
    },
    method: 'PATCH',
    uri: `${DNS}/${record(11)}`,
    agent: 'python-requests/2.32.3',
    zone: ZONE.corp,
    resource: { id: record(11), product: 'dns_records', request: { content: '203.0.113.200', proxied: false } },
  }),
  corp('53', {
    clock: '20:21:00.377',
    actor: stranger,
    method: 'POST',
    uri: MEMBERS,
    agent: 'Mozilla/5.0 (X11; Linux x86_64)',
    resource: {
      id: '4536bcfad5faccb111b47003c79917f1',
      product: 'members',
      type: 'member',
      request: { email: 'it-helpdesk@support-desk.example', roles: ['Super Administrator - All Privileges'] },
    },
  }),
];

/** He is on the late shift, has the origin's certificate in mind, and the wrong word on the tip of his tongue. */
const MISTAKE: readonly StoryEvent[] = [
  ordinary('21', FELIX, '00:06:33.118', 'POST /login'),
  ordinary('22', FELIX, '00:41:20.940', `PATCH ${DNS}/${record(21)}`),
  ordinary('23', FELIX, '01:12:08.006', `POST /zones/${ZONE.corp.id}/purge_cache`),
  ordinary('24', FELIX, '01:50:51.730', `PATCH ${DNS}/${record(22)}`),
  ordinary('25', FELIX, '02:35:17.502', `PATCH ${DNS}/${record(21)}`),
  ordinary('26', FELIX, '20:48:05.611', 'POST /login'),
  ordinary('28', FELIX, '21:00:41.084', `PATCH ${DNS}/${record(23)}`),
  corp('60', {
    clock: '21:08:02.415',
    actor: FELIX,
    method: 'PATCH',
    uri: SSL,
    zone: ZONE.corp,
    resource: { id: 'ssl', product: 'zone_settings', request: { value: 'flexible' } },
  }),
  corp('61', {
    clock: '21:14:37.860',
    actor: FELIX,
    method: 'PATCH',
    uri: SSL,
    zone: ZONE.corp,
    resource: { id: 'ssl', product: 'zone_settings', request: { value: 'strict' } },
  }),
];

/** One act that somebody may or may not have been asked for. */
const DATADOG_DOWN: readonly StoryEvent[] = [
  ordinary('41', NORA, '07:48:02.333', 'POST /login'),
  ordinary('42', NORA, '08:05:40.921', `POST ${DEPLOYMENTS}`),
  ordinary('43', NORA, '10:27:13.004', `POST ${DEPLOYMENTS}`),
  ordinary('44', NORA, '13:36:29.770', `POST ${DEPLOYMENTS}`),
  ordinary('45', NORA, '15:52:11.515', `POST ${DEPLOYMENTS}`),
  ordinary('46', NORA, '20:49:10.182', 'POST /login'),
  corp('70', {
    clock: '20:55:12.004',
    actor: NORA,
    method: 'POST',
    uri: MEMBERS,
    resource: {
      id: '4536bcfad5faccb111b47003c79917f2',
      product: 'members',
      type: 'member',
      request: { email: 'kim@contractor.example', roles: ['Administrator'] },
    },
  }),
];

/** What Acme Corp's log shows of the three anomalies. What they come to is told in the investigations. */
export const CORP_INVESTIGATED: readonly StoryEvent[] = [...ATTACK_CHAIN, ...MISTAKE, ...DATADOG_DOWN];

import type { Json } from '../json';
import { ACCESS_APP, ACCESS_POLICY, CORP_EVENT, CORP_TOKEN, SERVICE_TOKEN, USER_TOKEN } from './ids';
import { ALICE, ALMOST_ALICE, BOB, CAROL, ERIN, MALLORY, TERRAFORM_CI } from './people';
import { GROUP, UNLISTED_GROUP_ID } from './permission-groups';
import { ZONE } from './places';
import { CONTROL_STRING, HOSTILE_NAMES, PLANTED_SECRETS } from './planted';
import { allow, deny, everyZoneOf, oneZone, unnamed } from './policy';
import { AFTER_THE_DAY, happening, type Happening, type StoryEvent } from './record';
import { CORP } from './setting';

const TOKENS = `/accounts/${CORP}/tokens`;
const SERVICE_TOKENS = `/accounts/${CORP}/access/service_tokens`;
const token = (nn: string) => `${CORP_TOKEN}${nn}`;
const serviceToken = (nn: string) => `${SERVICE_TOKEN}${nn}`;
const TERRAFORM = 'Terraform/1.13.2 terraform-provider-cloudflare/5.12.0';

/** Fills in what every event of this account has; `nn` ends its id and its ray id. */
function corp(nn: string, what: Omit<Happening, 'id' | 'account' | 'ray'> & { ray?: string }): StoryEvent {
  return happening({ id: `${CORP_EVENT}${nn}`, account: CORP, ray: `9c01c0f0000000${nn}`, ...what });
}

/** What a token's event carries of it: its id, its name, and of its policies only if the story wants it. */
function created(id: string, name: string, more: { request?: Json; response?: Json } = {}): Json {
  return {
    id,
    type: 'token',
    product: 'account_tokens',
    scope: 'accounts',
    ...(more.request === undefined ? {} : { request: { name, ...more.request } }),
    response: { id, name, status: 'active', ...more.response },
  };
}

/** Credentials of Acme Corp. What should become of each stands in the expectations. */
export const CORP_CREDENTIALS: readonly StoryEvent[] = [
  corp('01', {
    clock: '07:12:05.310',
    actor: ALICE,
    method: 'POST',
    uri: TOKENS,
    resource: created(token('01'), 'status-page-reader'),
  }),
  corp('02', {
    clock: '07:30:44.018',
    actor: TERRAFORM_CI,
    method: 'POST',
    uri: TOKENS,
    result: null,
    agent: TERRAFORM,
    resource: created(token('02'), 'docs-analytics', {
      request: { policies: [allow(unnamed(GROUP.analyticsRead), oneZone(ZONE.corpDocs))] },
      response: { value: PLANTED_SECRETS.responseValue },
    }),
  }),
  corp('03', {
    clock: '08:02:19.774',
    actor: ALICE,
    method: 'POST',
    uri: TOKENS,
    description: 'Create account API token',
    resource: created(token('03'), CONTROL_STRING, {
      request: { policies: [allow(unnamed(GROUP.dnsWrite), oneZone(ZONE.corp))] },
    }),
  }),
  corp('04', {
    clock: '08:15:00.002',
    actor: ALICE,
    method: 'POST',
    uri: TOKENS,
    resource: created(token('04'), 'monthly-report'),
  }),
  corp('05', {
    clock: '08:40:31.120',
    actor: MALLORY,
    method: 'POST',
    uri: TOKENS,
    resource: created(token('05'), 'zone-lookup', {
      request: {
        policies: [allow(unnamed(GROUP.dnsRead), oneZone(ZONE.corp))],
        note: `-----BEGIN PRIVATE KEY-----\n${PLANTED_SECRETS.requestPem}\n-----END PRIVATE KEY-----`,
      },
    }),
  }),
  corp('06', {
    clock: '09:01:10.000',
    actor: ALICE,
    method: 'POST',
    uri: TOKENS,
    resource: created(token('06'), 'migration-probe'),
  }),
  corp('07', { clock: '09:05:42.900', actor: ALICE, method: 'DELETE', uri: `${TOKENS}/${token('06')}` }),
  corp('08', {
    clock: '09:20:00.450',
    actor: BOB,
    method: 'POST',
    uri: TOKENS,
    agent: 'node',
    resource: created(token('08'), HOSTILE_NAMES.markdown, {
      request: {
        policies: [
          allow(unnamed(GROUP.dnsWrite, GROUP.dnsRead), everyZoneOf(CORP)),
          allow(unnamed(GROUP.accountTokensWrite), { [`com.cloudflare.api.account.${CORP}`]: '*' }),
        ],
      },
    }),
  }),
  corp('09', { clock: '09:31:15.000', actor: ALICE, method: 'PUT', uri: `${TOKENS}/${token('09')}/value` }),
  corp('10', {
    clock: '09:48:27.333',
    actor: ALICE,
    method: 'PUT',
    uri: `${TOKENS}/${token('03')}/`,
    resource: {
      request: {
        name: CONTROL_STRING,
        value: PLANTED_SECRETS.updatedValue,
        policies: [allow(unnamed(GROUP.dnsWrite, GROUP.cachePurge), oneZone(ZONE.corp))],
      },
    },
  }),
  corp('11', {
    clock: '10:00:00.000',
    actor: ALICE,
    method: 'POST',
    uri: TOKENS,
    description: `Created after a call with Authorization: Bearer ${PLANTED_SECRETS.descriptionBearer}`,
    resource: created(token('11'), 'edge-rollout', {
      request: { policies: [allow(unnamed(GROUP.workersWrite), { [`com.cloudflare.api.account.${CORP}`]: '*' })] },
    }),
  }),
  corp('12', {
    clock: '10:20:00.000',
    actor: ALICE,
    method: 'PUT',
    uri: `${TOKENS}/${token('11')}`,
    resource: { request: { name: 'edge-rollout', policies: [allow(unnamed(GROUP.zoneRead), oneZone(ZONE.corp))] } },
  }),
  corp('13', {
    clock: '11:00:03.100',
    actor: ALICE,
    method: 'POST',
    uri: TOKENS,
    resource: created(token('13'), 'cdn-debug'),
  }),
  corp('14', { clock: '11:30:09.640', actor: ALICE, method: 'PUT', uri: `${TOKENS}/${token('13')}` }),
  corp('15', {
    clock: '11:41:00.015',
    actor: ALICE,
    method: 'PUT',
    uri: `${TOKENS}/${token('15')}/value`,
    resource: { id: token('15') },
  }),
  corp('16', {
    clock: '12:03:12.482',
    ray: '9c16aaaa0000beef',
    actor: MALLORY,
    method: 'POST',
    uri: '/user/tokens',
    description: 'Create user API token',
    resource: {
      id: `${USER_TOKEN}16`,
      type: 'token',
      product: 'user_tokens',
      scope: 'user',
      request: {
        name: 'deploy-helper',
        policies: [allow(unnamed(GROUP.cachePurge), { 'com.cloudflare.api.account.zone.*': '*' })],
      },
      response: { id: `${USER_TOKEN}16`, name: 'deploy-helper', status: 'active' },
    },
  }),
  corp('17', {
    clock: '12:10:50.000',
    actor: ALICE,
    method: 'POST',
    uri: '/user/tokens',
    resource: {
      id: `${USER_TOKEN}17`,
      scope: 'user',
      request: { name: 'laptop', policies: [allow(unnamed(GROUP.zoneRead), oneZone(ZONE.corp))] },
      response: { id: `${USER_TOKEN}17`, status: 'active' },
    },
  }),
  corp('18', {
    clock: '12:25:01.707',
    actor: { ...ALICE, context: 'api_key' },
    method: 'PUT',
    uri: `/client/v4/user/tokens/${USER_TOKEN}18?trace=1&api_token=${PLANTED_SECRETS.uriQuery}`,
    agent: 'curl/8.11.0',
    resource: { scope: { type: 'user' } },
  }),
  corp('19', {
    clock: '13:00:20.000',
    actor: ALICE,
    method: 'POST',
    uri: SERVICE_TOKENS,
    resource: {
      id: serviceToken('19'),
      request: { name: 'artifact-ci', duration: '720h' },
      response: { id: serviceToken('19'), client_secret: PLANTED_SECRETS.clientSecret },
    },
  }),
  corp('20', {
    clock: '13:12:00.250',
    actor: TERRAFORM_CI,
    method: 'POST',
    uri: SERVICE_TOKENS,
    agent: TERRAFORM,
    resource: { response: { result: { id: serviceToken('20'), name: 'spare' } } },
  }),
  corp('21', {
    clock: '13:20:33.000',
    actor: ALICE,
    method: 'POST',
    uri: `${SERVICE_TOKENS}/${serviceToken('21')}/rotate`,
    resource: { response: { id: serviceToken('21'), client_secret: PLANTED_SECRETS.rotatedSecret } },
  }),
  corp('22', {
    clock: '13:40:00.000',
    actor: BOB,
    method: 'POST',
    uri: `${SERVICE_TOKENS}/${serviceToken('22')}/refresh`,
  }),
  corp('23', {
    clock: '14:00:00.000',
    actor: CAROL,
    method: 'POST',
    uri: SERVICE_TOKENS,
    resource: { response: { id: serviceToken('23'), name: 'partner-feed' } },
  }),
  corp('24', {
    clock: '14:05:30.100',
    actor: CAROL,
    method: 'PUT',
    uri: `${SERVICE_TOKENS}/${serviceToken('24')}`,
    agent: `curl/8.11.0 (Authorization: Bearer ${PLANTED_SECRETS.userAgentBearer})`,
    resource: { request: { client_secret_version: 2 } },
  }),
  corp('25', {
    clock: '14:15:50.000',
    actor: ALICE,
    method: 'POST',
    uri: `/zones/${ZONE.corp.id}/access/service_tokens`,
    zone: ZONE.corp,
  }),
  corp('26', {
    clock: '14:40:12.000',
    actor: MALLORY,
    method: 'POST',
    uri: `/accounts/${CORP}/access/policies`,
    resource: {
      id: `${ACCESS_POLICY}26`,
      request: {
        name: 'Build farm',
        decision: 'non_identity',
        include: [{ service_token: { token_id: serviceToken('26') } }],
      },
    },
  }),
  corp('27', {
    clock: '15:02:00.800',
    actor: ALICE,
    method: 'POST',
    uri: `${TOKENS}/bulk`,
    resource: { response: { tokens: [{ name: 'batch-1', value: PLANTED_SECRETS.bulkValue }] } },
  }),
  {
    accountId: CORP,
    clock: '15:20:00.000',
    timed: false,
    record: {
      id: 28,
      note: 'mangled-0028',
      account: CORP,
      action: ['create', 'success'],
      actor: ['mallory@example.com'],
      raw: `POST ${TOKENS} 200`,
    },
  },
  happening({
    account: CORP,
    clock: '15:45:45.450',
    ray: '9c290000000000ab',
    actor: ALICE,
    method: 'POST',
    uri: TOKENS,
    resource: created(token('29'), 'blue-green-switch', {
      request: { policies: [allow(unnamed(GROUP.dnsWrite), oneZone(ZONE.corpDocs))] },
    }),
  }),
  corp('30', {
    clock: '18:40:00.600',
    shownFrom: '18:55:00.000',
    actor: MALLORY,
    method: 'POST',
    uri: TOKENS,
    description: `Imported from https://importer:${PLANTED_SECRETS.descriptionUriPassword}@config.example.com/tokens`,
    resource: created(token('30'), 'night-stats'),
  }),
  corp('31', {
    clock: '21:54:10.000',
    shownFrom: AFTER_THE_DAY,
    actor: ALICE,
    method: 'POST',
    uri: TOKENS,
    resource: created(token('31'), 'late-but-harmless'),
  }),
  corp('32', {
    clock: '16:00:00.000',
    actor: MALLORY,
    method: 'POST',
    uri: '/user/tokens',
    result: 'failure',
    status: 500,
  }),
  corp('33', {
    clock: '16:05:12.000',
    actor: ALICE,
    method: 'POST',
    uri: `/accounts/${CORP}/members`,
    resource: { product: 'members', type: 'member', request: { email: 'frank@example.com', roles: ['Administrator'] } },
  }),
  corp('34', {
    clock: '16:12:40.000',
    actor: BOB,
    method: 'POST',
    uri: `/accounts/${CORP}/r2/temp-access-credentials`,
    resource: { response: { accessKeyId: 'EXAMPLE', secretAccessKey: PLANTED_SECRETS.r2SecretKey } },
  }),
  corp('35', {
    clock: '16:20:05.900',
    actor: ALICE,
    method: 'POST',
    uri: TOKENS,
    resource: created(token('35'), 'all-but-one', {
      request: {
        policies: [
          allow(unnamed(GROUP.dnsWrite), everyZoneOf(CORP)),
          deny(unnamed(GROUP.dnsWrite), oneZone(ZONE.corp)),
        ],
      },
    }),
  }),
  corp('36', {
    clock: '16:31:00.000',
    actor: ALICE,
    method: 'POST',
    uri: TOKENS,
    resource: created(token('36'), 'beta-feature', {
      request: { policies: [allow([{ id: UNLISTED_GROUP_ID }], oneZone(ZONE.corpDocs))] },
    }),
  }),
  corp('37', {
    clock: '16:45:00.000',
    actor: TERRAFORM_CI,
    method: 'POST',
    uri: TOKENS,
    agent: TERRAFORM,
    resource: created(token('37'), 'widget-metrics'),
  }),
  corp('38', {
    clock: '17:00:30.000',
    actor: ALICE,
    method: 'POST',
    uri: TOKENS,
    resource: created(token('38'), 'placeholder'),
  }),
  corp('39', {
    clock: '17:05:30.000',
    actor: ALICE,
    method: 'POST',
    uri: TOKENS,
    resource: created(token('39'), 'from-the-future'),
  }),
  corp('40', {
    clock: '17:10:00.000',
    actor: ERIN,
    method: 'POST',
    uri: TOKENS,
    resource: created(token('40'), 'handover'),
  }),
  corp('41', {
    clock: '17:15:00.000',
    actor: ALMOST_ALICE,
    method: 'POST',
    uri: TOKENS,
    resource: created(token('41'), 'seo-check'),
  }),
  corp('42', {
    clock: '17:30:00.100',
    actor: MALLORY,
    method: 'POST',
    uri: TOKENS,
    resource: created(token('42'), HOSTILE_NAMES.links, {
      request: { policies: [allow(unnamed(GROUP.dnsWrite), oneZone(ZONE.corp))] },
    }),
  }),
  corp('43', {
    clock: '17:40:00.000',
    actor: MALLORY,
    method: 'POST',
    uri: TOKENS,
    agent: HOSTILE_NAMES.hidden,
    resource: created(token('43'), HOSTILE_NAMES.marker),
  }),
  corp('44', {
    clock: '18:00:00.000',
    actor: ALICE,
    method: 'PUT',
    uri: `/accounts/${CORP}/access/policies/${ACCESS_POLICY}01`,
    resource: { request: { name: 'Staff', decision: 'allow', include: [{ email_domain: { domain: 'example.com' } }] } },
  }),
  corp('45', { clock: '18:10:00.000', actor: ALICE, method: 'DELETE', uri: `${SERVICE_TOKENS}/${serviceToken('45')}` }),
  corp('46', {
    clock: '18:20:00.000',
    actor: ALICE,
    method: 'POST',
    uri: `/accounts/${CORP}/access/apps/${ACCESS_APP}01/revoke_tokens`,
  }),
];

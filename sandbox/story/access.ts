import type { AccessKind } from '../cloudflare/resources';
import type { Json } from '../json';
import { ACCESS_APP, ACCESS_GROUP, ACCESS_POLICY, SERVICE_TOKEN } from './ids';
import { CORP, LABS } from './setting';

export interface StoryServiceToken {
  readonly nn: string;
  readonly accountId: string;
  readonly name: string;
  /** Time of the day, or days before it. */
  readonly created: string | number;
  /** Default: when it was created. */
  readonly updated?: string;
  readonly duration: string;
}

export const STORY_SERVICE_TOKENS: readonly StoryServiceToken[] = [
  { nn: '19', accountId: CORP, name: 'artifact-ci', created: '13:00:20', duration: '720h' },
  { nn: '20', accountId: CORP, name: 'spare', created: '13:12:00', duration: '720h' },
  { nn: '21', accountId: CORP, name: 'nightly-build', created: 60, updated: '13:20:33', duration: '2160h' },
  { nn: '22', accountId: CORP, name: 'legacy-sync', created: 300, updated: '13:40:00', duration: '8760h' },
  { nn: '23', accountId: CORP, name: 'partner-feed', created: '14:00:00', duration: '720h' },
  { nn: '24', accountId: CORP, name: 'partner-feed-old', created: 90, updated: '14:05:30', duration: '8760h' },
  { nn: '26', accountId: CORP, name: 'build-farm', created: 45, duration: '8760h' },
  { nn: '64', accountId: LABS, name: 'sensor-upload', created: '10:10:10', duration: '8760h' },
  { nn: '65', accountId: LABS, name: 'backup-sync', created: '10:30:22', duration: 'forever' },
];

export interface StoryAccessThing {
  readonly kind: Exclude<AccessKind, 'service_tokens'>;
  readonly accountId: string;
  readonly appId?: string;
  readonly body: Json & { readonly id: string };
}

const named = (nn: string): Json => ({ service_token: { token_id: `${SERVICE_TOKEN}${nn}` } });
const STAFF = { email_domain: { domain: 'example.com' } };

function policy(
  accountId: string,
  nn: string,
  name: string,
  decision: string,
  include: readonly Json[],
  appId?: string,
): StoryAccessThing {
  const body = { id: `${ACCESS_POLICY}${nn}`, name, decision, include, exclude: [], require: [] };
  return { kind: 'policies', accountId, ...(appId === undefined ? {} : { appId }), body };
}

function app(accountId: string, nn: string, name: string): StoryAccessThing {
  const body = {
    id: `${ACCESS_APP}${nn}`,
    name,
    type: 'self_hosted',
    domain: `${name.toLowerCase().replace(/ /g, '-')}.example.com`,
  };
  return { kind: 'apps', accountId, body };
}

/** Two digits from a number: 7 is `07`. */
const two = (number: number): string => String(number).padStart(2, '0');

/**
 * Applications, policies and groups. In Acme Labs the policy that accepts any valid service token is the 24th: who reads
 * only the first page of twenty does not see it.
 */
export const STORY_ACCESS: readonly StoryAccessThing[] = [
  app(CORP, '01', 'Artifact store'),
  app(CORP, '02', 'Wiki'),
  policy(CORP, '01', 'Staff', 'allow', [STAFF]),
  policy(CORP, '02', 'CI may reach the artifact store', 'non_identity', [named('19')], `${ACCESS_APP}01`),
  policy(CORP, '03', 'Staff may read the wiki', 'allow', [STAFF], `${ACCESS_APP}02`),
  policy(CORP, '26', 'Build farm', 'non_identity', [named('26')]),
  {
    kind: 'groups',
    accountId: CORP,
    body: { id: `${ACCESS_GROUP}01`, name: 'CI systems', include: [named('21')], exclude: [], require: [] },
  },
  app(LABS, '61', 'Sensors'),
  ...Array.from({ length: 23 }, (_, index) => policy(LABS, two(70 + index), `Team ${index + 1}`, 'allow', [STAFF])),
  policy(LABS, '61', 'Legacy: every service token', 'non_identity', [{ any_valid_service_token: {} }]),
  {
    kind: 'groups',
    accountId: LABS,
    body: {
      id: `${ACCESS_GROUP}66`,
      name: 'Robots',
      include: [{ any_valid_service_token: {} }],
      exclude: [],
      require: [],
    },
  },
];

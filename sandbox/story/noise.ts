import type { Json } from '../json';
import { ALICE, BOB, CAROL, SYSTEM, TERRAFORM_CI } from './people';
import { ZONE } from './places';
import { seededRandom } from '../random';
import type { StoryEvent } from './record';
import { CORP, LABS } from './setting';

/** What people and machines do all day: none of it makes a credential, some of it comes close. */
interface Habit {
  /** How often, compared with the others. */
  readonly weight: number;
  readonly who: readonly Json[];
  readonly method: string;
  readonly product: string;
  readonly uri: (place: Place, id: string) => string;
  readonly request?: (pick: (from: readonly string[]) => string) => Json;
}

interface Place {
  readonly accountId: string;
  readonly accountName: string;
  readonly zone: { readonly id: string; readonly name: string };
}

const PEOPLE = [ALICE, BOB, CAROL];
const DEPLOY_BOT: Json = {
  ...BOB,
  context: 'api_token',
  token_id: '5d5e5f60616263646566676869707172',
  token_name: 'deploy-bot',
};
const MACHINES = [TERRAFORM_CI, DEPLOY_BOT];

const HABITS: readonly Habit[] = [
  {
    weight: 16,
    who: [...MACHINES, ALICE],
    method: 'POST',
    product: 'dns_records',
    uri: ({ zone }) => `/zones/${zone.id}/dns_records`,
    request: (pick) => ({
      type: pick(['A', 'AAAA', 'CNAME', 'TXT']),
      name: pick(['www', 'api', 'cdn', 'preview-17', '_acme-challenge']),
      ttl: 300,
    }),
  },
  {
    weight: 10,
    who: MACHINES,
    method: 'PATCH',
    product: 'dns_records',
    uri: ({ zone }, id) => `/zones/${zone.id}/dns_records/${id}`,
    request: (pick) => ({ content: pick(['192.0.2.10', '192.0.2.11', '2001:db8::10']) }),
  },
  {
    weight: 8,
    who: MACHINES,
    method: 'DELETE',
    product: 'dns_records',
    uri: ({ zone }, id) => `/zones/${zone.id}/dns_records/${id}`,
  },
  {
    weight: 12,
    who: [DEPLOY_BOT],
    method: 'PUT',
    product: 'workers',
    uri: ({ accountId }) => `/accounts/${accountId}/workers/scripts/checkout-edge/content`,
  },
  {
    weight: 12,
    who: [DEPLOY_BOT, CAROL],
    method: 'POST',
    product: 'pages',
    uri: ({ accountId }) => `/accounts/${accountId}/pages/projects/docs/deployments`,
    request: (pick) => ({ branch: pick(['main', 'feature/search', 'fix/typo']) }),
  },
  {
    weight: 9,
    who: [DEPLOY_BOT, ALICE],
    method: 'POST',
    product: 'cache',
    uri: ({ zone }) => `/zones/${zone.id}/purge_cache`,
    request: () => ({ purge_everything: true }),
  },
  { weight: 8, who: PEOPLE, method: 'POST', product: 'login', uri: () => '/login', request: () => ({ mfa: true }) },
  {
    weight: 6,
    who: PEOPLE,
    method: 'PATCH',
    product: 'zone_settings',
    uri: ({ zone }) => `/zones/${zone.id}/settings/min_tls_version`,
    request: (pick) => ({ value: pick(['1.2', '1.3']) }),
  },
  {
    weight: 4,
    who: [ALICE, TERRAFORM_CI],
    method: 'PUT',
    product: 'rulesets',
    uri: ({ zone }, id) => `/zones/${zone.id}/rulesets/${id}`,
  },
  {
    weight: 3,
    who: [TERRAFORM_CI],
    method: 'PUT',
    product: 'kv',
    uri: ({ accountId }, id) => `/accounts/${accountId}/storage/kv/namespaces/${id}/values/flags`,
  },
  {
    weight: 2,
    who: [ALICE],
    method: 'POST',
    product: 'members',
    uri: ({ accountId }) => `/accounts/${accountId}/members`,
    request: (pick) => ({ email: pick(['gina@example.com', 'hugo@example.com']), roles: ['Read only'] }),
  },
  {
    weight: 2,
    who: [ALICE, TERRAFORM_CI],
    method: 'PUT',
    product: 'access',
    uri: ({ accountId }, id) => `/accounts/${accountId}/access/apps/${id}`,
    request: () => ({ session_duration: '24h', policies: [] }),
  },
  {
    weight: 2,
    who: [TERRAFORM_CI],
    method: 'POST',
    product: 'load_balancing',
    uri: ({ accountId }) => `/accounts/${accountId}/load_balancers/pools`,
  },
  { weight: 1, who: [ALICE], method: 'PUT', product: 'user', uri: () => '/user/invites' },
  { weight: 5, who: [SYSTEM], method: '', product: '', uri: () => '' },
];

/** Office hours are busier, nights are left to machines: share of the day's events by its hour. */
const BUSY = [1, 1, 1, 1, 1, 2, 3, 5, 7, 8, 8, 7, 5, 7, 8, 8, 7, 6, 4, 3, 2, 2];

const TYPES: Readonly<Record<string, string>> = { POST: 'create', PUT: 'update', PATCH: 'update', DELETE: 'delete' };
const AGENTS = [
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)',
  'Terraform/1.13.2',
  'wrangler/4.51.0',
  'curl/8.11.0',
];

const CORP_EVENTS = 2_250;
const LABS_EVENTS = 1_050;
const SEED = 20_261_122;

/** The ordinary part of the day, in both accounts, the same every time. */
export function ordinaryEvents(): StoryEvent[] {
  const random = seededRandom(SEED);
  const corp = { accountId: CORP, accountName: 'Acme Corp' };
  const labs = { accountId: LABS, accountName: 'Acme Labs', zone: ZONE.labs };
  return [
    ...Array.from({ length: CORP_EVENTS }, (_, number) =>
      ordinaryEvent(random, { ...corp, zone: random() < 0.7 ? ZONE.corp : ZONE.corpDocs }, number),
    ),
    ...Array.from({ length: LABS_EVENTS }, (_, number) => ordinaryEvent(random, labs, CORP_EVENTS + number)),
  ];
}

function ordinaryEvent(random: () => number, place: Place, number: number): StoryEvent {
  const habit = weighted(random, HABITS, ({ weight }) => weight);
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
  const hex = (digits: number) => Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');
  const uri = habit.uri(place, hex(32));
  const isSystem = habit.who[0] === SYSTEM;
  const request = habit.request?.((from) => pick(from) ?? '');
  return {
    accountId: place.accountId,
    clock: clockOf(random),
    record: {
      id: `0199c0de-0dd0-7000-8000-${number.toString(16).padStart(12, '0')}`,
      account: { id: place.accountId, name: place.accountName },
      action: isSystem
        ? { type: 'create', result: '', description: 'Certificate pack renewed' }
        : { type: TYPES[habit.method] ?? 'update', result: random() < 0.02 ? 'failure' : 'success' },
      actor: pick(habit.who) ?? SYSTEM,
      raw: isSystem
        ? { method: '', uri: '' }
        : { method: habit.method, uri, status_code: 200, cf_ray_id: `9c0f${hex(12)}`, user_agent: pick(AGENTS) },
      ...(isSystem
        ? {}
        : { resource: { id: hex(32), product: habit.product, ...(request === undefined ? {} : { request }) } }),
      ...(uri.startsWith('/zones/') ? { zone: { id: place.zone.id, name: place.zone.name } } : {}),
    },
  };
}

function clockOf(random: () => number): string {
  const hour = weighted(random, [...BUSY.keys()], (index) => BUSY[index] ?? 0);
  const two = (below: number) => String(Math.floor(random() * below)).padStart(2, '0');
  return `${String(hour).padStart(2, '0')}:${two(60)}:${two(60)}.${String(Math.floor(random() * 1_000)).padStart(3, '0')}`;
}

function weighted<T>(random: () => number, from: readonly T[], weight: (one: T) => number): T {
  let left = random() * from.reduce((sum, one) => sum + weight(one), 0);
  for (const one of from) {
    left -= weight(one);
    if (left < 0) return one;
  }
  return from[from.length - 1] as T;
}

import { FailureType } from '../../domain/failure-type';
import { failure } from '../shared/failure';
import type { OwnTokenState } from './client';
import { INSIGHTS } from './insights-page';

/** What is known of a refusal to list insights. */
export interface InsightRefusal {
  readonly accountId: string;
  /** HTTP status; 0 when nothing was sent. */
  readonly status: number;
  /** What may be told of the answer: status and numeric codes. */
  readonly seen: string;
  readonly token: OwnTokenState;
  /** Whether the token may read what needs "Account Settings: Read". */
  readonly accountSettings: 'granted' | 'denied' | 'unknown';
}

interface InsightProblem {
  readonly id: string;
  /** Heading of its section in this folder's README. */
  readonly title: string;
  readonly when: (refusal: InsightRefusal) => boolean;
  readonly type: FailureType;
  readonly what: string;
  readonly remedy: string;
  /** This row must claim it. */
  readonly hit: InsightRefusal;
  /** The nearest neighbour, which it must leave alone. */
  readonly miss: InsightRefusal;
  readonly why: string;
}

const ACCOUNT_ID = /^[0-9a-f]{32}$/i;
const WHERE_ACCOUNT_ID =
  "Open the account's home in the dashboard, press Ctrl+K or Cmd+K, type Copy account ID, and put it into `accounts.<account>.id`";

const DENIED: InsightRefusal = {
  accountId: '00112233445566778899aabbccddeeff',
  status: 403,
  seen: 'HTTP 403, code 10000',
  token: 'active',
  accountSettings: 'denied',
};

const PERMISSION_MISSING = {
  id: 'permission_missing',
  title: 'Permission missing',
  when: () => true,
  type: FailureType.AuthRejected,
  what: 'authentication error: the API token lacks the permission "Account Settings: Read", or does not include this account',
  remedy: `Give the token of the account's \`token\` setting the account permission "${INSIGHTS.permission}", and include the account in its account resources`,
  hit: DENIED,
  miss: { ...DENIED, accountSettings: 'granted' },
  why: 'the cautious last row: a permission too few is what it nearly always is',
} as const satisfies InsightProblem;

/** Why insights cannot be listed, and what the operator should do. The first match wins. */
export const INSIGHT_PROBLEMS = [
  {
    id: 'account_id_missing',
    title: 'Account ID is required',
    when: ({ accountId }) => !isAccountId(accountId),
    type: FailureType.Misconfigured,
    what: 'Account ID is required: what the settings give is none, 32 hexadecimal digits would be',
    remedy: WHERE_ACCOUNT_ID,
    hit: { ...DENIED, accountId: '', status: 0 },
    miss: DENIED,
    why: 'found before anything is sent: a request that cannot succeed would be spent all the same',
  },
  {
    id: 'rate_limited',
    title: 'Too many requests',
    when: ({ status }) => status === 429,
    type: FailureType.RateLimited,
    what: 'Cloudflare allows no more requests for now',
    remedy:
      'Nothing is asked again before the hold ends. Somebody else may spend the allowance of this account: sync less often, set `insightsSync.monthlyRequests` to what is left for Edgewarden, or upgrade the plan',
    hit: { ...DENIED, status: 429, token: 'unknown' },
    miss: { ...DENIED, status: 403 },
    why: 'the ledger counts our own requests only',
  },
  {
    id: 'token_expired',
    title: 'Token expired',
    when: ({ token }) => token === 'expired',
    type: FailureType.AuthRejected,
    what: 'authentication error: the API token has expired',
    remedy: "Create a new token and put it in the place that the account's `token` setting names",
    hit: { ...DENIED, status: 401, token: 'expired' },
    miss: { ...DENIED, status: 401, token: 'invalid' },
    why: 'answered like any wrong token; only its own verify endpoint knows',
  },
  {
    id: 'token_disabled',
    title: 'Token disabled',
    when: ({ token }) => token === 'disabled',
    type: FailureType.AuthRejected,
    what: 'authentication error: the API token is disabled',
    remedy:
      "Enable the token in the dashboard, or put another one in the place that the account's `token` setting names",
    hit: { ...DENIED, status: 401, token: 'disabled' },
    miss: { ...DENIED, status: 401, token: 'expired' },
    why: 'somebody has switched it off, perhaps for a reason',
  },
  {
    id: 'token_invalid',
    title: 'Token invalid',
    when: ({ token }) => token === 'invalid',
    type: FailureType.AuthRejected,
    what: 'authentication error: the API token is invalid, as an account-owned token of another account would be',
    remedy:
      "Check the account's `token` and `id` settings, and whether the token's address filter lets the worker through. Only API tokens work here, no e-mail and Global API key",
    hit: { ...DENIED, status: 401, token: 'invalid' },
    miss: DENIED,
    why: 'deleted, rolled, mistyped, or of another account: Cloudflare does not tell them apart',
  },
  {
    id: 'not_available',
    title: 'API not available',
    when: ({ token, accountSettings }) => token === 'active' && accountSettings === 'granted',
    type: FailureType.AuthRejected,
    what: 'Cloudflare refuses although the token is valid and "Account Settings: Read" is granted',
    remedy:
      'Add "Account Security Insights: Read" to the token. If that does not help, this API may not accept account-owned tokens: try a user-owned one with the same permissions. If that fails too, it is not available for the plan of this account: ask Cloudflare, or remove insightsSync from the account',
    hit: { ...DENIED, accountSettings: 'granted' },
    miss: DENIED,
    why: 'a plan without the API is answered like a missing permission',
  },
  {
    id: 'account_unknown',
    title: 'Account unknown',
    when: ({ status }) => status === 404,
    type: FailureType.Misconfigured,
    what: 'Account ID is required: Cloudflare knows no account of this id, or the token does not reach it',
    remedy: WHERE_ACCOUNT_ID,
    hit: { ...DENIED, status: 404, accountSettings: 'unknown' },
    miss: { ...DENIED, status: 404, accountSettings: 'granted' },
    why: 'an id of the right form may still be that of a zone, or of another account',
  },
  PERMISSION_MISSING,
] as const satisfies readonly InsightProblem[];

const ROWS: readonly InsightProblem[] = INSIGHT_PROBLEMS;

/** Whether this can be an account's id. One that cannot is not asked for: the request would be spent. */
export function isAccountId(id: string): boolean {
  return ACCOUNT_ID.test(id);
}

/** What a refusal means and what to do about it, as a failure that no further attempt mends. */
export function insightProblem(refusal: InsightRefusal): Error {
  const { type, remedy, ...row } = rowOf(refusal);
  return failure(type, `${INSIGHTS.name}: ${row.what} (${refusal.seen})`, remedy, { provider: 'cloudflare' });
}

/** The same as a sentence, for a refusal that ends a listing without failing its run. */
export function insightProblemSentence(refusal: InsightRefusal): string {
  const { what, remedy } = rowOf(refusal);
  return `${INSIGHTS.name}: ${what} (${refusal.seen}). ${remedy}`;
}

function rowOf(refusal: InsightRefusal): InsightProblem {
  return ROWS.find(({ when }) => when(refusal)) ?? PERMISSION_MISSING;
}

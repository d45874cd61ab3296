import type { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import { FailureType } from '../../domain/failure-type';
import { failure } from '../shared/failure';
import { retryAfterMs } from '../shared/get-json';
import type { WireAnswer } from './exchange';
import type { TicketWords } from './ticket-words';

/** What an answer of Linear means when it is no success. */
export type LinearProblem =
  | { readonly kind: 'rate-limited'; readonly waitMs: number; readonly seen: string }
  /** The id of what should be created is taken. */
  | { readonly kind: 'exists'; readonly seen: string }
  /** Something that the request names is not there. */
  | { readonly kind: 'missing'; readonly entity: string; readonly seen: string }
  | { readonly kind: Exclude<Cause['kind'], 'rate-limited' | 'exists' | 'missing'>; readonly seen: string };

/** The parts of an answer that decide, in lower case: Linear and its SDK spell them differently. */
interface Seen {
  readonly status: number;
  readonly codes: ReadonlySet<string>;
  readonly types: ReadonlySet<string>;
  /** All messages of all errors. Never quoted: they may repeat what was sent. */
  readonly text: string;
  readonly pause: boolean;
  readonly isJson: boolean;
  readonly hasErrors: boolean;
}

type Cause =
  | { readonly kind: 'rate-limited' | 'exists' | 'missing'; readonly when: (seen: Seen) => boolean }
  | {
      readonly kind: 'key' | 'permission' | 'plan' | 'refused' | 'fault' | 'address' | 'shape' | 'unknown';
      readonly when: (seen: Seen) => boolean;
    };

/** The first match wins. @see docs/sources.md#linear for who reported which */
const CAUSES: readonly Cause[] = [
  {
    kind: 'rate-limited',
    when: (seen) =>
      seen.codes.has('ratelimited') ||
      seen.types.has('ratelimited') ||
      seen.status === 429 ||
      (seen.status === 503 && seen.pause),
  },
  {
    kind: 'exists',
    when: (seen) => [200, 400].includes(seen.status) && /conflict on insert of|already exists/.test(seen.text),
  },
  {
    kind: 'key',
    when: (seen) =>
      seen.status === 401 || seen.types.has('authentication error') || seen.codes.has('authentication_error'),
  },
  {
    kind: 'plan',
    when: (seen) =>
      ['usage limit exceeded', 'feature not accessible'].some(
        (word) => seen.types.has(word) || seen.text.includes(word),
      ),
  },
  {
    kind: 'permission',
    when: (seen) => seen.status === 403 || seen.types.has('forbidden') || seen.codes.has('forbidden'),
  },
  { kind: 'missing', when: (seen) => missingEntity(seen.text) !== undefined },
  {
    kind: 'refused',
    when: (seen) =>
      ['input_error', 'bad_user_input', 'graphql_validation_failed', 'graphql_parse_failed'].some((code) =>
        seen.codes.has(code),
      ) || ['invalid input', 'user error', 'graphql error'].some((type) => seen.types.has(type)),
  },
  {
    kind: 'fault',
    when: (seen) =>
      seen.status >= 500 ||
      seen.status === 408 ||
      seen.status === 425 ||
      ['lock timeout', 'internal error'].some((word) => seen.types.has(word) || seen.text.includes(word)),
  },
  { kind: 'address', when: (seen) => seen.status >= 300 && !seen.hasErrors },
  { kind: 'shape', when: (seen) => !seen.hasErrors },
  { kind: 'unknown', when: () => true },
];

const Errors = z.object({
  errors: z
    .array(
      z.object({
        message: z.string().catch(''),
        extensions: z
          .object({
            code: z.string().catch(''),
            type: z.string().catch(''),
            userPresentableMessage: z.string().catch(''),
          })
          .catch({ code: '', type: '', userPresentableMessage: '' }),
      }),
    )
    .min(1),
});
const Data = z.object({ data: z.record(z.string(), z.unknown()) });

const DEFAULT_WAIT_MS = 60_000;
const MIN_WAIT_MS = 1_000;
const MAX_WAIT_MS = 3_600_000;

/** The answer's data, or what the answer means instead. Errors are errors at every status, and 200 is no promise. */
export function dataOf(answer: WireAnswer, nowMs: number): { readonly data: Record<string, unknown> } | LinearProblem {
  const data = Data.safeParse(answer.json);
  const errors = Errors.safeParse(answer.json);
  if (answer.status < 300 && data.success && !errors.success) return data.data;

  const seen = seenIn(answer, errors.success ? errors.data.errors : [], nowMs);
  const kind = CAUSES.find(({ when }) => when(seen))?.kind ?? 'unknown';
  const inWords = seenInWords(seen);
  if (kind === 'rate-limited') return { kind, waitMs: waitMs(answer.headers, nowMs), seen: inWords };
  if (kind === 'missing') return { kind, entity: missingEntity(seen.text) ?? 'entity', seen: inWords };
  return { kind, seen: inWords };
}

function seenIn(answer: WireAnswer, errors: z.infer<typeof Errors>['errors'], nowMs: number): Seen {
  const lower = (values: readonly string[]) =>
    new Set(values.filter((value) => value !== '').map((value) => value.toLowerCase()));
  return {
    status: answer.status,
    codes: lower(errors.map(({ extensions }) => extensions.code)),
    types: lower(errors.map(({ extensions }) => extensions.type)),
    text: errors
      .map(({ message, extensions }) => `${message}\n${extensions.userPresentableMessage}`)
      .join('\n')
      .toLowerCase(),
    pause: retryAfterMs(answer.headers, nowMs) !== undefined,
    isJson: answer.json !== undefined,
    hasErrors: errors.length > 0,
  };
}

/** Things that settings or our own requests name; any other name is not repeated. */
const ENTITIES = ['team', 'issuelabel', 'label', 'user', 'workflowstate', 'state', 'issue', 'comment'] as const;

function missingEntity(text: string): string | undefined {
  const [, named] = /(?:entity not found|could not find referenced):? *([a-z]+)/.exec(text) ?? [];
  return ENTITIES.find((entity) => entity === named);
}

/** Status and the provider's own words for the error, as far as they are words. */
function seenInWords({ status, codes, types, isJson }: Seen): string {
  const words = [...codes, ...types].filter((word) => /^[a-z][a-z_ ]{0,40}$/.test(word));
  return [`HTTP ${status}`, ...(isJson ? [] : ['not JSON']), ...words].join(', ');
}

/**
 * How long to wait: `retry-after`, else until the spent budgets are filled again, else a minute. Between 1 s and 1 h.
 *
 * Resets are epoch milliseconds, although `retry-after` is seconds.
 */
function waitMs(headers: Headers, nowMs: number): number {
  const budgets = ['requests', 'complexity', 'endpoint-requests'].map((budget) => ({
    remaining: Number(headers.get(`x-ratelimit-${budget}-remaining`) ?? Number.NaN),
    resetMs: Number(headers.get(`x-ratelimit-${budget}-reset`) ?? Number.NaN),
  }));
  const known = budgets.filter(({ resetMs }) => Number.isFinite(resetMs) && resetMs > 0);
  const spent = known.filter(({ remaining }) => remaining <= 0);
  const resets = (spent.length > 0 ? spent : known).map(({ resetMs }) => resetMs - nowMs);
  const wait = retryAfterMs(headers, nowMs) ?? (resets.length > 0 ? Math.max(...resets) : DEFAULT_WAIT_MS);
  return Math.min(MAX_WAIT_MS, Math.max(MIN_WAIT_MS, wait));
}

/** Under the tickets' settings: where a missing thing is configured. */
const SETTING_OF: Readonly<Record<string, string>> = {
  team: 'team',
  label: 'labels',
  issuelabel: 'labels',
  user: 'assignee',
};

type FailureText = readonly [type: FailureType, what: string, remedy: string | ((words: TicketWords) => string)];

/** Each problem as a failure: type, what happened, what to do. */
const FAILURES: Readonly<Record<LinearProblem['kind'], FailureText>> = {
  'rate-limited': [
    FailureType.RateLimited,
    'the request limit of this Linear user is reached',
    'It is tried again after the pause that Linear asks for; give Edgewarden a Linear user of its own if it recurs',
  ],
  exists: [FailureType.Conflict, 'the id is taken', 'Look for a ticket that was deleted or moved by hand'],
  missing: [
    FailureType.NotFound,
    'a ticket that the request names is gone',
    ({ wayOut }) => `Restore the ticket in Linear, or ${wayOut}`,
  ],
  key: [
    FailureType.AuthRejected,
    'Linear rejects the API key',
    'Check linear.apiKey: a personal API key with the permissions Read and Write, not expired or revoked',
  ],
  permission: [
    FailureType.AuthRejected,
    'Linear does not allow this to the API key',
    ({ settings }) =>
      `Give the key of linear.apiKey the permissions Read and Write on the team of ${settings}.team; if the answer is no JSON, a proxy may have refused`,
  ],
  plan: [
    FailureType.Misconfigured,
    "the workspace's plan does not allow this",
    'Archive issues in Linear if their number is the limit, or change the plan of the workspace',
  ],
  refused: [
    FailureType.Refused,
    'Linear refuses the request',
    ({ kept }) => `This is not a passing fault: report it with the status and code; ${kept}`,
  ],
  fault: [
    FailureType.Unavailable,
    'Linear has a fault',
    'It is tried again with the same identity; see linearstatus.com if it goes on',
  ],
  address: [
    FailureType.Misconfigured,
    'what answers is not the API of Linear',
    'Check linear.baseUrl (https://api.linear.app) and the proxies on the way',
  ],
  shape: [
    FailureType.UnexpectedAnswer,
    'the answer has neither data nor errors',
    'Check that linear.baseUrl names the API and not a proxy or a login page',
  ],
  unknown: [
    FailureType.Unavailable,
    'Linear answers with an error that is not documented',
    'It is tried again with the same identity; report it with the status and code if it goes on',
  ],
};

/** What would concern every ticket, met at one that is there: others may be elsewhere and open. A rejected key is no such. */
const FAILURES_AT_ONE_TICKET: Readonly<Partial<Record<LinearProblem['kind'], FailureText>>> = {
  permission: [
    FailureType.Refused,
    'Linear does not allow the API key to do this to the ticket',
    ({ wayOut }) =>
      `Give the user and the key of linear.apiKey the permissions Read and Write on the team that the ticket is in, or move it back, or ${wayOut}; if the answer is no JSON, a proxy may have refused`,
  ],
  plan: [
    FailureType.Refused,
    "the workspace's plan does not allow this to the ticket",
    ({ wayOut }) =>
      `Archive issues in Linear if their number is the limit, or change the plan of the workspace, or ${wayOut}`,
  ],
  address: [
    FailureType.Refused,
    'what answers is not the API of Linear, although it was a moment ago',
    'Check the proxies on the way to linear.baseUrl',
  ],
};

/**
 * The failure that a problem is for an operation that cannot do without. Quotes nothing but status, code and type.
 *
 * @param concerns `one ticket` when the operation is about a ticket that is there
 */
export function failureOf(
  what: string,
  problem: LinearProblem,
  concerns: 'all tickets' | 'one ticket',
  words: TicketWords,
): ApplicationFailure {
  const retry = problem.kind === 'rate-limited' ? { retryAfterMs: problem.waitMs } : {};
  const setting = problem.kind === 'missing' && concerns === 'all tickets' ? SETTING_OF[problem.entity] : undefined;
  if (setting !== undefined) {
    const path = `${words.settings}.${setting}`;
    return failure(
      FailureType.Misconfigured,
      `${what}: what ${path} names is not there any more (${problem.seen})`,
      `Check ${path}`,
      { provider: 'linear' },
    );
  }
  const [type, happened, remedy] =
    (concerns === 'one ticket' ? FAILURES_AT_ONE_TICKET[problem.kind] : undefined) ?? FAILURES[problem.kind];
  const toDo = typeof remedy === 'string' ? remedy : remedy(words);
  return failure(type, `${what}: ${happened} (${problem.seen})`, toDo, { provider: 'linear', ...retry });
}

import type { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import { FailureType } from '../../domain/failure-type';
import { failure } from '../shared/failure';
import { retryAfterMs } from '../shared/get-json';
import type { WireAnswer } from './exchange';

/** What an answer of Confluence means when it is no success. */
export interface ConfluenceProblem {
  readonly kind: ProblemKind;
  /** Status and code, for people. Never a message: it may repeat what was sent. */
  readonly seen: string;
  /** Pause that Confluence asks for, ms; only with `rate-limited`. */
  readonly waitMs?: number | undefined;
}

type ProblemKind =
  | 'rate-limited'
  /** The title of a page, or the name of an attachment, is taken. */
  | 'taken'
  | 'scope'
  | 'wrong-host'
  | 'credentials'
  | 'permission'
  /** Also what v2 answers to bad credentials. */
  | 'missing'
  | 'conflict'
  | 'too-large'
  | 'fault'
  | 'address'
  | 'refused';

interface Seen {
  readonly status: number;
  /** All messages of the answer in lower case. Decides, and is never quoted. */
  readonly text: string;
  readonly isJson: boolean;
  readonly pause: boolean;
}

/** The first match wins. */
const CAUSES: readonly { readonly kind: ProblemKind; readonly when: (seen: Seen) => boolean }[] = [
  { kind: 'rate-limited', when: ({ status, pause }) => status === 429 || (status === 503 && pause) },
  {
    kind: 'taken',
    when: ({ status, text }) => status === 400 && /already exists|same file ?name|existing attachment/.test(text),
  },
  { kind: 'scope', when: ({ status, text }) => (status === 401 || status === 403) && text.includes('scope') },
  { kind: 'wrong-host', when: ({ status, isJson }) => status === 401 && !isJson },
  { kind: 'credentials', when: ({ status }) => status === 401 },
  { kind: 'permission', when: ({ status }) => status === 403 },
  { kind: 'missing', when: ({ status, isJson }) => status === 404 && isJson },
  { kind: 'conflict', when: ({ status }) => status === 409 },
  { kind: 'too-large', when: ({ status }) => status === 413 },
  { kind: 'fault', when: ({ status }) => status >= 500 || [408, 423, 425].includes(status) },
  { kind: 'refused', when: ({ status }) => status >= 400 && status !== 404 && status !== 405 },
  { kind: 'address', when: () => true },
];

/** Only what decides; v2 lists errors, v1 has one message. */
const errorBody = z.object({
  errors: z
    .array(z.object({ code: z.string().nullish(), title: z.string().nullish(), detail: z.string().nullish() }))
    .nullish()
    .catch(undefined),
  message: z.string().nullish().catch(undefined),
});

/** Long enough for a budget that fills by the second, short enough for somebody who waits for the answer. */
const DEFAULT_PAUSE_MS = 10_000;

/** What is wrong, by the first cause that fits. Nothing of the answer’s text is kept but a code of Confluence’s own. */
export function problemOf({ status, headers, json }: WireAnswer, nowMs: number): ConfluenceProblem {
  const body = errorBody.safeParse(json).data;
  const errors = body?.errors ?? [];
  const text = [body?.message, ...errors.flatMap(({ code, title, detail }) => [code, title, detail])]
    .join(' ')
    .toLowerCase();
  const pauseMs = retryAfterMs(headers, nowMs) ?? resetMs(headers, nowMs);
  const seen = { status, text, isJson: json !== undefined, pause: pauseMs !== undefined };
  const kind = CAUSES.find(({ when }) => when(seen))?.kind ?? 'address';
  const code = errors.map((error) => error.code ?? '').find((word) => /^[A-Z_]{1,40}$/.test(word));
  return {
    kind,
    seen: `HTTP ${status}${code === undefined ? '' : ` ${code}`}`,
    ...(kind === 'rate-limited' ? { waitMs: pauseMs ?? DEFAULT_PAUSE_MS } : {}),
  };
}

function resetMs(headers: Headers, nowMs: number): number | undefined {
  const resetAt = Date.parse(headers.get('x-ratelimit-reset') ?? '');
  return Number.isNaN(resetAt) ? undefined : Math.max(0, resetAt - nowMs);
}

type Failing = readonly [FailureType, string, string];

const FAILURES: Readonly<Record<ProblemKind, Failing>> = {
  'rate-limited': [
    FailureType.RateLimited,
    'Confluence asks for a pause',
    'It is tried again after the pause; if the run has ended, the pause was longer than its time: start the investigation again',
  ],
  taken: [FailureType.Conflict, 'the name is taken', 'Rename what has it'],
  scope: [
    FailureType.AuthRejected,
    'the API token lacks a scope',
    'Give confluence.token the scopes read:space:confluence, read:page:confluence, write:page:confluence, and for labels and attachments write:confluence-content and write:confluence-file',
  ],
  'wrong-host': [
    FailureType.AuthRejected,
    'Confluence sends a page to log in',
    'A token with scopes works through the gateway alone: set confluence.apiBase to https://api.atlassian.com/ex/confluence/<cloudId>; else check confluence.email and confluence.token',
  ],
  credentials: [
    FailureType.AuthRejected,
    'Confluence does not accept the e-mail address and the API token',
    'Check confluence.email and confluence.token; tokens expire after a year at the latest',
  ],
  permission: [
    FailureType.AuthRejected,
    'the account of the API token may not do this',
    'Give the account of confluence.email the permission in the space of confluence.spaceKey',
  ],
  missing: [
    FailureType.NotFound,
    'it is not there any more, or the account of the API token may not see it',
    'Look whether somebody has deleted or restricted it; then start the investigation again',
  ],
  conflict: [
    FailureType.Unavailable,
    'somebody else is writing to it at this moment',
    'It is tried again; nothing to do',
  ],
  'too-large': [
    FailureType.Refused,
    'Confluence says that it is too large',
    'Ask your Confluence administrator for the limits of pages and attachments',
  ],
  fault: [
    FailureType.Unavailable,
    'Confluence has a fault',
    'It is tried again and finds what it has done; see status.atlassian.com if it goes on',
  ],
  address: [
    FailureType.Misconfigured,
    'what answers is not the API of Confluence',
    'Check confluence.apiBase, and the proxies on the way to it',
  ],
  refused: [
    FailureType.Refused,
    'Confluence will not take this request',
    'Report it with status and code; the report stays in the archive',
  ],
};

/** The failure that a problem is for an operation that cannot do without. Quotes nothing but status and code. */
export function failureOf(
  what: string,
  { kind, seen, waitMs }: ConfluenceProblem,
  remedy?: string,
): ApplicationFailure {
  const [type, happened, toDo] = FAILURES[kind];
  return failure(type, `${what}: ${happened} (${seen})`, remedy ?? toDo, {
    provider: 'confluence',
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  });
}

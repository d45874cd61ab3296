import { z } from 'zod';
import { FailureType } from '../../domain/failure-type';
import { failure } from '../shared/failure';
import { retryAfterMs, type JsonAnswer } from '../shared/get-json';

const provider = 'cloudflare' as const;

/** Without a `retry-after` Cloudflare blocks the credential for the whole window of its limit: five minutes. */
const DEFAULT_RETRY_MS = 300_000;

const Errors = z.array(
  z.object({ code: z.number().optional(), error_chain: z.array(z.object({ code: z.number() })).optional() }),
);
const Envelope = z.object({
  success: z.boolean(),
  errors: Errors.nullish(),
  result: z.unknown().optional(),
  result_info: z
    .object({
      cursor: z.string().nullish(),
      cursors: z.object({ after: z.string().nullish() }).nullish(),
      // Numbers come as strings, too.
      total_count: z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]).nullish(),
    })
    .nullish(),
});

/** What a successful answer carries besides its result. */
export interface CloudflarePage {
  readonly result: unknown;
  /** Where the next page begins; undefined at the end of the walk. */
  readonly cursor: string | undefined;
  /** Length of the whole list, where the endpoint tells it. */
  readonly totalCount: number | undefined;
}

export interface Operation {
  /** What is being done, in our words: "reading the audit log". */
  readonly name: string;
  /** Permission that the token needs for it, as the dashboard spells it. */
  readonly permission: string;
}

/** Codes by which Cloudflare says that it knows no such token, whatever the status. */
const INVALID_TOKEN_CODES = [6003, 6111, 1000] as const;

/** What may be wrong with a request, and what the operator should do. Codes are Cloudflare's; the first match wins. */
const CAUSES: readonly {
  readonly when: (status: number, codes: ReadonlySet<number>) => boolean;
  readonly type: FailureType;
  readonly what: string;
  readonly remedy: (operation: Operation) => string;
}[] = [
  {
    when: (status) => status === 429,
    type: FailureType.RateLimited,
    what: 'the request limit of this credential is reached',
    remedy: () =>
      'It is tried again after the pause that Cloudflare asks for; lower cloudflare.requestShare if it recurs',
  },
  {
    when: (status, codes) => status === 401 || INVALID_TOKEN_CODES.some((code) => codes.has(code)),
    type: FailureType.AuthRejected,
    what: 'the API token is invalid, expired or sent as the wrong kind',
    remedy: () => "Check the account's `token` setting and create a new token if it has expired",
  },
  {
    when: (status) => status === 403,
    type: FailureType.AuthRejected,
    what: 'the API token is invalid or lacks a permission',
    remedy: ({ permission }) => `Give the token of the account's \`token\` setting the permission "${permission}"`,
  },
  {
    when: (status) => status === 404,
    type: FailureType.Misconfigured,
    what: 'Cloudflare does not know this account',
    remedy: () => "Check the account's `id` setting: 32 hexadecimal digits, on the account's overview page",
  },
  {
    when: (status) => status === 408 || status >= 500,
    type: FailureType.Unavailable,
    what: 'Cloudflare has a fault',
    remedy: () => 'It is tried again; see cloudflarestatus.com if it goes on',
  },
  {
    when: (status) => status >= 400,
    type: FailureType.Refused,
    what: 'Cloudflare refuses the request',
    remedy: () => 'This is not a passing fault: look up the status and codes in the API documentation',
  },
];

/**
 * The content of an answer, or the failure that it means.
 *
 * Only numeric codes of the answer are quoted: messages and bodies may repeat what was sent.
 * @throws ApplicationFailure; a 200 with `success: false` is a failure like any other
 */
export function contentOf(answer: JsonAnswer, operation: Operation, nowMs: number): CloudflarePage {
  const envelope = Envelope.safeParse(answer.json);
  const codes = codesOf(answer);
  const seen = seenOf(answer);

  const wait = retryAfterMs(answer.headers, nowMs);
  if (answer.status === 503 && wait !== undefined) {
    throw failure(
      FailureType.RateLimited,
      `${operation.name}: Cloudflare asks for a pause (${seen})`,
      'It is tried again after that pause',
      {
        provider,
        retryAfterMs: wait,
      },
    );
  }
  const cause = answer.status >= 300 ? CAUSES.find(({ when }) => when(answer.status, codes)) : undefined;
  if (cause !== undefined) {
    throw failure(cause.type, `${operation.name}: ${cause.what} (${seen})`, cause.remedy(operation), {
      provider,
      retryAfterMs: cause.type === FailureType.RateLimited ? (wait ?? DEFAULT_RETRY_MS) : undefined,
    });
  }
  if (!envelope.success) {
    throw failure(
      FailureType.UnexpectedAnswer,
      `${operation.name}: the answer is not Cloudflare's envelope (${fieldOf(envelope.error)})`,
      'Check that cloudflare.baseUrl names the API and not a proxy or a login page',
      { provider },
    );
  }
  if (!envelope.data.success) {
    throw failure(
      FailureType.Unavailable,
      `${operation.name}: Cloudflare answers success: false (${seen})`,
      'It is tried again; see cloudflarestatus.com if it goes on',
      { provider },
    );
  }
  const info = envelope.data.result_info;
  const cursor = [info?.cursor, info?.cursors?.after].find((each) => typeof each === 'string' && each !== '');
  return {
    result: envelope.data.result,
    cursor: cursor ?? undefined,
    totalCount: info?.total_count ?? undefined,
  };
}

/** True when our token is in order and lacks the permission: a fact about what was asked for, not about the run. */
export function isDenied(answer: JsonAnswer): boolean {
  return answer.status === 403 && !isTokenInvalid(answer);
}

/** True when the answer says that there is no such token. */
export function isTokenInvalid(answer: JsonAnswer): boolean {
  const codes = codesOf(answer);
  return answer.status === 401 || INVALID_TOKEN_CODES.some((code) => codes.has(code));
}

/** What may be told of a refusal: status and numeric codes. */
export function seenOf(answer: JsonAnswer): string {
  const codes = [...codesOf(answer)].join(', ');
  return `HTTP ${answer.status}${codes === '' ? '' : `, code ${codes}`}`;
}

/** Cloudflare's codes of an answer. Old-style errors hide the real cause in a chain below a general code. */
function codesOf({ json }: JsonAnswer): ReadonlySet<number> {
  const envelope = Envelope.safeParse(json);
  const errors = envelope.success ? (envelope.data.errors ?? []) : [];
  return new Set(
    errors.flatMap(({ code, error_chain }) => [code ?? [], (error_chain ?? []).map((link) => link.code)].flat()),
  );
}

/** The part of an answer that does not have the documented shape, as a failure that names the field and not its value. */
export function unexpected(operation: Operation, error: z.ZodError): Error {
  return failure(
    FailureType.UnexpectedAnswer,
    `${operation.name}: the answer has another shape than documented (${fieldOf(error)})`,
    'It is tried twice more; if it goes on, the API has changed and Edgewarden needs an update',
    { provider },
  );
}

function fieldOf(error: z.ZodError): string {
  const issue = error.issues[0];
  return `${issue?.path.join('.') || 'body'}: ${issue?.code ?? 'unreadable'}`;
}

import { APICallError, InvalidResponseDataError, NoObjectGeneratedError, NoOutputGeneratedError } from 'ai';
import { retryAfterMs } from '../shared/get-json';
import { AnswerTooLong, ConnectionFailed } from './bounded-fetch';

/**
 * Why one call gave no answer, in our words. The SDK's errors hold prompt and answer: none of them leaves this folder, not even
 * as a cause.
 */
export interface ModelFault {
  /** For the report and the log, without a full stop. */
  readonly reason: string;
  /** What to tell the model in a second call; absent when it cannot mend it. */
  readonly problem?: string;
  /** Milliseconds until a second call makes sense; absent when none does. */
  readonly againAfterMs?: number;
  /** Whether there was no answer that anybody could charge for. */
  readonly isFree?: true;
}

/** Longest wait for a provider that asks for one: a report is wanted within seconds. */
const MAX_WAIT_MS = 20_000;
const DEFAULT_WAIT_MS = 1_000;

/** What a status says, and what to do about it; the first match wins. */
const STATUSES: readonly {
  readonly when: (status: number) => boolean;
  readonly what: string;
  readonly isPassing: boolean;
}[] = [
  { when: (status) => status === 401 || status === 403, what: 'the provider rejects model.apiKey', isPassing: false },
  {
    when: (status) => status === 404,
    what: 'there is no such model or address: see model.use and model.baseUrl',
    isPassing: false,
  },
  { when: (status) => status === 413, what: 'the request is too long for the provider', isPassing: false },
  { when: (status) => status === 429, what: "the provider's request limit is reached", isPassing: true },
  {
    when: (status) => status === 408 || status === 409 || status >= 500,
    what: 'the provider has a fault',
    isPassing: true,
  },
  { when: (status) => status >= 400, what: 'the provider refuses the request', isPassing: false },
  { when: () => true, what: 'what answered is no model API: see model.baseUrl', isPassing: true },
];

/** Whatever a call threw, but for a time-out and a cancellation: those the caller knows. */
export function modelFault(error: unknown): ModelFault {
  if (APICallError.isInstance(error)) return callFault(error);
  if (NoObjectGeneratedError.isInstance(error)) {
    return error.finishReason === 'length' ? cutOff() : wrongShape();
  }
  // A refusal, a content filter or a call of a tool nobody offered: asked again, it would do the same.
  if (NoOutputGeneratedError.isInstance(error)) return { reason: 'the model refused to answer' };
  if (InvalidResponseDataError.isInstance(error)) return { reason: 'the answer held nothing', againAfterMs: 0 };
  if (error instanceof ConnectionFailed) return noConnection();
  if (error instanceof AnswerTooLong) return { reason: 'the answer was far too long to be one of a model' };
  return { reason: `the call failed in a way that is not known here (${nameOf(error)})` };
}

/** An answer whose end is missing. */
export function cutOff(): ModelFault {
  return {
    reason: 'the answer was longer than model.maxTokens',
    problem: 'It was too long and was cut off: be brief.',
    againAfterMs: 0,
  };
}

function wrongShape(): ModelFault {
  return {
    reason: 'the answer was not of the shape that was asked for',
    problem: 'It was not one JSON object with exactly the fields of the schema and nothing around it.',
    againAfterMs: 0,
  };
}

function noConnection(): ModelFault {
  return { reason: 'the connection to the model failed', againAfterMs: DEFAULT_WAIT_MS, isFree: true };
}

function callFault({ statusCode, responseHeaders = {} }: APICallError): ModelFault {
  if (statusCode === undefined) return noConnection();
  const { what, isPassing } = STATUSES.find(({ when }) => when(statusCode)) ?? { what: 'no answer', isPassing: false };
  const reason = `${what} (HTTP ${statusCode})`;
  const cost = statusCode < 400 ? {} : ({ isFree: true } as const);
  if (!isPassing) return { reason, ...cost };
  const waitMs = retryAfterMs(new Headers(responseHeaders), Date.now()) ?? (statusCode < 400 ? 0 : DEFAULT_WAIT_MS);
  return waitMs > MAX_WAIT_MS
    ? { reason: `${reason} for longer than is waited for`, ...cost }
    : { reason, againAfterMs: waitMs, ...cost };
}

/** An error's class is code, not text; and short. */
function nameOf(error: unknown): string {
  return error instanceof Error && /^\w{1,60}$/.test(error.name) ? error.name : 'unnamed';
}

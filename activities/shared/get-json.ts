import { FailureType } from '../../domain/failure-type';
import { failure, type Provider } from './failure';
import { readBounded } from './read-bounded';

export interface GetJsonOptions {
  readonly provider: Provider;
  /** What is being done, in our words, for the failure's first line: "reading the audit log". */
  readonly operation: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Bounds the whole exchange, body included, in milliseconds. */
  readonly timeoutMs: number;
  /** A longer body is refused before it fills the memory. */
  readonly maxBytes: number;
  /** Aborts the request; what is thrown then is the signal's own reason. */
  readonly signal: AbortSignal;
}

/** An HTTP answer whose body was read to its end. */
export interface JsonAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed body; undefined when it is not JSON. */
  readonly json: unknown;
}

/** The same with its text, for what `JSON.parse` would not keep: order of members, repeated ones, large numbers. */
export interface TextAnswer extends JsonAnswer {
  readonly text: string;
}

/**
 * One GET, no retry: the caller's activity is retried by Temporal.
 *
 * @throws ApplicationFailure `Unavailable` when no whole answer arrived, `UnexpectedAnswer` when the body is too long
 */
export async function getJson(url: URL, options: GetJsonOptions): Promise<TextAnswer> {
  const { provider, operation, headers, timeoutMs, maxBytes, signal } = options;
  const timeout = new AbortController();
  // Cleared below, which AbortSignal.timeout cannot be: a timer that runs on holds the memory of its request for as long.
  const timer = setTimeout(() => timeout.abort(), timeoutMs);
  try {
    const answer = await fetch(url, {
      headers,
      redirect: 'error', // a redirect would carry the credential to another host
      signal: AbortSignal.any([signal, timeout.signal]),
    });
    const body = await readBounded(answer, maxBytes);
    if (body === undefined) {
      throw failure(
        FailureType.UnexpectedAnswer,
        `${operation}: the answer is longer than ${maxBytes} bytes`,
        'Check that the base URL names the provider and not a proxy or a download',
        { provider, isTooLong: true },
      );
    }
    return { status: answer.status, headers: answer.headers, json: parsed(body), text: body };
  } catch (error) {
    signal.throwIfAborted();
    if (timeout.signal.aborted) {
      throw failure(
        FailureType.Unavailable,
        `${operation}: no whole answer within ${timeoutMs} ms`,
        'It is tried again; if it goes on, check the provider and the network',
        { provider },
      );
    }
    if (isConnectionError(error)) {
      throw failure(
        FailureType.Unavailable,
        `${operation}: the connection failed (${causeCode(error)})`,
        'It is tried again; if it goes on, check the base URL and the network',
        { provider },
      );
    }
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/**
 * What `fetch` throws when there is no whole answer: a `TypeError` with a cause, or a socket's error with its code. A
 * `TypeError` without a cause is a bug of ours. Read by its fields: `instanceof` fails for errors of another realm.
 */
function isConnectionError(error: unknown): boolean {
  const { name, cause } = (error ?? {}) as { readonly name?: unknown; readonly cause?: unknown };
  return (name === 'TypeError' && cause !== undefined) || codeOf(error) !== undefined;
}

function causeCode(error: unknown): string {
  const { cause } = (error ?? {}) as { readonly cause?: unknown };
  return codeOf(cause) ?? codeOf(error) ?? 'no code';
}

function codeOf(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code : undefined;
}

/**
 * Milliseconds that a `Retry-After` header asks for, in seconds or as a date; undefined without a readable one.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function retryAfterMs(headers: Headers, nowMs: number): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (value === undefined || value === '') return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - nowMs;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

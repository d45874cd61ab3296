import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import { FailureType } from '../../domain/failure-type';
import { failure, failureTypeOf, type Provider } from './failure';
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

/** Told of each request that the `fetch` within makes, before it is sent. */
const sending = new AsyncLocalStorage<() => void>();
subscribe('undici:request:create', () => sending.getStore()?.());

/**
 * One GET, no retry: the caller's activity is retried by Temporal. Not even the one that `fetch` owes a 421, which nobody
 * would see: what is counted against an allowance before it is sent is sent once.
 *
 * @throws ApplicationFailure `Unavailable` when no whole answer arrived, `UnexpectedAnswer` when the body is too long,
 *   `Misconfigured` when the request could not be sent as it is
 */
export function getJson(url: URL, options: GetJsonOptions): Promise<TextAnswer> {
  return exchange(url, {}, options);
}

/** The same for a search that is asked for by POST: it must change nothing, so that it may be repeated. */
export function postJson(url: URL, body: unknown, options: GetJsonOptions): Promise<TextAnswer> {
  const headers = { ...options.headers, 'content-type': 'application/json' };
  return exchange(url, { method: 'POST', body: JSON.stringify(body) }, { ...options, headers });
}

async function exchange(
  url: URL,
  request: Pick<RequestInit, 'method' | 'body'>,
  { provider, operation, headers, timeoutMs, maxBytes, signal }: GetJsonOptions,
): Promise<TextAnswer> {
  const timeout = new AbortController();
  const repeat = new AbortController();
  let requests = 0;
  const sent = (): void => {
    requests += 1;
    if (requests > 1) repeat.abort();
  };
  // Cleared below, which AbortSignal.timeout cannot be: a timer that runs on holds the memory of its request for as long.
  const timer = setTimeout(() => timeout.abort(), timeoutMs);
  try {
    const answer = await sending.run(sent, () =>
      fetch(url, {
        ...request,
        headers,
        redirect: 'error', // a redirect would carry the credential to another host
        signal: AbortSignal.any([signal, timeout.signal, repeat.signal]),
      }),
    );
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
    if (repeat.signal.aborted) {
      throw failure(
        FailureType.Unavailable,
        `${operation}: HTTP 421, the request came to a server that does not answer for this host`,
        'It is tried again over another connection; if it goes on, check the base URL and the proxy',
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
    if (failureTypeOf(error) !== undefined) throw error;
    // What `fetch` says of a header that it refuses is the header.
    throw failure(
      FailureType.Misconfigured,
      `${operation}: the request cannot be sent`,
      'Check the base URL and the credential: one line of visible characters, nothing beside it',
      { provider },
    );
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
 * What `fetch` throws when there is no whole answer: a `TypeError` with a cause, or a socket's error with its code. Without
 * a cause it could not be sent. Read by its fields: `instanceof` fails for errors of another realm.
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
  return typeof code === 'string' && /^\w{1,40}$/.test(code) ? code : undefined;
}

/** One of the three forms of a date in HTTP. `Date.parse` alone takes "-5" for one, and "1.5". */
const HTTP_DATE = /^[A-Z][a-z]{2,8},? [\w -]+ \d{2}:\d{2}:\d{2}(?: GMT| \d{4})$/;
/** Longer than any limit lasts: no calendar counts what a header may name. */
const MAX_RETRY_AFTER_MS = 45 * 24 * 60 * 60_000;

/**
 * Milliseconds that a `Retry-After` header asks for, in seconds or as a date, 45 days at most; undefined without a readable
 * one.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function retryAfterMs(headers: Headers, nowMs: number): number | undefined {
  const value = headers.get('retry-after')?.trim() ?? '';
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : HTTP_DATE.test(value) ? dateMs(value) - nowMs : NaN;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), MAX_RETRY_AFTER_MS);
}

/** The oldest of the three forms does not say that it is in UTC. */
function dateMs(date: string): number {
  return Date.parse(date.endsWith('GMT') ? date : `${date} GMT`);
}

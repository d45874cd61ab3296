import { FailureType } from '../../domain/failure-type';
import { isNearHost } from '../../domain/near-host';
import { failure, failureTypeOf } from '../shared/failure';
import { readBounded } from '../shared/read-bounded';

/** One request: a path below the base, parts of which were encoded by whoever made it. */
export interface WireRequest {
  readonly method: 'GET' | 'POST';
  /** Begins with `/wiki/`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | FormData;
}

/** An answer as it came over the wire, read to its end. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed body; undefined when it is not JSON. */
  readonly json: unknown;
}

export interface ExchangeOptions {
  readonly apiBase: string;
  /** `Authorization` header. */
  readonly authorization: string;
  /** Bounds the whole exchange, body included, in milliseconds. */
  readonly fetchTimeoutMs: number;
}

/** A report is under 1 MB; people may have added to it since, and JSON inside JSON doubles its quotes. */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * One request to Confluence, no retry.
 *
 * @param what what is being done, in our words, for the failure's first line
 * @throws ApplicationFailure `Unavailable` when no whole answer arrived, `UnexpectedAnswer` when it is too long,
 *   `Misconfigured` when the address cannot be used; the signal's reason when the caller gave up
 */
export async function exchange(
  what: string,
  { method, path, headers, body }: WireRequest,
  { apiBase, authorization, fetchTimeoutMs }: ExchangeOptions,
  signal: AbortSignal,
): Promise<WireAnswer> {
  const url = addressOf(what, apiBase, path);
  signal.throwIfAborted();
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), fetchTimeoutMs);
  try {
    const answer = await fetch(url, {
      method,
      headers: { accept: 'application/json', ...headers, authorization },
      ...(body === undefined ? {} : { body }),
      redirect: 'manual', // following it would carry the token to another host
      signal: AbortSignal.any([signal, timeout.signal]),
    });
    const text = await readBounded(answer, MAX_BYTES);
    if (text === undefined) throw tooLong(what);
    return { status: answer.status, headers: answer.headers, json: parsed(text) };
  } catch (error) {
    signal.throwIfAborted();
    if (failureTypeOf(error) !== undefined) throw error;
    throw timeout.signal.aborted
      ? unavailable(what, `no whole answer within ${fetchTimeoutMs} ms`)
      : unavailable(what, `the connection failed (${causeCode(error)})`);
  } finally {
    clearTimeout(timer);
  }
}

/** Plain HTTP shows the token to everybody on the way: the rule of the settings, in case they were not asked. */
function addressOf(what: string, apiBase: string, path: string): URL {
  const url = URL.parse(`${apiBase.replace(/\/+$/, '')}${path}`);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isNearHost(url.hostname))) return url;
  throw failure(
    FailureType.Misconfigured,
    `${what}: the address of Confluence cannot be used`,
    'Check confluence.apiBase: https, or http on this machine or to a host name without a dot',
    { provider: 'confluence' },
  );
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function tooLong(what: string): Error {
  return failure(
    FailureType.UnexpectedAnswer,
    `${what}: the answer is longer than ${MAX_BYTES} bytes`,
    'Check that confluence.apiBase names Confluence and not a proxy or a download',
    { provider: 'confluence' },
  );
}

function unavailable(what: string, happened: string): Error {
  return failure(
    FailureType.Unavailable,
    `${what}: ${happened}`,
    'It is tried again and finds what it has done; check confluence.apiBase, the network and status.atlassian.com if it goes on',
    { provider: 'confluence' },
  );
}

/** The network's own word, `ECONNREFUSED` for example; fetch wraps it. */
function causeCode(error: unknown): string {
  const code = property(property(error, 'cause'), 'code') ?? property(error, 'code');
  return typeof code === 'string' ? code : 'no code';
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

import { LinearClient } from '@linear/sdk';
import { FailureType } from '../../domain/failure-type';
import { failure, failureTypeOf } from '../shared/failure';
import { readBounded } from '../shared/read-bounded';

export interface ExchangeOptions {
  /** Whole address of the endpoint, `/graphql` included. */
  readonly apiUrl: string;
  readonly apiKey: string;
  /** Bounds the whole exchange, body included, in milliseconds. */
  readonly fetchTimeoutMs: number;
}

/** An answer as it came over the wire, read to its end. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed body; undefined when it is not JSON. */
  readonly json: unknown;
}

/** A team with 250 labels is some 50 KB, a description at most a few hundred. */
const MAX_BYTES = 2 * 1024 * 1024;
const NO_BODY: ReadonlySet<number> = new Set([204, 205, 304]);

/**
 * One request to Linear, no retry. The client lives for this request, because the SDK ties the signal to it.
 *
 * @param what what is being done, in our words, for the failure's first line
 * @throws ApplicationFailure `Unavailable` when no whole answer arrived, `UnexpectedAnswer` when it is too long,
 *   `Misconfigured` when the SDK refuses the address; the signal's reason when the caller gave up
 */
export async function exchange(
  what: string,
  document: string,
  variables: Record<string, unknown>,
  options: ExchangeOptions,
  signal: AbortSignal,
): Promise<WireAnswer> {
  const timeout = AbortSignal.timeout(options.fetchTimeoutMs);
  const client = newClient(what, options, AbortSignal.any([signal, timeout]));
  let answer: WireAnswer | undefined;
  let broken: unknown;
  const realFetch = globalThis.fetch;
  const send: typeof fetch = async (input, init) => {
    try {
      const response = await realFetch(input, init);
      const body = await readBounded(response, MAX_BYTES);
      if (body === undefined) throw tooLong(what);
      answer = { status: response.status, headers: response.headers, json: parsed(body) };
      return new Response(NO_BODY.has(response.status) ? null : body, response);
    } catch (error) {
      broken = error;
      throw error;
    }
  };
  // What the SDK makes of the answer is not asked: its errors mislead, and they carry what was sent.
  await sendingThrough(send, () => client.client.rawRequest(document, variables)).catch(() => undefined);
  if (answer !== undefined) return answer;
  signal.throwIfAborted();
  throw timeout.aborted ? tooSlow(what, options.fetchTimeoutMs) : noAnswer(what, broken);
}

function newClient(what: string, { apiUrl, apiKey }: ExchangeOptions, signal: AbortSignal): LinearClient {
  try {
    // A redirect would carry ticket and key to another host.
    return new LinearClient({ apiUrl, apiKey, signal, redirect: 'manual' });
  } catch {
    throw failure(
      FailureType.Misconfigured,
      `${what}: the address or the key of Linear cannot be used`,
      'Check linear.baseUrl (https, or http on this machine only) and that linear.apiKey is not empty',
      { provider: 'linear' },
    );
  }
}

/**
 * The SDK takes `globalThis.fetch` in the moment of the call and offers no other way in. Left alone it reads bodies of any
 * length, and loses status and headers of those that are not the JSON they claim to be. The exchange of functions ends
 * before this one returns, so nothing else in the process ever meets it.
 */
function sendingThrough<T>(send: typeof fetch, call: () => Promise<T>): Promise<T> {
  const original = globalThis.fetch;
  globalThis.fetch = send;
  try {
    return call();
  } finally {
    globalThis.fetch = original;
  }
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
    'Check that linear.baseUrl names the API and not a proxy or a download',
    { provider: 'linear' },
  );
}

function tooSlow(what: string, timeoutMs: number): Error {
  return failure(
    FailureType.Unavailable,
    `${what}: no whole answer within ${timeoutMs} ms`,
    'It is tried again with the same identity; see linearstatus.com if it goes on',
    { provider: 'linear' },
  );
}

function noAnswer(what: string, cause: unknown): Error {
  if (cause instanceof Error && failureTypeOf(cause) !== undefined) return cause;
  return failure(
    FailureType.Unavailable,
    `${what}: the connection failed (${causeCode(cause)})`,
    'It is tried again with the same identity; check linear.baseUrl and the network if it goes on',
    { provider: 'linear' },
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

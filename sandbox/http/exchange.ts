import type { IncomingHttpHeaders } from 'node:http';

/** Which of the simulated services a request is for. */
export type ProviderName = 'cloudflare' | 'linear' | 'datadog' | 'confluence';

/** A request as a provider sees it: read to its end, the sandbox's prefix taken off. */
export interface Exchange {
  readonly provider: ProviderName;
  readonly method: string;
  /** Path below the provider's prefix, without the query: `/accounts/...`, `/graphql`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Path and query as they came. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The same as it came over the wire. */
  readonly bytes: Buffer;
  /** Sandbox clock, epoch milliseconds. */
  readonly at: number;
}

/** What goes back: bytes and headers, nothing is added but `content-length`. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** One simulated service. `answer` has its effect at once, so a fault after it loses the answer and not the effect. */
export interface Provider {
  /** Id of the caller's token, `?` for one that nobody knows. Never the secret. */
  callerOf(exchange: Exchange): string;
  /** GraphQL root field of the request; undefined where there is no GraphQL. */
  operationOf(exchange: Exchange): Operation | undefined;
  /** Told of every request that reaches the service, before a fault or the service itself answers. */
  receive?(exchange: Exchange): void;
  answer(exchange: Exchange): Answer;
}

export interface Operation {
  /** First field of the selection: `issueCreate`. */
  readonly field: string;
  /** Name that the client gave it; empty for an anonymous one. */
  readonly name: string;
}

/** An answer with a JSON body. */
export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

/** An answer with a page for a browser. */
export function html(status: number, page: string): Answer {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body: page };
}

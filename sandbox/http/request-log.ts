import type { ProviderName } from './exchange';

/** One request as it was served. Carries the caller's token id, never its secret. */
export interface RecordedRequest {
  /** Sandbox clock when the request had arrived completely, epoch milliseconds. */
  readonly at: number;
  readonly provider: ProviderName;
  readonly method: string;
  /** Path and query below the provider's prefix: `/accounts/...`, `/graphql`. */
  readonly path: string;
  /** GraphQL root field. */
  readonly operation?: string;
  /** Id of the caller's token; `?` when unknown. */
  readonly token: string;
  /** Status sent; null when the connection was destroyed instead. */
  readonly status: number | null;
  /** Kind of the fault that was applied. */
  readonly fault?: string;
}

export interface RequestFilter {
  readonly provider?: ProviderName;
  /** Regular expression on `path`. */
  readonly pathMatches?: string;
}

/** Everything that was asked of the sandbox, in order of arrival. */
export class RequestLog {
  private requests: RecordedRequest[] = [];
  private readonly listeners = new Set<(request: RecordedRequest) => void>();

  add(request: RecordedRequest): void {
    this.requests.push(request);
    for (const listener of this.listeners) listener(request);
  }

  list(filter: RequestFilter = {}): RecordedRequest[] {
    const path = filter.pathMatches === undefined ? undefined : new RegExp(filter.pathMatches);
    return this.requests.filter(
      (request) =>
        (filter.provider === undefined || request.provider === filter.provider) &&
        (path === undefined || path.test(request.path)),
    );
  }

  /** @returns a function that ends the subscription */
  listen(listener: (request: RecordedRequest) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  clear(): void {
    this.requests = [];
  }

  /** Most Cloudflare requests that one token made in any span of `windowMs`, ends included. */
  busiestWindow(windowMs: number, token?: string): number {
    const timesByToken = new Map<string, number[]>();
    for (const request of this.requests) {
      if (request.provider !== 'cloudflare' || (token !== undefined && request.token !== token)) continue;
      const times = timesByToken.get(request.token);
      if (times === undefined) timesByToken.set(request.token, [request.at]);
      else times.push(request.at);
    }
    return Math.max(0, ...[...timesByToken.values()].map((times) => mostWithin(times, windowMs)));
  }
}

function mostWithin(times: readonly number[], windowMs: number): number {
  let most = 0;
  let first = 0;
  for (const [last, time] of times.entries()) {
    while (time - (times[first] ?? time) > windowMs) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

import type { Answer } from '../http/exchange';
import { json } from '../http/exchange';
import { CLOUDFLARE_RATE_LIMITED } from '../http/provider-faults';

export interface RateLimitOptions {
  /** False counts and tells, and blocks nobody. Default true. */
  readonly enforce: boolean;
  /** Default 1,200. */
  readonly requests: number;
  /** Default 300,000. Also the length of the block. */
  readonly windowMs: number;
}

interface Account {
  /** Times of the requests in the window, oldest first, from `first` on. */
  times: number[];
  first: number;
  blockedUntil: number;
}

/**
 * Cloudflare's limit: so many requests of one token in any five minutes; whoever passes it is blocked for five minutes,
 * whatever is asked.
 */
export class RateLimiter {
  private readonly accounts = new Map<string, Account>();

  constructor(private readonly options: RateLimitOptions) {}

  reset(): void {
    this.accounts.clear();
  }

  /** Counts one request. `rejected` is set when it is one too many, `headers` go with every answer. */
  count(
    secret: string,
    at: number,
  ): { readonly rejected?: Answer; readonly headers: Readonly<Record<string, string>> } {
    const { enforce, requests, windowMs } = this.options;
    const account = this.accounts.get(secret) ?? { times: [], first: 0, blockedUntil: 0 };
    this.accounts.set(secret, account);

    if (enforce && at < account.blockedUntil) return this.reject(account.blockedUntil - at);
    forgetBefore(account, at - windowMs);
    account.times.push(at);
    const used = account.times.length - account.first;
    if (enforce && used > requests) {
      account.blockedUntil = at + windowMs;
      return this.reject(windowMs);
    }
    const untilFree = windowMs - (at - (account.times[account.first] ?? at));
    return { headers: this.headers(Math.max(0, requests - used), untilFree) };
  }

  private reject(waitMs: number): { rejected: Answer; headers: Record<string, string> } {
    const headers = this.headers(0, waitMs);
    const retryAfter = String(Math.max(1, Math.ceil(waitMs / 1_000)));
    return { rejected: json(429, CLOUDFLARE_RATE_LIMITED, { ...headers, 'retry-after': retryAfter }), headers };
  }

  private headers(remaining: number, waitMs: number): Record<string, string> {
    const { requests, windowMs } = this.options;
    return {
      ratelimit: `"default";r=${remaining};t=${Math.ceil(waitMs / 1_000)}`,
      'ratelimit-policy': `"default";q=${requests};w=${Math.ceil(windowMs / 1_000)}`,
    };
  }
}

function forgetBefore(account: Account, time: number): void {
  while ((account.times[account.first] ?? Infinity) < time) account.first += 1;
  if (account.first < 10_000) return;
  account.times = account.times.slice(account.first);
  account.first = 0;
}

import { setTimeout } from 'node:timers/promises';

/** Spaces requests so that a provider's ceiling is never passed. One per credential and process. */
export interface RequestPace {
  /** Resolves when the next request may go out. Callers are served in the order they came. */
  turn(signal: AbortSignal): Promise<void>;
}

export interface RequestPaceOptions {
  /** Requests allowed in any window of `windowMs`. */
  readonly requests: number;
  readonly windowMs: number;
  /** How many more may go out at once after a pause. They count against `requests`. */
  readonly burst: number;
  readonly nowMs?: () => number;
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

const reallySleep = (ms: number, signal: AbortSignal): Promise<void> => setTimeout(ms, undefined, { signal });

/**
 * A pace by virtual scheduling: each request pushes the next one's time by a fixed interval, a pause earns back a burst.
 *
 * The interval is chosen so that a burst and a full window of steady requests together stay within `requests`.
 */
export function createRequestPace({
  requests,
  windowMs,
  burst,
  nowMs = Date.now,
  sleep = reallySleep,
}: RequestPaceOptions): RequestPace {
  const intervalMs = windowMs / Math.max(1, requests - burst - 1);
  let nextMs = Number.NEGATIVE_INFINITY;
  return {
    async turn(signal) {
      signal.throwIfAborted();
      const now = nowMs();
      const dueMs = Math.max(nextMs, now - burst * intervalMs);
      nextMs = dueMs + intervalMs;
      if (dueMs > now) await sleep(dueMs - now, signal);
    },
  };
}

import { isGrpcServiceError, ServiceError, type Client } from '@temporalio/client';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from './problem';

/** Longest that a sender waits for Temporal to take its delivery, milliseconds. */
const CALL_BUDGET_MS = 4_000;
/** Pause between two attempts, milliseconds. */
const RETRY_PAUSE_MS = 200;
/** When a sender should try again. */
const RETRY_AFTER_S = 5;

/**
 * Runs calls of Temporal within a few seconds, all of them together; what fails in passing is tried again.
 *
 * @param calls may run more than once
 * @throws Problem `temporal_unavailable` when Temporal is away, overloaded or refuses us
 */
export async function callTemporal<T>(client: Client, calls: () => Promise<T>): Promise<T> {
  const deadlineMs = Date.now() + CALL_BUDGET_MS;
  for (;;) {
    try {
      return await client.withDeadline(deadlineMs, calls);
    } catch (error) {
      if (!isTemporalFailure(error)) throw error;
      if (!isPassing(error) || Date.now() + RETRY_PAUSE_MS >= deadlineMs) throw unavailable(error);
    }
    await sleep(RETRY_PAUSE_MS);
  }
}

/** Whether the service itself failed, whatever was asked of it. */
export function isTemporalFailure(error: unknown): boolean {
  return error instanceof ServiceError || isGrpcServiceError(error);
}

/** Codes of gRPC for what may be over in a moment: UNKNOWN, RESOURCE_EXHAUSTED, ABORTED, UNAVAILABLE. */
const PASSING_CODES: ReadonlySet<unknown> = new Set([2, 8, 10, 14]);

/** Whether the same call may do better in a moment. */
export function isPassing(error: unknown): boolean {
  const failure = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(failure) && PASSING_CODES.has(failure.code);
}

function unavailable(cause: unknown): Problem {
  return new Problem('temporal_unavailable', {
    detail: 'Temporal is away or overloaded. Send the same again; what was taken all the same counts once.',
    retryAfterS: RETRY_AFTER_S,
    cause,
  });
}

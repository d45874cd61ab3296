import { FailureType } from '../../domain/failure-type';
import { failure } from '../shared/failure';
import { s3Failure } from './s3-failure';

/** For one call from sending to the last byte of its answer: the SDK's own limits end with the answer's head. */
const CALL_DEADLINE_MS = 30_000;

/**
 * Runs one S3 call under a deadline that also covers the answer's body.
 *
 * @param signal cancels the call; its reason is then thrown as it is
 * @throws ApplicationFailure of a type of `S3_FAILURES`
 */
export async function withDeadline<T>(
  operation: string,
  signal: AbortSignal,
  call: (signal: AbortSignal) => Promise<T>,
  deadlineMs: number = CALL_DEADLINE_MS,
): Promise<T> {
  signal.throwIfAborted();
  const either = new AbortController();
  const stopped = Promise.withResolvers<never>();
  const stop = (): void => {
    stopped.reject(new StoppedError());
    either.abort();
  };
  // Cleared below, which AbortSignal.timeout cannot be: a timer that runs on holds the memory of its call for as long.
  const timer = setTimeout(stop, deadlineMs);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([call(either.signal), stopped.promise]);
  } catch (error) {
    signal.throwIfAborted();
    if (!either.signal.aborted) throw error;
    const what = `${operation}: no complete answer within ${deadlineMs / 1000} s`;
    throw failure(FailureType.Unavailable, what, 'It is repeated', { provider: 'archive' });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

/** As `withDeadline`, with every error made a failure of our types. */
export async function s3Call<T>(
  operation: string,
  signal: AbortSignal,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  try {
    return await withDeadline(operation, signal, call);
  } catch (error) {
    signal.throwIfAborted();
    throw s3Failure(error, operation);
  }
}

class StoppedError extends Error {}

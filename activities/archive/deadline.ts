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
  const deadline = AbortSignal.timeout(deadlineMs);
  const either = AbortSignal.any([signal, deadline]);
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(new DeadlineError());
    either.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([call(either), aborted]);
  } catch (error) {
    signal.throwIfAborted();
    if (!deadline.aborted) throw error;
    const what = `${operation}: no complete answer within ${deadlineMs / 1000} s`;
    throw failure(FailureType.Unavailable, what, 'It is repeated', { provider: 'archive' });
  } finally {
    if (stop !== undefined) either.removeEventListener('abort', stop);
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

class DeadlineError extends Error {}

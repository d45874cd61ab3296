import { ActivityFailure, ApplicationFailure, isCancellation, TimeoutFailure } from '@temporalio/workflow';
import { RetryState } from '@temporalio/common';
import { asSentence } from '../domain/as-sentence';
import { FailureType, isFailureType } from '../domain/failure-type';

/** What another try may mend. Without a type it is a time-out, a worker that died, or a bug. */
const PASSING: ReadonlySet<unknown> = new Set([
  FailureType.Unavailable,
  FailureType.RateLimited,
  FailureType.UnexpectedAnswer,
  undefined,
]);
const MAX_CAUSES = 10;

/** Type of the failure that ended a step or a run; undefined when it was none of ours. */
export function failureType(error: unknown): FailureType | undefined {
  return ourFailure(error)?.type;
}

/** Whether another try may mend what ended a step. */
export function isPassing(error: unknown): boolean {
  return PASSING.has(failureType(error));
}

/** What is said of a failure to people: what happened, and what to do. A message that is not ours is never repeated. */
export function failureMessage(error: unknown): string {
  const ours = ourFailure(error);
  if (ours !== undefined) return ours.message;
  if (isCancellation(error)) return 'The run was cancelled by an operator.';
  if (!(error instanceof ActivityFailure)) return 'The run met a fault of its own: report it, with the run’s history.';
  return isTimeout(error)
    ? `The step ${error.activityType} gave no answer in time: see that workers run, and that they reach what it asks.`
    : `The step ${error.activityType} met a fault of its own: report it, with the run’s history.`;
}

/** Whether a step failed for good in a way that the run may go on from: not a cancellation, and not a bug of ours. */
export function isStepFailure(error: unknown): boolean {
  return error instanceof ActivityFailure && !isCancellation(error);
}

/** What is no failure of Temporal's would leave the run hanging in a task that is retried for ever. */
export function asRunFailure(error: unknown): unknown {
  if (error instanceof ActivityFailure || isCancellation(error) || ourFailure(error) !== undefined) return error;
  return ApplicationFailure.nonRetryable(error instanceof Error ? error.message : 'unknown error', 'WorkflowBug');
}

/**
 * The failure of a run that people read of: its message is what `failureMessage` says. A cancellation and a fault of the run's own
 * stay what they are.
 */
export function runFailure(error: unknown): unknown {
  const type = failureType(error) ?? (isTimeout(error) ? FailureType.Unavailable : undefined);
  if (!(error instanceof ActivityFailure) || isCancellation(error) || type === undefined) return asRunFailure(error);
  const gaveUp = error.retryState === RetryState.MAXIMUM_ATTEMPTS_REACHED;
  const said = failureMessage(error);
  const message = gaveUp ? `${asSentence(said)} That was the last try.` : said;
  return ApplicationFailure.create({ message, type, cause: error });
}

/** A time-out may hide what the attempts before it failed of: it is their failure then. */
function ourFailure(error: unknown): { readonly type: FailureType; readonly message: string } | undefined {
  return causesOf(error).find(
    (cause): cause is ApplicationFailure & { readonly type: FailureType } =>
      cause instanceof ApplicationFailure && isFailureType(cause.type),
  );
}

function isTimeout(error: unknown): boolean {
  return causesOf(error).some((cause) => cause instanceof TimeoutFailure);
}

function causesOf(error: unknown): readonly Error[] {
  const causes: Error[] = [];
  for (let cause = error; cause instanceof Error && causes.length < MAX_CAUSES; cause = cause.cause) causes.push(cause);
  return causes;
}

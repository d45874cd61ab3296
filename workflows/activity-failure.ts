import { ActivityFailure, ApplicationFailure, isCancellation } from '@temporalio/workflow';

/** Type of the failure that ended an activity; undefined when it was none of ours. */
export function failureType(error: unknown): string | undefined {
  return causeOf(error)?.type ?? undefined;
}

/** What the failure that ended an activity says, for operators. */
export function failureMessage(error: unknown): string {
  return causeOf(error)?.message ?? 'an activity failed without a reason: see the run’s history';
}

/** Whether a step failed for good in a way that the run may go on from: not a cancellation, and not a bug of ours. */
export function isStepFailure(error: unknown): boolean {
  return error instanceof ActivityFailure && !isCancellation(error);
}

/** What is no failure of Temporal's would leave the run hanging in a task that is retried for ever. */
export function asRunFailure(error: unknown): unknown {
  if (error instanceof ActivityFailure || isCancellation(error)) return error;
  return ApplicationFailure.nonRetryable(error instanceof Error ? error.message : 'unknown error', 'WorkflowBug');
}

function causeOf(error: unknown): ApplicationFailure | undefined {
  return error instanceof ActivityFailure && error.cause instanceof ApplicationFailure ? error.cause : undefined;
}

import { WorkflowFailedError, type Client } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure, TerminatedFailure, TimeoutFailure } from '@temporalio/common';
import { isFailureType } from '../domain/failure-type';
import type { AwaitReportAnswer, InvestigationResult } from '../workflows/contracts';
import { investigationWorkflowId } from '../workflows/ids';

const MAX_CAUSES = 10;

/** How a run that has closed ended. */
export async function closedRun(client: Client, investigation: string, runId: string): Promise<AwaitReportAnswer> {
  const handle = client.workflow.getHandle(investigationWorkflowId(investigation), runId);
  try {
    return { outcome: 'published', result: (await handle.result()) as InvestigationResult };
  } catch (error) {
    if (error instanceof WorkflowFailedError) return { outcome: 'failed', reason: reasonOf(error.cause) };
    throw error;
  }
}

/** Failures of ours carry a sentence and a remedy; of others only that they happened. */
function reasonOf(failure: Error | undefined): string {
  let current: unknown = failure;
  for (let depth = 0; depth < MAX_CAUSES && current instanceof Error; depth += 1) {
    if (current instanceof ApplicationFailure && isFailureType(current.type)) return current.message;
    if (current instanceof CancelledFailure) return 'The run was cancelled by an operator.';
    if (current instanceof TerminatedFailure) return 'The run was terminated by an operator.';
    if (current instanceof TimeoutFailure) return 'The run took longer than it may.';
    current = current.cause;
  }
  return 'The run ended without a report; the Temporal UI says why.';
}

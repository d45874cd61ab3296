import { WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError, type Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AwaitReportAnswer } from '../workflows/contracts';
import { INVESTIGATION_UPDATE, investigationWorkflowId } from '../workflows/ids';
import { closedRun } from './closed-run';
import { isPassing, isTemporalFailure, RETRY_PAUSE_MS } from './temporal-calls';

export interface Wait {
  readonly investigation: string;
  readonly runId: string;
  readonly waitMs: number;
  /** Ends the wait early: nobody is there any more to be answered, or the API stops. */
  readonly signal: AbortSignal;
}

/**
 * Waits for the report of a run that has started.
 *
 * @returns `pending` when it is not there in time, whatever the reason: the run lives on without us
 */
export async function awaitReport(client: Client, wait: Wait): Promise<AwaitReportAnswer | 'pending'> {
  const signal = AbortSignal.any([wait.signal, AbortSignal.timeout(wait.waitMs)]);
  const over = Promise.withResolvers<'pending'>();
  const end = (): void => over.resolve('pending');
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) return 'pending';
  const answer = client.withDeadline(Date.now() + wait.waitMs, () =>
    client.withAbortSignal(signal, () => askUntil(client, wait, signal)),
  );
  // Not left to the signal alone: a call that begins after it was sent does not hear it.
  return Promise.race([answer, over.promise]);
}

async function askUntil(client: Client, wait: Wait, signal: AbortSignal): Promise<AwaitReportAnswer | 'pending'> {
  while (!signal.aborted) {
    try {
      return await updateOrResult(client, wait);
    } catch (error) {
      if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return 'pending';
      if (!isTemporalFailure(error)) throw error;
      if (!isPassing(error)) return 'pending';
    }
    // A run answers ten updates at a time; the next ones are refused in passing.
    await sleep(RETRY_PAUSE_MS);
  }
  return 'pending';
}

async function updateOrResult(client: Client, { investigation, runId }: Wait): Promise<AwaitReportAnswer> {
  try {
    const handle = client.workflow.getHandle(investigationWorkflowId(investigation), runId);
    // A new id for each request: an answer under an old one would outlive the run that gave it.
    return await handle.executeUpdate<AwaitReportAnswer, []>(INVESTIGATION_UPDATE.awaitReport, {
      updateId: randomUUID(),
    });
  } catch (error) {
    // The run has closed before or while it was asked.
    if (error instanceof WorkflowNotFoundError || error instanceof WorkflowUpdateFailedError) {
      return closedRun(client, investigation, runId);
    }
    throw error;
  }
}

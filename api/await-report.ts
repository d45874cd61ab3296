import { WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError, type Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AwaitReportAnswer } from '../workflows/contracts';
import { INVESTIGATION_UPDATE, investigationWorkflowId } from '../workflows/ids';
import { closedRun } from './closed-run';
import { isPassing, isTemporalFailure } from './temporal-calls';

/**
 * One update of a run, by its id, for all who wait or have waited in this process: a run answers ten at a time. Under a new id
 * once it is answered, for a run may answer that a try has failed, and live on.
 */
const openUpdates = new Map<string, string>();
/** Where all who waited have left, nobody hears of the answer. The oldest are forgotten, which costs a run one update more. */
const MAX_OPEN = 1_000;
const FIRST_PAUSE_MS = 200;
const MAX_PAUSE_MS = 3_200;

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
  for (let pauseMs = FIRST_PAUSE_MS; !signal.aborted; pauseMs = Math.min(MAX_PAUSE_MS, pauseMs * 2)) {
    try {
      return await updateOrResult(client, wait);
    } catch (error) {
      if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return 'pending';
      if (!isTemporalFailure(error)) throw error;
      if (!isPassing(error)) return 'pending';
    }
    await sleep(pauseMs);
  }
  return 'pending';
}

async function updateOrResult(client: Client, { investigation, runId }: Wait): Promise<AwaitReportAnswer> {
  const updateId = openUpdate(runId);
  try {
    const handle = client.workflow.getHandle(investigationWorkflowId(investigation), runId);
    const answer = await handle.executeUpdate<AwaitReportAnswer, []>(INVESTIGATION_UPDATE.awaitReport, { updateId });
    closeUpdate(runId, updateId);
    return answer;
  } catch (error) {
    // The run has closed before or while it was asked.
    if (error instanceof WorkflowNotFoundError || error instanceof WorkflowUpdateFailedError) {
      closeUpdate(runId, updateId);
      return await closedRun(client, investigation, runId);
    }
    throw error;
  }
}

function openUpdate(runId: string): string {
  const updateId = openUpdates.get(runId) ?? randomUUID();
  openUpdates.set(runId, updateId);
  const [oldest] = openUpdates.keys();
  if (openUpdates.size > MAX_OPEN && oldest !== undefined) openUpdates.delete(oldest);
  return updateId;
}

/** Somebody who waited too may have opened another one since. */
function closeUpdate(runId: string, updateId: string): void {
  if (openUpdates.get(runId) === updateId) openUpdates.delete(runId);
}

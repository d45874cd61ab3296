import { ScheduleOverlapPolicy, type Client } from '@temporalio/client';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TokenWatchResult } from '../../workflows/contracts';

/** A run that a schedule started, with its result. */
export interface ScheduledRun {
  readonly scheduleId: string;
  readonly workflowId: string;
  readonly runId: string;
  readonly result: TokenWatchResult;
}

const POLL_MS = 200;
const PATIENCE_MS = 180_000;

/**
 * Asks a schedule for a run now and waits for its result.
 *
 * SKIP, as the timer does it: any other policy would start a run that neither sees nor moves the watermark.
 */
export async function runBySchedule(client: Client, scheduleId: string): Promise<ScheduledRun> {
  const schedule = client.schedule.getHandle(scheduleId);
  const before = (await schedule.describe()).info;
  await schedule.trigger(ScheduleOverlapPolicy.SKIP);

  const deadlineMs = Date.now() + PATIENCE_MS;
  let { info } = await schedule.describe();
  while (info.numActionsTaken === before.numActionsTaken) {
    if (Date.now() > deadlineMs) throw new Error(`${scheduleId} started no run within ${PATIENCE_MS / 1_000} s`);
    // A run of the timer may have been under way; the trigger was then skipped, as it should be.
    if (info.numActionsSkippedOverlap > before.numActionsSkippedOverlap) break;
    await sleep(POLL_MS);
    ({ info } = await schedule.describe());
  }
  const started = info.recentActions.at(-1)?.action.workflow;
  if (started === undefined) throw new Error(`${scheduleId} reports no run`);
  const { workflowId, firstExecutionRunId: runId } = started;
  const result = (await client.workflow.getHandle(workflowId, runId).result()) as TokenWatchResult;
  return { scheduleId, workflowId, runId, result };
}

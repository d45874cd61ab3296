import { ScheduleOverlapPolicy, type Client } from '@temporalio/client';
import { setTimeout as sleep } from 'node:timers/promises';

/** A run that a schedule started, with its result. */
export interface ScheduledRun<Result> {
  readonly scheduleId: string;
  readonly workflowId: string;
  readonly runId: string;
  readonly result: Result;
}

const POLL_MS = 200;
const PATIENCE_MS = 180_000;

/**
 * Has a schedule start a run now and waits for its result.
 *
 * @param trigger asks for the run; by default as the timer does it, SKIP: any other policy would start a run that neither
 *   sees nor leaves the last result
 */
export async function runBySchedule<Result>(
  client: Client,
  scheduleId: string,
  trigger = (): Promise<unknown> => client.schedule.getHandle(scheduleId).trigger(ScheduleOverlapPolicy.SKIP),
): Promise<ScheduledRun<Result>> {
  const schedule = client.schedule.getHandle(scheduleId);
  const before = (await schedule.describe()).info;
  await trigger();

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
  const result = (await client.workflow.getHandle(workflowId, runId).result()) as Result;
  return { scheduleId, workflowId, runId, result };
}

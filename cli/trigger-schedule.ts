import { ScheduleNotFoundError, ScheduleOverlapPolicy, type Client } from '@temporalio/client';

/** Whether a run of the schedule is under way. @throws Error that says how a missing schedule comes to be */
export async function isUnderWay(client: Client, id: string): Promise<boolean> {
  try {
    return (await client.schedule.getHandle(id).describe()).info.runningActions.length > 0;
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
    throw new Error(`no schedule ${id}: create it with npm run schedules:apply`, { cause: error });
  }
}

/** Lets a schedule run now; nothing happens while a run of it is under way. */
export async function triggerSchedule(client: Client, id: string): Promise<void> {
  // The client's own default starts a run beside a running one, which neither sees nor leaves the last result.
  await client.schedule.getHandle(id).trigger(ScheduleOverlapPolicy.SKIP);
}

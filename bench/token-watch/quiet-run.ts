import { setTimeout as sleep } from 'node:timers/promises';
import { loadSettings } from '../../config/load-settings';
import { runBySchedule } from '../../scripts/demo/runs';
import { withProgress } from '../../scripts/servers/progress';
import { applySchedules } from '../../worker/schedules';
import { scheduleId } from '../../workflows/ids';
import type { Ground } from '../ground';
import { ACCOUNT_ID, type Scene } from './scene';

/** Two starts of a schedule within one second would share a workflow id. */
const BETWEEN_MS = 1_100;
/** The first look finds its start and writes the hour's manifest; one of the others may meet a new hour. */
const LOOKS = 3;

/** Events in the history of a scheduled run that finds nothing new: the fewest of a few looks. */
export async function quietRunEvents({ client }: Ground, { env }: Scene): Promise<number> {
  return withProgress('looking at a log in which nothing happens', async () => {
    await applySchedules(client, loadSettings({ role: 'worker', env }));
    const counts: number[] = [];
    for (let look = 0; look < LOOKS; look += 1) {
      const { workflowId, runId } = await runBySchedule(client, scheduleId.tokenWatch(ACCOUNT_ID));
      const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
      counts.push(events?.length ?? 0);
      await sleep(BETWEEN_MS);
    }
    return Math.min(...counts);
  });
}

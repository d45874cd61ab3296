import { ScheduleAlreadyRunning, ScheduleOverlapPolicy, type Client, type ScheduleOptions } from '@temporalio/client';
import type { AccountSettings, Settings } from '../config/settings';
import { scheduleId, startAttributes, TASK_QUEUE, WORKFLOW_TYPE } from '../workflows/ids';
import type { Job } from '../domain/token-watch';
import type { TokenWatchInput } from '../workflows/contracts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** What happened to one schedule. `unknown` stands on the server and in no setting: it is reported and left alone. */
export interface AppliedSchedule {
  readonly id: string;
  readonly state: 'created' | 'updated' | 'unknown';
  readonly paused: boolean;
}

/** The whole table: one watch and one sweep per account. */
export function schedulesOf(settings: Settings, taskQueue: string = TASK_QUEUE): ScheduleOptions[] {
  return [...settings.accounts.values()].flatMap((account) => [
    watchSchedule(account, taskQueue),
    sweepSchedule(account, taskQueue),
  ]);
}

/**
 * Creates what is missing and updates what is there.
 *
 * An existing schedule keeps its pause state, its note and its last result: the last result is the watermark, and
 * recreating a schedule would lose it. Apply from one place at a time: the last writer wins.
 */
export async function applySchedules(
  client: Client,
  settings: Settings,
  taskQueue: string = TASK_QUEUE,
): Promise<AppliedSchedule[]> {
  const wanted = schedulesOf(settings, taskQueue);
  const applied: AppliedSchedule[] = [];
  for (const options of wanted) applied.push(await applySchedule(client, options));

  const known = new Set(wanted.map((options) => options.scheduleId));
  const ours = Object.values(scheduleId).map((idOf) => idOf(''));
  for await (const { scheduleId: id, state } of client.schedule.list()) {
    if (known.has(id) || !ours.some((prefix) => id.startsWith(prefix))) continue;
    applied.push({ id, state: 'unknown', paused: state.paused });
  }
  return applied;
}

async function applySchedule(client: Client, options: ScheduleOptions): Promise<AppliedSchedule> {
  const { scheduleId: id, state, ...rest } = options;
  try {
    await client.schedule.create(options);
    return { id, state: 'created', paused: state?.paused ?? false };
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
  let paused = false;
  // What an update leaves out is reset: without its state, a paused schedule would start.
  await client.schedule.getHandle(id).update(({ state: before }) => {
    paused = before.paused;
    return {
      ...rest,
      state: {
        paused: before.paused,
        ...(before.note === undefined ? {} : { note: before.note }),
        ...(before.remainingActions === undefined ? {} : { remainingActions: before.remainingActions }),
      },
    };
  });
  return { id, state: 'updated', paused };
}

function watchSchedule(account: AccountSettings, taskQueue: string): ScheduleOptions {
  const { intervalMs } = account.tokenWatch;
  return {
    scheduleId: scheduleId.tokenWatch(account.id),
    state: initialState(account),
    spec: { intervals: [{ every: intervalMs, offset: offsetOf(account.id, intervalMs) }] },
    // A missed time starts one run at most, and only a fresh one: the watermark closes the gap.
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: Math.max(intervalMs, MINUTE_MS) },
    action: {
      ...action(account, scheduleId.tokenWatch(account.id), 'watch', taskQueue),
      // A run that hangs must end before the next one is due, or every later one is skipped.
      workflowRunTimeout: Math.max(MINUTE_MS, intervalMs - MINUTE_MS),
    },
  };
}

function sweepSchedule(account: AccountSettings, taskQueue: string): ScheduleOptions {
  const id = scheduleId.tokenSweep(account.id);
  return {
    scheduleId: id,
    state: initialState(account),
    spec: { intervals: [{ every: DAY_MS, offset: offsetOf(account.id, DAY_MS) }] },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: DAY_MS },
    action: {
      ...action(account, id, 'sweep', taskQueue),
      workflowExecutionTimeout: DAY_MS - MINUTE_MS,
    },
  };
}

function initialState({ enabled }: AccountSettings): NonNullable<ScheduleOptions['state']> {
  return enabled ? {} : { paused: true, note: 'The account is not enabled in the settings' };
}

function action(account: AccountSettings, workflowId: string, job: Job, taskQueue: string) {
  const input: TokenWatchInput = { account: account.key, job };
  return {
    type: 'startWorkflow' as const,
    workflowType: WORKFLOW_TYPE.tokenWatch,
    workflowId,
    taskQueue,
    args: [input],
    staticSummary: `Token ${job} of ${account.key}`,
    typedSearchAttributes: startAttributes(account.id, job),
  };
}

/** Spreads accounts over the interval, so that they do not all ask at once; the same after every restart. */
function offsetOf(accountId: string, intervalMs: number): number {
  const seconds = Math.floor(intervalMs / 1_000);
  return (Number.parseInt(accountId.slice(0, 8), 16) % seconds) * 1_000;
}

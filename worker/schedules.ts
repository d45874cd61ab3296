import { ScheduleAlreadyRunning, ScheduleOverlapPolicy, type Client, type ScheduleOptions } from '@temporalio/client';
import type { AccountSettings, InsightsSyncSettings, Settings } from '../config/settings';
import type { Job } from '../domain/token-watch';
import type { InsightsSyncInput, TokenWatchInput } from '../workflows/contracts';
import { scheduleId, startAttributes, TASK_QUEUE, WORKFLOW_TYPE } from '../workflows/ids';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const SYNC_RUN_MS = 30 * MINUTE_MS;

/** What happened to one schedule. `unknown` stands on the server and in no setting: it is reported and left alone. */
export interface AppliedSchedule {
  readonly id: string;
  readonly state: 'created' | 'updated' | 'unknown';
  readonly paused: boolean;
}

/** The whole table: one watch and one sweep per account, and one sync where its insights are mirrored. */
export function schedulesOf(settings: Settings, taskQueue: string = TASK_QUEUE): ScheduleOptions[] {
  return [...settings.accounts.values()].flatMap((account) => [
    watchSchedule(account, taskQueue),
    sweepSchedule(account, taskQueue),
    ...(account.insightsSync === undefined ? [] : [syncSchedule(account, account.insightsSync, taskQueue)]),
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
      workflowRunTimeout: runTimeoutMs(intervalMs),
    },
  };
}

function syncSchedule(
  account: AccountSettings,
  { schedule, leastIntervalMs }: InsightsSyncSettings,
  taskQueue: string,
): ScheduleOptions {
  const id = scheduleId.insightsSync(account.id);
  const input: InsightsSyncInput = { account: account.key, job: 'sync' };
  return {
    scheduleId: id,
    state: initialState(account),
    spec:
      'cron' in schedule
        ? { cronExpressions: [schedule.cron], timezone: 'UTC' }
        : { intervals: [{ every: schedule.intervalMs, offset: offsetOf(account.id.slice(8), schedule.intervalMs) }] },
    // A missed time starts one run at most: each lists everything.
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: Math.min(leastIntervalMs, DAY_MS) },
    action: {
      type: 'startWorkflow',
      workflowType: WORKFLOW_TYPE.insightsSync,
      workflowId: id,
      taskQueue,
      args: [input],
      staticSummary: `Insights sync of ${account.key}`,
      typedSearchAttributes: startAttributes(account.id, 'sync'),
      // All its steps at their limits take less. Runs that are skipped meanwhile miss nothing: each lists everything.
      workflowRunTimeout: SYNC_RUN_MS,
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

/** A run that hangs must end before the next one is due, or every later one is skipped. */
function runTimeoutMs(intervalMs: number): number {
  return Math.max(MINUTE_MS, intervalMs - MINUTE_MS);
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

/**
 * Spreads accounts over the interval, so that they do not all ask at once; the same after every restart.
 *
 * @param digits hexadecimal; another part of the account id for each job, so that the jobs of one account are spread too
 */
function offsetOf(digits: string, intervalMs: number): number {
  const seconds = Math.floor(intervalMs / 1_000);
  return (Number.parseInt(digits.slice(0, 8), 16) % seconds) * 1_000;
}

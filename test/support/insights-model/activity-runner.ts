import { ActivityFailure, ensureApplicationFailure, RetryState, TimeoutFailure } from '@temporalio/common';
import { msToNumber } from '@temporalio/common/lib/time';
import type { ActivityOptions } from '@temporalio/workflow';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { Life, type Gates, type RunGates } from './gates';
import type { SimulatedTime } from './simulated-time';

export type Activity = (input: unknown) => Promise<unknown>;

/** What became of one activity of a run, after all attempts. */
export interface ActivityOutcome {
  readonly activity: string;
  readonly result?: unknown;
  readonly error?: unknown;
}

export interface RunnerParts {
  readonly time: SimulatedTime;
  readonly gates: Gates;
  /** The activities of the worker that lives now. */
  readonly activities: () => Readonly<Record<string, Activity>>;
}

interface Attempt {
  readonly activityType: string;
  readonly activityId: string;
  /** From 1. */
  readonly attempt: number;
  /** When the first attempt was scheduled, by a clock that nobody sets. */
  readonly scheduledMs: number;
}

/** What a server waits for the sign of life of a dead worker, and a successor takes over. */
const HEARTBEAT_MS = 10_000;
const silent = new DefaultLogger('ERROR', () => undefined);

/** Runs the activities of one workflow run as a server does: attempt by attempt, within the limits of `proxies.ts`. */
export class ActivityRunner {
  readonly outcomes: ActivityOutcome[] = [];
  private scheduled = 0;

  constructor(
    private readonly parts: RunnerParts,
    private readonly run: RunGates,
  ) {}

  async execute(activity: string, options: ActivityOptions, args: readonly unknown[]): Promise<unknown> {
    this.scheduled += 1;
    const activityId = String(this.scheduled);
    const scheduledMs = this.parts.time.monotonicMs;
    for (let attempt = 1; ; attempt += 1) {
      const ended = await this.attempt({ activityType: activity, activityId, attempt, scheduledMs }, options, args);
      if (this.run.isStopped) return new Promise(() => undefined);
      if ('result' in ended) {
        this.outcomes.push({ activity, result: ended.result });
        return ended.result;
      }
      const failure = ended.error instanceof TimeoutFailure ? ended.error : ensureApplicationFailure(ended.error);
      const waitMs = pauseBefore(attempt + 1, options, failure);
      const deadlineMs = scheduledMs + limit(options.scheduleToCloseTimeout);
      if (waitMs === undefined || this.parts.time.monotonicMs + waitMs > deadlineMs) {
        this.outcomes.push({ activity, error: failure });
        throw new ActivityFailure('Activity task failed', activity, activityId, RetryState.TIMEOUT, 'worker', failure);
      }
      this.parts.time.pass(waitMs);
    }
  }

  private async attempt(
    { activityType, activityId, attempt, scheduledMs }: Attempt,
    options: ActivityOptions,
    args: readonly unknown[],
  ): Promise<{ readonly result: unknown } | { readonly error: unknown }> {
    const { time, gates } = this.parts;
    const begunMs = time.monotonicMs;
    const info = {
      activityType,
      activityId,
      attempt,
      startToCloseTimeoutMs: Math.min(limit(options.startToCloseTimeout), limit(options.scheduleToCloseTimeout)),
      scheduleToCloseTimeoutMs: limit(options.scheduleToCloseTimeout),
      scheduledTimestampMs: scheduledMs,
      currentAttemptScheduledTimestampMs: begunMs,
    };
    const environment = new MockActivityEnvironment(info, { logger: silent });
    // Nobody waits in real time for what is to happen in three months.
    const sleep = (ms: number): Promise<void> => {
      time.pass(ms);
      return Promise.resolve();
    };
    Object.assign(environment.context, { sleep });
    const life = new Life(this.run, activityType);
    const activity = this.parts.activities()[activityType]!;
    const work = gates.live(life, () => time.within(() => environment.run(activity, ...(copy(args) as [unknown]))));
    const ended = await Promise.race([outcomeOf(work), life.ended, this.run.stopped]);
    if (ended === undefined) {
      time.pass(HEARTBEAT_MS);
      return { error: new TimeoutFailure('no heartbeat', undefined, 'HEARTBEAT') };
    }
    if (time.monotonicMs - begunMs > limit(options.startToCloseTimeout)) {
      return { error: new TimeoutFailure('took too long', undefined, 'START_TO_CLOSE') };
    }
    return ended;
  }
}

async function outcomeOf(work: Promise<unknown>): Promise<{ readonly result: unknown } | { readonly error: unknown }> {
  try {
    return { result: copy(await work) };
  } catch (error) {
    return { error };
  }
}

/** Milliseconds before another attempt; undefined when there is none. */
function pauseBefore(attempt: number, options: ActivityOptions, failure: Error): number | undefined {
  const retry = options.retry ?? {};
  const initialMs = limit(retry.initialInterval ?? '1s');
  const longestMs = retry.maximumInterval === undefined ? initialMs * 100 : limit(retry.maximumInterval);
  const { nonRetryable, nextRetryDelay } = failure as {
    nonRetryable?: boolean | null;
    nextRetryDelay?: string | number;
  };
  if (nonRetryable === true || attempt > (retry.maximumAttempts ?? Number.POSITIVE_INFINITY)) return undefined;
  if (nextRetryDelay !== undefined) return limit(nextRetryDelay);
  return Math.min(initialMs * 2 ** (attempt - 2), longestMs);
}

const limit = (duration: ActivityOptions['startToCloseTimeout']): number =>
  duration === undefined ? Number.POSITIVE_INFINITY : msToNumber(duration);

function copy(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}

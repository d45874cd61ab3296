import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { failureTypeOf, isFinal } from './failure';

/** The reading's time is spent. */
export class OutOfTime extends Error {}

export interface ReadingBudgetOptions {
  /** Time from the activity's scheduling to the end of its reading; a later attempt has what is left. Default 50 s. */
  readonly budgetMs?: number | undefined;
  /** Pause before a repetition, doubled for the second. Default 1 s. */
  readonly pauseMs?: number | undefined;
}

/** Time for one reading, which then ends with what it has instead of being cut off. */
export interface ReadingBudget {
  /**
   * Runs one request, and again up to twice after a failure that may pass, as long as there is time.
   *
   * @throws OutOfTime when the time is spent; else what the last try threw
   */
  attempt<T>(request: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Lets go of the clock. */
  end(): void;
}

/** Investigations give a source 60 s in all; handing over what was read takes some of it. */
const DEFAULT_BUDGET_MS = 50_000;
/** For an attempt that begins late: less reads nothing. */
const LEAST_BUDGET_MS = 5_000;
const DEFAULT_PAUSE_MS = 1_000;
const TRIES = 3;

/** Begins at once. Only within an activity. */
export function createReadingBudget({
  budgetMs = DEFAULT_BUDGET_MS,
  pauseMs = DEFAULT_PAUSE_MS,
}: ReadingBudgetOptions = {}): ReadingBudget {
  const context = Context.current();
  const { cancellationSignal } = context;
  const waitedMs = Math.max(0, Date.now() - context.info.scheduledTimestampMs);
  const leastMs = Math.min(budgetMs, LEAST_BUDGET_MS);
  const lengthMs = Math.max(leastMs, budgetMs - waitedMs);
  const endMs = performance.now() + lengthMs;
  const spent = new AbortController();
  const timer = setTimeout(() => spent.abort(), lengthMs);
  const signal = AbortSignal.any([cancellationSignal, spent.signal]);
  const isSpent = (): boolean => spent.signal.aborted;

  return {
    async attempt(request) {
      for (let tries = 1; ; tries += 1) {
        if (isSpent()) throw new OutOfTime();
        try {
          return await request(signal);
        } catch (error) {
          cancellationSignal.throwIfAborted();
          if (isSpent()) throw new OutOfTime();
          if (failureTypeOf(error) === undefined || isFinal(error) || tries === TRIES) throw error;
          const pause = askedPauseMs(error) ?? pauseMs * tries;
          if (performance.now() + pause >= endMs) throw error;
          await context.sleep(pause);
        }
      }
    },
    end: () => clearTimeout(timer),
  };
}

function askedPauseMs(error: unknown): number | undefined {
  const delay: unknown = error instanceof ApplicationFailure ? error.nextRetryDelay : undefined;
  return typeof delay === 'number' ? delay : undefined;
}

import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { FailureType } from '../../domain/failure-type';
import { failure, failureTypeOf, isFinal, type Provider } from './failure';

/** The reading's time is spent. */
export class OutOfTime extends Error {}

export interface ReadingBudgetOptions {
  /** Time of one attempt's reading. Default 22 s. */
  readonly budgetMs?: number | undefined;
  /** Pause before a repetition, doubled for the second. Default 1 s. */
  readonly pauseMs?: number | undefined;
  /** Time of one attempt until what was read is handed over. Default 28 s. */
  readonly wholeMs?: number | undefined;
}

/** Time for one reading, which then ends with what it has instead of being cut off. */
export interface ReadingBudget {
  /**
   * Runs one request, and again up to twice after a failure that may pass, as long as there is time.
   *
   * @throws OutOfTime when the time is spent; else what the last try threw
   */
  attempt<T>(request: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Runs the last step in what is left of the whole time. @throws ApplicationFailure `Unavailable` when that is too short */
  lastly<T>(step: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** What to throw when the time was spent before anything was read. */
  nothingRead(provider: Provider): ApplicationFailure;
  /** Ends the reading, with the requests that are still under way. */
  end(): void;
}

/** An attempt has 30 s in all; handing over what was read takes some of it. */
const DEFAULT_BUDGET_MS = 22_000;
/** Those 30 s, less what the answer takes to be noted: what comes later is lost. */
const DEFAULT_WHOLE_MS = 28_000;
const DEFAULT_PAUSE_MS = 1_000;
const TRIES = 3;

/** Begins at once. Only within an activity. */
export function createReadingBudget({
  budgetMs = DEFAULT_BUDGET_MS,
  pauseMs = DEFAULT_PAUSE_MS,
  wholeMs = DEFAULT_WHOLE_MS,
}: ReadingBudgetOptions = {}): ReadingBudget {
  const context = Context.current();
  const { cancellationSignal } = context;
  const startMs = performance.now();
  const endMs = startMs + budgetMs;
  const spent = new AbortController();
  const timer = setTimeout(() => spent.abort(), budgetMs);
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

    async lastly(step) {
      const late = new AbortController();
      const lateTimer = setTimeout(() => late.abort(), Math.max(0, startMs + wholeMs - performance.now()));
      try {
        return await step(AbortSignal.any([cancellationSignal, late.signal]));
      } catch (error) {
        cancellationSignal.throwIfAborted();
        if (!late.signal.aborted) throw error;
        throw failure(
          FailureType.Unavailable,
          `what was read could not be stored within ${wholeMs / 1_000} s of the reading’s start`,
          'Check the storage and the network on the way there',
          { provider: 'archive' },
        );
      } finally {
        clearTimeout(lateTimer);
      }
    },

    nothingRead: (provider) =>
      failure(
        FailureType.Unavailable,
        `no answer within ${budgetMs / 1_000} s`,
        'Check the provider’s status and the network on the way there',
        { provider },
      ),

    end: () => {
      clearTimeout(timer);
      spent.abort();
    },
  };
}

function askedPauseMs(error: unknown): number | undefined {
  const delay: unknown = error instanceof ApplicationFailure ? error.nextRetryDelay : undefined;
  return typeof delay === 'number' ? delay : undefined;
}

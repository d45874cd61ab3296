import type { ApplicationFailure } from '@temporalio/common';
import { FailureType } from '../../domain/failure-type';
import { failureTypeOf, isFinal } from './failure';

/** Why one item could not be finished now. */
export interface SetAside {
  readonly type: FailureType;
  readonly message: string;
}

export interface SettleEachOptions<Item, Result> {
  readonly items: readonly Item[];
  /** Items in work at the same time. They are begun in order. */
  readonly concurrency: number;
  /** Attempt of the activity, from 1. */
  readonly attempt: number;
  readonly signal: AbortSignal;
  readonly work: (item: Item) => Promise<Result>;
  /** The result of an item that is left for a later run. */
  readonly setAside: (item: Item, why: SetAside) => Result;
  /** Called as items are begun and finished, with the number of finished ones. */
  readonly progress: (finished: number) => void;
}

/** From this attempt on, what still fails in passing is left for a later run. */
const LAST_CHANCE = 4;
/** Passing failures in a row that tell an outage from a bad item: going on would only spend the activity's time. */
const OUTAGE = 5;
/** These concern every item alike: the first one ends the attempt. */
const FOR_ALL: ReadonlySet<FailureType> = new Set([FailureType.AuthRejected, FailureType.Misconfigured]);

/**
 * Works off a batch so that one bad item holds up no other, and an outage fails the activity as a whole.
 *
 * A final failure sets its item aside. After a passing one the others go on, then the activity fails and is retried;
 * `work` must find what an earlier attempt has finished. From the fourth attempt on passing failures set their items
 * aside too, unless none of several got through: then the provider is down, which is for the run to say.
 *
 * @returns one result for each item, in the order of the items
 * @throws the failure that concerns all items, the longest pause that a provider asked for, or the first passing failure
 */
export async function settleEach<Item, Result>(options: SettleEachOptions<Item, Result>): Promise<Result[]> {
  const { items, concurrency, attempt, signal, work, setAside, progress } = options;
  const results = new Map<number, Result>();
  const passing = new Map<number, unknown>();
  let next = 0;
  let inARow = 0;
  let fatal: { readonly error: unknown } | undefined;

  const mayBegin = () =>
    next < items.length && fatal === undefined && !signal.aborted && (attempt >= LAST_CHANCE || inARow < OUTAGE);

  async function worker(): Promise<void> {
    while (mayBegin()) {
      const index = next++;
      const item = items[index] as Item;
      progress(results.size);
      try {
        results.set(index, await work(item));
        inARow = 0;
      } catch (error) {
        const type = failureTypeOf(error);
        if (signal.aborted || (type !== undefined && FOR_ALL.has(type))) {
          fatal ??= { error };
        } else if (type !== undefined && isFinal(error)) {
          results.set(index, setAside(item, { type, message: (error as Error).message }));
          inARow = 0;
        } else {
          passing.set(index, error);
          inARow += 1;
        }
      }
      progress(results.size);
    }
  }

  await Promise.all(Array.from({ length: concurrency }, worker));
  if (fatal !== undefined) throw fatal.error;
  signal.throwIfAborted();
  // One item alone cannot tell a provider that is down from a poisoned item: it waits, and holds up nothing.
  const isDown = items.length > 1 && passing.size === items.length;
  if (passing.size > 0 && (attempt < LAST_CHANCE || isDown)) throw mostPatient([...passing.values()]);
  for (const [index, error] of passing) results.set(index, setAside(items[index] as Item, asSetAside(error)));
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
}

/** An error that is none of ours is a bug met by one item. Its message may quote the item, so only its name goes on. */
function asSetAside(error: unknown): SetAside {
  const type = failureTypeOf(error);
  if (type !== undefined) return { type, message: (error as Error).message };
  const name = error instanceof Error ? error.name : typeof error;
  return {
    type: FailureType.UnexpectedAnswer,
    message: `edgewarden: this item met an unexpected error (${name}). Report it with the log of this time`,
  };
}

function mostPatient(errors: readonly unknown[]): unknown {
  const limited = errors.filter((error) => failureTypeOf(error) === FailureType.RateLimited) as ApplicationFailure[];
  const [longest] = limited.sort((a, b) => Number(b.nextRetryDelay ?? 0) - Number(a.nextRetryDelay ?? 0));
  return longest ?? errors[0];
}

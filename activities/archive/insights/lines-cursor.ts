import { DamagedLines } from './gunzip-lines';

/** Looks at one entry of a sorted stream at a time. */
export interface LinesCursor<T> {
  /** Undefined when the stream has ended. */
  readonly current: T | undefined;
  /** @returns a promise when the next entry must be waited for; most stand ready, and a promise for each would cost more */
  advance(): Promise<void> | undefined;
}

export interface CursorOptions<T> {
  /** @throws any error when the line is none of ours */
  readonly parse: (line: string) => T;
  /** Entries that the stream must have. */
  readonly count: number;
  /** The failure to throw for a stream that is not as it was written. */
  readonly damaged: (what: string) => Error;
}

/**
 * A cursor on the first entry of `batches`. That ids come in strictly rising order (by code units), and in the number
 * that was written, is checked on the way: joined out of order, streams would show things as vanished that are there.
 */
export async function openCursor<T extends { readonly id: string }>(
  batches: AsyncIterator<readonly string[], void, undefined>,
  { parse, count, damaged }: CursorOptions<T>,
): Promise<LinesCursor<T>> {
  let batch: readonly string[] = [];
  let next = 0;
  let seen = 0;
  let current: T | undefined;

  function take(line: string): void {
    const entry = parsed(line);
    if (current !== undefined && entry.id <= current.id) throw damaged('its lines are not in order');
    current = entry;
    seen += 1;
  }

  function parsed(line: string): T {
    try {
      return parse(line);
    } catch {
      throw damaged(`line ${seen + 1} cannot be read`);
    }
  }

  async function load(): Promise<void> {
    const { done, value } = await loaded();
    if (done === true) {
      if (seen !== count) throw damaged(`it has ${seen} lines instead of ${count}`);
      current = undefined;
      return;
    }
    batch = value;
    next = 1;
    take(batch[0] ?? '');
  }

  async function loaded(): Promise<IteratorResult<readonly string[], void>> {
    try {
      return await batches.next();
    } catch (error) {
      throw error instanceof DamagedLines ? damaged(error.message) : error;
    }
  }

  await load();
  return {
    get current() {
      return current;
    },
    advance() {
      const line = batch[next];
      if (line === undefined) return load();
      next += 1;
      take(line);
      return undefined;
    },
  };
}

/** A stream without entries. */
export const EMPTY_CURSOR: LinesCursor<never> = { current: undefined, advance: () => undefined };

import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Begins work at fixed times, whether or not what began before is done.
 *
 * @param work for the nth time, from 0
 * @returns milliseconds from when each was due until it was done: a jam counts for everybody who stands in it
 */
export async function atRate(
  perSecond: number,
  count: number,
  work: (nth: number) => Promise<void>,
): Promise<number[]> {
  const startMs = performance.now();
  const all: Promise<number>[] = [];
  const failed = new AbortController();
  for (let nth = 0; nth < count && !failed.signal.aborted; nth += 1) {
    const dueMs = startMs + (nth * 1_000) / perSecond;
    const waitMs = dueMs - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    const one = work(nth).then(() => performance.now() - dueMs);
    one.catch(() => failed.abort());
    all.push(one);
  }
  return Promise.all(all);
}

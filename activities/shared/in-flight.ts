/**
 * Runs work with at most so many pieces under way at once, in the order of the calls.
 *
 * @param signal ends the waiting for a place, with its reason; work under way is ended by itself
 */
export type InFlight = <T>(work: () => Promise<T>, signal?: AbortSignal) => Promise<T>;

/** @param limit pieces of work under way at once */
export function createInFlight(limit: number): InFlight {
  let underWay = 0;
  const waiting = new Set<() => void>();

  function place(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        waiting.delete(enter);
        reject(signal?.reason as Error);
      };
      const enter = (): void => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      signal?.addEventListener('abort', leave, { once: true });
      waiting.add(enter);
    });
  }

  return async (work, signal) => {
    signal?.throwIfAborted();
    if (underWay >= limit) await place(signal);
    else underWay += 1;
    try {
      return await work();
    } finally {
      const [next] = waiting;
      if (next === undefined) underWay -= 1;
      else {
        waiting.delete(next); // takes over our place
        next();
      }
    }
  };
}

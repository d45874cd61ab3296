/** Runs work with at most so many pieces under way at once, in the order of the calls. */
export type InFlight = <T>(work: () => Promise<T>) => Promise<T>;

/** @param limit pieces of work under way at once */
export function createInFlight(limit: number): InFlight {
  let underWay = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (underWay >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else underWay += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift(); // takes over our place
      if (next === undefined) underWay -= 1;
      else next();
    }
  };
}

/** Runs `work` after all earlier work under the same key has ended, however that ended. */
export type InTurn = <T>(key: Promise<string>, work: () => Promise<T>) => Promise<T>;

/**
 * A queue for each key, in the order of the calls, although keys become known in another order.
 *
 * Two events of one credential in one batch would otherwise race for who opens the ticket.
 */
export function createInTurn(): InTurn {
  let announced: Promise<unknown> = Promise.resolve();
  const last = new Map<string, Promise<unknown>>();
  return async (key, work) => {
    key.catch(() => undefined); // it may fail before its turn is looked at
    const earlier = announced;
    const mine = earlier
      .then(() => key)
      .then((name) => {
        const running = (last.get(name) ?? Promise.resolve()).then(work);
        last.set(
          name,
          running.catch(() => undefined),
        );
        return { running };
      });
    announced = mine.catch(() => undefined);
    return (await mine).running;
  };
}

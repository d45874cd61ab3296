const DAY_MS = 86_400_000;

/** What this process may spend on the model, in tokens for each day of UTC. Forgotten when the process ends. */
export interface TokenBudget {
  /**
   * Takes from today what a request may cost.
   *
   * @returns a function to call with the tokens that the request did cost; until it is called they count as taken. Undefined
   * when today has less left.
   */
  readonly reserve: (tokens: number) => ((cost: number) => void) | undefined;
}

export function createTokenBudget(perDay: number, now: () => number = Date.now): TokenBudget {
  let day = 0;
  let spent = 0;
  return {
    reserve(tokens) {
      const today = Math.floor(now() / DAY_MS);
      if (today > day) [day, spent] = [today, 0];
      if (spent + tokens > perDay) return undefined;
      spent += tokens;
      const taken = day;
      return (cost) => {
        if (taken === day) spent += cost - tokens;
      };
    },
  };
}

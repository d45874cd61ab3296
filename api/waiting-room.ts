/** Counts those who wait, so that waiting cannot use up what accepting needs. */
export class WaitingRoom {
  private count = 0;

  constructor(private readonly places: number) {}

  get waiting(): number {
    return this.count;
  }

  /** Runs `wait` when there is a place for it; undefined when there is none. */
  async enter<T>(wait: () => Promise<T>): Promise<T | undefined> {
    if (this.count >= this.places) return undefined;
    this.count += 1;
    try {
      return await wait();
    } finally {
      this.count -= 1;
    }
  }
}

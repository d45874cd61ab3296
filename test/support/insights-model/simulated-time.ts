import { AsyncLocalStorage } from 'node:async_hooks';

/** What `Date.now` answers to whoever runs here: simulated time, or undefined for the real one. */
const clocks = new AsyncLocalStorage<SimulatedTime | undefined>();

/** The clock of a simulated worker and its Temporal server. It stands still until somebody moves it. */
export class SimulatedTime {
  private elapsed = 0;

  constructor(private now: number) {}

  /** Epoch milliseconds, as a clock on the wall shows them. */
  get nowMs(): number {
    return this.now;
  }

  /** As a clock shows them that nobody can set. */
  get monotonicMs(): number {
    return this.elapsed;
  }

  get iso(): string {
    return new Date(this.now).toISOString();
  }

  /** `YYYY-MM`. */
  get month(): string {
    return this.iso.slice(0, 7);
  }

  pass(ms: number): void {
    this.now += ms;
    this.elapsed += ms;
  }

  /** Lets time pass until `atMs`; nothing when that is over. */
  passUntil(atMs: number): void {
    if (atMs > this.now) this.pass(atMs - this.now);
  }

  /** Somebody sets the clock on the wall. */
  set(byMs: number): void {
    this.now += byMs;
  }

  /** Runs something whose `Date.now` is this clock. */
  within<T>(work: () => T): T {
    return clocks.run(this, work);
  }
}

/** Runs something in real time, such as a client whose signatures a real server checks. */
export function inRealTime<T>(work: () => T): T {
  return clocks.run(undefined, work);
}

/** Lets `Date.now` follow the clock of whoever asks. @returns what ends it */
export function installClocks(): () => void {
  const realNow = Date.now;
  Date.now = () => clocks.getStore()?.nowMs ?? realNow();
  return () => void (Date.now = realNow);
}

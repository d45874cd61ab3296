import { AsyncLocalStorage } from 'node:async_hooks';
import type { SimulatedTime } from './simulated-time';

/** Where an activity reaches out of its process. */
export type Port = 'store' | 'cloudflare' | 'tracker' | 'ledger';

/** What goes wrong, or just happens, when a run passes its nth gate. */
export interface Mishap {
  /** Counted from 1 within a run. */
  readonly gate: number;
  readonly what:
    /** The worker is killed before the request leaves it. */
    | 'dies before'
    /** The request has its effect, and the worker is killed before the answer reaches it. */
    | 'dies after'
    | 'answer lost'
    /** Nothing is done. */
    | 'refused'
    /** Somebody terminates the workflow run. */
    | 'run ends'
    /** Somebody terminates the quota ledger. */
    | 'ledger lost'
    /** The machine is slow: longer than a grant is good for. */
    | 'minutes pass'
    /** Longer than an attempt may take. */
    | 'long pause'
    /** The server gives the worker up, which goes on a little later beside its successor. */
    | 'haunts';
}

const PAUSES: Partial<Record<Mishap['what'], number>> = { 'minutes pass': 70_000, 'long pause': 250_000 };
/** A request takes some time, so that no two moments are the same. */
const REQUEST_MS = 200;
/** Gates that others pass before a worker that was given up goes on. */
const HAUNTED_GATES = 5;

/** One attempt of an activity in a worker that can die. */
export class Life {
  readonly ended: Promise<void>;
  private hasDied = false;
  private end: () => void = () => undefined;

  constructor(
    readonly run: RunGates,
    readonly activity: string,
  ) {
    this.ended = new Promise((resolve) => (this.end = resolve));
  }

  isDead(): boolean {
    return this.hasDied;
  }

  /** Nothing of it happens any more. */
  die(): void {
    this.hasDied = true;
    this.end();
  }

  /** The server takes it for dead. */
  giveUp(): void {
    this.end();
  }
}

/** The gates of one workflow run. */
export class RunGates {
  readonly stopped: Promise<void>;
  passed = 0;
  isStopped = false;
  /** Whether attempts of it may still be going on that the server has given up. */
  isHaunted = false;
  readonly lives: Life[] = [];
  private stop: () => void = () => undefined;

  constructor(
    readonly runId: string,
    readonly mishaps: readonly Mishap[],
  ) {
    this.stopped = new Promise((resolve) => (this.stop = resolve));
  }

  end(): void {
    this.isStopped = true;
    for (const life of this.lives) life.die();
    this.stop();
  }
}

export interface GateEvents {
  readonly workerDied: () => void;
  readonly loseLedger: () => void;
}

const lives = new AsyncLocalStorage<Life>();

/** What the code of a dead worker meets at every gate: it may let go of its timers, and reaches nobody. */
class Dead extends Error {}

/** Everything that leaves a simulated worker passes here, where it can be held up, lost or survived by nobody. */
export class Gates {
  private passed = 0;
  private haunting: { readonly from: number; readonly goOn: () => void }[] = [];

  constructor(
    private readonly time: SimulatedTime,
    private readonly events: GateEvents,
  ) {}

  /** The attempt that asks; undefined for people and tests. */
  get life(): Life | undefined {
    return lives.getStore();
  }

  live<T>(life: Life, work: () => Promise<T>): Promise<T> {
    life.run.lives.push(life);
    return lives.run(life, work);
  }

  /** @param broken how the port's client fails when no answer arrives */
  async pass<T>(port: Port, act: () => Promise<T>, broken: () => Error): Promise<T> {
    const life = this.life;
    if (life === undefined) return act();
    if (life.isDead()) throw new Dead();
    const what = this.next(life.run, port);
    const pauseMs = what && PAUSES[what];
    this.time.pass(pauseMs ?? REQUEST_MS);
    if (what === 'dies before') this.kill(life);
    if (what === 'refused') throw broken();
    if (what === 'run ends') life.run.end();
    if (what === 'ledger lost') this.events.loseLedger();
    if (what === 'haunts') await this.haunt(life);
    if (life.isDead()) throw new Dead();

    const result = await outcomeOf(act);
    if (what === 'dies after') this.kill(life);
    if (life.isDead()) throw new Dead();
    if (what === 'answer lost') throw broken();
    if ('error' in result) throw result.error;
    return result.value;
  }

  private next(run: RunGates, port: Port): Mishap['what'] | undefined {
    run.passed += 1;
    this.passed += 1;
    const due = this.haunting.filter(({ from }) => from <= this.passed);
    this.haunting = this.haunting.filter((one) => !due.includes(one));
    for (const { goOn } of due) goOn();
    const what = run.mishaps.find(({ gate }) => gate === run.passed)?.what;
    // A request that is under way when a process freezes has left it, or leaves it never.
    return what === 'haunts' && port === 'cloudflare' ? 'dies before' : what;
  }

  private kill(life: Life): never {
    life.die();
    this.events.workerDied();
    throw new Dead();
  }

  private haunt(life: Life): Promise<void> {
    life.run.isHaunted = true;
    life.giveUp();
    this.events.workerDied();
    return new Promise((goOn) => this.haunting.push({ from: this.passed + HAUNTED_GATES, goOn }));
  }
}

type Outcome<T> = { readonly value: T } | { readonly error: unknown };

async function outcomeOf<T>(act: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await act() };
  } catch (error) {
    return { error };
  }
}

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startChildWorker, type ChildWorker } from './child-worker';
import type { WorkerRig } from './worker-rig';

/** One SIGKILL: after the `nth` effect of a kind, before the worker learns that it is done. */
export interface Kill {
  readonly after: string;
  readonly nth: number;
}

interface ArmedKill extends Kill {
  seen: number;
  struck: boolean;
}

/**
 * A worker process that is killed at planned moments, each time replaced by a new one.
 *
 * Whoever sees an effect before the worker does reports it to `happened`; the worker itself asks before it reports an
 * activity as completed.
 */
export class WorkerKiller {
  private worker: ChildWorker | undefined;
  private readonly changes: Promise<void>[] = [];
  private readonly armed: readonly ArmedKill[];
  private readonly gate: Server;
  private fail: (error: unknown) => void = () => undefined;
  /** Rejects when a worker could not be replaced. */
  readonly failed = new Promise<never>((_resolve, reject) => {
    this.fail = reject;
  });

  constructor(
    private readonly rig: WorkerRig,
    kills: readonly Kill[],
  ) {
    this.armed = kills.map((kill) => ({ ...kill, seen: 0, struck: false }));
    this.gate = createServer((request, response) => {
      if (!this.happened(`completion of ${request.url?.slice(1) ?? ''}`)) response.end();
    });
    this.failed.catch(() => undefined); // nobody may be waiting yet
  }

  /** Kills that were planned and did not happen. */
  get missed(): string[] {
    return this.armed.filter(({ struck }) => !struck).map(({ after, nth }) => `${after} (${nth})`);
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.gate.listen(0, '127.0.0.1', resolve));
    await this.startWorker();
  }

  /** Counts an effect; true when it cost the worker its life. The signal is out before the effect's answer is. */
  happened(effect: string): boolean {
    const due = this.armed.filter((kill) => kill.after === effect);
    for (const kill of due) kill.seen += 1;
    const kill = due.find(({ seen, nth, struck }) => !struck && seen >= nth);
    if (kill === undefined || this.worker === undefined) return false;
    kill.struck = true;
    const { worker } = this;
    this.worker = undefined;
    this.changes.push(
      worker
        .kill()
        .then(() => this.startWorker())
        .catch((error: unknown) => this.fail(error)),
    );
    return true;
  }

  /** Every replacement that was begun is there. */
  async settled(): Promise<void> {
    await Promise.all(this.changes);
  }

  async stop(): Promise<void> {
    await Promise.allSettled(this.changes);
    await this.worker?.stop();
    this.gate.closeAllConnections();
    await new Promise((resolve) => this.gate.close(resolve));
  }

  private async startWorker(): Promise<void> {
    const { port } = this.gate.address() as AddressInfo;
    this.worker = await startChildWorker(this.rig, { completionGate: `http://127.0.0.1:${port}` });
  }
}

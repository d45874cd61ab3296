import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RecordedRequest } from '../../sandbox/http/request-log';
import type { TokenWatchResult } from '../../workflows/contracts';
import { WORKFLOW_TYPE } from '../../workflows/ids';
import { startChildWorker, type ChildWorker } from './child-worker';
import { StoreProxy, type StoreRequest } from './store-proxy';
import { TokenWatchRig } from './token-watch-rig';
import { ACCOUNT } from './worker-rig';

/** One SIGKILL: after the `nth` effect of a kind, before the worker learns that it is done. */
export interface Kill {
  readonly after: string;
  readonly nth: number;
}

interface ArmedKill extends Kill {
  seen: number;
  struck: boolean;
}

export interface KilledRun {
  readonly result: TokenWatchResult;
  /** Attempts of activities that ended because their worker had stopped beating. */
  readonly interrupted: number;
}

/**
 * One run of the watch whose worker process is killed again and again, each time replaced by a new one.
 *
 * The world sees each effect before the worker does: the sandbox tells when a request has had its effect, the proxy when
 * the store has answered, and the worker itself asks before it reports an activity as completed.
 */
export class KillingWorld {
  private worker: ChildWorker | undefined;
  private readonly changes: Promise<void>[] = [];
  private fail: (error: unknown) => void = () => undefined;

  private constructor(
    readonly rig: TokenWatchRig,
    private readonly proxy: StoreProxy,
    private readonly gate: Server,
    private readonly armed: readonly ArmedKill[],
  ) {}

  static async start(accountId: string, kills: readonly Kill[]): Promise<KillingWorld> {
    const proxy = await StoreProxy.start();
    const rig = await TokenWatchRig.start({ accountId, worker: 'none', storeEndpoint: proxy.endpoint });
    const gate = createServer((request, response) => {
      if (!world.happened(`completion of ${request.url?.slice(1) ?? ''}`)) response.end();
    });
    await new Promise<void>((resolve) => gate.listen(0, '127.0.0.1', resolve));
    const armed = kills.map((kill) => ({ ...kill, seen: 0, struck: false }));
    const world = new KillingWorld(rig, proxy, gate, armed);
    proxy.onAnswered((request, status) => {
      const effect = status === 200 ? storeEffect(request) : undefined;
      if (effect !== undefined) world.happened(effect);
    });
    rig.sandbox.control.onRequest((request) => {
      const effect = providerEffect(request);
      if (effect !== undefined) world.happened(effect);
    });
    return world;
  }

  /** Kills that were planned and did not happen. */
  get missed(): string[] {
    return this.armed.filter(({ struck }) => !struck).map(({ after, nth }) => `${after} (${nth})`);
  }

  async run(): Promise<KilledRun> {
    const failed = new Promise<never>((_resolve, reject) => {
      this.fail = reject;
    });
    await this.startWorker();
    const handle = await this.rig.client.workflow.start(WORKFLOW_TYPE.tokenWatch, {
      workflowId: `killed-${randomBytes(6).toString('hex')}`,
      taskQueue: this.rig.taskQueue,
      args: [{ account: ACCOUNT, job: 'watch' }],
    });
    const result = (await Promise.race([handle.result(), failed])) as TokenWatchResult;
    await Promise.all(this.changes);
    const { events } = await handle.fetchHistory();
    const interrupted = (events ?? [])
      .map(({ activityTaskStartedEventAttributes: started }) => started)
      .filter((started) => started?.lastFailure?.timeoutFailureInfo)
      .reduce((sum, started) => sum + (started?.attempt ?? 1) - 1, 0);
    return { result, interrupted };
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.changes);
    await this.worker?.stop();
    await this.rig.close();
    await this.proxy.close();
    this.gate.closeAllConnections();
    await new Promise((resolve) => this.gate.close(resolve));
  }

  /** Counts an effect; true when it cost the worker its life. The signal is out before the effect's answer is. */
  private happened(effect: string): boolean {
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

  private async startWorker(): Promise<void> {
    const { port } = this.gate.address() as AddressInfo;
    this.worker = await startChildWorker(this.rig, { completionGate: `http://127.0.0.1:${port}` });
  }
}

/** Creations only: a request that found its object there answers 412. */
function storeEffect({ method, key, query }: StoreRequest): string | undefined {
  if (method !== 'PUT' || query !== '') return undefined;
  if (/\.r-[0-9a-f]{16}\.json$/.test(key) && key.startsWith('audit/')) return 'PUT of a revision';
  if (key.startsWith('assessed/'))
    return key.includes('_harmless') ? 'PUT of a passed record' : 'PUT of a filed record';
  return `PUT below ${key.slice(0, key.indexOf('/'))}`;
}

function providerEffect({ provider, path, operation, status }: RecordedRequest): string | undefined {
  if (status !== 200) return undefined;
  if (provider === 'linear') return operation;
  if (path.includes('/logs/audit')) return path.includes('cursor=') ? 'second page' : 'first page';
  return /\/tokens\/[0-9a-f]{32}$/.test(path) ? 'look at a token' : undefined;
}

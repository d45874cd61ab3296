import { randomBytes } from 'node:crypto';
import type { RecordedRequest } from '../../sandbox/http/request-log';
import type { TokenWatchResult } from '../../workflows/contracts';
import { WORKFLOW_TYPE } from '../../workflows/ids';
import { StoreProxy, type StoreRequest } from './store-proxy';
import { TokenWatchRig } from './token-watch-rig';
import { WorkerKiller, type Kill } from './worker-killer';
import { ACCOUNT } from './worker-rig';

export interface KilledRun {
  readonly result: TokenWatchResult;
  /** Attempts of activities that ended because their worker had stopped beating. */
  readonly interrupted: number;
}

/**
 * One run of the watch whose worker process is killed again and again. The sandbox tells when a request has had its effect,
 * the proxy when the store has answered.
 */
export class KillingWorld {
  private constructor(
    readonly rig: TokenWatchRig,
    private readonly proxy: StoreProxy,
    private readonly killer: WorkerKiller,
  ) {}

  static async start(accountId: string, kills: readonly Kill[]): Promise<KillingWorld> {
    const proxy = await StoreProxy.start();
    const rig = await TokenWatchRig.start({ accountId, worker: 'none', storeEndpoint: proxy.endpoint });
    const killer = new WorkerKiller(rig, kills);
    proxy.onAnswered((request, status) => {
      const effect = status === 200 ? storeEffect(request) : undefined;
      if (effect !== undefined) killer.happened(effect);
    });
    rig.sandbox.control.onRequest((request) => {
      const effect = providerEffect(request);
      if (effect !== undefined) killer.happened(effect);
    });
    return new KillingWorld(rig, proxy, killer);
  }

  /** Kills that were planned and did not happen. */
  get missed(): string[] {
    return this.killer.missed;
  }

  async run(): Promise<KilledRun> {
    await this.killer.start();
    const handle = await this.rig.client.workflow.start(WORKFLOW_TYPE.tokenWatch, {
      workflowId: `killed-${randomBytes(6).toString('hex')}`,
      taskQueue: this.rig.taskQueue,
      args: [{ account: ACCOUNT, job: 'watch' }],
    });
    const result = (await Promise.race([handle.result(), this.killer.failed])) as TokenWatchResult;
    await this.killer.settled();
    const { events } = await handle.fetchHistory();
    const interrupted = (events ?? [])
      .map(({ activityTaskStartedEventAttributes: started }) => started)
      .filter((started) => started?.lastFailure?.timeoutFailureInfo)
      .reduce((sum, started) => sum + (started?.attempt ?? 1) - 1, 0);
    return { result, interrupted };
  }

  async close(): Promise<void> {
    await this.killer.stop();
    await this.rig.close();
    await this.proxy.close();
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

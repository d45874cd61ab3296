import type { Job } from '../../domain/token-watch';
import type { GuardedProcess } from '../../scripts/servers/guarded-process';
import { withProgress } from '../../scripts/servers/progress';
import type { TokenWatchInput, TokenWatchResult } from '../../workflows/contracts';
import { TASK_QUEUE, tokenWatchRunId, WORKFLOW_TYPE } from '../../workflows/ids';
import { watchProcess, type Usage } from '../process-watch';
import { historiesOf, phasesOf, type Phase } from '../run-phases';
import { busiestWindow, forgetRequests, isAuditPage, requestsTo } from './control';
import type { Ground } from '../ground';
import { ACCOUNT, ACCOUNT_ID, type Scene } from './scene';

const MOST_TIME = '1h';

/** What one run over a whole log took. */
export interface Load {
  readonly events: number;
  /** Credential events that were archived and judged. */
  readonly objects: number;
  /** From the start of the run to its result, waiting included. */
  readonly wallMs: number;
  readonly phases: readonly Phase[];
  readonly usage: Usage;
  readonly runs: number;
  readonly auditPages: number;
  readonly requests: number;
  /** Requests that were refused because the limit was passed. */
  readonly refused: number;
  /** Most requests in any five minutes. */
  readonly busiestWindow: number;
  /** Requests a second in the second half of the run, when the burst at its start is over. */
  readonly steadyRequestsPerSecond: number;
}

/**
 * Lets one run read the scene's whole log.
 *
 * @throws Error when the run did not do all of its work: figures of a failed run say nothing
 */
export async function measureLoad(
  { client }: Ground,
  { sandboxUrl, window, worker }: Scene,
  {
    title,
    job,
    events,
    objects,
  }: { title: string; job: Job & ('backfill' | 'dry-run'); events: number; objects: number },
): Promise<Load> {
  await forgetRequests(sandboxUrl);
  const watch = watchProcess(worker.pid);
  const mebibytes = (): string => `${Math.round(watch.nowBytes() / 1_024 ** 2)} MiB`;
  const startMs = performance.now();
  const { handle, result } = await withProgress(
    () => `${title}, worker at ${mebibytes()}`,
    async () => {
      const started = await client.workflow.start<(input: TokenWatchInput) => Promise<TokenWatchResult>>(
        WORKFLOW_TYPE.tokenWatch,
        {
          workflowId: tokenWatchRunId(job, ACCOUNT_ID, window.since, window.before),
          taskQueue: TASK_QUEUE,
          args: [{ account: ACCOUNT, job, window }],
          workflowExecutionTimeout: MOST_TIME,
        },
      );
      return { handle: started, result: await Promise.race([started.result(), endOf(worker)]) };
    },
  );
  const wallMs = performance.now() - startMs;
  const usage = watch.stop();
  assertDone(result, { title, events, objects });

  const histories = await historiesOf(client, handle.workflowId, handle.firstExecutionRunId);
  const requests = await requestsTo(sandboxUrl);
  return {
    events,
    objects,
    wallMs,
    phases: phasesOf(histories),
    usage,
    runs: histories.length,
    auditPages: requests.filter(isAuditPage).length,
    requests: requests.length,
    refused: requests.filter(({ status }) => status === 429).length,
    busiestWindow: await busiestWindow(sandboxUrl),
    steadyRequestsPerSecond: steadyRate(requests.map(({ at }) => at)),
  };
}

/** Without its worker a run would wait for ever. */
async function endOf(worker: GuardedProcess): Promise<never> {
  await worker.exited;
  throw new Error(`the worker has ended. Its last lines:\n${worker.tail()}`);
}

function assertDone(
  { outcome, attention, counts, created, pending }: TokenWatchResult,
  { title, events, objects }: { title: string; events: number; objects: number },
): void {
  // An event on the edge of two slices is read twice.
  const all = counts.scanned >= events && created === objects && pending.length === 0 && outcome === 'ok';
  if (all) return;
  throw new Error(
    `${title}: read ${counts.scanned} of ${events} events, archived ${created} of ${objects}, ` +
      `left ${pending.length} pending, ${outcome} (${attention.join('; ')})`,
  );
}

function steadyRate(times: readonly number[]): number {
  const half = times.slice(Math.floor(times.length / 2));
  const spanMs = (half.at(-1) ?? 0) - (half[0] ?? 0);
  return spanMs === 0 ? 0 : ((half.length - 1) * 1_000) / spanMs;
}

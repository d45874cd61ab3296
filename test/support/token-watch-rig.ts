import { randomBytes } from 'node:crypto';
import type { ScheduleHandle } from '@temporalio/client';
import type { TokenWatchInput, TokenWatchResult } from '../../workflows/contracts';
import { scheduleId, WORKFLOW_TYPE } from '../../workflows/ids';
import { ACCOUNT, raiseRig, WorkerRig, type RigOptions, type StartedRun } from './worker-rig';

/** Token watch on real servers. */
export class TokenWatchRig extends WorkerRig {
  static async start(options: RigOptions = {}): Promise<TokenWatchRig> {
    return new TokenWatchRig(await raiseRig(options));
  }

  /** Lets the account's schedule look once, as its timer does. */
  async watch(accountId = this.accountId): Promise<TokenWatchResult> {
    const { result } = await this.watchRun(accountId);
    return result;
  }

  /** As `watch`, with the run's identity. */
  async watchRun(accountId = this.accountId): Promise<StartedRun & { readonly result: TokenWatchResult }> {
    const { workflowId, runId } = await this.beginWatch(accountId);
    return {
      workflowId,
      runId,
      result: (await this.client.workflow.getHandle(workflowId, runId).result()) as TokenWatchResult,
    };
  }

  /** Starts a run by the schedule and does not wait for its end. */
  beginWatch(accountId = this.accountId): Promise<StartedRun> {
    return this.begin(scheduleId.tokenWatch(accountId));
  }

  schedule(accountId = this.accountId): Promise<ScheduleHandle> {
    return this.scheduleOf(scheduleId.tokenWatch(accountId));
  }

  /** A run that a person starts: backfill, sweep or dry run. */
  async run(input: Omit<TokenWatchInput, 'account'>): Promise<TokenWatchResult> {
    return (await this.client.workflow.execute(WORKFLOW_TYPE.tokenWatch, {
      workflowId: `${input.job}-${randomBytes(6).toString('hex')}`,
      taskQueue: this.taskQueue,
      args: [{ account: ACCOUNT, ...input }],
    })) as TokenWatchResult;
  }
}

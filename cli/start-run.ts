import type { Client, WorkflowHandle } from '@temporalio/client';
import { WorkflowIdConflictPolicy } from '@temporalio/common';
import type { AccountSettings } from '../config/settings';
import type { TimeWindow } from '../domain/token-watch';
import type { TokenWatchInput, TokenWatchResult } from '../workflows/contracts';
import { startAttributes, TASK_QUEUE, tokenWatchRunId, WORKFLOW_TYPE } from '../workflows/ids';

export type TokenWatchHandle = WorkflowHandle<(input: TokenWatchInput) => Promise<TokenWatchResult>>;

/** Starts a run of tokenWatch by itself, outside its schedule; joins the one that reads the same window already. */
export async function startRun(
  client: Client,
  account: AccountSettings,
  job: 'backfill' | 'dry-run',
  window: TimeWindow,
): Promise<TokenWatchHandle> {
  const input: TokenWatchInput = { account: account.key, job, window };
  return client.workflow.start<(input: TokenWatchInput) => Promise<TokenWatchResult>>(WORKFLOW_TYPE.tokenWatch, {
    workflowId: tokenWatchRunId(job, account.id, window.since, window.before),
    workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
    taskQueue: TASK_QUEUE,
    args: [input],
    staticSummary: `Token ${job} of ${account.key}`,
    typedSearchAttributes: startAttributes(account.id, job),
  });
}

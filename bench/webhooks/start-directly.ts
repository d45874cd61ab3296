import type { Client } from '@temporalio/client';
import { investigationWorkflowId, TASK_QUEUE, WORKFLOW_TYPE } from '../../workflows/ids';
import type { DirectStart } from './deliveries';

/** What a program without an API around it would do: one start, with the client's defaults. */
export async function startDirectly(client: Client, { input, memo }: DirectStart): Promise<void> {
  await client.workflow.start(WORKFLOW_TYPE.investigateAnomaly, {
    taskQueue: TASK_QUEUE,
    workflowId: investigationWorkflowId(input.investigation),
    args: [input],
    memo: { ...memo },
    staticSummary: `Investigation of an anomaly that ${input.sender} reported`,
  });
}

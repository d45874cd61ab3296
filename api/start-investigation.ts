import type { Client } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { InvestigationInput, InvestigationMemo } from '../workflows/contracts';
import { investigationWorkflowId, WORKFLOW_TYPE } from '../workflows/ids';
import { latestRun } from './latest-run';
import { Problem } from './problem';
import { callTemporal } from './temporal-calls';

/** A delivery that has an investigation, durably. */
export interface StartedInvestigation {
  readonly runId: string;
  /** `repeated`: it had ended with a report before. `restarted`: it had failed. */
  readonly how: 'started' | 'joined' | 'restarted' | 'repeated';
}

export interface StartOrder {
  readonly taskQueue: string;
  readonly input: InvestigationInput;
  /** SHA-256 of the delivery's bytes, hex. */
  readonly bodySha256: string;
}

/**
 * Starts the investigation of a delivery, or finds the one that it has: a run that works or has ended with a report is kept, one
 * that failed is started again.
 *
 * The first attempt starts only where no run of any state is known, in one call: what a run stands for is compared before
 * anything can start in its place, and two bodies under one new id cannot both get through.
 *
 * @throws Problem `delivery_conflict` when the run belongs to another body, `temporal_unavailable`
 */
export function startInvestigation(client: Client, order: StartOrder): Promise<StartedInvestigation> {
  return callTemporal(client, async () => {
    const started = await startUnlessKnown(client, order, 'REJECT_DUPLICATE');
    if (started !== undefined) return { runId: started, how: 'started' };
    // Whoever loses a race for a run that failed finds the winner's in the next round. Bounded by the time of all calls.
    for (;;) {
      const found = await joinOrRestart(client, order);
      if (found !== undefined) return found;
    }
  });
}

async function joinOrRestart(client: Client, order: StartOrder): Promise<StartedInvestigation | undefined> {
  const before = await checkedRun(client, order);
  if (before?.state === 'running') return { runId: before.runId, how: 'joined' };
  if (before?.state === 'published') return { runId: before.runId, how: 'repeated' };
  const restarted = await startUnlessKnown(client, order, 'ALLOW_DUPLICATE_FAILED_ONLY');
  return restarted === undefined ? undefined : { runId: restarted, how: 'restarted' };
}

/** The newest run, which belongs to this very body. */
async function checkedRun(client: Client, { input, bodySha256 }: StartOrder) {
  const run = await latestRun(client, input.investigation);
  if (run === undefined || run.bodySha256 === bodySha256) return run;
  throw new Problem('delivery_conflict', {
    detail: 'A delivery of this sender had the same id and another body. Send a new anomaly under a new id.',
    investigation: input.investigation,
  });
}

/** Id of the run; undefined when another one stands in its way. */
async function startUnlessKnown(
  client: Client,
  { taskQueue, input, bodySha256 }: StartOrder,
  workflowIdReusePolicy: 'REJECT_DUPLICATE' | 'ALLOW_DUPLICATE_FAILED_ONLY',
): Promise<string | undefined> {
  const memo: InvestigationMemo = { bodySha256 };
  try {
    const handle = await client.workflow.start(WORKFLOW_TYPE.investigateAnomaly, {
      taskQueue,
      workflowId: investigationWorkflowId(input.investigation),
      workflowIdReusePolicy,
      // A run that works is joined after it was compared, never by the start.
      workflowIdConflictPolicy: 'FAIL',
      args: [input],
      memo: { ...memo },
      staticSummary: `Investigation of an anomaly that ${input.sender} reported`,
    });
    return handle.firstExecutionRunId;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return undefined;
    throw error;
  }
}

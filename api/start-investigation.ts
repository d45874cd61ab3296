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

/** Redeliveries that race for a run that failed need two at most. */
const MAX_ROUNDS = 3;

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
    const started = await startFresh(client, order);
    if (started !== undefined) return { runId: started, how: 'started' };
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const found = await joinOrRestart(client, order);
      if (found !== undefined) return found;
    }
    throw new Error('an investigation that exists could be neither joined nor started again');
  });
}

async function joinOrRestart(client: Client, order: StartOrder): Promise<StartedInvestigation | undefined> {
  const before = await checkedRun(client, order);
  if (before?.state === 'running') return { runId: before.runId, how: 'joined' };
  if (before?.state === 'published') return { runId: before.runId, how: 'repeated' };
  if (!(await startAgain(client, order))) return undefined;
  // Somebody else may have started it in between: what we have joined must be ours as well.
  const joined = await checkedRun(client, order);
  return joined && { runId: joined.runId, how: 'restarted' };
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

/** Id of the run; undefined when there is or was one. */
async function startFresh(client: Client, order: StartOrder): Promise<string | undefined> {
  return orUndefined(async () => {
    const handle = await client.workflow.start(WORKFLOW_TYPE.investigateAnomaly, {
      ...startOptions(order),
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      workflowIdConflictPolicy: 'FAIL',
    });
    return handle.firstExecutionRunId;
  });
}

/** False when it has been started again and has ended with a report meanwhile. */
async function startAgain(client: Client, order: StartOrder): Promise<boolean> {
  const handle = await orUndefined(() =>
    client.workflow.start(WORKFLOW_TYPE.investigateAnomaly, {
      ...startOptions(order),
      workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
      workflowIdConflictPolicy: 'USE_EXISTING',
    }),
  );
  return handle !== undefined;
}

function startOptions({ taskQueue, input, bodySha256 }: StartOrder) {
  const memo: InvestigationMemo = { bodySha256 };
  return {
    taskQueue,
    workflowId: investigationWorkflowId(input.investigation),
    args: [input],
    memo: { ...memo },
  };
}

async function orUndefined<T>(start: () => Promise<T>): Promise<T | undefined> {
  try {
    return await start();
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return undefined;
    throw error;
  }
}

import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import type { InvestigationMemo } from '../workflows/contracts';
import { investigationWorkflowId } from '../workflows/ids';

/** The newest run of an investigation. */
export interface LatestRun {
  readonly runId: string;
  readonly state: 'running' | 'published' | 'failed';
  /** Undefined for a run that nobody has posted. */
  readonly bodySha256: string | undefined;
  readonly startedAt: Date;
  readonly finishedAt: Date | undefined;
}

/** Undefined when there is none, or none any more. */
export async function latestRun(client: Client, investigation: string): Promise<LatestRun | undefined> {
  try {
    const handle = client.workflow.getHandle(investigationWorkflowId(investigation));
    const { runId, status, memo, startTime, closeTime } = await handle.describe();
    return {
      runId,
      state: stateOf(status.name),
      bodySha256: (memo as Partial<InvestigationMemo> | undefined)?.bodySha256,
      startedAt: startTime,
      finishedAt: closeTime,
    };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

const CLOSED_WITHOUT_RESULT: ReadonlySet<string> = new Set(['FAILED', 'CANCELLED', 'TERMINATED', 'TIMED_OUT']);

export function stateOf(status: string): LatestRun['state'] {
  if (status === 'COMPLETED') return 'published';
  return CLOSED_WITHOUT_RESULT.has(status) ? 'failed' : 'running';
}

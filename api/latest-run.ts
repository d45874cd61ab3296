import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError, type TypedSearchAttributes } from '@temporalio/common';
import { VERDICTS, type Verdict } from '../domain/investigation/verdict-order';
import type { InvestigationMemo } from '../workflows/contracts';
import { investigationWorkflowId, SEARCH_ATTRIBUTE } from '../workflows/ids';

/** The newest run of an investigation. */
export interface LatestRun {
  readonly runId: string;
  readonly state: 'running' | 'published' | 'failed';
  /** Undefined for a run that nobody has posted. */
  readonly bodySha256: string | undefined;
  /** What was found, once it is assessed. */
  readonly verdict: Verdict | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | undefined;
}

/** Undefined when there is none, or none any more. */
export async function latestRun(client: Client, investigation: string): Promise<LatestRun | undefined> {
  try {
    const handle = client.workflow.getHandle(investigationWorkflowId(investigation));
    const { runId, status, memo, startTime, closeTime, typedSearchAttributes } = await handle.describe();
    return {
      runId,
      state: stateOf(status.name),
      bodySha256: (memo as Partial<InvestigationMemo> | undefined)?.bodySha256,
      verdict: verdictOf(typedSearchAttributes),
      startedAt: startTime,
      finishedAt: closeTime,
    };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

const CLOSED_WITHOUT_RESULT: ReadonlySet<string> = new Set(['FAILED', 'CANCELLED', 'TERMINATED', 'TIMED_OUT']);

/** State by a run's status in Temporal. @param status as the client names it, `COMPLETED` for example */
export function stateOf(status: string): LatestRun['state'] {
  if (status === 'COMPLETED') return 'published';
  return CLOSED_WITHOUT_RESULT.has(status) ? 'failed' : 'running';
}

export function verdictOf(attributes: TypedSearchAttributes): Verdict | null {
  const verdict = attributes.get(SEARCH_ATTRIBUTE.verdict);
  return VERDICTS.find((known) => known === verdict) ?? null;
}

import type { Client } from '@temporalio/client';
import type { InvestigationView } from '../workflows/contracts';
import { INVESTIGATION_QUERY, investigationWorkflowId } from '../workflows/ids';
import type { InvestigationAnswer } from './answers';
import { closedRun } from './closed-run';
import type { InvestigationLinks } from './investigation-links';
import { latestRun, type LatestRun } from './latest-run';
import { callTemporal } from './temporal-calls';

/** A worker answers a query at once; without one it would never end. */
const QUERY_BUDGET_MS = 2_000;

type Findings = Pick<InvestigationAnswer, 'state' | 'verdict' | 'confidence' | 'report' | 'missing' | 'failure'>;

/** One investigation as far as it is; undefined when there is none, or none any more. */
export async function viewInvestigation(
  client: Client,
  investigation: string,
  links: InvestigationLinks,
): Promise<InvestigationAnswer | undefined> {
  const run = await callTemporal(client, () => latestRun(client, investigation));
  if (run === undefined) return undefined;
  return {
    id: investigation,
    ...(await findingsOf(client, investigation, run)),
    startedAt: run.startedAt.toISOString(),
    finishedAt: run.finishedAt?.toISOString() ?? null,
    temporalUi: links.temporalUi(investigation, run.runId),
  };
}

const NOTHING_YET = { verdict: null, confidence: null, report: null, missing: [], failure: null };

async function findingsOf(client: Client, investigation: string, { runId, state }: LatestRun): Promise<Findings> {
  if (state === 'running') return askRun(client, investigation, runId);
  const end = await callTemporal(client, () => closedRun(client, investigation, runId));
  if (end.outcome === 'failed') return { ...NOTHING_YET, state: 'failed', failure: end.reason };
  const { verdict, confidence, report, missing } = end.result;
  return { state: 'published', verdict, confidence, report, missing: [...missing], failure: null };
}

async function askRun(client: Client, investigation: string, runId: string): Promise<Findings> {
  const handle = client.workflow.getHandle(investigationWorkflowId(investigation), runId);
  try {
    const view = await client.withDeadline(Date.now() + QUERY_BUDGET_MS, () =>
      handle.query<InvestigationView>(INVESTIGATION_QUERY),
    );
    const { state, verdict, confidence, report, missing, failure } = view;
    return { state, verdict, confidence, report, missing: [...missing], failure };
  } catch {
    return { ...NOTHING_YET, state: 'running' };
  }
}

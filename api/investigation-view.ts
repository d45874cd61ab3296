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

async function findingsOf(client: Client, investigation: string, run: LatestRun): Promise<Findings> {
  if (run.state === 'running') return askRun(client, investigation, run);
  const end = await callTemporal(client, () => closedRun(client, investigation, run.runId));
  if (end.outcome === 'failed') {
    // What it had found before it failed, at publishing above all.
    return { ...(await askRun(client, investigation, run)), state: 'failed', failure: end.reason };
  }
  const { verdict, confidence, report, missing } = end.result;
  return { state: 'published', verdict, confidence, report, missing: [...missing], failure: null };
}

async function askRun(client: Client, investigation: string, { runId, verdict }: LatestRun): Promise<Findings> {
  const handle = client.workflow.getHandle(investigationWorkflowId(investigation), runId);
  try {
    const view = await client.withDeadline(Date.now() + QUERY_BUDGET_MS, () =>
      handle.query<InvestigationView>(INVESTIGATION_QUERY),
    );
    return { ...view, missing: [...view.missing] };
  } catch {
    return { state: 'running', verdict, confidence: null, report: null, missing: [], failure: null };
  }
}

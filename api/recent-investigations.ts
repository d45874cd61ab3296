import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { WORKFLOW_TYPE } from '../workflows/ids';
import type { InvestigationRow } from './answers';
import type { InvestigationLinks } from './investigation-links';
import { stateOf, verdictOf } from './latest-run';
import { callTemporal } from './temporal-calls';

const PAGE_ROWS = 200;
/** Runs that are looked through at most for those that started last. */
const MAX_CLOSED = 2_000;
const PUBLIC_ID = /\/([0-9a-f]{24})$/;

/**
 * The investigations that started last, newest first.
 *
 * Temporal lists what works by its start, and what has closed by its end. A run that closed before the last one of our list
 * started has started before it too: nothing behind it belongs into the list.
 */
export function recentInvestigations(
  client: Client,
  most: number,
  links: InvestigationLinks,
): Promise<InvestigationRow[]> {
  return callTemporal(client, async () => {
    const newest = new NewestRuns(most);
    for await (const run of runsOf(client, "ExecutionStatus = 'Running'")) {
      newest.add(run);
      if (newest.oldestStart !== undefined) break;
    }
    let closed = 0;
    for await (const run of runsOf(client, "ExecutionStatus != 'Running'")) {
      closed += 1;
      const { oldestStart } = newest;
      if (closed > MAX_CLOSED || (oldestStart !== undefined && (run.closeTime ?? run.startTime) < oldestStart)) break;
      newest.add(run);
    }
    return newest.sorted().map(([id, run]) => rowOf(id, run, links));
  });
}

function runsOf(client: Client, state: string): AsyncIterable<WorkflowExecutionInfo> {
  const query = `WorkflowType = '${WORKFLOW_TYPE.investigateAnomaly}' AND ${state}`;
  return client.workflow.list({ query, pageSize: PAGE_ROWS });
}

/** The newest run of each of the investigations that started last, no more than `most`. */
class NewestRuns {
  private readonly runs = new Map<string, WorkflowExecutionInfo>();

  constructor(private readonly most: number) {}

  /** Start of the last of them; undefined while there is room. */
  get oldestStart(): Date | undefined {
    return this.runs.size < this.most ? undefined : this.sorted().at(-1)?.[1].startTime;
  }

  add(run: WorkflowExecutionInfo): void {
    const id = PUBLIC_ID.exec(run.workflowId)?.[1];
    if (id === undefined || (this.runs.get(id)?.startTime ?? 0) > run.startTime) return;
    this.runs.set(id, run);
    if (this.runs.size <= this.most) return;
    const [last] = this.sorted().at(-1) ?? [id];
    this.runs.delete(last);
  }

  sorted(): [string, WorkflowExecutionInfo][] {
    return [...this.runs].sort(([, a], [, b]) => b.startTime.getTime() - a.startTime.getTime());
  }
}

function rowOf(
  id: string,
  { runId, status, startTime, closeTime, typedSearchAttributes }: WorkflowExecutionInfo,
  links: InvestigationLinks,
): InvestigationRow {
  return {
    id,
    state: stateOf(status.name),
    verdict: verdictOf(typedSearchAttributes),
    startedAt: startTime.toISOString(),
    finishedAt: closeTime?.toISOString() ?? null,
    location: links.location(id),
    temporalUi: links.temporalUi(id, runId),
  };
}

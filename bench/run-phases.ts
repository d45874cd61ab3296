import type { Client } from '@temporalio/client';
import type { History } from '@temporalio/common/lib/proto-utils';

type HistoryEvent = NonNullable<History['events']>[number];

/** What a run spent on one type of activity. */
export interface Phase {
  readonly activity: string;
  readonly calls: number;
  /** Time in which at least one call was at work; calls side by side count once. */
  readonly busyMs: number;
}

/** Histories of a run and of every run that it continued as, in order. */
export async function historiesOf(client: Client, workflowId: string, firstRunId: string): Promise<History[]> {
  const histories: History[] = [];
  let runId: string | undefined = firstRunId;
  while (runId !== undefined && runId !== '') {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    histories.push(history);
    runId = history.events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ?? undefined;
  }
  return histories;
}

/** Activities of these histories by type, in the order in which the types first appear. */
export function phasesOf(histories: readonly History[]): Phase[] {
  const spans = new Map<string, [startMs: number, endMs: number][]>();
  for (const { events } of histories) {
    const byId = new Map((events ?? []).map((event) => [String(event.eventId), event]));
    for (const event of events ?? []) {
      const done = event.activityTaskCompletedEventAttributes;
      if (!done) continue;
      const scheduled = byId.get(String(done.scheduledEventId))?.activityTaskScheduledEventAttributes;
      const name = scheduled?.activityType?.name ?? 'unknown';
      const started = byId.get(String(done.startedEventId)) ?? event;
      spans.set(name, [...(spans.get(name) ?? []), [timeOf(started), timeOf(event)]]);
    }
  }
  return [...spans].map(([activity, all]) => ({ activity, calls: all.length, busyMs: covered(all) }));
}

/** Length of the union of spans. */
function covered(spans: readonly (readonly [number, number])[]): number {
  let total = 0;
  let untilMs = Number.NEGATIVE_INFINITY;
  for (const [startMs, endMs] of spans.toSorted(([a], [b]) => a - b)) {
    total += Math.max(0, endMs - Math.max(startMs, untilMs));
    untilMs = Math.max(untilMs, endMs);
  }
  return total;
}

function timeOf({ eventTime }: HistoryEvent): number {
  return Number(eventTime?.seconds ?? 0) * 1_000 + (eventTime?.nanos ?? 0) / 1_000_000;
}

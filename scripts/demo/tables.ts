import Table from 'cli-table3';
import type { HeldEvent, HeldTicket } from './holdings';
import type { ScheduledRun } from './runs';

const WIDTHS = { key: 100 };

/** Runs with what each did and a link that opens it. */
export function runTable(runs: readonly ScheduledRun[], temporalUi: string | undefined): string {
  const table = new Table({ head: ['run', 'outcome', 'scanned', 'created', 'flagged', 'tickets', 'pending'] });
  for (const { workflowId, result } of runs) {
    table.push([
      workflowId,
      result.outcome,
      result.counts.scanned,
      result.created,
      result.flagged,
      result.tickets.length,
      result.pending.length,
    ]);
  }
  const links = temporalUi === undefined ? [] : runs.map((run) => `  ${runUrl(temporalUi, run)}`);
  return [table.toString(), ...links].join('\n');
}

export function archiveTable(events: readonly HeldEvent[]): string {
  const table = new Table({ head: ['archived event', 'severity', 'reasons'] });
  for (const { key, severity, reasons } of events) {
    table.push([shortened(key), reasons.length === 0 ? '' : severity, reasons.join('\n')]);
  }
  return table.toString();
}

export function ticketTable(tickets: readonly HeldTicket[], events: readonly HeldEvent[]): string {
  const table = new Table({ head: ['ticket', 'title', 'reasons', 'link'] });
  for (const { id, identifier, title, url } of tickets) {
    const reasons = new Set(events.filter(({ ticketId }) => ticketId === id).flatMap((event) => event.reasons));
    table.push([identifier, title, [...reasons].join('\n'), url]);
  }
  return table.toString();
}

function runUrl(temporalUi: string, { workflowId, runId }: ScheduledRun): string {
  return `${temporalUi}/namespaces/default/workflows/${encodeURIComponent(workflowId)}/${runId}/history`;
}

function shortened(key: string): string {
  return key.length <= WIDTHS.key ? key : `${key.slice(0, WIDTHS.key - 1)}…`;
}

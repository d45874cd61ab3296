import Table from 'cli-table3';
import path from 'node:path';
import { LIFECYCLE_STATES } from '../../domain/insight';
import type { HeldEvent, HeldTicket } from './holdings';
import type { TokenWatchResult } from '../../workflows/contracts';
import { investigationWorkflowId } from '../../workflows/ids';
import type { InsightsLook } from './insights';
import { whatHappened, type Investigated } from './investigations';
import type { ScheduledRun } from './runs';

/** Longest title that leaves room for the rest of its row. */
const MAX_TITLE = 72;

/** No lines between rows, and colour only for people. */
const STYLE = {
  chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  style: process.stdout.isTTY ? { head: ['cyan'], border: ['grey'] } : { head: [], border: [] },
};

/** Runs with what each did and a link that opens it. */
export function runTable(runs: readonly ScheduledRun<TokenWatchResult>[], temporalUi: string | undefined): string {
  const table = new Table({
    head: ['run', 'outcome', 'scanned', 'created', 'flagged', 'tickets', 'pending'],
    ...STYLE,
  });
  for (const { workflowId, result } of runs) {
    const { outcome, counts, created, flagged, tickets, pending } = result;
    table.push([workflowId, outcome, counts.scanned, created, flagged, tickets.length, pending.length]);
  }
  const links = temporalUi === undefined ? [] : runs.map((run) => `  ${runUrl(temporalUi, run)}`);
  return [table.toString(), ...links].join('\n');
}

/** One table for each folder of the archive: its keys are long, and their first half repeats. */
export function archiveTables(bucket: string, events: readonly HeldEvent[]): string {
  const folders = new Map<string, HeldEvent[]>();
  for (const event of events) {
    const folder = path.posix.dirname(event.key);
    folders.set(folder, [...(folders.get(folder) ?? []), event]);
  }
  return [...folders]
    .map(([folder, held]) => {
      const table = new Table({ head: ['object', 'severity', 'reasons'], ...STYLE });
      for (const { key, severity, reasons } of held) {
        table.push([
          path.posix.basename(key),
          reasons.length === 0 ? '' : severity,
          reasons.join(', ') || 'nothing to review',
        ]);
      }
      return `s3://${bucket}/${folder}/\n${table.toString()}`;
    })
    .join('\n');
}

/** Tickets with the reasons of their events, the most urgent first. */
export function ticketTable(tickets: readonly HeldTicket[], events: readonly HeldEvent[]): string {
  const table = new Table({ head: ['ticket', 'priority', 'title', 'reasons'], ...STYLE });
  for (const { id, identifier, title, priority, url } of tickets.toSorted((a, b) => a.priority - b.priority)) {
    const reasons = new Set(events.filter(({ ticketId }) => ticketId === id).flatMap((event) => event.reasons));
    table.push([link(identifier, url), PRIORITIES[priority] ?? 'none', shortened(title), [...reasons].join(', ')]);
  }
  return table.toString();
}

/** Investigations with what each has concluded, what it could not read, where it is written down, and its run. */
export function investigationTable(investigated: readonly Investigated[], temporalUi: string | undefined): string {
  const table = new Table({ head: ['anomaly', 'verdict', 'confidence', 'not read'], ...STYLE });
  const details: string[] = [];
  for (const { story, status, published } of investigated) {
    const what = whatHappened(story);
    if (published === undefined) {
      table.push([what, `none: the API answered ${status}`, '', '']);
      continue;
    }
    const { id, verdict, confidence, missing, report } = published;
    const broken = story.faults.map(({ provider }) => provider).join(', ');
    const unread =
      missing.length === 0 ? '' : broken === '' ? `${missing.length} gaps` : `${broken}, broken on purpose`;
    table.push([what, verdict.replaceAll('_', ' '), confidence.toFixed(2), unread]);
    details.push(`  ${what}`, `    report  ${report}`);
    if (temporalUi !== undefined) details.push(`    run     ${workflowUrl(temporalUi, investigationWorkflowId(id))}`);
  }
  return [table.toString(), ...details].join('\n');
}

/** Syncs with what each has written, and what the allowance said. */
export function insightTable(looks: readonly InsightsLook[], temporalUi: string | undefined): string {
  const table = new Table({
    head: ['account', 'when', 'outcome', 'listed', ...LIFECYCLE_STATES, 'requests', 'used', 'left', 'forecast'],
    ...STYLE,
  });
  for (const { account, when, run } of looks) {
    const { outcome, skipped, listed, commit, figures, quota } = run.result;
    table.push([
      account,
      when,
      skipped === null ? outcome : `${outcome}: ${skipped.reason}`,
      listed === null ? '' : listed.open + (listed.dismissed ?? 0),
      ...LIFECYCLE_STATES.map((state) => (commit === null ? '' : (figures?.records[state] ?? ''))),
      listed?.requests ?? 0,
      `${quota.used} of ${quota.limit}`,
      quota.left,
      quota.forecast,
    ]);
  }
  const links = temporalUi === undefined ? [] : looks.map(({ run }) => `  ${runUrl(temporalUi, run)}`);
  return [table.toString(), ...links].join('\n');
}

/** The tracker's numbers for priorities. */
const PRIORITIES: Readonly<Record<number, string>> = { 1: 'urgent', 2: 'high', 3: 'medium', 4: 'low' };

/** A terminal opens the link behind the word; a log shows the address. */
function link(word: string, url: string): string {
  return process.stdout.isTTY ? `\u001B]8;;${url}\u0007${word}\u001B]8;;\u0007` : url;
}

function runUrl(temporalUi: string, { workflowId, runId }: ScheduledRun<unknown>): string {
  return `${workflowUrl(temporalUi, workflowId)}/${runId}/history`;
}

function workflowUrl(temporalUi: string, workflowId: string): string {
  return `${temporalUi}/namespaces/default/workflows/${encodeURIComponent(workflowId)}`;
}

function shortened(text: string): string {
  return text.length <= MAX_TITLE ? text : `${text.slice(0, MAX_TITLE - 1)}…`;
}

import type { AdfBlock, Cell } from './adf';
import { expand, factsTable, heading, text } from './adf';
import type { ReportContext } from './report-context';
import { lineOf } from './report-template';
import { recorded, strangerValue } from './stranger-text';
import { utcWords } from './utc-words';

/** Details of a sender that are shown; the evidence has them all. */
const MAX_DETAILS = 40;

/** What the sender reported, in the sender's words. */
export function askedSection({ facts, template, values }: ReportContext): readonly AdfBlock[] {
  const { anomaly, investigation, window, writtenAt } = facts;
  const { email, id, tokenId, ip } = anomaly.actor;
  const optional: readonly (readonly [string, string | null])[] = [
    ['Actor’s e-mail', email],
    ['Actor’s id', id],
    ['Token id', tokenId],
    ['Address', ip],
    ['Account', anomaly.account],
    ['Title', anomaly.title],
    ['Severity', anomaly.severity],
    ['Detected by', anomaly.source],
  ];
  const rows: readonly (readonly [string, Cell])[] = [
    ['Action', recorded(anomaly.action)],
    ['Time', values.time],
    ...optional.flatMap(([name, value]) => (value === null || value === '' ? [] : [[name, recorded(value)] as const])),
    ['Reported by', values.sender],
    ['Span that was read', [...utcWords(window.from), ...text(' to '), ...utcWords(window.to)]],
    ['Investigation', [...strangerValue(investigation), ...text(', written '), ...utcWords(writtenAt)]],
  ];
  return [heading(2, lineOf('heading.asked', template)), factsTable(rows), ...details(facts.anomaly.details)];
}

function details(all: ReportContext['facts']['anomaly']['details']): readonly AdfBlock[] {
  const entries = Object.entries(all);
  if (entries.length === 0) return [];
  const left = entries.length - MAX_DETAILS;
  const rows = entries.slice(0, MAX_DETAILS).map(
    // A head cell is bold, and code cannot be: the sender's names stand beside their values.
    ([name, value], index) =>
      [String(index + 1), [...strangerValue(name, 60), ...text(': '), ...strangerValue(String(value))]] as const,
  );
  const more = left > 0 ? [['', text(`${left} more are left out.`)] as const] : [];
  return [expand('What else the sender said', [factsTable([...rows, ...more])])];
}

import type { FoundIndicator } from '../verdict';
import type { AdfBlock, Column, Inline } from './adf';
import { heading, link, paragraph, status, table, text } from './adf';
import { labelList } from './event-labels';
import { numberedIndicators } from './event-signs';
import type { ReportContext } from './report-context';
import { lineOf } from './report-template';

const COLUMNS: readonly Column[] = [
  { head: 'Sign', width: 70 },
  { head: 'What it means', width: 480 },
  { head: 'Weight', width: 80 },
  { head: 'ATT&CK', width: 110 },
  { head: 'Events', width: 220 },
];
const MAX_LABELS = 12;

/** What the rules found, what it speaks for, and which events show it. */
export function indicatorsSection({ facts, template, labels }: ReportContext): readonly AdfBlock[] {
  const head = heading(2, lineOf('heading.indicators', template));
  const found = numberedIndicators(facts.assessment);
  if (found.length === 0)
    return [head, paragraph(text('The rules found nothing that stands out, and nothing that is routine.'))];
  const rows = found.map(({ label, color, indicator }) => [
    status(label, color),
    [paragraph(text(indicator.title, 'strong'), ...standing(indicator)), paragraph(text(indicator.explanation))],
    text(String(indicator.weight)),
    technique(indicator.technique),
    text(labelList(indicator.events, labels, MAX_LABELS)),
  ]);
  return [head, table('wide', COLUMNS, rows)];
}

function standing({ decisive, explained }: FoundIndicator): readonly Inline[] {
  if (decisive) return [text(' '), status('DECIDES', 'blue')];
  return explained ? [text(' '), status('EXPLAINED BY A MISTAKE', 'neutral')] : [];
}

/** `T1098.001` with its page at MITRE. */
function technique(id: string | null): Inline {
  if (id === null) return [];
  const [, main, sub] = /^(T\d{4})(?:\.(\d{3}))?$/.exec(id) ?? [];
  if (main === undefined) return text(id);
  return link(id, `https://attack.mitre.org/techniques/${main}/${sub === undefined ? '' : `${sub}/`}`);
}

import type { FoundIndicator, RulesAssessment } from '../verdict';
import type { AdfBlock, Column, Inline } from './adf';
import { heading, link, paragraph, status, table, text } from './adf';
import { labelList } from './event-labels';
import { decidingIndicators, numberedIndicators } from './event-signs';
import type { ReportContext } from './report-context';
import { lineOf } from './report-template';

const COLUMNS: readonly Column[] = [
  { head: 'Sign', width: 70 },
  { head: 'What it means', width: 450 },
  { head: 'Weight', width: 110 },
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
  const deciding = decidingIndicators(facts.assessment);
  const rows = found.map(({ label, color, indicator }) => [
    status(label, color),
    [
      paragraph(text(indicator.title, 'strong'), ...standing(indicator, deciding.has(indicator))),
      paragraph(text(indicator.explanation)),
    ],
    text(`${indicator.weight}${isUncounted(indicator) ? ', not counted' : ''}`),
    technique(indicator.technique),
    text(labelList(indicator.events, labels, MAX_LABELS)),
  ]);
  return [
    head,
    ...(deciding.size === 0 ? [] : [paragraph(status('DECIDES', 'blue'), text(meaningOfDeciding(facts.assessment)))]),
    ...(found.some(({ indicator }) => isUncounted(indicator))
      ? [paragraph(text('Of signs that see one and the same thing only the weightiest counts.'))]
      : []),
    table('wide', COLUMNS, rows),
  ];
}

function meaningOfDeciding({ verdict }: RulesAssessment): string {
  return verdict === 'likely_malicious'
    ? ' marks the weightiest signs, which are enough for the verdict without the others.'
    : ' marks what the verdict rests on.';
}

/** A heavier sign has said the same. */
function isUncounted({ direction, explained, adds }: FoundIndicator): boolean {
  return direction === 'attack' && !explained && adds === 0;
}

function standing({ explained }: FoundIndicator, decides: boolean): readonly Inline[] {
  if (decides) return [text(' '), status('DECIDES', 'blue')];
  return explained ? [text(' '), status('EXPLAINED BY A MISTAKE', 'neutral')] : [];
}

/** `T1098.001` with its page at MITRE. */
function technique(id: string | null): Inline {
  if (id === null) return [];
  const [, main, sub] = /^(T\d{4})(?:\.(\d{3}))?$/.exec(id) ?? [];
  if (main === undefined) return text(id);
  return link(id, `https://attack.mitre.org/techniques/${main}/${sub === undefined ? '' : `${sub}/`}`);
}

import type { AdfBlock } from './adf';
import { panel, paragraph, status, text } from './adf';
import type { ReportContext } from './report-context';
import { filled, lineOf } from './report-template';
import { VERDICT_LOOK } from './verdict-look';

/** The panel that somebody in a hurry reads, and the team's own words below it. */
export function verdictSection({ facts, template, verdict, values }: ReportContext): readonly AdfBlock[] {
  const { assessment } = facts;
  const look = VERDICT_LOOK[verdict];
  const raised = verdict !== assessment.verdict;
  const confidence = assessment.confidence.toFixed(2);
  const lines = [
    paragraph(
      text('Verdict: ', 'strong'),
      status(look.words.toUpperCase(), look.color),
      ...(raised
        ? [text(' '), status('RAISED BY THE MODEL', 'purple')]
        : [text(' with confidence '), text(confidence, 'strong'), text(', from the rules')]),
    ),
    ...filled(`verdict.${verdict}`, template, values).map((line) => paragraph(line)),
    ...(raised
      ? [
          paragraph(
            text('The rules alone say '),
            text(VERDICT_LOOK[assessment.verdict].words, 'strong'),
            text(
              ` with confidence ${confidence}. See “${lineOf('heading.model', template)}” for what the model cites.`,
            ),
          ),
        ]
      : []),
    ...(assessment.gaps.length === 0
      ? []
      : [paragraph(text('Not everything could be read: ', 'strong'), text(assessment.gaps.join(' ')))]),
  ];
  return [panel(look.panel, lines), ...filled('intro', template, values).map((words) => paragraph(words))];
}

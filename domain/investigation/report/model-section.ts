import type { ModelOpinion } from '../model-opinion';
import type { AdfBlock, AdfParagraph, Cell, Inline } from './adf';
import { factsTable, heading, panel, paragraph, status, text } from './adf';
import { labelList } from './event-labels';
import type { ReportContext } from './report-context';
import { grouped } from './report-context';
import { lineOf } from './report-template';
import { harmless, strangerValue } from './stranger-text';
import { VERDICT_LOOK } from './verdict-look';

const NARRATIVE_CAP = 4_000;
const PARAGRAPH_CAP = 1_500;
const MAX_PARAGRAPHS = 12;
const MAX_LABELS = 30;

/** What a model said, kept apart from what the rules found, under a label that no wording can take away. */
export function modelSection(context: ReportContext): readonly AdfBlock[] {
  const { facts, template, labels } = context;
  const { model } = facts;
  if (model === null) return [];
  const { words, color } = VERDICT_LOOK[model.verdict ?? 'inconclusive'];
  const rows: readonly (readonly [string, Cell])[] = [
    ['Model', strangerValue(model.model)],
    ['Prompt version', strangerValue(model.promptVersion)],
    ['Tokens', text(`${tokens(model.inputTokens)} read, ${tokens(model.outputTokens)} written`)],
    ...(model.verdict === null ? [] : [['Its verdict', status(words.toUpperCase(), color)] as const]),
    ...(model.confidence === null
      ? []
      : [
          [
            'Its confidence',
            text(`${model.confidence.toFixed(2)}, as the model says; it is used for nothing`),
          ] as const,
        ]),
    ['Events that it cites', text(labelList(model.citations, labels, MAX_LABELS) || 'none')],
  ];
  return [
    heading(2, lineOf('heading.model', template)),
    paragraph(...effect(context, model)),
    factsTable(rows),
    ...(model.status === 'used' ? written(model) : []),
  ];
}

function effect(
  { facts, verdict }: ReportContext,
  { status: state, reason, verdict: said }: ModelOpinion,
): readonly Inline[] {
  const rules = facts.assessment.verdict;
  if (state === 'unavailable') {
    const why = harmless(reason ?? '', 300);
    return [
      text(
        `The model gave no answer that could be used${why === '' ? '' : ` (${why.replace(/\.$/, '')})`}. The verdict is that of the rules alone.`,
      ),
    ];
  }
  if (verdict !== rules) {
    return [
      status('RAISED BY THE MODEL', 'purple'),
      text(
        ` from ${VERDICT_LOOK[rules].words} to ${VERDICT_LOOK[verdict].words}, with events of the timeline as its reasons.`,
      ),
    ];
  }
  if (said === rules) return [text('The model says what the rules say.')];
  return [
    text(
      'The model sees it otherwise, and the verdict stays that of the rules: a model moves it only towards suspicion, and only with events that it can cite.',
    ),
  ];
}

function written({ narrative, nextStep }: ModelOpinion): readonly AdfBlock[] {
  const story = paragraphsOf(narrative ?? '');
  const advice = paragraphsOf(nextStep ?? '');
  if (story.length + advice.length === 0) return [];
  return [
    panel('note', [
      paragraph(
        text('Written by the model', 'strong'),
        text(' from the evidence. Nobody has checked it; it can be wrong, and it can repeat what strangers wrote.'),
      ),
      ...story,
      ...(advice.length === 0 ? [] : [paragraph(text('As the next step it suggests:', 'strong')), ...advice]),
    ]),
  ];
}

function paragraphsOf(words: string): readonly AdfParagraph[] {
  return words
    .slice(0, NARRATIVE_CAP)
    .split(/[\r\n\u2028\u2029]+/u)
    .map((line) => harmless(line, PARAGRAPH_CAP))
    .filter((line) => line !== '')
    .slice(0, MAX_PARAGRAPHS)
    .map((line) => paragraph(text(line, 'em')));
}

function tokens(count: number | null): string {
  return count === null ? 'an unknown number' : grouped(count);
}

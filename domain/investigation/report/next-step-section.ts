import { NEXT_STEPS, nextStep } from '../next-step';
import type { NextStep } from '../next-step';
import type { AdfBlock } from './adf';
import { heading, paragraph, taskList, text } from './adf';
import type { ReportContext } from './report-context';
import { lineOf, stepsOf } from './report-template';

/** What to do now, to tick off: the team's own steps, then those that fit verdict and indicators. */
export function nextStepSection(context: ReportContext): readonly AdfBlock[] {
  const { template, verdict, facts } = context;
  const { title, checklist } = stepFor(context);
  const own = stepsOf(`steps.${verdict}`, template);
  return [
    heading(2, lineOf('heading.next_step', template)),
    paragraph(text(title, 'strong')),
    ...taskList(
      `edgewarden-${facts.investigation.slice(0, 12)}`,
      [...own, ...checklist].map((step) => text(step)),
    ),
  ];
}

/** A verdict that the model has raised has the checklist of what it was raised to. */
function stepFor({ verdict, facts: { assessment } }: ReportContext): NextStep {
  if (verdict === assessment.verdict) return assessment.nextStep;
  const plain = new Set(NEXT_STEPS[assessment.verdict].checklist);
  return nextStep(
    verdict,
    assessment.nextStep.checklist.filter((step) => !plain.has(step)),
  );
}

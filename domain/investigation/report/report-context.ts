import { finalVerdict } from '../model-opinion';
import type { Verdict } from '../verdict-order';
import { text } from './adf';
import type { Inline } from './adf';
import type { EventLabels } from './event-labels';
import { eventLabels } from './event-labels';
import type { EventSigns } from './event-signs';
import { eventSigns } from './event-signs';
import { isOfOthers } from './event-words';
import type { ReportFacts } from './report-facts';
import type { ReportTemplate, SummaryPlaceholder } from './report-template';
import { strangerValue } from './stranger-text';
import { utcWords } from './utc-words';
import { VERDICT_LOOK } from './verdict-look';

/** What the sections of one report share. */
export interface ReportContext {
  readonly facts: ReportFacts;
  readonly template: ReportTemplate;
  /** The rules' verdict, or what the model has raised it to. */
  readonly verdict: Verdict;
  readonly labels: EventLabels;
  readonly signs: EventSigns;
  /** What the team's wording may name. */
  readonly values: Readonly<Record<SummaryPlaceholder, Inline>>;
}

/** Works out once what several sections name. */
export function reportContext(facts: ReportFacts, template: ReportTemplate): ReportContext {
  const { anomaly, assessment, sender, timeline, window } = facts;
  const { email, id, tokenId, ip } = anomaly.actor;
  const verdict = finalVerdict(assessment.verdict, facts.model);
  return {
    facts,
    template,
    verdict,
    labels: eventLabels(timeline),
    signs: eventSigns(assessment),
    values: {
      sender: strangerValue(sender),
      actor: strangerValue(email ?? id ?? tokenId ?? ip ?? ''),
      action: strangerValue(anomaly.action),
      time: utcWords(anomaly.timestamp),
      from: utcWords(window.from),
      to: utcWords(window.to),
      events: text(counted(timeline.filter((event) => !isOfOthers(event)).length, 'event')),
      verdict: text(VERDICT_LOOK[verdict].words),
      confidence: text(
        verdict === assessment.verdict
          ? assessment.confidence.toFixed(2)
          : `${assessment.confidence.toFixed(2)} for ${VERDICT_LOOK[assessment.verdict].words}, raised by the model`,
      ),
    },
  };
}

/** `1 event`, `12,345 events`: for nouns whose plural ends in s. */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${count === 1 ? noun : `${noun}s`}`;
}

/** `12,345` */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

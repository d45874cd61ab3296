import type { ModelOpinion } from './model-opinion';
import type { EventRef, TimelineEvent } from './timeline';
import { eventRef } from './timeline';
import type { Verdict } from './verdict-order';
import { moreSuspicious, VERDICTS } from './verdict-order';

/** What a model answers. Of the right types and nothing more: every word of it may be an attacker's. */
export interface ModelAnswer {
  readonly verdict: string;
  readonly confidence: number;
  readonly narrative: string;
  /** Labels of events, as they were shown to it. */
  readonly citations: readonly string[];
  readonly nextStep: string;
}

export interface AnswerFacts {
  /** What the rules say: the floor. */
  readonly rules: Verdict;
  /** The events that were shown, by their labels. */
  readonly shown: ReadonlyMap<string, TimelineEvent>;
}

/** Part of an opinion that the answer decides. */
export type CheckedAnswer = Pick<
  ModelOpinion,
  'raised' | 'verdict' | 'confidence' | 'narrative' | 'citations' | 'nextStep'
>;

/** Either what may be used, or what is wrong, in sentences of ours that quote nothing of the answer. */
export type AnswerCheck =
  | { readonly answer: CheckedAnswer; readonly problems?: never }
  | { readonly answer?: never; readonly problems: readonly string[] };

/** Characters. */
const MAX_NARRATIVE = 4_000;
const MAX_NEXT_STEP = 1_000;
const MAX_CITATIONS = 50;

/** Events of the actor's own that a verdict needs; for the gravest one alone is a coincidence. */
const LEAST_CITATIONS: Readonly<Record<Verdict, number>> = {
  benign: 1,
  misconfiguration: 1,
  inconclusive: 1,
  likely_malicious: 2,
};

/**
 * Holds an answer against what the model was shown.
 *
 * Whoever wrote the evidence may have written the answer. So it moves the verdict only towards suspicion, and only with events
 * that exist and were the actor's own: an event that merely came from the same address may be somebody else's.
 */
export function checkModelAnswer(answer: ModelAnswer, { rules, shown }: AnswerFacts): AnswerCheck {
  const verdict = VERDICTS.find((candidate) => candidate === answer.verdict);
  const labels = [...new Set(answer.citations)];
  const cited = labels.flatMap((label) => shown.get(label) ?? []);
  const isRaised = verdict !== undefined && verdict !== rules && moreSuspicious(rules, verdict) === verdict;
  const own = new Set(cited.filter(({ matchedBy }) => matchedBy !== 'address').map(eventRef)).size;
  // That too little is known needs no event, unless it takes a better verdict away.
  const isFreeToSay = verdict === undefined || (verdict === 'inconclusive' && !isRaised);
  const needed = isFreeToSay ? 0 : LEAST_CITATIONS[verdict];

  const problems = [
    ...(verdict === undefined ? [`verdict must be one of ${VERDICTS.join(', ')}.`] : []),
    ...(answer.confidence >= 0 && answer.confidence <= 1 ? [] : ['confidence must be a number from 0 to 1.']),
    ...textProblems('narrative', answer.narrative, MAX_NARRATIVE),
    ...textProblems('nextStep', answer.nextStep, MAX_NEXT_STEP),
    ...(labels.length > MAX_CITATIONS ? [`citations must name at most ${MAX_CITATIONS} events.`] : []),
    ...(cited.length < labels.length ? ['citations names events that are not in the evidence.'] : []),
    ...(own < needed ? [`this verdict needs at least ${needed} of the actor's own events in citations.`] : []),
  ];
  if (verdict === undefined || problems.length > 0) return { problems };
  const citations: EventRef[] = cited.map(eventRef);
  return {
    answer: {
      raised: isRaised,
      verdict,
      confidence: answer.confidence,
      narrative: withoutInventedQuotes(answer.narrative, cited),
      citations,
      nextStep: withoutInventedQuotes(answer.nextStep, cited),
    },
  };
}

function textProblems(name: string, text: string, most: number): string[] {
  if (text.trim() === '') return [`${name} must not be empty.`];
  return text.length > most ? [`${name} must have at most ${most} characters.`] : [];
}

/** Words in quotes, three or more: fewer are a name or a term. */
const QUOTE = /["“]([^"“”\n]*\S\s+\S+\s+\S[^"“”\n]*)["”]/g;

/** What a text puts into the mouth of the evidence must stand in an event that it cites. */
function withoutInventedQuotes(text: string, cited: readonly TimelineEvent[]): string {
  const said = cited.flatMap((event) => textsOf(event)).map(plain);
  return text.replace(QUOTE, (quote, words: string) =>
    said.some((line) => line.includes(plain(words))) ? quote : '[quote removed: it is in no cited event]',
  );
}

function textsOf({ actor, userAgent, target, area, text }: TimelineEvent): string[] {
  return [...Object.values(actor), userAgent, target, area, text.summary, text.targetName];
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim().toLowerCase();
}

/** What a report says of a model that was of no use. */
export function modelUnavailable(
  reason: string,
  about: Partial<Pick<ModelOpinion, 'model' | 'promptVersion' | 'inputTokens' | 'outputTokens'>> = {},
): ModelOpinion {
  return {
    status: 'unavailable',
    reason,
    raised: false,
    verdict: null,
    confidence: null,
    narrative: null,
    citations: [],
    nextStep: null,
    model: about.model ?? '',
    promptVersion: about.promptVersion ?? '',
    inputTokens: about.inputTokens ?? null,
    outputTokens: about.outputTokens ?? null,
  };
}

import type { Direction, IndicatorRule } from './indicator';
import type { IndicatorContext, OwnEvent } from './indicator-context';
import { indicatorContext, seenTimeline } from './indicator-context';
import { INDICATOR_RULES } from './indicator-rule';
import type { NextStep } from './next-step';
import { nextStep } from './next-step';
import type { Session } from './sessions';
import { sessionsOf } from './sessions';
import type { SourceState } from './source-state';
import { sourceStateRule } from './source-state';
import type { EventRef, TimelineEvent, TimelineSource } from './timeline';
import { eventRef, SOURCE_NAMES, TIMELINE_SOURCES } from './timeline';
import type { Verdict } from './verdict-order';

/** Attack indicators that weigh this much together are no coincidence: two strong ones and a weak one, or three. */
export const MALICIOUS_WEIGHT = 60;

/** Everything that a verdict is made from. */
export interface InvestigationFacts {
  /** Time of the anomaly, ISO 8601. */
  readonly anomalyTime: string;
  /** In any order, with any repetition. */
  readonly events: readonly TimelineEvent[];
  readonly sources: Readonly<Record<TimelineSource, SourceState>>;
}

/** An indicator that was found. Plain JSON; no text from outside stands in it but the ids of events. */
export interface FoundIndicator extends Pick<
  IndicatorRule,
  'id' | 'title' | 'explanation' | 'direction' | 'weight' | 'technique'
> {
  /** By time, the actor's own first. */
  readonly events: readonly EventRef[];
  /** Whether the verdict rests on it. */
  readonly decisive: boolean;
  /** Whether mistakes explain all its events. */
  readonly explained: boolean;
  /**
   * What it adds to the weight of the attack. 0 when it is explained, when a heavier one of its family was found, and for what
   * speaks for no attack.
   */
  readonly adds: number;
}

/** The rules' result. Plain JSON, the same for every order and repetition of the same events. */
export interface RulesAssessment {
  readonly verdict: Verdict;
  /** 0 to 1, two decimals. */
  readonly confidence: number;
  /** Why, in our sentences, the weightiest first. */
  readonly because: readonly string[];
  /** In the order of the table. */
  readonly indicators: readonly FoundIndicator[];
  /** Sum of what the indicators add. */
  readonly attackWeight: number;
  /** What the actor did around the anomaly that no indicator accounts for. */
  readonly unaccounted: readonly EventRef[];
  readonly sessions: readonly Session[];
  /** What could not be read, as sentences. */
  readonly gaps: readonly string[];
  readonly nextStep: NextStep;
}

interface Found {
  readonly rule: IndicatorRule;
  readonly events: readonly OwnEvent[];
}

/**
 * Judges one anomaly by the rules alone.
 *
 * 1. Nobody of that name did anything: `inconclusive`.
 * 2. Attack indicators that nothing explains: `likely_malicious` from `MALICIOUS_WEIGHT` on, else `inconclusive`.
 * 3. An act around the anomaly that no mistake and no routine accounts for: `inconclusive`.
 * 4. Else a mistake makes it a `misconfiguration`, and routine alone `benign`.
 *
 * Mistakes explain single acts, and only while no attack indicator of another sort was found; and what an attack indicator
 * names vouches for nothing, whenever it happened. So an attack indicator more never makes a verdict less suspicious. What
 * could not be read lowers the confidence and moves no verdict.
 */
export function assessTimeline({ anomalyTime, events, sources }: InvestigationFacts): RulesAssessment {
  const context = settledContext(anomalyTime, events);
  const found = INDICATOR_RULES.map((rule) => ({ rule, events: rule.detect(context) })).filter(
    ({ events: shown }) => shown.length > 0,
  );
  const of = (direction: Direction | null): readonly Found[] =>
    found.filter(({ rule }) => rule.direction === direction);

  const excused = new Set(of('mistake').flatMap(({ events: shown }) => shown));
  const mistakesCount = of('attack').every(({ rule }) => rule.explainable === true);
  const isExplained = ({ rule, events: shown }: Found): boolean =>
    rule.direction === 'attack' && mistakesCount && shown.every((one) => excused.has(one));
  const attack = of('attack').filter((one) => !isExplained(one));
  const counted = heaviestOfEach(attack);
  const attackWeight = [...counted].reduce((sum, { rule }) => sum + rule.weight, 0);

  const accounted = new Set(found.flatMap(({ events: shown }) => shown));
  const unaccounted = context.focus.filter((one) => !accounted.has(one));
  const ground = groundOf({
    known: context.own.length > 0,
    active: context.around.length > 0,
    attackWeight,
    unaccounted: unaccounted.length,
    mistakes: of('mistake').length,
  });

  const decisive = new Set(ground.rests === 'attack' ? attack : of(ground.rests));
  const restsOn = of(ground.rests).reduce((sum, { rule }) => sum + rule.weight, 0);
  const indicators = found.map((one) => ({
    ...describe(one, context),
    decisive: decisive.has(one),
    explained: isExplained(one),
    adds: counted.has(one) ? one.rule.weight : 0,
  }));
  // What a mistake explains has been taken back: there is nothing left to do about it.
  const steps = found.flatMap((one) => (isExplained(one) ? [] : (one.rule.step ?? [])));
  return {
    verdict: ground.verdict,
    confidence: confidenceOf(ground.verdict, { attackWeight, restsOn, history: context.history.length }, sources),
    because: [
      ground.sentence,
      ...indicators
        .filter((one) => one.decisive)
        .sort(byWeight)
        .map(sentenceOf),
    ],
    indicators,
    attackWeight,
    unaccounted: unaccounted.map(({ event }) => eventRef(event)),
    sessions: sessionsOf(context.own.map(({ event }) => event)),
    gaps: TIMELINE_SOURCES.flatMap((source) => {
      const { sentence } = sourceStateRule(sources[source]);
      return sentence === null ? [] : [`${SOURCE_NAMES[source]} ${sentence}`];
    }),
    nextStep: nextStep(ground.verdict, steps),
  };
}

/** The timeline with all that attack indicators name known as suspects: until nothing more is named. */
function settledContext(anomalyTime: string, events: readonly TimelineEvent[]): IndicatorContext {
  const seen = seenTimeline(anomalyTime, events);
  const rules = INDICATOR_RULES.filter(({ direction }) => direction === 'attack');
  const suspects = new Set<TimelineEvent>();
  for (;;) {
    const context = indicatorContext(seen, suspects);
    const before = suspects.size;
    for (const { event } of rules.flatMap((rule) => rule.detect(context))) suspects.add(event);
    if (suspects.size === before) return context;
  }
}

/** What counts: of each family the heaviest, the first of equals, and all that have none. */
function heaviestOfEach(attack: readonly Found[]): ReadonlySet<Found> {
  const families = Map.groupBy(attack, ({ rule }) => rule.family ?? rule.id);
  return new Set(
    [...families.values()].flatMap((members) =>
      members.reduce((heaviest, one) => (one.rule.weight > heaviest.rule.weight ? one : heaviest)),
    ),
  );
}

/** What a verdict stands on. */
interface Ground {
  readonly verdict: Verdict;
  readonly rests: Direction | null;
  readonly sentence: string;
}

function groundOf(facts: {
  readonly known: boolean;
  readonly active: boolean;
  readonly attackWeight: number;
  readonly unaccounted: number;
  readonly mistakes: number;
}): Ground {
  const { attackWeight, unaccounted } = facts;
  const undecided = (sentence: string, rests: Direction | null = null): Ground => ({
    verdict: 'inconclusive',
    rests,
    sentence,
  });
  if (!facts.known)
    return undecided('Nobody has heard of the actor: no source that was read shows an event of theirs.');
  if (attackWeight >= MALICIOUS_WEIGHT) {
    const sentence = `The signs of an attack weigh ${attackWeight}; from ${MALICIOUS_WEIGHT} on they are no coincidence.`;
    return { verdict: 'likely_malicious', rests: 'attack', sentence };
  }
  if (attackWeight > 0) {
    return undecided(`There are signs of an attack, of weight ${attackWeight}, and nothing explains them.`, 'attack');
  }
  if (!facts.active) return undecided('Around the anomaly the actor did nothing that a source shows.');
  if (unaccounted > 0) {
    return undecided(`${amount(unaccounted, 'act')} can be called neither a mistake nor ordinary work.`);
  }
  return facts.mistakes > 0
    ? {
        verdict: 'misconfiguration',
        rests: 'mistake',
        sentence: 'Somebody erred, and nothing else speaks for an attack.',
      }
    : { verdict: 'benign', rests: 'routine', sentence: 'All that the actor did around the anomaly is ordinary work.' };
}

interface ConfidenceFacts {
  readonly attackWeight: number;
  /** Weight of what the verdict rests on. */
  readonly restsOn: number;
  /** How many events the history has. */
  readonly history: number;
}

/** How sure the rules are of a verdict, before what could not be read is taken off. */
interface ConfidenceRule {
  readonly verdict: Verdict;
  readonly least: number;
  readonly most: number;
  readonly growsWith: string;
  /** How far from the least to the most, 0 to 1. */
  readonly share: (facts: ConfidenceFacts) => number;
}

/** The more the rules have seen, the surer they are. */
export const CONFIDENCE_RULES = [
  {
    verdict: 'likely_malicious',
    least: 0.65,
    most: 0.95,
    growsWith: `the weight of the attack, up to ${3 * MALICIOUS_WEIGHT}`,
    share: ({ attackWeight }) => part(attackWeight - MALICIOUS_WEIGHT, 2 * MALICIOUS_WEIGHT),
  },
  {
    verdict: 'inconclusive',
    least: 0.3,
    most: 0.6,
    growsWith: `the weight of the attack, from 0.4 for the least sign of one up to ${MALICIOUS_WEIGHT}`,
    share: ({ attackWeight }) => (attackWeight === 0 ? 0 : (1 + 2 * part(attackWeight, MALICIOUS_WEIGHT)) / 3),
  },
  {
    verdict: 'misconfiguration',
    least: 0.6,
    most: 0.8,
    growsWith: 'the weight of the signs of a mistake, up to 100',
    share: ({ restsOn }) => part(restsOn, 100),
  },
  {
    verdict: 'benign',
    least: 0.6,
    most: 0.9,
    growsWith: 'the weight of the signs of ordinary work, up to 100, and the number of events of the history, up to 30',
    share: ({ restsOn, history }) => (part(restsOn, 100) + part(history, 30)) / 2,
  },
] as const satisfies readonly ConfidenceRule[];

function part(value: number, whole: number): number {
  return Math.min(1, value / whole);
}

/** Less for every source that is not whole. */
function confidenceOf(verdict: Verdict, facts: ConfidenceFacts, sources: InvestigationFacts['sources']): number {
  const rules: readonly ConfidenceRule[] = CONFIDENCE_RULES;
  const rule = rules.find((candidate) => candidate.verdict === verdict);
  const sure = rule === undefined ? 0 : rule.least + (rule.most - rule.least) * rule.share(facts);
  const read = TIMELINE_SOURCES.reduce((factor, source) => factor * sourceStateRule(sources[source]).factor, 1);
  return Math.round(sure * read * 100) / 100;
}

function describe(
  { rule, events }: Found,
  { own, others }: IndicatorContext,
): Omit<FoundIndicator, 'decisive' | 'explained' | 'adds'> {
  const { id, title, explanation, direction, weight, technique } = rule;
  const shown = new Set(events);
  const refs = [...own, ...others].filter((one) => shown.has(one)).map(({ event }) => eventRef(event));
  return { id, title, explanation, direction, weight, technique, events: refs };
}

function byWeight(a: FoundIndicator, b: FoundIndicator): number {
  return b.weight - a.weight;
}

function sentenceOf({ title, explanation, events }: FoundIndicator): string {
  return `${title} (${amount(events.length, 'event')}): ${explanation}`;
}

function amount(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : `${noun}s`}`;
}

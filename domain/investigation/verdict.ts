import type { Direction, IndicatorRule } from './indicator';
import type { IndicatorContext, OwnEvent } from './indicator-context';
import { indicatorContext } from './indicator-context';
import { INDICATOR_RULES } from './indicator-rule';
import type { NextStep } from './next-step';
import { nextStep } from './next-step';
import type { Session } from './sessions';
import { sessionsOf } from './sessions';
import type { SourceState } from './source-state';
import { sourceStateRule } from './source-state';
import type { EventRef, TimelineEvent, TimelineSource } from './timeline';
import { eventRef, TIMELINE_SOURCES } from './timeline';
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
  /** Sum of the weights of attack indicators that no mistake explains. */
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
 * Mistakes explain single acts, and only while no attack indicator of another sort was found. So an attack indicator more never
 * makes a verdict less suspicious. What could not be read lowers the confidence and moves no verdict.
 */
export function assessTimeline({ anomalyTime, events, sources }: InvestigationFacts): RulesAssessment {
  const context = indicatorContext(anomalyTime, events);
  const found = INDICATOR_RULES.map((rule) => ({ rule, events: rule.detect(context) })).filter(
    ({ events: shown }) => shown.length > 0,
  );
  const of = (direction: Direction): readonly Found[] => found.filter(({ rule }) => rule.direction === direction);

  const excused = new Set(of('mistake').flatMap(({ events: shown }) => shown));
  const mistakesCount = of('attack').every(({ rule }) => rule.explainable === true);
  const isExplained = ({ rule, events: shown }: Found): boolean =>
    rule.direction === 'attack' && mistakesCount && shown.every((one) => excused.has(one));
  const attack = of('attack').filter((one) => !isExplained(one));
  const attackWeight = attack.reduce((sum, { rule }) => sum + rule.weight, 0);

  const accounted = new Set(found.flatMap(({ events: shown }) => shown));
  const unaccounted = context.focus.filter((one) => !accounted.has(one));
  const ground = groundOf({
    known: context.own.length > 0,
    active: context.focus.length > 0,
    attackWeight,
    unaccounted: unaccounted.length,
    mistakes: of('mistake').length,
  });

  const decisive = new Set(ground.rests === 'attack' ? attack : ground.rests === null ? [] : of(ground.rests));
  const indicators = found.map((one) => describe(one, context, decisive.has(one), isExplained(one)));
  const steps = found.flatMap(({ rule }) => rule.step ?? []);
  return {
    verdict: ground.verdict,
    confidence: confidenceOf(ground, { attackWeight, found, history: context.history.length, sources }),
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

const SOURCE_NAMES: Readonly<Record<TimelineSource, string>> = { cloudflare: 'Cloudflare', datadog: 'Datadog' };

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
    return undecided(
      `${counted(unaccounted, 'act')} around the anomaly can be called neither a mistake nor ordinary work.`,
    );
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
  readonly found: readonly Found[];
  readonly history: number;
  readonly sources: InvestigationFacts['sources'];
}

/** How sure the rules are: the more they have seen, the surer; less for every source that is not whole. */
function confidenceOf({ verdict, rests }: Ground, { attackWeight, found, history, sources }: ConfidenceFacts): number {
  const weight = found.reduce((sum, { rule }) => sum + (rule.direction === rests ? rule.weight : 0), 0);
  const share = (value: number, whole: number): number => Math.min(1, value / whole);
  const base: Readonly<Record<Verdict, number>> = {
    likely_malicious: 0.65 + 0.3 * share(attackWeight - MALICIOUS_WEIGHT, 2 * MALICIOUS_WEIGHT),
    inconclusive: rests === null ? 0.3 : 0.4 + 0.2 * share(attackWeight, MALICIOUS_WEIGHT),
    misconfiguration: 0.6 + 0.2 * share(weight, 100),
    benign: 0.6 + 0.15 * share(weight, 100) + 0.15 * share(history, 30),
  };
  const read = TIMELINE_SOURCES.reduce((factor, source) => factor * sourceStateRule(sources[source]).factor, 1);
  return Math.round(base[verdict] * read * 100) / 100;
}

function describe(
  { rule, events }: Found,
  { own, others }: IndicatorContext,
  decisive: boolean,
  explained: boolean,
): FoundIndicator {
  const { id, title, explanation, direction, weight, technique } = rule;
  const shown = new Set(events);
  const refs = [...own, ...others].filter((one) => shown.has(one)).map(({ event }) => eventRef(event));
  return { id, title, explanation, direction, weight, technique, events: refs, decisive, explained };
}

function byWeight(a: FoundIndicator, b: FoundIndicator): number {
  return b.weight - a.weight;
}

function sentenceOf({ title, explanation, events }: FoundIndicator): string {
  return `${title} (${counted(events.length, 'event')}): ${explanation}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : `${noun}s`}`;
}

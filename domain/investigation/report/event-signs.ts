import type { Direction } from '../indicator';
import type { EventRef } from '../timeline';
import type { FoundIndicator, RulesAssessment } from '../verdict';
import { MALICIOUS_WEIGHT } from '../verdict';
import type { StatusColor } from './adf';

/** An indicator with the short name that timeline and table share: `A1` speaks for an attack, `M1` for a mistake, `R1` for routine. */
export interface NumberedIndicator {
  readonly label: string;
  readonly color: StatusColor;
  readonly indicator: FoundIndicator;
}

const MARKS: Readonly<Record<Direction, { readonly letter: string; readonly color: StatusColor }>> = {
  attack: { letter: 'A', color: 'red' },
  mistake: { letter: 'M', color: 'yellow' },
  routine: { letter: 'R', color: 'green' },
};
const ORDER: readonly Direction[] = ['attack', 'mistake', 'routine'];

/** Attack first, then mistakes, then routine; within each the weightiest first. */
export function numberedIndicators({ indicators }: RulesAssessment): readonly NumberedIndicator[] {
  return ORDER.flatMap((direction) =>
    indicators
      .filter((indicator) => indicator.direction === direction)
      .sort((a, b) => b.weight - a.weight)
      .map((indicator, index) => {
        const { letter, color } = MARKS[direction];
        return { label: `${letter}${index + 1}`, color, indicator };
      }),
  );
}

/**
 * What the verdict rests on. Of the many signs of an attack only the weightiest that are enough for it: with all of them
 * marked a mark would say nothing.
 */
export function decidingIndicators(assessment: RulesAssessment): ReadonlySet<FoundIndicator> {
  const decisive = assessment.indicators.filter((indicator) => indicator.decisive);
  if (assessment.verdict !== 'likely_malicious') return new Set(decisive);
  const deciding = new Set<FoundIndicator>();
  let weight = 0;
  for (const indicator of decisive.toSorted((a, b) => b.adds - a.adds)) {
    if (weight >= MALICIOUS_WEIGHT) break;
    weight += indicator.adds;
    deciding.add(indicator);
  }
  return deciding;
}

/** What an event stands for in the timeline; `open`: nothing accounts for it. */
export type Tone = Direction | 'open' | 'none';

/** What is known of each event. */
export interface EventSigns {
  of(ref: EventRef): readonly NumberedIndicator[];
  /** The gravest of them; an attack that a mistake explains counts as the mistake. */
  toneOf(ref: EventRef): Tone;
}

/** The indicators turned round: by event instead of by rule. */
export function eventSigns(assessment: RulesAssessment): EventSigns {
  const byEvent = new Map<EventRef, NumberedIndicator[]>();
  for (const numbered of numberedIndicators(assessment)) {
    for (const ref of new Set(numbered.indicator.events)) byEvent.set(ref, [...(byEvent.get(ref) ?? []), numbered]);
  }
  const open = new Set(assessment.unaccounted);
  const of = (ref: EventRef): readonly NumberedIndicator[] => byEvent.get(ref) ?? [];
  return {
    of,
    toneOf(ref) {
      const directions = new Set(of(ref).flatMap(({ indicator }) => (indicator.explained ? [] : indicator.direction)));
      if (directions.has('attack')) return 'attack';
      if (open.has(ref)) return 'open';
      return ORDER.find((direction) => directions.has(direction)) ?? 'none';
    },
  };
}

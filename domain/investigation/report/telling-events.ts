import { SENSITIVE_KINDS } from '../action-kind';
import type { TimelineEvent } from '../timeline';
import { eventRef } from '../timeline';
import type { EventSigns, Tone } from './event-signs';

const TONE_WORTH: Readonly<Record<Tone, number>> = { attack: 1_000, open: 800, mistake: 600, routine: 0, none: 0 };
const SENSITIVE_WORTH = 300;
const FAILURE_WORTH = 100;
/** Lost by every hour that lies between event and anomaly. */
const HOUR_WORTH = 3;
const NO_TIME_HOURS = 48;
const HOUR_MS = 3_600_000;

/**
 * The events that tell most, at most `most` of them, in the order of the timeline: signs of an attack first, then what nothing
 * accounts for, mistakes, what gives power, and what happened close to the anomaly.
 *
 * @param anomalyTime ISO 8601 UTC
 */
export function tellingEvents(
  timeline: readonly TimelineEvent[],
  signs: EventSigns,
  anomalyTime: string,
  most: number,
): readonly TimelineEvent[] {
  const anomalyMs = Date.parse(anomalyTime);
  const worth = (event: TimelineEvent): number => {
    const ref = eventRef(event);
    const weight = signs.of(ref).reduce((sum, { indicator }) => sum + indicator.weight, 0);
    const awayMs = event.time === null ? Number.NaN : Math.abs(Date.parse(event.time) - anomalyMs);
    const hours = Number.isNaN(awayMs) ? NO_TIME_HOURS : awayMs / HOUR_MS;
    return (
      TONE_WORTH[signs.toneOf(ref)] +
      Math.min(weight, SENSITIVE_WORTH) +
      (SENSITIVE_KINDS.has(event.kind) ? SENSITIVE_WORTH : 0) +
      (event.outcome === 'failure' ? FAILURE_WORTH : 0) -
      hours * HOUR_WORTH
    );
  };
  const chosen = new Set(
    timeline
      .map((event) => ({ event, worth: worth(event) }))
      .sort((a, b) => b.worth - a.worth)
      .slice(0, most)
      .map(({ event }) => event),
  );
  return timeline.filter((event) => chosen.has(event));
}

import type { EventRef, TimelineEvent, TimelineSource } from '../timeline';
import { eventRef } from '../timeline';

const LETTERS: Readonly<Record<TimelineSource, string>> = { cloudflare: 'C', datadog: 'D' };

/** Short names for the events of one timeline: `C1` is the first of Cloudflare's, `D1` the first of Datadog's. */
export type EventLabels = ReadonlyMap<EventRef, string>;

/** @param timeline in the order in which it is shown: the numbers follow it */
export function eventLabels(timeline: readonly TimelineEvent[]): EventLabels {
  const counts: Record<TimelineSource, number> = { cloudflare: 0, datadog: 0 };
  return new Map(
    timeline.map((event) => {
      counts[event.source] += 1;
      return [eventRef(event), `${LETTERS[event.source]}${counts[event.source]}`];
    }),
  );
}

/** The labels of some events in the timeline's order, at most `most` of them. Events that are not in it are left out. */
export function labelList(refs: readonly EventRef[], labels: EventLabels, most: number): string {
  const wanted = new Set(refs);
  const found = [...labels].filter(([ref]) => wanted.has(ref)).map(([, label]) => label);
  const more = found.length - most;
  return more > 0 ? `${found.slice(0, most).join(', ')} and ${more} more` : found.join(', ');
}

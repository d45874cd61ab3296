import type { TimelineEvent, TimelineSource } from '../timeline';
import type { Tone } from './event-signs';

/** One line of the picture: what came from one address to one source. */
export interface Lane<Event> {
  /** Null for what is left over. */
  readonly source: TimelineSource | null;
  /** The address; untrusted. */
  readonly name: string;
  readonly events: readonly Event[];
}

const MAX_LANES = 14;
const WORTH: Readonly<Record<Tone, number>> = { attack: 10_000, open: 1_000, mistake: 1_000, routine: 1, none: 1 };

/** Lanes in the order of their first events. Of very many the most telling stay, and the rest share the last. */
export function lanesOf<Event extends { readonly event: TimelineEvent; readonly tone: Tone }>(
  events: readonly Event[],
): readonly Lane<Event>[] {
  const lanes = new Map<string, { source: TimelineSource; name: string; events: Event[]; worth: number }>();
  for (const one of events) {
    const { source, address } = one.event;
    const key = JSON.stringify([source, address]);
    const lane = lanes.get(key) ?? { source, name: address ?? 'no address', events: [], worth: 0 };
    lane.events.push(one);
    lane.worth += WORTH[one.tone];
    lanes.set(key, lane);
  }
  const all = [...lanes.values()];
  if (all.length <= MAX_LANES) return all;
  const kept = new Set([...all].sort((a, b) => b.worth - a.worth).slice(0, MAX_LANES - 1));
  const rest = all.filter((lane) => !kept.has(lane));
  return [
    ...all.filter((lane) => kept.has(lane)),
    { source: null, name: `${rest.length} addresses`, events: rest.flatMap((lane) => lane.events) },
  ];
}

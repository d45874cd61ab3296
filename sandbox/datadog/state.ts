import { valueAt, type Json } from '../json';

/** An event that is to show in Datadog's Audit Trail. */
export interface NewDatadogEvent {
  /** The event as it goes over the wire: `{ id, type, attributes }`; any JSON, also one that no client expects. */
  readonly event: Json;
  /** Its place in the trail, ISO 8601; default: the event's own `attributes.timestamp`. */
  readonly time?: string | undefined;
  /** From when on it is found, epoch milliseconds; default: always. */
  readonly visibleAt?: number | undefined;
}

export interface TrailEvent {
  readonly event: Json;
  readonly timeMs: number;
  readonly sequence: number;
  readonly visibleAtMs: number;
}

/** A search that comes back with less than there is. */
export interface PartialAnswer {
  /**
   * `timeout`: status 200, half of the page, `meta.status` says so, and nothing leads on. `warnings`: the page without its
   * last event, a warning beside it, and the walk goes on.
   */
  readonly kind: 'timeout' | 'warnings';
  /** Regular expression on the query; default: every search. */
  readonly query?: string;
  /** How many searches it hits; default 1. */
  readonly times?: number | 'always';
}

/** How Datadog answers. */
export interface DatadogApi {
  /** Whether the application key may read audit logs. Default true. */
  readonly permitted: boolean;
  /** Searches in `periodS` seconds before 429; null, the default: counted in the headers, nobody is refused. */
  readonly requests: number | null;
  /** Default 10. */
  readonly periodS: number;
  /** Each later page begins with the last event of the page before. Default false. */
  readonly repeatsEvents: boolean;
  /** Every page names the cursor that led to it, so that nobody gets on. Default false. */
  readonly stuckCursor: boolean;
}

const USUAL: DatadogApi = { permitted: true, requests: null, periodS: 10, repeatsEvents: false, stuckCursor: false };

/** The organisation's audit trail, and how it is answered. */
export class DatadogState {
  api = USUAL;
  private trail: TrailEvent[] = [];
  private partials: { readonly partial: PartialAnswer; hits: number }[] = [];

  clear(): void {
    this.api = USUAL;
    this.trail = [];
    this.partials = [];
  }

  /** @throws Error when the event has no readable time and no place was named */
  add({ event, time, visibleAt = -Infinity }: NewDatadogEvent): void {
    const timeMs = Date.parse(time ?? String(valueAt(event, 'attributes', 'timestamp')));
    if (Number.isNaN(timeMs)) throw new Error('an event without a readable time needs a place in the trail');
    this.trail.push({ event, timeMs, sequence: this.trail.length, visibleAtMs: visibleAt });
  }

  events(): readonly Json[] {
    return this.trail.map(({ event }) => event);
  }

  /** What lies in a span, both ends included, oldest first. */
  between(fromMs: number, toMs: number, nowMs: number): TrailEvent[] {
    return this.trail
      .filter(({ timeMs, visibleAtMs }) => timeMs >= fromMs && timeMs <= toMs && visibleAtMs <= nowMs)
      .sort((a, b) => a.timeMs - b.timeMs || a.sequence - b.sequence);
  }

  settle(): void {
    this.trail = this.trail.map((one) => ({ ...one, visibleAtMs: -Infinity }));
  }

  addPartial(partial: PartialAnswer): void {
    if (partial.query !== undefined) new RegExp(partial.query);
    this.partials.push({ partial, hits: 0 });
  }

  clearPartials(): void {
    this.partials = [];
  }

  /** How this search falls short; counts it as hit. */
  takePartial(query: string): PartialAnswer['kind'] | undefined {
    for (const armed of this.partials) {
      const { query: wanted, times = 1, kind } = armed.partial;
      if (wanted !== undefined && !new RegExp(wanted).test(query)) continue;
      if (times !== 'always' && armed.hits >= times) continue;
      armed.hits += 1;
      return kind;
    }
    return undefined;
  }
}

import type { ReadingSpan } from './reading-spans';
import type { SourceRecord } from './source-reading';

/** Records with bodies of some kilobytes each take one place; a flood of large ones must not fill the memory. */
const CHARS_PER_PLACE = 10_000;
/** Places beyond the room that are filled before the farthest records are let go. */
const SLACK = 1_000;

interface Kept {
  readonly key: string;
  readonly record: SourceRecord;
  /** From the near end of the span, in milliseconds. */
  readonly distanceMs: number;
  readonly places: number;
}

interface Lane {
  kept: Kept[];
  places: number;
  /** Distance of the farthest record that is kept, once others were let go. */
  cutAtMs: number | undefined;
}

/** A time within which records were let go, ISO 8601 UTC. */
export interface CutSpan {
  readonly from: string;
  readonly to: string;
}

/**
 * Room for so many records. What lies nearest to the anomaly is kept, whichever search finds it and in whatever order; each span
 * has its share, and what one leaves goes to the others.
 */
export class NearestRecords {
  private readonly lanes: ReadonlyMap<ReadingSpan, Lane>;
  private readonly keys = new Set<string>();

  /** @param spans nearest first */
  constructor(
    spans: readonly ReadingSpan[],
    private readonly places: number,
  ) {
    this.lanes = new Map(spans.map((span) => [span, { kept: [], places: 0, cutAtMs: undefined }]));
  }

  has(key: string): boolean {
    return this.keys.has(key);
  }

  /**
   * Takes a record once. It may be let go again for nearer ones.
   *
   * @param span one of those that the room was made with
   * @param key the record's identity
   * @param timeMs the record's time, or that of the one before it when it has none
   */
  take(span: ReadingSpan, key: string, record: SourceRecord, timeMs: number): void {
    const lane = this.laneOf(span);
    const distanceMs = distance(span, timeMs);
    if (this.keys.has(key) || isCut(lane, distanceMs)) return;
    const places = Math.max(1, record.raw.length / CHARS_PER_PLACE);
    this.keys.add(key);
    lane.kept.push({ key, record, distanceMs, places });
    lane.places += places;
    const used = [...this.lanes.values()].reduce((sum, one) => sum + one.places, 0);
    if (used > this.places + SLACK) this.letGo();
  }

  /** Whether nothing as far from the anomaly as this has a chance of being kept. */
  isFull(span: ReadingSpan, timeMs: number): boolean {
    this.letGo();
    return isCut(this.laneOf(span), distance(span, timeMs));
  }

  /** What is kept. */
  records(): readonly (readonly [string, SourceRecord])[] {
    this.letGo();
    return [...this.lanes.values()].flatMap(({ kept }) => kept.map(({ key, record }) => [key, record] as const));
  }

  /** The times of which records are missing. */
  cuts(): readonly CutSpan[] {
    this.letGo();
    return [...this.lanes].flatMap(([{ from, to, direction }, { cutAtMs }]) => {
      if (cutAtMs === undefined) return [];
      if (direction === 'asc') return [{ from: new Date(Date.parse(from) + cutAtMs).toISOString(), to }];
      return [{ from, to: new Date(Date.parse(to) - cutAtMs).toISOString() }];
    });
  }

  private letGo(): void {
    const wanted = [...this.lanes].map(([{ share }, lane]) => ({
      lane,
      sure: Math.min(lane.places, share * this.places),
    }));
    let left = this.places - wanted.reduce((sum, { sure }) => sum + sure, 0);
    for (const { lane, sure } of wanted) {
      const more = Math.min(lane.places - sure, left);
      left -= more;
      this.shorten(lane, sure + more);
    }
  }

  private shorten(lane: Lane, room: number): void {
    if (lane.places <= room) return;
    lane.kept.sort((a, b) => a.distanceMs - b.distanceMs);
    for (;;) {
      const farthest = lane.kept.at(-1);
      if (farthest === undefined || lane.places <= room) return;
      lane.kept.pop();
      lane.places -= farthest.places;
      this.keys.delete(farthest.key);
      lane.cutAtMs = lane.kept.at(-1)?.distanceMs ?? 0;
    }
  }

  private laneOf(span: ReadingSpan): Lane {
    const lane = this.lanes.get(span);
    if (lane === undefined) throw new Error('the room was made with other spans');
    return lane;
  }
}

function distance({ from, to, direction }: ReadingSpan, timeMs: number): number {
  return direction === 'asc' ? timeMs - Date.parse(from) : Date.parse(to) - timeMs;
}

function isCut({ cutAtMs }: Lane, distanceMs: number): boolean {
  return cutAtMs !== undefined && distanceMs >= cutAtMs;
}

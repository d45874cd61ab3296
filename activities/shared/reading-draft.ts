import { asSentence } from '../../domain/as-sentence';
import type { TimelineSource } from '../../domain/investigation/timeline';
import { NearestRecords } from './nearest-records';
import type { ReadingBudget } from './reading-budget';
import type { ReadingSpan } from './reading-spans';
import type { HandOver } from './record-store';
import type { SourceReading, SourceRecord } from './source-reading';

/** Most records that one source adds to an investigation. */
export const MAX_EVENTS = 5_000;
/** The evidence is read line by line, and no line may be longer than 16 MiB. */
const MAX_RECORD_CHARS = 4_000_000;
const KEPT_OF_LONG_RECORD = 100_000;

const NOTES = {
  longRecord: 'A record was too long to be kept whole; its beginning is in the evidence.',
} as const;

interface Room {
  readonly records: NearestRecords;
  readonly of: string;
}

/** Collects what one source has, and what is missing of it. */
export class ReadingDraft {
  private readonly rooms: Room[] = [];
  private readonly silenced = new Set<string>();
  private readonly notes = new Set<string>();
  private state: 'complete' | 'truncated' | 'partial' = 'complete';

  constructor(private readonly source: TimelineSource) {}

  /**
   * Makes room for records: those of several rooms do not compete for it.
   *
   * @param spans nearest first
   * @param of what the room is for, in the plural: "events of the same address"
   */
  room(spans: readonly ReadingSpan[], places = MAX_EVENTS, of = 'records'): ReadingRoom {
    const records = new NearestRecords(spans, places);
    this.rooms.push({ records, of });
    return {
      take: (span, key, record, timeMs) => {
        if (this.rooms.some((room) => room.records.has(key))) return;
        records.take(span, key, this.shortened(record), timeMs);
      },
      isFull: (span, timeMs) => records.isFull(span, timeMs),
    };
  }

  /** What is kept, by key. */
  entries(): readonly (readonly [string, SourceRecord])[] {
    return this.rooms.flatMap(({ records }) => records.records());
  }

  /** Says of a record that its event stands in the timeline under another one. */
  silence(key: string): void {
    this.silenced.add(key);
  }

  /** Notes that something is missing, in a sentence of ours. */
  fallShort(state: 'truncated' | 'partial', note: string): void {
    this.notes.add(note);
    if (this.state !== 'partial') this.state = state;
  }

  /** Notes what is worth knowing although nothing is missing. */
  note(sentence: string): void {
    this.notes.add(sentence);
  }

  /**
   * Hands the records over.
   *
   * @throws ApplicationFailure `Unavailable` when that takes longer than the reading may
   */
  async finish(handOver: HandOver, budget: ReadingBudget): Promise<SourceReading> {
    for (const room of this.rooms) this.noteCuts(room);
    const kept = this.entries().map(([key, { event, raw }]) => ({ event: this.silenced.has(key) ? null : event, raw }));
    const text = kept.map(({ event, raw }) => `{"event":${JSON.stringify(event)},"raw":${raw}}\n`).join('');
    return {
      source: this.source,
      state: this.state,
      events: kept.filter(({ event }) => event !== null).length,
      staged: kept.length === 0 ? null : await budget.lastly((signal) => handOver.putLarge(text, signal)),
      note: this.notes.size === 0 ? null : [...this.notes].map(asSentence).join(' '),
    };
  }

  private shortened(record: SourceRecord): SourceRecord {
    const { event, raw } = record;
    if (raw.length <= MAX_RECORD_CHARS) return record;
    this.fallShort('partial', NOTES.longRecord);
    return { event, raw: JSON.stringify({ characters: raw.length, beginning: raw.slice(0, KEPT_OF_LONG_RECORD) }) };
  }

  private noteCuts({ records, of }: Room): void {
    const cuts = records.cuts();
    if (cuts.length === 0) return;
    const missing = cuts.map(({ from, to }) => `${from} to ${to}`).join(', and of ');
    this.fallShort(
      'truncated',
      `Only the ${records.records().length} ${of} nearest to the anomaly are kept: those of ${missing} are missing.`,
    );
  }
}

/** Where the records of one search go. */
export type ReadingRoom = Pick<NearestRecords, 'take' | 'isFull'>;

/** A source that could not be asked, and why. */
export function emptyReading(
  source: TimelineSource,
  state: 'not_configured' | 'not_searchable',
  note: string,
): SourceReading {
  return { source, state, events: 0, staged: null, note };
}

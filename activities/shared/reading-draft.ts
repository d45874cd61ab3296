import type { TimelineEvent, TimelineSource } from '../../domain/investigation/timeline';
import type { HandOver } from './record-store';
import type { SourceReading } from './source-reading';

/** One record of a source: what it says as an event, null when nobody can read it, and all of it without its secrets. */
export interface SourceRecord {
  readonly event: TimelineEvent | null;
  /** Scrubbed, as canonical JSON. */
  readonly raw: string;
}

/** Most events that one source adds to an investigation. */
export const MAX_EVENTS = 5_000;
/** Records with bodies of some kilobytes each are far below; a flood of large ones must not fill the memory. */
const MAX_CHARS = 48 * 1024 * 1024;

/** Collects what one source has, and what is missing of it. */
export class ReadingDraft {
  private readonly records = new Map<string, SourceRecord>();
  private readonly notes = new Set<string>();
  private state: 'complete' | 'truncated' | 'partial' = 'complete';
  private chars = 0;

  constructor(private readonly source: TimelineSource) {}

  /** In the order in which they were taken. */
  entries(): readonly (readonly [string, SourceRecord])[] {
    return [...this.records];
  }

  get size(): number {
    return this.records.size;
  }

  /**
   * Takes a record once.
   *
   * @param key the record's identity
   * @param room records that the draft may have with it
   * @returns false when there is no room for it
   */
  take(key: string, record: SourceRecord, room = MAX_EVENTS): boolean {
    if (this.records.has(key)) return true;
    if (this.records.size >= room || this.chars + record.raw.length > MAX_CHARS) return false;
    this.records.set(key, record);
    this.chars += record.raw.length;
    return true;
  }

  /** Says of a record that was taken that its event stands in the timeline under another one. */
  silence(key: string): void {
    const record = this.records.get(key);
    if (record !== undefined) this.records.set(key, { ...record, event: null });
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

  /** Hands the records over. */
  async finish(handOver: HandOver, signal: AbortSignal): Promise<SourceReading> {
    const records = [...this.records.values()];
    const text = records.map(({ event, raw }) => `{"event":${JSON.stringify(event)},"raw":${raw}}\n`).join('');
    return {
      source: this.source,
      state: this.state,
      events: records.filter(({ event }) => event !== null).length,
      staged: records.length === 0 ? null : await handOver.putLarge(text, signal),
      note: this.notes.size === 0 ? null : [...this.notes].join(' '),
    };
  }
}

/** A source from which nothing was read, and why. */
export function emptyReading(
  source: TimelineSource,
  state: 'not_configured' | 'not_searchable' | 'missing',
  note: string,
): SourceReading {
  return { source, state, events: 0, staged: null, note };
}

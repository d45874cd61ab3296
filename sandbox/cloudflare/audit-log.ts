/** A record that is to show in an account's audit log. */
export interface NewEvent {
  /** One account, or every account that shows it. */
  readonly accountId: string | readonly string[];
  /** The record as it goes over the wire; any JSON, also one that no client expects. */
  readonly record: unknown;
  /** Its place in the log, ISO 8601; default: the record's own time. */
  readonly time?: string | undefined;
  /** From when on the log shows it, epoch milliseconds or ISO 8601; default: always. */
  readonly visibleAt?: number | string | undefined;
}

/** A place between two records: everything up to (time, sequence) has been given out. */
export interface Position {
  readonly timeMs: number;
  readonly sequence: number;
}

export interface PageRequest {
  /** Epoch milliseconds, both ends inclusive. */
  readonly sinceMs: number;
  readonly beforeMs: number;
  readonly direction: 'asc' | 'desc';
  readonly limit: number;
  readonly after: Position | undefined;
  readonly keep: (record: unknown) => boolean;
}

export interface LogPage {
  /** JSON text of the records, joined by commas. */
  readonly records: string | Buffer;
  readonly count: number;
  /** Where to go on; undefined at the end. */
  readonly next: Position | undefined;
}

/** One account's log, whatever its records are made of. */
export interface AuditLog {
  page(request: PageRequest, nowMs: number): LogPage;
}

interface Entry extends Position {
  readonly record: unknown;
  readonly text: string;
  readonly visibleAtMs: number;
}

/**
 * A log that is kept in memory. A record has a time and, later perhaps, a moment from which on it shows: a walk that has
 * passed the time by then does not meet it, as with the real log.
 */
export class StoredAuditLog implements AuditLog {
  private entries: Entry[] = [];
  private sorted = true;
  private sequence = 0;

  add(event: NewEvent, timeMs: number): void {
    this.entries.push({
      timeMs,
      sequence: this.sequence++,
      record: event.record,
      text: JSON.stringify(event.record),
      visibleAtMs: event.visibleAt === undefined ? -Infinity : new Date(event.visibleAt).getTime(),
    });
    this.sorted = false;
  }

  /** Makes everything visible that is still held back. */
  settle(): void {
    this.entries = this.entries.map((entry) => ({ ...entry, visibleAtMs: -Infinity }));
  }

  page({ sinceMs, beforeMs, direction, limit, after, keep }: PageRequest, nowMs: number): LogPage {
    if (!this.sorted) this.entries.sort(inOrder);
    this.sorted = true;

    const found: Entry[] = [];
    const step = direction === 'asc' ? 1 : -1;
    for (let index = this.start(direction, sinceMs, beforeMs, after); ; index += step) {
      const entry = this.entries[index];
      if (entry === undefined || entry.timeMs < sinceMs || entry.timeMs > beforeMs) break;
      if (entry.visibleAtMs > nowMs || !keep(entry.record)) continue;
      found.push(entry);
      if (found.length > limit) break; // one too many tells that there is a next page
    }
    const page = found.slice(0, limit);
    return {
      records: page.map(({ text }) => text).join(','),
      count: page.length,
      next: found.length > limit ? page.at(-1) : undefined,
    };
  }

  /** Index of the first entry of the page. */
  private start(direction: 'asc' | 'desc', sinceMs: number, beforeMs: number, after: Position | undefined): number {
    if (direction === 'asc') {
      return this.firstIndex(after ?? { timeMs: sinceMs, sequence: -1 }, 'after');
    }
    return this.firstIndex(after ?? { timeMs: beforeMs, sequence: Infinity }, 'at or after') - 1;
  }

  /** Index of the first entry after (or at) a position; the number of entries when there is none. */
  private firstIndex(position: Position, where: 'after' | 'at or after'): number {
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const entry = this.entries[middle];
      const order = entry === undefined ? 1 : inOrder(entry, position);
      if (order > 0 || (order === 0 && where === 'at or after')) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

function inOrder(a: Position, b: Position): number {
  return a.timeMs - b.timeMs || a.sequence - b.sequence;
}

import type { AuditStream } from '../domain/audit-event';
import type { FailureType } from '../domain/failure-type';
import { SEVERITIES, type ReasonCode, type Severity } from '../domain/judgement';
import {
  UNPARSED_RECORD,
  type ArchivedEvent,
  type Job,
  type PendingEvent,
  type ReadWindow,
  type StreamPosition,
  type WalkPosition,
} from '../domain/token-watch';
import { nextPosition } from '../domain/watermark';
import type { RescuedEvents, TokenWatchCounts, TokenWatchResult } from './contracts';
import { fitResult } from './fit-result';

/** An event on its way from the archive to "handled". */
export interface OpenEvent {
  readonly key: string;
  readonly stream: AuditStream;
  readonly id: string | null;
  readonly time: string | null;
  readonly sha256: string | null;
  /** Dry run: the scrubbed document, which no archive holds. */
  readonly body?: string;
}

/** A flagged event that waits for its ticket. */
export interface FlaggedEvent extends OpenEvent {
  readonly severity: Severity;
  readonly reasons: readonly ReasonCode[];
  readonly credential: string;
}

interface ChunkRecord {
  readonly stream: AuditStream;
  readonly windows: readonly ReadWindow[];
  readonly events: readonly { readonly key: string; readonly time: string | null }[];
}

/** Hour of an ISO 8601 time, as manifests name it. */
export function hourOf(time: string): string {
  return time.slice(0, 'YYYY-MM-DDTHH'.length);
}

/** What one run has done so far. Holds no rule: it counts, orders and remembers. */
export class TokenWatchState {
  readonly attention = new Set<string>();
  readonly tickets = new Set<string>();
  readonly flagged: FlaggedEvent[] = [];
  /** Events archived by this run that are neither handled nor pending yet, in the order of the walk. */
  readonly open = new Map<string, OpenEvent>();
  created = 0;
  /** Events brought to their end by this run; those that were handled before do not count. */
  finishedNow = 0;
  manifestHour: string;
  unnamedWindows: readonly ReadWindow[];

  private readonly chunks: ChunkRecord[] = [];
  private readonly finishedKeys = new Set<string>();
  private readonly archivedKeys = new Set<string>();
  private readonly seen = new Set<string>();
  private readonly pending = new Map<string, PendingEvent>();
  private readonly positions: Partial<Record<AuditStream, StreamPosition>>;
  private counts: TokenWatchCounts;
  private flaggedBefore = 0;
  private archivedNotListed = 0;
  private ticketsNotListed = 0;
  private rescued: RescuedEvents = { count: 0, oldestHours: 0, first: [] };
  private readIncompletely = false;

  /**
   * @param before result that this run continues: the schedule's last one, or that of the link before
   * @param isSameRun true for a later link of one run, whose counts go on
   */
  constructor(
    private readonly job: Job,
    private readonly startedAt: string,
    private readonly before: TokenWatchResult | undefined,
    isSameRun: boolean,
  ) {
    // Only the watch has a watermark: a sweep or backfill reads a span of its own.
    this.positions = job === 'watch' ? { ...before?.streams } : {};
    this.manifestHour = before?.manifestHour ?? '';
    this.unnamedWindows = before?.unnamedWindows ?? [];
    for (const event of before?.pending ?? []) this.pending.set(event.key, event);
    this.counts = isSameRun && before ? before.counts : { scanned: 0, known: 0, deleted: 0, failed: 0, unparsed: 0 };
    if (isSameRun && before) {
      this.created = before.created;
      this.archivedNotListed = before.archivedNotListed;
      this.ticketsNotListed = before.ticketsNotListed;
      this.flaggedBefore = before.flagged;
      for (const sentence of before.attention) this.attention.add(sentence);
      for (const ticket of before.tickets) this.tickets.add(ticket);
      for (const key of before.archived) this.archivedKeys.add(key);
      if (before.rescued !== undefined) this.rescued = before.rescued;
    }
  }

  /** Short hashes of events that the last run finished within the overlap. */
  get seenBefore(): readonly string[] {
    return this.before?.seen ?? [];
  }

  /** Start of the run before this one; undefined for the first. */
  get lastStartedAt(): string | undefined {
    return this.before?.startedAt;
  }

  position(stream: AuditStream): StreamPosition | undefined {
    return this.positions[stream];
  }

  /** Where a stream starts that has no watermark yet. */
  startAt(stream: AuditStream, since: string): void {
    this.positions[stream] ??= { through: since };
  }

  chunkRead(stream: AuditStream, counts: TokenWatchCounts, known: readonly string[]): void {
    for (const hash of known) this.seen.add(hash);
    this.counts = {
      scanned: this.counts.scanned + counts.scanned,
      known: this.counts.known + counts.known,
      deleted: this.counts.deleted + counts.deleted,
      failed: this.counts.failed + counts.failed,
      unparsed: this.counts.unparsed + counts.unparsed,
    };
  }

  /**
   * Called in the order of the walk: the watermark follows it.
   *
   * @returns how many of these events are ahead of their judgement: of a watch's, those that the log shows once more and
   * that an earlier run has stored before its own stop are not
   */
  chunkArchived(
    stream: AuditStream,
    windows: readonly ReadWindow[],
    archived: readonly (ArchivedEvent & { readonly body?: string })[],
    failed: readonly PendingEvent[],
  ): number {
    const { through, stoppedAt = through } = this.positions[stream] ?? { through: '' };
    const isAhead = ({ outcome, time }: ArchivedEvent): boolean =>
      outcome !== 'already there' || time === null || time >= stoppedAt;
    for (const event of archived) {
      if (event.outcome !== 'already there') {
        this.created += 1;
        this.rescue(event);
      }
      if (this.finishedKeys.has(event.key) || this.open.has(event.key)) continue;
      if (event.kind === UNPARSED_RECORD) this.finish(event.key, event.sha256);
      else this.open.set(event.key, event);
    }
    for (const event of failed) this.leavePending(event);
    this.chunks.push({
      stream,
      windows,
      events: [...archived.map(({ key, time }) => ({ key, time })), ...failed.map(({ key, time }) => ({ key, time }))],
    });
    return failed.length + (this.job === 'watch' ? archived.filter(isAhead) : archived).length;
  }

  readWasCut(): void {
    this.readIncompletely = true;
  }

  /** The event is handled: its record stands. */
  finish(key: string, sha256: string | null): void {
    this.open.delete(key);
    this.pending.delete(key);
    this.finishedKeys.add(key);
    this.archivedKeys.add(key);
    if (sha256 !== null) this.seen.add(sha256.slice(0, 16));
  }

  finishNow(key: string, sha256: string | null): void {
    this.finish(key, sha256);
    this.finishedNow += 1;
  }

  /**
   * Leaves an event for the runs to come. False when so many wait already that this one has to wait in the log instead:
   * the watermark then stops before it.
   */
  leavePending(event: PendingEvent, sha256: string | null = null): boolean {
    const before = this.pending.get(event.key);
    if (before === undefined && this.pending.size >= MAX_PENDING) return false;
    // Why it could not be archived says more than that it is then not found.
    const type = before?.step === 'archive' && event.step === 'assess' ? before : event;
    this.pending.set(event.key, before === undefined ? event : { ...type, since: before.since });
    this.open.delete(event.key);
    this.finishedKeys.add(event.key);
    if (sha256 !== null) this.seen.add(sha256.slice(0, 16));
    this.attention.add(`${event.step}: ${event.type}`);
    return true;
  }

  pendingOf(
    event: OpenEvent,
    step: PendingEvent['step'],
    type: FailureType | 'Flood',
    severity: Severity,
  ): PendingEvent {
    const { stream, key, time, id } = event;
    return { stream, key, time, id, step, type, severity, since: this.startedAt };
  }

  /** What earlier runs left, the most urgent first. */
  pendingFromBefore(): PendingEvent[] {
    return (this.before?.pending ?? []).toSorted(
      (a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity),
    );
  }

  get isQuiet(): boolean {
    return this.created === 0 && this.flagged.length === 0 && this.pending.size === 0 && this.attention.size === 0;
  }

  result(next: WalkPosition | null): TokenWatchResult {
    const streams: Partial<Record<AuditStream, StreamPosition>> = {};
    for (const stream of Object.keys(this.positions) as AuditStream[]) {
      const from = this.positions[stream];
      if (from === undefined) continue;
      const chunks = this.chunks.filter((chunk) => chunk.stream === stream);
      streams[stream] = nextPosition(
        from,
        chunks.map(({ windows, events }) => ({
          windows,
          events: events.map(({ key, time }) => ({ time, finished: this.finishedKeys.has(key) })),
        })),
        this.startedAt,
      );
    }
    // What was not met again because the walk was cut short may be met by the next run.
    const seen = this.readIncompletely || next !== null ? [...this.seen, ...(this.before?.seen ?? [])] : [...this.seen];
    return fitResult({
      outcome: this.attention.size > 0 || this.pending.size > 0 ? 'attention' : 'ok',
      attention: [...this.attention],
      startedAt: this.startedAt,
      through: streams.v2?.through ?? this.startedAt,
      streams,
      archived: [...this.archivedKeys],
      archivedNotListed: this.archivedNotListed,
      created: this.created,
      tickets: [...this.tickets],
      ticketsNotListed: this.ticketsNotListed,
      flagged: this.flaggedBefore + this.flagged.length,
      counts: this.counts,
      pending: [...this.pending.values()],
      seen: [...new Set(seen)],
      manifestHour: this.manifestHour,
      unnamedWindows: this.unnamedWindows,
      ...(this.job === 'watch' ? {} : { rescued: this.rescued }),
    });
  }

  private rescue({ key, time }: ArchivedEvent): void {
    const ageMs = Date.parse(this.startedAt) - Date.parse(time ?? this.startedAt);
    const ageHours = Math.round(ageMs / 360_000) / 10;
    const { count, oldestHours, first } = this.rescued;
    this.rescued = {
      count: count + 1,
      oldestHours: Math.max(oldestHours, ageHours),
      first: first.length < MAX_RESCUED_LISTED ? [...first, { key, ageHours }] : first,
    };
  }
}

/** Rescued events that a result names; the manifests name all. */
const MAX_RESCUED_LISTED = 100;
/** Pending events that one run may carry. */
const MAX_PENDING = 500;

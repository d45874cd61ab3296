import type { IssuerInvestigation } from '../activities/cloudflare/issuer-investigation';
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
import { shortHash } from '../domain/short-hash';
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
  /** False for a pending event that never reached the archive; absent means true. */
  readonly isArchived?: boolean;
  /** Dry run: the scrubbed document, which no archive holds. */
  readonly body?: string;
}

/** A flagged event that waits for its ticket. */
export interface FlaggedEvent extends OpenEvent {
  readonly severity: Severity;
  readonly reasons: readonly ReasonCode[];
  readonly credential: string;
  /** Present when the settings want the issuer investigated. */
  readonly investigate?: IssuerInvestigation;
}

/** Where a ticket is found, in the tracker's own words. */
export interface TicketLink {
  readonly identifier: string;
  readonly url: string;
}

interface ChunkRecord {
  readonly stream: AuditStream;
  readonly windows: readonly ReadWindow[];
  readonly events: readonly { readonly key: string; readonly time: string | null }[];
}

/** What one run has done so far. Holds no rule: it counts, orders and remembers. */
export class TokenWatchState {
  readonly attention = new Set<string>();
  readonly tickets = new Set<string>();
  /** Tickets of this run's events by archive key, for people to follow. */
  readonly ticketLinks = new Map<string, TicketLink>();
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

  /** Start of the last completed sweep; undefined before the first. */
  get sweptAt(): string | undefined {
    return this.before?.sweptAt;
  }

  isPending(key: string): boolean {
    return this.pending.has(key);
  }

  /** Whether an earlier run has come as far as this event's ticket, and so past the start of its investigation. */
  waitsForTicket(key: string): boolean {
    const before = this.pending.get(key);
    return before?.step === 'ticket' && before.type !== 'Flood';
  }

  /** Says why the run needs attention. The first sentences tell; a hundred of one kind would only hide them. */
  note(sentence: string): void {
    if (this.attention.size < MAX_SENTENCES) this.attention.add(sentence);
  }

  ticketed(key: string, { id, identifier, url }: TicketLink & { readonly id: string }): void {
    this.ticketLinks.set(key, { identifier, url });
    this.tickets.add(id);
  }

  /** A pending event reached the archive, under its own key or as a revision. It waits under that key until it is handled. */
  archivedAtLast(pendingKey: string, archived: readonly ArchivedEvent[]): OpenEvent[] {
    const waiting = this.pending.get(pendingKey);
    this.pending.delete(pendingKey);
    for (const event of archived) {
      this.countCreated(event);
      if (waiting !== undefined) this.pending.set(event.key, { ...waiting, key: event.key, step: 'assess' });
    }
    return archived.map(({ key, stream, id, time, sha256 }) => ({ key, stream, id, time, sha256 }));
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
   * @returns how many of these events are new to the archive, and so ahead of their judgement
   */
  chunkArchived(
    stream: AuditStream,
    windows: readonly ReadWindow[],
    archived: readonly (ArchivedEvent & { readonly body?: string })[],
    failed: readonly (PendingEvent & { readonly message?: string })[],
  ): number {
    for (const event of archived) {
      this.countCreated(event);
      if (this.finishedKeys.has(event.key) || this.open.has(event.key)) continue;
      if (event.kind === UNPARSED_RECORD) this.finish(event.key, event.sha256);
      else this.open.set(event.key, event);
    }
    for (const { message, ...event } of failed) this.leavePending(event, null, message);
    this.chunks.push({
      stream,
      windows,
      events: [...archived.map(({ key, time }) => ({ key, time })), ...failed.map(({ key, time }) => ({ key, time }))],
    });
    return archived.filter(({ outcome }) => outcome !== 'already there').length;
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
    if (sha256 !== null) this.seen.add(shortHash(sha256));
  }

  finishNow(key: string, sha256: string | null): void {
    this.finish(key, sha256);
    this.finishedNow += 1;
  }

  /**
   * Leaves an event for the runs to come. False when so many wait already that this one has to wait in the log instead:
   * the watermark then stops before it.
   */
  leavePending(event: PendingEvent, sha256: string | null = null, message?: string): boolean {
    const before = this.pending.get(event.key);
    if (before === undefined && this.pending.size >= MAX_PENDING) return false;
    // What was known before stays known: since when, and how urgent it was judged to be.
    this.pending.set(
      event.key,
      before === undefined ? event : { ...event, since: before.since, severity: before.severity },
    );
    this.open.delete(event.key);
    this.finishedKeys.add(event.key);
    if (sha256 !== null) this.seen.add(shortHash(sha256));
    this.note(message ?? `${event.step}: ${event.type}`);
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
    return (this.before?.pending ?? []).filter(({ key }) => this.pending.has(key)).toSorted(bySeverity);
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
    const unfinished = this.open.size;
    const attention = [...this.attention];
    if (unfinished > 0 && this.job !== 'watch' && next === null) {
      attention.push(`${unfinished} events are archived and not finished yet: run this again`);
    }
    const isComplete = next === null && unfinished === 0 && !this.readIncompletely;
    const sweptAt = this.job === 'sweep' && isComplete ? this.startedAt : this.before?.sweptAt;
    // What was not met again because the walk was cut short may be met by the next run.
    const seen = this.readIncompletely || next !== null ? [...this.seen, ...(this.before?.seen ?? [])] : [...this.seen];
    return fitResult({
      outcome: attention.length > 0 || this.pending.size > 0 ? 'attention' : 'ok',
      attention,
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
      ...(sweptAt === undefined ? {} : { sweptAt }),
    });
  }

  private countCreated({ key, time, outcome }: ArchivedEvent): void {
    if (outcome === 'already there') return;
    this.created += 1;
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

/** The most urgent first. */
export function bySeverity(a: { readonly severity: Severity }, b: { readonly severity: Severity }): number {
  return SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity);
}

/** Sentences about one run that an operator reads. */
const MAX_SENTENCES = 20;
/** Rescued events that a result names; the manifests name all. */
const MAX_RESCUED_LISTED = 100;
/** Pending events that one run may carry. */
const MAX_PENDING = 500;

import { Context } from '@temporalio/activity';
import type { AuditStream } from '../../domain/audit-event';
import { FailureType } from '../../domain/failure-type';
import { shortHash } from '../../domain/short-hash';
import { timeSlices } from '../../domain/time-slices';
import type { FoundEvent, ReadWindow, StreamPosition, TimeWindow, WalkPosition } from '../../domain/token-watch';
import { readAgainFrom } from '../../domain/watermark';
import { failure, failureTypeOf, isTooLong } from '../shared/failure';
import type { HandOver } from '../shared/record-store';
import type { CloudflareAccount, FindAccount } from './account';
import type { AuditPage } from './client';
import { examineRecord, type KeptRecord } from './examine-record';
import { isShadowedByV2, v1ReadableUntilMs } from './v1-shadow';

export interface ReadAuditLogInput {
  /** Key of the account in the settings. */
  readonly account: string;
  readonly stream: AuditStream;
  /** Where the walk begins: a span of its own, or a watermark that is read again from its overlap on. */
  readonly start: { readonly since: string } | StreamPosition;
  /** End of the walk, the run's own start. */
  readonly end: string;
  /** Where the previous chunk of this walk ended; null at the beginning. */
  readonly next: WalkPosition | null;
  /** Short hashes of events that earlier runs finished: met again, they are counted and not handed over. */
  readonly seen: readonly string[];
  /** Hand large events over through the store. A dry run writes nothing, so there they travel without their bytes. */
  readonly stage: boolean;
}

/** What one call read: as many events as travel in one payload, and where to go on. */
export interface AuditLogChunk {
  /** Cloudflare's id of the account, which names its keys in the archive. */
  readonly accountId: string;
  /** Streams that the account's settings ask for, in the order to read them. */
  readonly streams: readonly AuditStream[];
  readonly events: readonly FoundEvent[];
  /** Spans whose walk ended within this call, neighbours joined. */
  readonly windows: readonly ReadWindow[];
  /** Null when the walk has reached its end. */
  readonly next: WalkPosition | null;
  /** Short hashes of `seen` that were met, and of v1 events that v2 shows as well. */
  readonly known: readonly string[];
  readonly counts: ReadCounts;
}

export interface ReadCounts {
  readonly scanned: number;
  readonly known: number;
  readonly deleted: number;
  readonly failed: number;
  readonly unparsed: number;
}

export interface ReadAuditLogDeps {
  readonly findAccount: FindAccount;
  readonly handOver: HandOver;
  readonly nowMs?: () => number;
}

/** Events in one result as they travel. With the hashes beside them it stays below the 256 KiB that Temporal warns at. */
const MAX_CHUNK_BYTES = 180 * 1024;
const MAX_CHUNK_EVENTS = 250;
/** A larger event travels by key. */
const MAX_TRAVEL_BYTES = 64 * 1024;
/** A call ends soon after this time, so that a killed worker repeats little. v1 is given less patience as a whole. */
const MAX_CALL_MS = { v1: 20_000, v2: 40_000 } as const satisfies Record<AuditStream, number>;
/** Records a page, the next smaller where the provider refuses a size or a page does not get through. */
const PAGE_SIZES = [1_000, 100, 10, 1] as const;
/** From this attempt on smaller pages are asked for at once: larger ones may be what does not get through. */
const SMALL_PAGES_ATTEMPT = 3;
/** A walk over one slice that goes on for this many pages is not ending. */
const MAX_PAGES = 10_000;

/**
 * Reads an account's audit log from a watermark to the run's start, slice by slice, and hands over credential events.
 *
 * One call returns one chunk; the workflow calls again with `next` until that is null. Only reads, so it may be repeated.
 * @throws ApplicationFailure of a type in `FailureType`
 */
export function createReadAuditLog({ findAccount, handOver, nowMs = Date.now }: ReadAuditLogDeps) {
  return async function readAuditLog(input: ReadAuditLogInput): Promise<AuditLogChunk> {
    const account = findAccount(input.account);
    const chunk = new ChunkBuilder(input, account, handOver, nowMs());
    const deadlineMs = nowMs() + MAX_CALL_MS[input.stream];
    const limit = Context.current().info.attempt < SMALL_PAGES_ATTEMPT ? PAGE_SIZES[0] : PAGE_SIZES[1];
    const isTimeToReturn = (): boolean => nowMs() > deadlineMs || !chunk.hasRoomForPage;
    const signal = Context.current().cancellationSignal;

    let position = input.next;
    for (const slice of slicesToRead(input, account.overlapMs)) {
      const walk: WalkPosition = position ?? { ...slice, cursor: null, taken: [], scanned: 0, limit };
      position = null;
      const next = await walkSlice(account, walk, chunk, isTimeToReturn, signal);
      if (next !== null) return chunk.result(next);
      if (isTimeToReturn()) {
        const following = followingSlice(input, slice, account.overlapMs);
        if (following !== undefined) return chunk.result({ ...following, cursor: null, taken: [], scanned: 0, limit });
      }
    }
    return chunk.result(null);
  };
}

/** Slices from the position on, or from the start. A watermark is read again from its overlap on. */
function slicesToRead({ start, end, next, stream }: ReadAuditLogInput, overlapMs: number): TimeWindow[] {
  const cutAt = 'stoppedAt' in start ? start.stoppedAt : undefined;
  if (next !== null) return [next, ...timeSlices({ since: next.before, before: end }, cutAt)];
  // In v1 an event is looked at once its overlap has passed, so it must be met again after that.
  const againMs = stream === 'v1' ? 2 * overlapMs : overlapMs;
  if ('since' in start) return timeSlices({ since: start.since, before: end });
  // With a clock that was set back, the watermark lies ahead of the run: nothing beyond its start can have been read.
  const again = timeSlices({ since: readAgainFrom(start, againMs), before: start.through < end ? start.through : end });
  return [...again, ...timeSlices({ since: start.through, before: end }, cutAt)];
}

function followingSlice(input: ReadAuditLogInput, slice: TimeWindow, overlapMs: number): TimeWindow | undefined {
  return slicesToRead(input, overlapMs).find(({ since }) => since >= slice.before);
}

/** Walks one slice to its end (null), or to where it is time to return or the chunk is full. */
async function walkSlice(
  account: CloudflareAccount,
  start: WalkPosition,
  chunk: ChunkBuilder,
  isTimeToReturn: () => boolean,
  signal: AbortSignal,
): Promise<WalkPosition | null> {
  let at = start;
  let mayRestart = true;
  const cursors = new Set<string>();
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const page = await pageAt(account, chunk.stream, at, mayRestart, signal);
    if (!('records' in page)) {
      // What was handed over already is found again in the archive.
      mayRestart = page.restartWith !== at.limit;
      at = { ...at, cursor: null, taken: [], scanned: 0, limit: page.restartWith };
      cursors.clear();
      continue;
    }
    const taken = await chunk.takePage(page.records, at.taken, isTimeToReturn, signal);
    if (taken !== 'all') return { ...at, taken };
    const scanned = at.scanned + page.records.length;
    Context.current().heartbeat({ before: at.before, scanned });

    if (page.cursor === undefined) {
      chunk.windowRead({ since: at.since, before: at.before }, scanned);
      return null;
    }
    if (cursors.has(page.cursor)) break;
    cursors.add(page.cursor);
    at = { ...at, cursor: page.cursor, taken: [], scanned };
    if (isTimeToReturn()) return at;
  }
  throw failure(
    FailureType.UnexpectedAnswer,
    'reading the audit log: the pages repeat themselves instead of ending',
    'Nothing is skipped: the watermark stays where it was. It is tried again; report it to Cloudflare if it goes on',
    { provider: 'cloudflare' },
  );
}

/**
 * One page; or with which page size its slice must be walked again from the beginning: cursors do not last for ever and
 * belong to one size, and a page may be larger than the provider or we can bear.
 */
async function pageAt(
  { id, client }: CloudflareAccount,
  stream: AuditStream,
  { since, before, cursor, limit }: WalkPosition,
  mayRestart: boolean,
  signal: AbortSignal,
): Promise<AuditPage | { readonly restartWith: number }> {
  try {
    return await client.auditPage(stream, id, { since, before, limit }, cursor ?? undefined, signal);
  } catch (error) {
    const isRefused = failureTypeOf(error) === FailureType.Refused;
    if (mayRestart && cursor !== null && isRefused) return { restartWith: limit };
    const smaller = PAGE_SIZES.find((size) => size < limit);
    if (smaller !== undefined && ((cursor === null && isRefused) || isTooLong(error))) return { restartWith: smaller };
    throw error;
  }
}

/** Collects one chunk and knows when it is full. */
class ChunkBuilder {
  private readonly events: FoundEvent[] = [];
  private readonly windows: ReadWindow[] = [];
  private readonly known = new Set<string>();
  private readonly handedOver = new Set<string>();
  private readonly seen: ReadonlySet<string>;
  private readonly counts = { scanned: 0, known: 0, deleted: 0, failed: 0, unparsed: 0 };
  private bytes = 0;
  private fullestPage = { events: 0, bytes: 0 };

  constructor(
    private readonly input: ReadAuditLogInput,
    private readonly account: CloudflareAccount,
    private readonly handOver: HandOver,
    private readonly nowMs: number,
  ) {
    this.seen = new Set(input.seen);
  }

  get stream(): AuditStream {
    return this.input.stream;
  }

  /** Whether another page like the fullest so far would fit. One that does not is requested twice, and requests are scarce. */
  get hasRoomForPage(): boolean {
    const { events, bytes } = this.fullestPage;
    return this.events.length + events <= MAX_CHUNK_EVENTS && this.bytes + bytes <= MAX_CHUNK_BYTES;
  }

  /**
   * Takes the page's events. 'all' when the whole page fitted; else the hashes of those of this page that did, with which
   * the next call goes on. Records are counted once, when their page is through.
   */
  async takePage(
    records: readonly unknown[],
    before: readonly string[],
    isTimeToReturn: () => boolean,
    signal: AbortSignal,
  ): Promise<'all' | readonly string[]> {
    const skip = new Set(before);
    const page: string[] = [...before];
    const counted = { deleted: 0, failed: 0, unparsed: 0 };
    const [eventsBefore, bytesBefore] = [this.events.length, this.bytes];
    for (const record of records) {
      const examined = examineRecord(this.stream, this.account.id, this.account.families, record);
      if (examined.outcome === 'deleted' || examined.outcome === 'failed') counted[examined.outcome] += 1;
      if (examined.outcome !== 'kept') continue;
      if (examined.kept.event === undefined) counted.unparsed += 1;

      const hash = shortHash(examined.kept.found.sha256);
      if (this.handedOver.has(hash)) page.push(hash); // the next call must skip it too
      if (skip.has(hash) || this.handedOver.has(hash) || this.known.has(hash)) continue;
      // A look at the other log for each event takes longer than its page.
      if (this.stream === 'v1' && page.length > before.length && isTimeToReturn()) return page;
      if (await this.isKnown(hash, examined.kept, signal)) {
        page.push(hash);
        continue;
      }
      if (this.isFull(examined.kept.found)) return page;
      this.events.push(await this.forTravel(examined.kept.found, signal));
      this.handedOver.add(hash);
      page.push(hash);
    }
    this.fullestPage = {
      events: Math.max(this.fullestPage.events, this.events.length - eventsBefore),
      bytes: Math.max(this.fullestPage.bytes, this.bytes - bytesBefore),
    };
    this.counts.scanned += records.length;
    this.counts.deleted += counted.deleted;
    this.counts.failed += counted.failed;
    this.counts.unparsed += counted.unparsed;
    return 'all';
  }

  windowRead(window: TimeWindow, scanned: number): void {
    const last = this.windows.at(-1);
    if (last?.before === window.since) {
      this.windows[this.windows.length - 1] = { ...last, before: window.before, scanned: last.scanned + scanned };
    } else {
      this.windows.push({ stream: this.stream, ...window, scanned });
    }
  }

  result(next: WalkPosition | null): AuditLogChunk {
    return {
      accountId: this.account.id,
      streams: this.account.streams,
      events: this.events,
      windows: this.windows,
      next,
      known: [...this.known],
      counts: this.counts,
    };
  }

  private async isKnown(hash: string, kept: KeptRecord, signal: AbortSignal): Promise<boolean> {
    if (this.seen.has(hash)) {
      this.known.add(hash);
      this.counts.known += 1;
      return true;
    }
    if (this.stream === 'v2' || kept.event === undefined) return false;
    if (Date.parse(kept.event.time ?? '') > v1ReadableUntilMs(kept.found.kind, this.nowMs, this.account.overlapMs))
      return true;
    if (!(await isShadowedByV2(this.account, kept.event, kept.found, signal))) return false;
    this.known.add(hash);
    return true;
  }

  private isFull(found: FoundEvent & { body: string }): boolean {
    if (this.events.length === 0) return false;
    return this.events.length >= MAX_CHUNK_EVENTS || this.bytes + travelBytes(found) > MAX_CHUNK_BYTES;
  }

  private async forTravel(found: FoundEvent & { body: string }, signal: AbortSignal): Promise<FoundEvent> {
    this.bytes += travelBytes(found);
    const { body, ...event } = found;
    if (!isTooLarge(body)) return found;
    return this.input.stage ? { ...event, staged: await this.handOver.putLarge(body, signal) } : event;
  }
}

function isTooLarge(body: string): boolean {
  return Buffer.byteLength(body) > MAX_TRAVEL_BYTES;
}

/** What the event adds to a payload. A body is JSON within JSON there: its quotes count double. */
function travelBytes({ body, ...event }: FoundEvent & { body: string }): number {
  return Buffer.byteLength(JSON.stringify(isTooLarge(body) ? event : { ...event, body }));
}

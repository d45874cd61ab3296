import { log, workflowInfo } from '@temporalio/workflow';
import { hourOf } from '../domain/archive-key';
import type { AuditStream } from '../domain/audit-event';
import { FailureType } from '../domain/failure-type';
import type { FoundEvent, PendingEvent, ReadWindow, StreamPosition, TimeWindow } from '../domain/token-watch';
import { asRunFailure, failureMessage, failureType, isStepFailure } from './activity-failure';
import { archive, cloudflare } from './proxies';
import type { NextLink, TokenWatchRun } from './token-watch-run';
import type { OpenEvent } from './token-watch-state';

/** Events that one link adds to the archive ahead of their judgement: an outage of the tracker must not hold it up. */
const MAX_ADDED = 2_000;
/** Events that one link carries through its history, those met again included: a kilobyte each, twice. */
const MAX_CARRIED = 10_000;
/** Events have no typical size. The server warns of histories over 10 MB and ends a run at 50 MB. */
const MAX_HISTORY_BYTES = 8 * 1024 * 1024;
/** The older log may fail for minutes; what the newer one has found must not wait for it. */
const V1_PATIENCE = '45s';

type Start = { readonly since: string } | StreamPosition;

/** The first half of a run: reads the audit log chunk by chunk and archives each chunk before the next is read. */
export class AuditLogReading {
  /** Where a long run goes on; null when the walk has reached its end. */
  next: NextLink | null;

  private streams: readonly AuditStream[] = ['v2'];
  private accountId = '';
  private since = '';
  private before: string;
  private added = 0;
  private carried = 0;

  constructor(private readonly run: TokenWatchRun) {
    const { progress, window } = run.input;
    this.next = progress === undefined ? null : { stream: progress.stream, position: progress.next };
    this.before = window?.before ?? run.startedAt;
  }

  /** The span that this run reads, first to last link. */
  get window(): TimeWindow {
    return { since: this.since, before: this.before };
  }

  /** One stream after the other. Which ones there are, the first answer tells. */
  async readAndArchive(): Promise<void> {
    let stream: AuditStream | undefined = this.next?.stream ?? 'v2';
    while (stream !== undefined) {
      await this.readStream(stream);
      stream = this.next === null ? this.streams[this.streams.indexOf(stream) + 1] : undefined;
    }
  }

  /** The first run of each hour names its windows even when it found nothing: silence is then proven, not assumed. */
  async nameQuietWindows(): Promise<void> {
    const { state, isWatch, isDryRun, startedAt } = this.run;
    const isDue = isWatch ? state.manifestHour !== hourOf(startedAt) : this.next === null;
    if (isDryRun || !isDue || state.unnamedWindows.length === 0) return;
    await this.archiveChunk('v2', [], []);
  }

  /**
   * Archives a pending event that never reached the archive: it is read again where the log has it.
   *
   * @returns what is to be judged now: the archived events, or the pending one itself to see whether it was accepted
   */
  async archiveAgain(event: PendingEvent): Promise<OpenEvent[]> {
    const { stream, time, id } = event;
    const stillMissing: OpenEvent[] = [{ ...event, sha256: null, isArchived: false }];
    if (time === null) return stillMissing;
    try {
      const { events, accountId } = await cloudflare.readAuditLog.executeWithOptions(
        { summary: `read an event of ${time} again` },
        [
          {
            account: this.run.input.account,
            stream,
            start: { since: time },
            end: new Date(Date.parse(time) + 1).toISOString(),
            next: null,
            seen: [],
            stage: true,
          },
        ],
      );
      this.accountId = accountId;
      const again = events.filter((found) => found.id === id && found.time === time);
      if (again.length === 0) return stillMissing;
      const { archived } = await this.store('archive an event that was pending', again, []);
      return archived.length === 0 ? stillMissing : this.run.state.archivedAtLast(event.key, archived);
    } catch (error) {
      if (!isStepFailure(error)) throw asRunFailure(error);
      return stillMissing;
    }
  }

  private async readStream(stream: AuditStream): Promise<void> {
    const { run } = this;
    const start = await this.startOf(stream);
    let next = this.next?.stream === stream ? this.next.position : null;
    this.next = null;
    try {
      do {
        const summary = `read the ${stream} audit log${next === null ? '' : ` on from ${next.since}`}`;
        const options = stream === 'v1' ? { summary, scheduleToCloseTimeout: V1_PATIENCE } : { summary };
        const chunk = await cloudflare.readAuditLog.executeWithOptions(options, [
          {
            account: run.input.account,
            stream,
            start,
            end: this.before,
            next,
            seen: run.isWatch ? run.state.seenBefore : [],
            stage: !run.isDryRun,
          },
        ]);
        ({ accountId: this.accountId, streams: this.streams, next } = chunk);
        run.state.chunkRead(stream, chunk.counts, chunk.known);
        this.added += await this.archiveChunk(stream, chunk.events, chunk.windows);
        this.carried += chunk.events.length;
        run.show('reading');
      } while (next !== null && !this.hasReadEnough());
    } catch (error) {
      this.survive(error, stream);
      return;
    }
    if (next === null) return;
    run.state.readWasCut();
    // A watch ends here, and the next one starts at the watermark; the others go on as a new run.
    if (!run.isWatch) this.next = { stream, position: next };
  }

  /** @returns how many events are new to the archive */
  private async archiveChunk(
    stream: AuditStream,
    events: readonly FoundEvent[],
    windows: readonly ReadWindow[],
  ): Promise<number> {
    const { state, isDryRun, startedAt } = this.run;
    const isNaming = windows.length === 0;
    // Windows are named once their events are stored: a manifest must not claim what failed.
    const read = [...state.unnamedWindows, ...windows];
    if (events.length === 0 && !isNaming) {
      state.unnamedWindows = read;
      return state.chunkArchived(stream, windows, [], []);
    }
    const summary =
      events.length === 0 ? 'name the windows that were read' : `archive ${events.length} credential events`;
    const { archived, failed } = await this.store(summary, events, read);
    state.manifestHour = hourOf(startedAt);
    state.unnamedWindows = [];
    const bodies = new Map(isDryRun ? events.map(({ sha256, body }) => [sha256, body]) : []);
    return state.chunkArchived(
      stream,
      windows,
      archived.map((event) => {
        const body = bodies.get(event.sha256);
        return body === undefined ? event : { ...event, body };
      }),
      failed,
    );
  }

  private store(summary: string, events: readonly FoundEvent[], windows: readonly ReadWindow[]) {
    const { input, startedAt, isDryRun } = this.run;
    return archive.archiveEvents.executeWithOptions({ summary }, [
      {
        account: input.account,
        accountId: this.accountId,
        job: input.job,
        run: workflowInfo().runId,
        runStart: startedAt,
        events,
        windows,
        dryRun: isDryRun,
      },
    ]);
  }

  private hasReadEnough(): boolean {
    if (this.run.timeIsUp() || this.carried >= MAX_CARRIED || workflowInfo().historySize > MAX_HISTORY_BYTES)
      return true;
    return (this.run.isWatch ? this.added : this.carried) >= MAX_ADDED;
  }

  private async startOf(stream: AuditStream): Promise<Start> {
    const { input, state, startedAt } = this.run;
    const position = input.window === undefined ? state.position(stream) : undefined;
    if (position !== undefined) return position;
    const { since, before } = input.window ?? (await this.findStart(stream));
    this.since = since;
    this.before = before ?? startedAt;
    state.startAt(stream, since);
    return { since };
  }

  private findStart(stream: AuditStream) {
    const { input, state, startedAt } = this.run;
    return archive.findStart.executeWithOptions({ summary: `find where the ${stream} log was left` }, [
      { account: input.account, stream, job: input.job, runStart: startedAt, lastSweepAt: state.sweptAt },
    ]);
  }

  /**
   * Goes on where going on is right: v1 never holds v2, and a watch judges and tickets what it has archived before the
   * trouble, its successor reads on. A sweep or backfill that is not complete has failed.
   */
  private survive(error: unknown, stream: AuditStream): void {
    const { run } = this;
    const type = failureType(error);
    const goesOn = stream === 'v1' || (run.isWatch && (type === FailureType.RateLimited || this.carried > 0));
    if (!isStepFailure(error) || !goesOn) throw asRunFailure(error);
    run.state.readWasCut();
    run.state.note(`The ${stream} log was not read to its end. ${failureMessage(error)}`);
    log.warn('a step was left for the next run', { account: run.input.account, stream, type });
  }
}

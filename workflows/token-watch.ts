import {
  ActivityFailure,
  ApplicationFailure,
  continueAsNew,
  isCancellation,
  log,
  metricMeter,
  setCurrentDetails,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { AuditStream } from '../domain/audit-event';
import { FailureType } from '../domain/failure-type';
import { SEVERITIES } from '../domain/judgement';
import type { PendingEvent, StreamPosition, WalkPosition } from '../domain/token-watch';
import type { TokenWatchInput, TokenWatchResult } from './contracts';
import { archive, cloudflare, linear } from './proxies';
import { SEARCH_ATTRIBUTE } from './ids';
import { currentDetails } from './token-watch-details';
import { hourOf, TokenWatchState, type FlaggedEvent, type OpenEvent } from './token-watch-state';

/** A run works for this long; what does not fit waits for the next one. Its timeout is nine minutes. */
const WORK_MS = 5 * 60_000;
/** Events that one watch run brings to their end. */
const MAX_FINISHED = 500;
/** Events archived ahead of their judgement: the archive must not wait for the tracker. */
const MAX_READ_AHEAD = 2_000;
const ASSESS_BATCH = 25;
const TICKET_BATCH = 10;
/** Bodies that travel to be judged in a dry run, in characters. */
const MAX_BATCH_BODIES = 160 * 1024;
const V1_PATIENCE = '45s';
/** More tickets than this in one run are a flood: nobody reads them one by one. */
const MAX_TICKETS = 50;

/**
 * One look at one account: every new credential archived, judged and, where it is dangerous, ticketed.
 *
 * The order is the promise: archive before judgement, judgement before ticket, ticket before "handled". The schedule's
 * run returns the next run's start, so a run that fails moves nothing.
 */
export async function tokenWatch(input: TokenWatchInput): Promise<TokenWatchResult> {
  const run = new TokenWatchRun(input);

  await run.readAndArchive();
  await run.nameQuietWindows();
  await run.assessNew();
  await run.fileTickets();
  await run.retryPending();
  return run.close();
}

class TokenWatchRun {
  private readonly startMs = workflowInfo().startTime.getTime();
  private readonly startedAt: string;
  private readonly state: TokenWatchState;
  private streams: readonly AuditStream[] = ['v2'];
  private next: { stream: AuditStream; position: WalkPosition } | null;
  private accountId = '';
  /** Beginning of the span that a sweep or backfill reads. */
  private since = '';
  private readAhead = 0;
  private ticketsFiled = 0;
  private flood: FlaggedEvent[] = [];
  /** End of the lock of this run's records. */
  private retainUntil = '';

  constructor(private readonly input: TokenWatchInput) {
    const { progress, job } = input;
    // Continued runs do not see the last result; what they need travels in their input.
    const last = workflowInfo().lastResult as TokenWatchResult | undefined;
    this.startedAt = progress?.result.startedAt ?? new Date(this.startMs).toISOString();
    this.state = new TokenWatchState(job, this.startedAt, progress?.result ?? last, progress !== undefined);
    this.next = progress === undefined ? null : { stream: progress.stream, position: progress.next };
    this.show('reading');
  }

  /** One stream after the other. Which ones there are, the first answer tells. */
  async readAndArchive(): Promise<void> {
    let stream: AuditStream | undefined = this.next?.stream ?? 'v2';
    while (stream !== undefined) {
      await this.readStream(stream);
      stream = this.next === null ? this.streams[this.streams.indexOf(stream) + 1] : undefined;
    }
  }

  /** Reads chunk by chunk and archives each chunk before the next is read. */
  private async readStream(stream: AuditStream): Promise<void> {
    const start = await this.startOf(stream);
    let next = this.next?.stream === stream ? this.next.position : null;
    this.next = null;
    try {
      do {
        const summary = `read the ${stream} audit log${next === null ? '' : ` on from ${next.since}`}`;
        // The older log may fail for minutes; what the newer one has found must not wait for it.
        const options = stream === 'v1' ? { summary, scheduleToCloseTimeout: V1_PATIENCE } : { summary };
        const chunk = await cloudflare.readAuditLog.executeWithOptions(options, [
          {
            account: this.input.account,
            stream,
            start,
            end: this.endOf(),
            next,
            seen: this.seen(),
            stage: !this.isDryRun(),
          },
        ]);
        ({ accountId: this.accountId, streams: this.streams, next } = chunk);
        this.state.chunkRead(stream, chunk.counts, chunk.known);
        this.state.unnamedWindows = [...this.state.unnamedWindows, ...chunk.windows];
        this.readAhead +=
          chunk.events.length > 0
            ? await this.archiveChunk(stream, chunk.events, chunk.windows)
            : this.state.chunkArchived(stream, chunk.windows, [], []);
        this.show('reading');
      } while (next !== null && !this.readsEnough());
    } catch (error) {
      this.survive(error, stream);
      return;
    }
    if (next === null) return;
    this.state.readWasCut();
    if (this.input.job === 'watch') return; // the next run starts at the watermark
    this.next = { stream, position: next };
  }

  /** The first run of each hour names its windows even when it found nothing: silence is then proven, not assumed. */
  async nameQuietWindows(): Promise<void> {
    if (this.isDryRun() || this.state.manifestHour === hourOf(this.startedAt)) return;
    if (this.accountId === '') return; // nothing was read
    await this.archiveChunk('v2', [], []);
  }

  async assessNew(): Promise<void> {
    this.show('assessing');
    for (const batch of assessBatches([...this.state.open.values()])) {
      if (this.finishesEnough()) return;
      await this.assess(batch);
    }
  }

  /** The most urgent first. What is over the run's bound waits, and one summary ticket a day says so. */
  async fileTickets(): Promise<void> {
    const waiting = this.state.flagged
      .filter(({ key }) => this.state.open.has(key))
      .toSorted((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));
    if (this.isDryRun()) {
      for (const event of waiting) this.state.finishNow(event.key, event.sha256);
      return;
    }
    const now = waiting.slice(0, MAX_TICKETS - this.ticketsFiled);
    for (const event of waiting.slice(now.length)) {
      if (this.state.leavePending(this.state.pendingOf(event, 'ticket', 'Flood', event.severity), event.sha256))
        this.flood.push(event);
    }
    this.ticketsFiled += now.length;
    for (let done = 0; done < now.length && !this.timeIsUp(); done += TICKET_BATCH) {
      this.show('filing tickets');
      await this.file(now.slice(done, done + TICKET_BATCH));
    }
  }

  /** After the new events, so that old trouble holds up nothing. What an operator has accepted is found handled. */
  async retryPending(): Promise<void> {
    if (this.isDryRun()) return;
    const retried = this.state.pendingFromBefore();
    for (let done = 0; done < retried.length && !this.finishesEnough(); done += ASSESS_BATCH) {
      const batch = retried.slice(done, done + ASSESS_BATCH).map((event) => ({ ...event, sha256: null }));
      for (const event of batch) {
        if (event.step === 'archive') await this.archiveAgain(event);
        this.state.open.set(event.key, event);
      }
      await this.assess(batch);
      await this.fileTickets();
      for (const { key } of batch) this.state.open.delete(key); // what is still open stays pending as it was
    }
    await this.announceFlood();
  }

  async close(): Promise<TokenWatchResult> {
    const result = this.state.result(this.next?.position ?? null);
    this.report(result);
    if (this.next !== null) {
      await continueAsNew<typeof tokenWatch>({
        ...this.input,
        window: { since: this.since, before: this.endOf() },
        progress: { result, stream: this.next.stream, next: this.next.position },
      });
    }
    return result;
  }

  private async startOf(stream: AuditStream): Promise<{ since: string } | StreamPosition> {
    const { window, job, account } = this.input;
    if (window !== undefined) {
      this.since = window.since;
      this.state.startAt(stream, window.since);
      return { since: window.since };
    }
    const position = this.state.position(stream);
    if (position !== undefined) return position;
    const { since } = await archive.findStart.executeWithOptions({ summary: `find where the ${stream} log was left` }, [
      { account, stream, job, runStart: this.startedAt, lastSweepAt: this.state.lastStartedAt },
    ]);
    this.state.startAt(stream, since);
    this.since = since;
    return { since };
  }

  private endOf(): string {
    return this.input.window?.before ?? this.startedAt;
  }

  private seen(): readonly string[] {
    return this.input.job === 'watch' ? this.state.seenBefore : [];
  }

  private async archiveChunk(
    stream: AuditStream,
    events: Awaited<ReturnType<typeof cloudflare.readAuditLog>>['events'],
    windows: Awaited<ReturnType<typeof cloudflare.readAuditLog>>['windows'],
  ): Promise<number> {
    const dryRun = this.isDryRun();
    const summary =
      events.length === 0 ? 'name the windows that were read' : `archive ${events.length} credential events`;
    const { archived, failed } = await archive.archiveEvents.executeWithOptions({ summary }, [
      {
        account: this.input.account,
        accountId: this.accountId,
        job: this.input.job,
        run: workflowInfo().runId,
        runStart: this.startedAt,
        events,
        windows: this.state.unnamedWindows,
        dryRun,
      },
    ]);
    this.state.manifestHour = hourOf(this.startedAt);
    this.state.unnamedWindows = [];
    const bodies = new Map(dryRun ? events.map(({ sha256, body }) => [sha256, body]) : []);
    return this.state.chunkArchived(
      stream,
      windows,
      archived.map((event) => {
        const body = bodies.get(event.sha256);
        return body === undefined ? event : { ...event, body };
      }),
      failed,
    );
  }

  private async assess(batch: readonly OpenEvent[]): Promise<void> {
    const summary = `judge ${batch.length} credentials`;
    try {
      const { items, missingPermissions, retainUntil } = await cloudflare.assessCredentials.executeWithOptions(
        { summary },
        [
          {
            account: this.input.account,
            events: batch.map(({ key, stream, body }) => ({
              eventKey: key,
              stream,
              ...(body === undefined ? {} : { body }),
            })),
            runStart: this.startedAt,
            dryRun: this.isDryRun(),
          },
        ],
      );
      this.retainUntil = retainUntil;
      for (const permission of missingPermissions) {
        this.state.attention.add(`Scopes could not be read: give the account's token the permission "${permission}"`);
      }
      for (const item of items) {
        const event = batch.find(({ key }) => key === item.eventKey);
        if (event === undefined) continue;
        if (item.outcome === 'handled') this.state.finish(event.key, event.sha256);
        if (item.outcome === 'passed') this.state.finishNow(event.key, event.sha256);
        if (item.outcome === 'flagged') this.state.flagged.push({ ...event, ...item });
        if (item.outcome === 'pending') {
          this.state.leavePending(this.state.pendingOf(event, 'assess', item.type, 'high'), event.sha256);
        }
      }
    } catch (error) {
      this.leaveRateLimited(error, batch, 'assess');
    }
  }

  private async file(batch: readonly FlaggedEvent[]): Promise<void> {
    const summary = `file ${batch.length} tickets: ${batch.map(({ severity }) => severity).join(', ')}`;
    try {
      const { events: items, warnings } = await linear.fileReviewTickets.executeWithOptions({ summary }, [
        {
          account: this.input.account,
          events: batch.map(({ key }) => ({ eventKey: key })),
          retainUntil: this.retainUntil,
        },
      ]);
      for (const warning of warnings) this.state.attention.add(warning);
      for (const item of items) {
        const event = batch.find(({ key }) => key === item.eventKey);
        if (event === undefined) continue;
        if ('pending' in item) {
          this.state.leavePending(
            this.state.pendingOf(event, 'ticket', item.pending.type, event.severity),
            event.sha256,
          );
          continue;
        }
        if (item.ticket !== null) this.state.tickets.add(item.ticket.id);
        this.state.finishNow(event.key, event.sha256);
      }
    } catch (error) {
      this.leaveRateLimited(error, batch, 'ticket');
    }
  }

  /** An event that never reached the archive is read again where the log has it. That it fails again changes nothing. */
  private async archiveAgain({ stream, time, id }: PendingEvent): Promise<void> {
    if (time === null) return;
    const { account, job } = this.input;
    const end = new Date(Date.parse(time) + 1).toISOString();
    try {
      const { events, accountId } = await cloudflare.readAuditLog.executeWithOptions(
        { summary: `read an event of ${time} again` },
        [{ account, stream, start: { since: time }, end, next: null, seen: [], stage: true }],
      );
      const again = events.filter((event) => event.id === id && event.time === time);
      if (again.length === 0) return;
      await archive.archiveEvents.executeWithOptions({ summary: 'archive an event that was pending' }, [
        { account, accountId, job, run: workflowInfo().runId, runStart: this.startedAt, events: again, windows: [] },
      ]);
    } catch (error) {
      if (isCancellation(error) || !(error instanceof ActivityFailure)) throw asApplicationFailure(error);
    }
  }

  private async announceFlood(): Promise<void> {
    if (this.flood.length === 0) return;
    const bySeverity = Object.fromEntries(
      SEVERITIES.map((severity) => [severity, this.flood.filter((event) => event.severity === severity).length]),
    );
    try {
      await linear.fileFloodTicket.executeWithOptions({ summary: `say that ${this.flood.length} tickets wait` }, [
        { account: this.input.account, date: this.startedAt.slice(0, 10), count: this.flood.length, bySeverity },
      ]);
    } catch (error) {
      this.survive(error, 'v2');
    }
  }

  /** A pause that the provider asks for and that does not fit leaves the step for the next run; anything else fails this one. */
  private leaveRateLimited(error: unknown, batch: readonly OpenEvent[], step: 'assess' | 'ticket'): void {
    if (failureType(error) !== FailureType.RateLimited) throw asApplicationFailure(error);
    for (const event of batch) {
      const severity = 'severity' in event ? (event as FlaggedEvent).severity : 'high';
      this.state.leavePending(this.state.pendingOf(event, step, FailureType.RateLimited, severity), event.sha256);
    }
  }

  /**
   * Goes on where going on is right: v1 never holds v2, a pause that does not fit is taken up by the next run, and what
   * was archived before the trouble is judged and ticketed first.
   */
  private survive(error: unknown, stream: AuditStream): void {
    const type = failureType(error);
    const goesOn = stream === 'v1' || type === FailureType.RateLimited || this.readAhead > 0;
    if (isCancellation(error) || !(error instanceof ActivityFailure) || !goesOn) throw asApplicationFailure(error);
    this.state.readWasCut();
    this.state.attention.add(`${stream} was not read to its end: ${type ?? 'failure'}`);
    log.warn('a step was left for the next run', { account: this.input.account, stream, type });
  }

  private isDryRun(): boolean {
    return this.input.job === 'dry-run';
  }

  private timeIsUp(): boolean {
    return this.isBounded() && Date.now() - this.startMs > WORK_MS;
  }

  private finishesEnough(): boolean {
    const flaggedNow = this.state.flagged.filter(({ key }) => this.state.open.has(key)).length;
    return this.timeIsUp() || (this.isBounded() && this.state.finishedNow + flaggedNow >= MAX_FINISHED);
  }

  private readsEnough(): boolean {
    return this.timeIsUp() || this.readAhead >= MAX_READ_AHEAD;
  }

  /** Sweep, backfill and dry run take the time they need: no schedule waits behind them. */
  private isBounded(): boolean {
    return this.input.job === 'watch';
  }

  private show(step: string): void {
    setCurrentDetails(currentDetails(step, this.endOf(), this.state.result(null), this.state.flagged));
  }

  private report(result: TokenWatchResult): void {
    setCurrentDetails(currentDetails('done', this.endOf(), result, this.state.flagged));
    if (this.input.job === 'watch') {
      metricMeter
        .createGauge(
          'edgewarden_watermark_timestamp_seconds',
          'float',
          's',
          'Event time up to which the audit log is handled',
        )
        .set(Date.parse(result.through) / 1_000, { account: this.input.account });
    }
    log.info('token watch run', {
      account: this.input.account,
      job: this.input.job,
      outcome: result.outcome,
      through: result.through,
      ...result.counts,
      created: result.created,
      flagged: result.flagged,
      tickets: result.tickets.length,
      pending: result.pending.length,
    });
    if (this.state.isQuiet) return; // a quiet run costs one activity and no further event
    upsertSearchAttributes([
      { key: SEARCH_ATTRIBUTE.outcome, value: result.outcome },
      { key: SEARCH_ATTRIBUTE.flagged, value: result.flagged },
    ]);
  }
}

/** A dry run's events bring their bodies along: fewer of them fit into one payload. */
function assessBatches(events: readonly OpenEvent[]): OpenEvent[][] {
  const batches: OpenEvent[][] = [];
  let room = 0;
  for (const event of events) {
    const size = event.body?.length ?? 0;
    const last = batches.at(-1);
    if (last === undefined || last.length >= ASSESS_BATCH || size > room) {
      batches.push([event]);
      room = MAX_BATCH_BODIES - size;
    } else {
      last.push(event);
      room -= size;
    }
  }
  return batches;
}

/** Type of the failure that ended an activity; undefined when it was none of ours. */
function failureType(error: unknown): string | undefined {
  return error instanceof ActivityFailure && error.cause instanceof ApplicationFailure
    ? (error.cause.type ?? undefined)
    : undefined;
}

/** What is no failure of Temporal's would leave the run hanging in a retried task. */
function asApplicationFailure(error: unknown): unknown {
  if (error instanceof ActivityFailure || isCancellation(error)) return error;
  return ApplicationFailure.nonRetryable(error instanceof Error ? error.message : 'unknown error', 'WorkflowBug');
}

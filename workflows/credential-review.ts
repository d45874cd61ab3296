import { FailureType } from '../domain/failure-type';
import { SEVERITIES, type Severity } from '../domain/judgement';
import type { PendingEvent } from '../domain/token-watch';
import { asRunFailure, failureMessage, failureType, isStepFailure } from './activity-failure';
import { IssuerInvestigations } from './issuer-investigations';
import { cloudflare, linear } from './proxies';
import type { TokenWatchRun } from './token-watch-run';
import { bySeverity, type FlaggedEvent, type OpenEvent } from './token-watch-state';

/** Events that one watch run brings to their end. */
const MAX_FINISHED = 500;
const ASSESS_BATCH = 25;
const TICKET_BATCH = 10;
/** Bodies that travel to be judged in a dry run, in characters. */
const MAX_BATCH_BODIES = 160 * 1024;
/** More tickets than this in one run are a flood: nobody reads them one by one. */
const MAX_TICKETS = 50;
/** What nobody has judged yet may be anything. */
const UNJUDGED: Severity = 'high';

/** The second half of a run: judges what is archived, files tickets, and comes back to what earlier runs left. */
export class CredentialReview {
  private ticketsFiled = 0;
  private readonly flood: FlaggedEvent[] = [];
  private readonly investigations: IssuerInvestigations;
  /** End of the lock of this run's records, said by the judging activity. */
  private retainUntil = '';

  constructor(private readonly run: TokenWatchRun) {
    this.investigations = new IssuerInvestigations(run);
  }

  async assessNew(): Promise<void> {
    const { state } = this.run;
    this.run.show('judging');
    for (const batch of assessBatches([...state.open.values()])) {
      if (this.finishesEnough()) return;
      state.flagged.push(...(await this.assess(batch)));
    }
  }

  /** The most urgent first. What is over the run's bound waits. */
  async fileTickets(flagged: readonly FlaggedEvent[] = this.run.state.flagged): Promise<void> {
    const { state, isDryRun } = this.run;
    const waiting = flagged.filter(({ key }) => state.open.has(key)).toSorted(bySeverity);
    if (isDryRun) {
      for (const event of waiting) state.finishNow(event.key, event.sha256);
      return;
    }
    const now = waiting.slice(0, MAX_TICKETS - this.ticketsFiled);
    for (const event of waiting.slice(now.length)) {
      const waits = state.leavePending(state.pendingOf(event, 'ticket', 'Flood', event.severity), event.sha256);
      if (waits) this.flood.push(event);
    }
    this.ticketsFiled += now.length;
    for (let done = 0; done < now.length && !this.run.timeIsUp(); done += TICKET_BATCH) {
      this.run.show('filing tickets');
      await this.file(now.slice(done, done + TICKET_BATCH));
    }
  }

  /**
   * After the new events, so that old trouble holds up nothing: what fails again stays pending and fails no run. What an
   * operator has accepted is found handled.
   *
   * @param archiveAgain for events that never reached the archive
   */
  async retryPending(archiveAgain: (event: PendingEvent) => Promise<OpenEvent[]>): Promise<void> {
    const { state, isDryRun } = this.run;
    if (isDryRun) return;
    const left = state.pendingFromBefore();
    for (let done = 0; done < left.length && !this.finishesEnough(); done += ASSESS_BATCH) {
      const batch: OpenEvent[] = [];
      for (const event of left.slice(done, done + ASSESS_BATCH)) {
        if (event.step === 'archive') batch.push(...(await archiveAgain(event)));
        else batch.push({ ...event, sha256: null });
      }
      for (const event of batch) state.open.set(event.key, event);
      try {
        await this.fileTickets(await this.assess(batch));
      } catch (error) {
        if (!isStepFailure(error)) throw asRunFailure(error);
        state.note(`Pending events could not be finished. ${failureMessage(error)}`);
      }
      // What is still open stays pending as it was.
      for (const { key } of batch) if (state.isPending(key)) state.open.delete(key);
    }
  }

  /** One summary ticket a day says how many wait. */
  async announceFlood(): Promise<void> {
    this.investigations.noteLeftOut();
    if (this.flood.length === 0) return;
    const count = this.flood.length;
    try {
      await linear.fileFloodTicket.executeWithOptions({ summary: `say that ${count} tickets wait` }, [
        {
          account: this.run.input.account,
          date: this.run.startedAt.slice(0, 10),
          count,
          bySeverity: countBySeverity(this.flood),
        },
      ]);
    } catch (error) {
      if (!isStepFailure(error)) throw asRunFailure(error);
      this.run.state.note(`The summary ticket of a flood could not be filed. ${failureMessage(error)}`);
    }
  }

  /** @returns what needs a ticket */
  private async assess(batch: readonly OpenEvent[]): Promise<FlaggedEvent[]> {
    const { state, input, startedAt, isDryRun } = this.run;
    if (batch.length === 0) return [];
    try {
      const { items, missingPermissions, retainUntil } = await cloudflare.assessCredentials.executeWithOptions(
        { summary: `judge ${batch.length} credentials` },
        [
          {
            account: input.account,
            events: batch.map(({ key, stream, isArchived, body }) => ({
              eventKey: key,
              stream,
              ...(isArchived === undefined ? {} : { isArchived }),
              ...(body === undefined ? {} : { body }),
            })),
            runStart: startedAt,
            dryRun: isDryRun,
          },
        ],
      );
      this.retainUntil = retainUntil;
      for (const permission of missingPermissions) {
        state.note(`Scopes could not be read: give the account's token the permission "${permission}"`);
      }
      return items.flatMap((item) => {
        const event = batch.find(({ key }) => key === item.eventKey);
        if (event === undefined) return [];
        if (item.outcome === 'flagged') return [{ ...event, ...item }];
        if (item.outcome === 'handled') state.finish(event.key, event.sha256);
        if (item.outcome === 'passed') state.finishNow(event.key, event.sha256);
        if (item.outcome === 'not judged' && isDryRun) state.note('Events over 64 KiB are not judged in a dry run');
        if (item.outcome === 'pending') {
          state.leavePending(state.pendingOf(event, 'assess', item.type, UNJUDGED), event.sha256, item.message);
        }
        return [];
      });
    } catch (error) {
      for (const event of this.rateLimited(error, batch)) {
        state.leavePending(
          state.pendingOf(event, 'assess', FailureType.RateLimited, UNJUDGED),
          event.sha256,
          failureMessage(error),
        );
      }
      return [];
    }
  }

  private async file(batch: readonly FlaggedEvent[]): Promise<void> {
    const { state, input } = this.run;
    // Before the ticket: what is handled is not looked at again.
    await this.investigations.start(batch);
    const words = Object.entries(countBySeverity(batch)).map(([severity, count]) => `${count} ${severity}`);
    try {
      const { events: items, warnings } = await linear.fileReviewTickets.executeWithOptions(
        { summary: `file ${batch.length} tickets: ${words.join(', ')}` },
        [
          {
            account: input.account,
            events: batch.map(({ key }) => ({ eventKey: key })),
            retainUntil: this.retainUntil,
          },
        ],
      );
      for (const warning of warnings) state.note(warning);
      for (const item of items) {
        const event = batch.find(({ key }) => key === item.eventKey);
        if (event === undefined) continue;
        if ('pending' in item) {
          const { type, message } = item.pending;
          state.leavePending(state.pendingOf(event, 'ticket', type, event.severity), event.sha256, message);
          continue;
        }
        // Handled since it was judged: by an attempt of ours whose answer was lost.
        if (item.ticket !== null) state.ticketed(event.key, item.ticket);
        state.finishNow(event.key, event.sha256);
      }
    } catch (error) {
      for (const event of this.rateLimited(error, batch)) {
        state.leavePending(
          state.pendingOf(event, 'ticket', FailureType.RateLimited, event.severity),
          event.sha256,
          failureMessage(error),
        );
      }
    }
  }

  /** The batch, where a provider asked for a pause that does not fit: it is left for the next run. Else the run has failed. */
  private rateLimited<Event>(error: unknown, batch: readonly Event[]): readonly Event[] {
    if (failureType(error) === FailureType.RateLimited) return batch;
    throw asRunFailure(error);
  }

  private finishesEnough(): boolean {
    const { state, isWatch } = this.run;
    const waiting = state.flagged.filter(({ key }) => state.open.has(key)).length;
    return this.run.timeIsUp() || (isWatch && state.finishedNow + waiting >= MAX_FINISHED);
  }
}

/** How many of each severity, the most urgent first, without those that do not occur. */
function countBySeverity(events: readonly FlaggedEvent[]): Partial<Record<Severity, number>> {
  const counts: Partial<Record<Severity, number>> = {};
  for (const severity of SEVERITIES.toReversed()) {
    const count = events.filter((event) => event.severity === severity).length;
    if (count > 0) counts[severity] = count;
  }
  return counts;
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

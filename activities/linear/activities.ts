import { activityInfo, cancellationSignal, heartbeat, log } from '@temporalio/activity';
import { FailureType } from '../../domain/failure-type';
import { floodTicket } from '../../domain/flood-ticket';
import type { InvestigationTicket } from '../../domain/investigation/investigation-ticket';
import type { Severity } from '../../domain/judgement';
import type { TicketSettings } from '../../domain/review-ticket';
import { assessedRecordSchema, type AssessedRecord, type TicketReference } from '../shared/assessed-record';
import { failure } from '../shared/failure';
import { createInTurn, type InTurn } from '../shared/in-turn';
import { judgedRecordSchema, type JudgedRecord } from '../shared/judged-record';
import { parseRecord } from '../shared/parse-record';
import type { RecordStore } from '../shared/record-store';
import { settleEach, type SetAside } from '../shared/settle-each';
import { ticketMarker } from '../shared/ticket-marker';
import type { LinearTickets } from './client';
import { commentOnTicket, type CommentedTicket } from './comment-on-ticket';
import { configuredAccount } from './configured-account';
import { createDestination, type DestinationSettings, type TicketDestination } from './destination';
import { fileTicket, type TicketOrder, type TicketOutcome } from './file-ticket';
import { investigationComment, type InvestigationOutcome } from './investigation-comment';
import { linearCommentId, linearInvestigationCommentId, linearIssueId } from './ticket-ids';

/** The part of an account's settings that filing reads. */
export interface TicketAccount {
  /** Cloudflare account id. */
  readonly id: string;
  readonly name: string;
  readonly tokenWatch: { readonly tickets: TicketSettings & DestinationSettings };
}

export interface LinearActivitiesDependencies {
  readonly linear: LinearTickets;
  readonly records: RecordStore;
  /** By account key. */
  readonly accounts: ReadonlyMap<string, TicketAccount>;
  /** Where reports are read: links lead nowhere else. Undefined when nothing is investigated. */
  readonly reportSite?: string | undefined;
}

export interface FileReviewTicketsInput {
  /** Account key. */
  readonly account: string;
  /** Flagged events, by archive key, in the order in which their tickets should be opened. */
  readonly events: readonly { readonly eventKey: string }[];
  /** End of the records' retention lock, ISO 8601 UTC, whole seconds. */
  readonly retainUntil: string;
}

/** One event's end: its ticket, or why it has to wait. */
export type FiledEvent =
  | { readonly eventKey: string; readonly outcome: TicketOutcome; readonly ticket: TicketReference }
  /** An earlier attempt or run had finished it. Without a ticket when an operator accepted it. */
  | { readonly eventKey: string; readonly outcome: 'handled'; readonly ticket: TicketReference | null }
  | { readonly eventKey: string; readonly pending: SetAside };

export interface FileReviewTicketsResult {
  /** One for each event of the input, in its order. */
  readonly events: readonly FiledEvent[];
  /** What an operator should mend although tickets were filed: a label that does not exist. */
  readonly warnings: readonly string[];
}

export interface FileFloodTicketInput {
  /** Account key. */
  readonly account: string;
  /** Day, `YYYY-MM-DD` UTC: there is one such ticket a day. */
  readonly date: string;
  /** Flagged events that wait for a ticket. */
  readonly count: number;
  readonly bySeverity: Readonly<Partial<Record<Severity, number>>>;
}

export interface CommentInvestigationInput extends InvestigationOutcome {
  readonly ticket: InvestigationTicket;
}

type Standing =
  | { readonly state: 'handled'; readonly ticket: TicketReference | null }
  | { readonly state: 'judged'; readonly judged: JudgedRecord };

interface Batch {
  readonly retainUntil: string;
  readonly destination: TicketDestination;
  readonly inTurn: InTurn;
  readonly signal: AbortSignal;
}

/** Linear counts all requests of a user together; more at once only meets its limit sooner. */
const CONCURRENCY = 2;

export const createLinearActivities = ({ linear, records, accounts, reportSite }: LinearActivitiesDependencies) => {
  /** What stands beside the event already: its last record, or else its judgement. */
  async function standingOf(eventKey: string, signal: AbortSignal): Promise<Standing> {
    const handled = await records.readRecord('assessed', eventKey, signal);
    if (handled !== undefined) {
      return { state: 'handled', ticket: parseRecord(assessedRecordSchema, handled, 'assessed', eventKey).ticket };
    }
    const judged = await records.readRecord('judged', eventKey, signal);
    if (judged !== undefined)
      return { state: 'judged', judged: parseRecord(judgedRecordSchema, judged, 'judged', eventKey) };
    throw failure(
      FailureType.NotFound,
      `there is no judged record beside ${eventKey}`,
      'Start a backfill over its day, which judges it again',
      { provider: 'archive' },
    );
  }

  /** One event from its judgement to its last record, which is written after the ticket and looked for before. */
  function fileEvent(eventKey: string, { retainUntil, destination, inTurn, signal }: Batch): Promise<FiledEvent> {
    const reading = standingOf(eventKey, signal);
    const turn = reading.then((standing) => (standing.state === 'judged' ? standing.judged.credential : eventKey));
    return inTurn(turn, async () => {
      const standing = await reading;
      if (standing.state === 'handled') return { eventKey, outcome: 'handled', ticket: standing.ticket };
      const { outcome, ticket } = await fileTicket(orderOf(standing.judged), linear, destination, signal);
      const record = assessedRecord(standing.judged, ticket);
      const stored = await records.createRecord('assessed', eventKey, record, retainUntil, signal);
      return {
        eventKey,
        outcome,
        ticket: parseRecord(assessedRecordSchema, stored, 'assessed', eventKey).ticket ?? ticket,
      };
    });
  }

  return {
    /**
     * Files the tickets of judged events and writes their last record. Every step may be repeated: a ticket and a comment
     * have ids made from credential and event, and what has its record is not touched again.
     *
     * @throws ApplicationFailure `AuthRejected` or `Misconfigured` at once; what fails in passing after all events were
     *   tried
     */
    async fileReviewTickets(input: FileReviewTicketsInput): Promise<FileReviewTicketsResult> {
      const signal = cancellationSignal();
      const destination = createDestination(linear, configuredAccount(accounts, input.account).tokenWatch.tickets);
      const inTurn = createInTurn();
      const events = await settleEach<{ readonly eventKey: string }, FiledEvent>({
        items: input.events,
        concurrency: CONCURRENCY,
        attempt: activityInfo().attempt,
        signal,
        work: ({ eventKey }) => fileEvent(eventKey, { retainUntil: input.retainUntil, destination, inTurn, signal }),
        setAside: ({ eventKey }, pending) => {
          log.warn('a ticket could not be filed', { eventKey, ...pending });
          return { eventKey, pending };
        },
        progress: (finished) => heartbeat({ finished }),
      });
      for (const warning of destination.warnings()) log.warn(warning, { account: input.account });
      return { events, warnings: destination.warnings() };
    },

    /** The one ticket a day that says that tickets wait. Later calls of the same day find it and change nothing. */
    async fileFloodTicket(input: FileFloodTicketInput): Promise<TicketReference> {
      const { date, count, bySeverity } = input;
      const account = configuredAccount(accounts, input.account);
      const { tickets } = account.tokenWatch;
      const identity = `flood:${account.id}:${date}`;
      const marker = ticketMarker(identity, identity);
      const draft = floodTicket({ account, date, count, bySeverity, marker }, tickets);
      const order = { issueId: linearIssueId(identity), draft, marker };
      const { ticket } = await fileTicket(order, linear, createDestination(linear, tickets), cancellationSignal());
      return ticket;
    },

    /**
     * Puts the link of a published investigation on the ticket of the credential that started it. May be repeated.
     *
     * @throws ApplicationFailure `Unavailable` while the ticket is not filed yet, `Misconfigured` for a link that leads
     *   elsewhere, and what `commentOnTicket` throws
     */
    async commentInvestigation({ ticket, ...outcome }: CommentInvestigationInput): Promise<CommentedTicket> {
      const { credential, event } = ticket;
      const { tickets } = configuredAccount(accounts, ticket.account).tokenWatch;
      const order = {
        issueId: linearIssueId(credential),
        marker: ticketMarker(credential, event),
        commentId: linearInvestigationCommentId(credential, event),
        comment: investigationComment(outcome, reportSite),
      };
      return commentOnTicket(order, linear, createDestination(linear, tickets), cancellationSignal());
    },
  };
};

export type LinearActivities = ReturnType<typeof createLinearActivities>;

function orderOf({ credential, event, eventTime, ticket, comment, reopeningComment }: JudgedRecord): TicketOrder {
  return {
    issueId: linearIssueId(credential),
    draft: ticket,
    marker: ticketMarker(credential, event),
    further: { commentId: linearCommentId(credential, event), eventTime, comment, reopeningComment },
  };
}

function assessedRecord(judged: JudgedRecord, ticket: TicketReference): AssessedRecord {
  const { eventKey, eventSha256, severity, reasons, scope, notes } = judged;
  return { schema: 1, eventKey, eventSha256, flagged: true, severity, reasons, scope, notes, ticket, accepted: null };
}

/** Records are ours, but what is in a store may have been written by another version. */

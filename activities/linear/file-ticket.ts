import { markerIn, type TicketDraft } from '../../domain/review-ticket';
import { FailureType } from '../../domain/failure-type';
import type { TicketReference } from '../shared/assessed-record';
import { failure, failureTypeOf } from '../shared/failure';
import type { TicketMarker } from '../shared/ticket-marker';
import type { LinearIssue, LinearTickets } from './client';
import type { TicketDestination } from './destination';

/** What is to be filed, and under which ids. */
export interface TicketOrder {
  readonly issueId: string;
  readonly draft: TicketDraft;
  readonly marker: TicketMarker;
  /** What to do when the credential has a ticket that another event opened; absent where no other event can. */
  readonly further?: {
    readonly commentId: string;
    /** ISO 8601 UTC; null when the event has none: then it counts as later than any closing. */
    readonly eventTime: string | null;
    readonly comment: string;
    readonly reopeningComment: string;
  };
}

/** `joined`: the ticket was there and this very event had opened it, from another account for example. */
export type TicketOutcome = 'opened' | 'joined' | 'commented' | 'reopened';

export interface FiledOrder {
  readonly outcome: TicketOutcome;
  readonly ticket: TicketReference;
}

/**
 * Files one ticket, or adds to the one that the credential has. Repeating it changes nothing.
 *
 * @throws ApplicationFailure `Conflict` when the id belongs to something that is not ours, `NotFound` when the ticket was
 *   deleted, and what the client throws
 */
export async function fileTicket(
  order: TicketOrder,
  linear: LinearTickets,
  destination: TicketDestination,
  signal: AbortSignal,
): Promise<FiledOrder> {
  const { issueId } = order;
  try {
    const ticket = await create(order, linear, destination, signal);
    if (ticket !== undefined) return { outcome: 'opened', ticket };
  } catch (error) {
    if (!mayHaveBeenDone(error)) throw error;
    const found = await linear.issue(issueId, signal).catch(() => undefined);
    if (found === undefined) throw error;
    return addTo(found, order, 'opened', linear, signal);
  }
  const found = await linear.issue(issueId, signal);
  if (found === undefined) throw deleted(issueId);
  return addTo(found, order, 'joined', linear, signal);
}

/** The new ticket; undefined when its id is taken. A label or assignee that has vanished costs the ticket nothing. */
async function create(
  { issueId, draft }: TicketOrder,
  linear: LinearTickets,
  destination: TicketDestination,
  signal: AbortSignal,
): Promise<TicketReference | undefined> {
  const { title, description, priority, labelNames } = draft;
  const teamId = await destination.teamId(signal);
  const issue = { id: issueId, teamId, title, description, priority };
  const options = {
    labelIds: await destination.labelIds(labelNames, signal),
    assigneeId: await destination.assigneeId(signal),
  };
  let outcome = await linear.createIssue({ ...issue, ...options }, signal);
  if (outcome.state === 'option-missing') {
    destination.warn(
      `Linear does not know a ${outcome.option} any more that it listed a moment ago: ticket filed without labels and assignee`,
    );
    outcome = await linear.createIssue({ ...issue, labelIds: [], assigneeId: undefined }, signal);
  }
  return outcome.state === 'created' ? outcome.ticket : undefined;
}

/** Settles on a ticket that stands under our id. `own` is the outcome when this very event has opened it. */
async function addTo(
  issue: LinearIssue,
  { marker, further }: TicketOrder,
  own: 'opened' | 'joined',
  linear: LinearTickets,
  signal: AbortSignal,
): Promise<FiledOrder> {
  const ticket = { id: issue.id, identifier: issue.identifier, url: issue.url };
  if (issue.deleted) throw deleted(issue.identifier);
  const theirs = markerIn(issue.description);
  if (theirs?.credentialHash !== marker.credentialHash) throw foreign(issue.identifier);
  if (theirs.eventHash === marker.eventHash || further === undefined) return { outcome: own, ticket };

  const { commentId, eventTime, comment, reopeningComment } = further;
  const isNews =
    issue.closedAt !== undefined && (eventTime === null || Date.parse(eventTime) > Date.parse(issue.closedAt));
  if (!isNews) {
    await addComment({ id: commentId, issueId: issue.id, body: comment }, linear, signal);
    return { outcome: 'commented', ticket };
  }
  // Somebody has seen the comment and closed the ticket again: the event is no news to them.
  if (await linear.hasComment(commentId, signal)) return { outcome: 'commented', ticket };
  await linear.reopenIssue(issue, signal);
  await addComment({ id: commentId, issueId: issue.id, body: reopeningComment }, linear, signal);
  return { outcome: 'reopened', ticket };
}

async function addComment(
  comment: { readonly id: string; readonly issueId: string; readonly body: string },
  linear: LinearTickets,
  signal: AbortSignal,
): Promise<void> {
  try {
    await linear.createComment(comment, signal);
  } catch (error) {
    if (!mayHaveBeenDone(error)) throw error;
    const done = await linear.hasComment(comment.id, signal).catch(() => false);
    if (!done) throw error;
  }
}

/** After these nobody knows whether the write was done. */
function mayHaveBeenDone(error: unknown): boolean {
  const type = failureTypeOf(error);
  return type === FailureType.Unavailable || type === FailureType.UnexpectedAnswer;
}

function deleted(name: string): Error {
  return failure(
    FailureType.NotFound,
    `the ticket ${name} of this credential was deleted, and its id stays taken`,
    'Restore it from the trash in Linear, or accept the event with a reason',
    { provider: 'linear' },
  );
}

function foreign(name: string): Error {
  return failure(
    FailureType.Conflict,
    `the ticket ${name} has the id of this credential's ticket, but not its marker`,
    'If the first line of its description was edited, put it back from the history of the ticket; else accept the event with a reason',
    { provider: 'linear' },
  );
}

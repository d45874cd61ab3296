import type { TicketDraft } from '../../domain/review-ticket';
import type { TicketReference } from '../shared/assessed-record';
import type { TicketMarker } from '../shared/ticket-marker';
import type { LinearIssue, LinearTickets } from './client';
import type { TicketDestination } from './destination';
import { addComment, deletedTicket, mayHaveBeenDone, ownComment, ownMarker, type Tracker } from './own-ticket';

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
 * @throws ApplicationFailure `Conflict` when an id of ours belongs to what another user has written or to a ticket without
 *   its marker, `NotFound` when the ticket was deleted, and what the client throws
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
    return addTo(found, order, 'opened', { linear, destination, signal });
  }
  const found = await linear.issue(issueId, signal);
  if (found === undefined) throw deletedTicket(issueId, linear);
  return addTo(found, order, 'joined', { linear, destination, signal });
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
  tracker: Tracker,
): Promise<FiledOrder> {
  const { linear, signal } = tracker;
  const ticket = { id: issue.id, identifier: issue.identifier, url: issue.url };
  if (issue.deleted) throw deletedTicket(issue.identifier, linear);
  const theirs = await ownMarker(issue, marker.credentialHash, tracker);
  if (further === undefined) return { outcome: own, ticket };

  const { commentId, eventTime, comment, reopeningComment } = further;
  const { closedAt } = issue;
  const add = (body: string) => addComment({ id: commentId, issueId: issue.id, body }, issue.identifier, tracker);
  if (closedAt === undefined || (eventTime !== null && Date.parse(eventTime) <= Date.parse(closedAt))) {
    if (theirs.eventHash === marker.eventHash) return { outcome: own, ticket };
    await add(comment);
    return { outcome: 'commented', ticket };
  }
  const there = await ownComment(commentId, issue.identifier, tracker);
  // Somebody has seen the comment and closed the ticket again: the event is no news to them.
  if (there !== undefined && Date.parse(there.commentedAt) <= Date.parse(closedAt))
    return { outcome: 'commented', ticket };
  // The comment first: it outlives a crash, whereas an open ticket does not tell who has opened it.
  if (there === undefined) await add(reopeningComment);
  await linear.reopenIssue(issue, signal);
  return { outcome: 'reopened', ticket };
}

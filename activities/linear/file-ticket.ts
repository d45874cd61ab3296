import { markerIn, type TicketDraft } from '../../domain/review-ticket';
import { FailureType } from '../../domain/failure-type';
import type { TicketReference } from '../shared/assessed-record';
import { failure, failureTypeOf } from '../shared/failure';
import type { TicketMarker } from '../shared/ticket-marker';
import type { LinearComment, LinearIssue, LinearTickets } from './client';
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

interface Tracker {
  readonly linear: LinearTickets;
  readonly destination: TicketDestination;
  readonly signal: AbortSignal;
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
  if (found === undefined) throw deleted(issueId);
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
  const { linear, destination, signal } = tracker;
  const ticket = { id: issue.id, identifier: issue.identifier, url: issue.url };
  if (issue.deleted) throw deleted(issue.identifier);
  // Whoever knows the credential can work out id and marker, and take the ticket's place before it is filed.
  if (issue.creatorId !== (await destination.ownUserId(signal))) throw foreign(issue.identifier);
  const theirs = markerIn(issue.description);
  if (theirs?.credentialHash !== marker.credentialHash) throw unmarked(issue.identifier);
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

/** Adds a comment, or finds it there. One that people have deleted is not written again. */
async function addComment(
  comment: { readonly id: string; readonly issueId: string; readonly body: string },
  ticketName: string,
  tracker: Tracker,
): Promise<void> {
  const { linear, signal } = tracker;
  try {
    if ((await linear.createComment(comment, signal)) === 'exists') await ownComment(comment.id, ticketName, tracker);
  } catch (error) {
    if (!mayHaveBeenDone(error)) throw error;
    const there = await ownComment(comment.id, ticketName, tracker).catch(() => undefined);
    if (there === undefined) throw error;
  }
}

/** @throws ApplicationFailure `Conflict` when somebody else has written under our id: then nobody was told of the event */
async function ownComment(
  id: string,
  ticketName: string,
  { linear, destination, signal }: Tracker,
): Promise<LinearComment | undefined> {
  const comment = await linear.comment(id, signal);
  if (comment === undefined || comment.authorId === (await destination.ownUserId(signal))) return comment;
  throw conflict(
    `a comment on the ticket ${ticketName} has the id of this event's comment, but another user has written it`,
    LOOK_WHO,
  );
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

const LOOK_WHO =
  'Review the event by hand and accept it with a reason; unless that is the user Edgewarden had before, find out who wants the event overlooked';

function foreign(name: string): Error {
  return conflict(
    `the ticket ${name} has the id of this credential's ticket, but another user has created it`,
    LOOK_WHO,
  );
}

function unmarked(name: string): Error {
  return conflict(
    `the ticket ${name} has the id of this credential's ticket, but not its marker`,
    'If the first line of its description was edited, put it back from the history of the ticket; else accept the event with a reason',
  );
}

function conflict(what: string, remedy: string): Error {
  return failure(FailureType.Conflict, what, remedy, { provider: 'linear' });
}

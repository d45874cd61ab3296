import type { TicketReference } from '../shared/assessed-record';
import type { TicketMarker } from '../shared/ticket-marker';
import type { LinearIssue, LinearTickets } from './client';
import type { TicketDestination } from './destination';
import { addComment, mayHaveBeenDone, ownComment, ownMarker, type Tracker } from './own-ticket';

/** Which ticket is to be closed, and what is said about it. */
export interface ClosingOrder {
  readonly issueId: string;
  /** Of the ticket, not of the comment. */
  readonly marker: TicketMarker;
  readonly commentId: string;
  readonly comment: string;
}

/** `commented`: it was closed already. `nothing to close`: it was never filed, or people have deleted it. */
export type ClosingOutcome = 'closed' | 'commented' | 'nothing to close';

/**
 * Closes a ticket of ours and says why. Repeating it changes nothing.
 *
 * The comment comes last: once it stands, all is done, and a ticket that is open all the same was opened again by people.
 * @throws ApplicationFailure `Conflict` when ticket or comment are not ours, `Refused` when the ticket's team has no state
 *   for what is done, and what the client throws
 */
export async function closeTicket(
  order: ClosingOrder,
  linear: LinearTickets,
  destination: TicketDestination,
  signal: AbortSignal,
): Promise<{ readonly outcome: ClosingOutcome; readonly ticket: TicketReference | null }> {
  const { issueId, marker, commentId, comment } = order;
  const tracker = { linear, destination, signal };
  const issue = await linear.issue(issueId, signal);
  if (issue === undefined || issue.deleted) return { outcome: 'nothing to close', ticket: null };
  await ownMarker(issue, marker.credentialHash, tracker);

  const ticket = { id: issue.id, identifier: issue.identifier, url: issue.url };
  if ((await ownComment(commentId, issue.identifier, tracker)) !== undefined) return { outcome: 'closed', ticket };
  if (issue.closedAt === undefined) await close(issue, tracker);
  await addComment({ id: commentId, issueId, body: comment }, issue.identifier, tracker);
  return { outcome: issue.closedAt === undefined ? 'closed' : 'commented', ticket };
}

async function close(issue: LinearIssue, { linear, destination, signal }: Tracker): Promise<void> {
  const stateId = await destination.completedStateId(issue.teamId, signal);
  try {
    await linear.closeIssue(issue.id, stateId, signal);
  } catch (error) {
    if (!mayHaveBeenDone(error)) throw error;
    const now = await linear.issue(issue.id, signal).catch(() => undefined);
    if (now?.closedAt === undefined) throw error;
  }
}

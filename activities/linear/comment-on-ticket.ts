import { FailureType } from '../../domain/failure-type';
import { failure } from '../shared/failure';
import type { TicketMarker } from '../shared/ticket-marker';
import type { LinearTickets } from './client';
import type { TicketDestination } from './destination';
import { addComment, deletedTicket, ownMarker } from './own-ticket';

/** What is to be said on which ticket. */
export interface CommentOrder {
  readonly issueId: string;
  readonly marker: TicketMarker;
  readonly commentId: string;
  /** Markdown. */
  readonly comment: string;
}

export interface CommentedTicket {
  /** `SEC-42`. */
  readonly identifier: string;
}

/**
 * Adds a comment to a ticket of ours, open or closed. Repeating it changes nothing, and what people delete stays deleted.
 *
 * @throws ApplicationFailure `Unavailable` when the ticket is not there yet, `NotFound` when it was deleted, `Conflict` when
 *   ticket or comment are not ours, and what the client throws
 */
export async function commentOnTicket(
  { issueId, marker, commentId, comment }: CommentOrder,
  linear: LinearTickets,
  destination: TicketDestination,
  signal: AbortSignal,
): Promise<CommentedTicket> {
  const tracker = { linear, destination, signal };
  const issue = await linear.issue(issueId, signal);
  if (issue === undefined) throw notFiledYet(linear);
  const { identifier } = issue;
  if (issue.deleted) throw deletedTicket(identifier, linear);
  await ownMarker(issue, marker.credentialHash, tracker);
  await addComment({ id: commentId, issueId, body: comment }, identifier, tracker);
  return { identifier };
}

function notFiledYet({ words }: LinearTickets): Error {
  return failure(
    FailureType.Unavailable,
    `the ticket of ${words.owner} is not filed yet`,
    'It is tried again for a while; see what holds up the token watch if the ticket stays away',
    { provider: 'linear' },
  );
}

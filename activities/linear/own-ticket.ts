import { FailureType } from '../../domain/failure-type';
import { markerIn } from '../../domain/review-ticket';
import { failure, failureTypeOf } from '../shared/failure';
import type { TicketMarker } from '../shared/ticket-marker';
import type { LinearComment, LinearIssue, LinearTickets } from './client';
import type { TicketDestination } from './destination';

/** What a ticket is worked on with. */
export interface Tracker {
  readonly linear: LinearTickets;
  readonly destination: TicketDestination;
  readonly signal: AbortSignal;
}

/**
 * The marker of a ticket that stands under an id of ours and is ours.
 *
 * @param credentialHash first part of the marker that it must have
 * @throws ApplicationFailure `Conflict` when another user has created it or its marker is another
 */
export async function ownMarker(issue: LinearIssue, credentialHash: string, tracker: Tracker): Promise<TicketMarker> {
  const { linear, destination, signal } = tracker;
  const { owner, lookWho, wayOut } = linear.words;
  // Whoever knows the credential can work out id and marker, and take the ticket's place before it is filed.
  if (issue.creatorId !== (await destination.ownUserId(signal))) {
    throw conflict(
      `the ticket ${issue.identifier} has the id of ${owner}'s ticket, but another user has created it`,
      lookWho,
    );
  }
  const marker = markerIn(issue.description);
  if (marker?.credentialHash === credentialHash) return marker;
  throw conflict(
    `the ticket ${issue.identifier} has the id of ${owner}'s ticket, but not its marker`,
    `If the first line of its description was edited, put it back from the history of the ticket; else ${wayOut}`,
  );
}

/** Adds a comment, or finds it there. One that people have deleted is not written again. */
export async function addComment(
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

/** @throws ApplicationFailure `Conflict` when somebody else has written under our id: then nobody was told */
export async function ownComment(
  id: string,
  ticketName: string,
  { linear, destination, signal }: Tracker,
): Promise<LinearComment | undefined> {
  const comment = await linear.comment(id, signal);
  if (comment === undefined || comment.authorId === (await destination.ownUserId(signal))) return comment;
  throw conflict(
    `a comment on the ticket ${ticketName} has the id of ${linear.words.comment}, but another user has written it`,
    linear.words.lookWho,
  );
}

/** After these nobody knows whether the write was done. */
export function mayHaveBeenDone(error: unknown): boolean {
  const type = failureTypeOf(error);
  return type === FailureType.Unavailable || type === FailureType.UnexpectedAnswer;
}

/** The failure that a ticket is which was there once. Linear keeps its id. */
export function deletedTicket(name: string, { words }: LinearTickets): Error {
  return failure(
    FailureType.NotFound,
    `the ticket ${name} of ${words.owner} was deleted, and its id stays taken`,
    `Restore it from the trash in Linear, or ${words.wayOut}`,
    { provider: 'linear' },
  );
}

function conflict(what: string, remedy: string): Error {
  return failure(FailureType.Conflict, what, remedy, { provider: 'linear' });
}

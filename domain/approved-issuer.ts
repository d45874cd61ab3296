import type { AuditEvent } from './audit-event';
import type { CredentialKind } from './credential-kind';
import type { ApprovedIssuer } from './judgement';

/**
 * How an event's issuer stands to the approvals: `nameless` when the event says neither who nor by which token,
 * `ended` and `other_kind` when an approval exists that does not cover this event.
 */
export type IssuerStanding = 'approved' | 'nameless' | 'unlisted' | 'ended' | 'other_kind';

/** Who did something, and when: as much of an event as approvals look at. */
interface Issued {
  readonly time: string | undefined;
  readonly actor: Pick<AuditEvent['actor'], 'email' | 'id' | 'tokenId'>;
}

/** Judged at the event's time, so that a late look gives the verdict that a prompt one would have given. */
export function issuerStanding(
  event: Issued,
  kind: CredentialKind,
  approvals: readonly ApprovedIssuer[],
): IssuerStanding {
  const { email, id, tokenId } = event.actor;
  if ([email, id, tokenId].every((name) => name.trim() === '')) return 'nameless';
  const own = approvals.filter((approval) => names(approval, event));
  if (own.length === 0) return 'unlisted';
  const current = own.filter(({ until }) => until === undefined || isWithin(event.time, until));
  if (current.length === 0) return 'ended';
  return current.some(({ kinds }) => kinds === undefined || kinds.includes(kind)) ? 'approved' : 'other_kind';
}

/** Every name that an approval gives must be the actor's; one that gives none is nobody's. */
function names(approval: ApprovedIssuer, { actor }: Issued): boolean {
  const pairs = [
    [approval.email?.toLowerCase(), actor.email.toLowerCase()],
    [approval.actorId, actor.id],
    [approval.tokenId, actor.tokenId],
  ].filter((pair): pair is [string, string] => pair[0] !== undefined);
  return pairs.length > 0 && pairs.every(([wanted, actual]) => wanted.trim() !== '' && wanted.trim() === actual.trim());
}

/** @param until last day, `YYYY-MM-DD`; a date in another form has ended, for nobody can say when it would */
function isWithin(time: string | undefined, until: string): boolean {
  const day = /^\d{4}-\d{2}-\d{2}(?=T)/.exec(time ?? '')?.[0];
  return day !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(until) && day <= until;
}

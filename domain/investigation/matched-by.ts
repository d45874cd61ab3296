import type { MatchedBy } from './timeline';

/** Whom an investigation is about. What is not known is absent; an empty text is nobody's name. */
export interface InvestigatedActor {
  readonly email?: string | undefined;
  readonly id?: string | undefined;
  /** The token that was named, and those that the actor was found to have made. */
  readonly tokenIds?: readonly string[] | undefined;
  readonly ip?: string | undefined;
}

/** Who did something, as a record says it. */
export interface RecordedActor {
  readonly email: string;
  readonly ids: readonly string[];
  readonly credentialId: string;
  readonly address: string;
}

/**
 * How a record that a search found belongs to the actor; null when it does not. Providers search by their own idea of
 * equality: what they find is checked again. An address alone makes nobody the actor.
 */
export function matchedBy(actor: InvestigatedActor, recorded: RecordedActor): MatchedBy | null {
  const email = folded(actor.email);
  if (email !== '' && email === folded(recorded.email)) return 'actor';
  const id = folded(actor.id);
  if (id !== '' && recorded.ids.some((one) => folded(one) === id)) return 'actor';
  const credential = folded(recorded.credentialId);
  if (credential !== '' && actor.tokenIds?.some((one) => folded(one) === credential) === true) return 'token';
  const ip = folded(actor.ip);
  return ip !== '' && ip === folded(recorded.address) ? 'address' : null;
}

function folded(name: string | undefined): string {
  return (name ?? '').trim().toLowerCase();
}

import { canonicalAddress } from './address';
import { canonicalEmail, canonicalId } from './canonical-name';
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
  const isSame = (one: string | undefined, other: string, canonical: (name: string) => string): boolean => {
    const name = canonical(one ?? '');
    return name !== '' && name === canonical(other);
  };
  if (isSame(actor.email, recorded.email, canonicalEmail)) return 'actor';
  if (recorded.ids.some((id) => isSame(actor.id, id, canonicalId))) return 'actor';
  if (actor.tokenIds?.some((id) => isSame(id, recorded.credentialId, canonicalId)) === true) return 'token';
  return isSame(actor.ip, recorded.address, (address) => canonicalAddress(address) ?? '') ? 'address' : null;
}

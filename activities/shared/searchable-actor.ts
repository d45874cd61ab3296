import { canonicalAddress } from '../../domain/investigation/address';
import type { Anomaly } from '../../domain/investigation/anomaly';
import { canonicalId } from '../../domain/investigation/canonical-name';

/** The names of an actor that may stand in a search; the others are null. */
export type SearchableActor = Anomaly['actor'];

const EMAIL = /^[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}$/;
const ID = /^[A-Za-z0-9-]{6,64}$/;

/**
 * What of an actor looks like a name and nothing else. A detector's message may hold whatever an attacker has put into it:
 * what does not look like an address or an id is never searched for.
 */
export function searchableActor({ email, id, tokenId, ip }: Anomaly['actor']): SearchableActor {
  const only = (value: string | null, isName: (text: string) => boolean): string | null => {
    const text = value?.trim() ?? '';
    return isName(text) ? text : null;
  };
  // Providers write hexadecimal digits in small letters.
  const idOf = (value: string | null) => only(value === null ? null : canonicalId(value), (text) => ID.test(text));
  return {
    email: only(email, (text) => EMAIL.test(text)),
    id: idOf(id),
    tokenId: idOf(tokenId),
    ip: only(ip, (text) => canonicalAddress(text) !== null),
  };
}

/** Providers compare by case: the spelling that was reported, and the usual one. */
export function spellingsOf(email: string): readonly string[] {
  return [...new Set([email, email.toLowerCase()])];
}

/** Providers may compare addresses as texts: the usual spelling, and the one that was reported. */
export function spellingsOfAddress(ip: string): readonly string[] {
  return [...new Set([canonicalAddress(ip) ?? ip, ip])];
}

/** Whether a name was reported that may stand in no search. */
export function hasUnsearchableName(reported: Anomaly['actor'], searchable: SearchableActor): boolean {
  return (['email', 'id', 'tokenId', 'ip'] as const).some(
    (name) => (reported[name]?.trim() ?? '') !== '' && searchable[name] === null,
  );
}

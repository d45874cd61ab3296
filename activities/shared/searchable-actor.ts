import { isIP } from 'node:net';
import type { Anomaly } from '../../domain/investigation/anomaly';

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
  return {
    email: only(email, (text) => EMAIL.test(text)),
    id: only(id, (text) => ID.test(text)),
    tokenId: only(tokenId, (text) => ID.test(text)),
    // An address with a zone is one of a machine's own network.
    ip: only(ip, (text) => isIP(text) !== 0 && !text.includes('%')),
  };
}

/** Providers compare by case: the spelling that was reported, and the usual one. */
export function spellingsOf(email: string): readonly string[] {
  return [...new Set([email, email.toLowerCase()])];
}

/** Whether a name was reported that may stand in no search. */
export function hasUnsearchableName(reported: Anomaly['actor'], searchable: SearchableActor): boolean {
  return (['email', 'id', 'tokenId', 'ip'] as const).some(
    (name) => (reported[name]?.trim() ?? '') !== '' && searchable[name] === null,
  );
}

import { addressSpellings } from '../../domain/investigation/address';
import type { SearchableActor } from '../shared/searchable-actor';
import { spellingsOf, spellingsOfAddress } from '../shared/searchable-actor';

/** What to search for. `null` where nothing is known that Datadog could know. */
export interface ActorQueries {
  /** Events of the actor. */
  readonly actor: string | null;
  /** Events from the actor's address, whoever did them. */
  readonly address: string | null;
}

/** Cloudflare's ids; Datadog has others, and finding nothing for one would look like an actor who did nothing. */
const CLOUDFLARE_ID = /^[0-9a-f]{32}$/i;
/** As a user has one in `usr.uuid`, beside an e-mail address in `usr.id`. */
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The searches for an actor, exact and quoted: nothing that was reported reaches Datadog as syntax.
 *
 * Two of them, so that a busy address does not crowd out the actor. A token of Cloudflare is nobody in Datadog. Addresses are
 * compared as texts there: every spelling that systems write is asked for.
 * @param actor checked by `searchableActor`
 * @see activities/datadog/README.md
 */
export function actorQueries({ email, id, ip }: SearchableActor): ActorQueries {
  const names = [
    ...(email === null ? [] : spellingsOf(email).map((spelling) => term('usr.email', spelling))),
    ...(id === null || CLOUDFLARE_ID.test(id)
      ? []
      : [term('usr.id', id), ...(UUID.test(id) ? [term('usr.uuid', id)] : [])]),
  ];
  const addresses = ip === null ? [] : [...new Set([...spellingsOfAddress(ip), ...addressSpellings(ip)])];
  return { actor: anyOf(names), address: anyOf(addresses.map((spelling) => term('network.client.ip', spelling))) };
}

function anyOf(terms: readonly string[]): string | null {
  if (terms.length === 0) return null;
  return terms.length === 1 ? terms.join('') : `(${terms.join(' OR ')})`;
}

/** Between quotation marks only these two mean anything. */
function term(attribute: string, value: string): string {
  return `@${attribute}:"${value.replace(/["\\]/g, '\\$&')}"`;
}

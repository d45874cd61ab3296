import type { SearchableActor } from '../shared/searchable-actor';
import { spellingsOf } from '../shared/searchable-actor';

/** What to search for. `null` where nothing is known that Datadog could know. */
export interface ActorQueries {
  /** Events of the actor. */
  readonly actor: string | null;
  /** Events from the actor's address, whoever did them. */
  readonly address: string | null;
}

/** Cloudflare's ids; Datadog has others, and finding nothing for one would look like an actor who did nothing. */
const CLOUDFLARE_ID = /^[0-9a-f]{32}$/i;

/**
 * The searches for an actor, exact and quoted: nothing that was reported reaches Datadog as syntax.
 *
 * Two of them, so that a busy address does not crowd out the actor. A token of Cloudflare is nobody in Datadog.
 * @param actor checked by `searchableActor`
 * @see activities/datadog/README.md
 */
export function actorQueries({ email, id, ip }: SearchableActor): ActorQueries {
  const terms = [
    ...(email === null ? [] : spellingsOf(email).map((spelling) => `@usr.email:${quoted(spelling)}`)),
    ...(id === null || CLOUDFLARE_ID.test(id) ? [] : [`@usr.id:${quoted(id)}`]),
  ];
  return {
    actor: terms.length === 0 ? null : terms.length === 1 ? terms.join('') : `(${terms.join(' OR ')})`,
    address: ip === null ? null : `@network.client.ip:${quoted(ip)}`,
  };
}

/** Between quotation marks only these two mean anything. */
function quoted(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}

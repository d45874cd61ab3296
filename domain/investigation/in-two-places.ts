import type { IndicatorContext, OwnEvent } from './indicator-context';
import { isPresent } from './indicator-context';
import type { Session } from './sessions';
import { sessionsOf } from './sessions';
import { countBetween } from './succession';
import { eventRef } from './timeline';

/**
 * What the actor did in two countries within a span, at one address at least that the history does not know. A country that
 * is known of a network counts for all events from there.
 */
export function inTwoCountries(context: IndicatorContext, withinMs: number): readonly OwnEvent[] {
  const countries = countriesByNetwork(context);
  const placed = context.own.flatMap((one) => {
    const { event, network, atMs } = one;
    const where = event.country === null ? countries.get(network ?? '') : new Set([event.country]);
    return isPresent(one) && atMs !== undefined && where !== undefined ? { one, atMs, where } : [];
  });
  const all = new Times();
  const unknown = new Times();
  for (const { one, atMs, where } of placed) {
    for (const times of one.established ? [all] : [all, unknown]) times.add(one.network, countryOf(where), atMs);
  }
  const found = placed.filter(({ one, atMs, where }) => {
    // Of two known networks neither is strange: who was at a known one is compared with the unknown ones only.
    const others = one.established ? unknown : all;
    return others.elsewhere(one.network, countryOf(where), atMs - withinMs, atMs + withinMs) > 0;
  });
  return found.map(({ one }) => one);
}

/** The one country of a place; null for a place of several, which agrees with nothing. */
function countryOf(where: ReadonlySet<string>): string | null {
  return where.size === 1 ? ([...where][0] ?? null) : null;
}

/** Times by network and country, each list in the order of time. */
class Times {
  readonly #lists = new Map<string, number[]>();

  add(network: string | null, country: string | null, atMs: number): void {
    for (const key of [keyOf(), keyOf(network), keyOf(undefined, country), keyOf(network, country)]) {
      const list = this.#lists.get(key);
      if (list === undefined) this.#lists.set(key, [atMs]);
      else list.push(atMs);
    }
  }

  /** How many lie in the span, in another network and in another country. */
  elsewhere(network: string | null, country: string | null, from: number, to: number): number {
    const count = (key: string): number => countBetween(this.#lists.get(key), from, to);
    const inOtherNetworks = count(keyOf()) - count(keyOf(network));
    if (country === null) return inOtherNetworks;
    return inOtherNetworks - (count(keyOf(undefined, country)) - count(keyOf(network, country)));
  }
}

function keyOf(network?: string | null, country?: string | null): string {
  return JSON.stringify([network === undefined ? [] : [network], country === undefined ? [] : [country]]);
}

/** Countries that events with a country show for each network, the actor’s own and others’. */
function countriesByNetwork({ own, others }: IndicatorContext): ReadonlyMap<string, ReadonlySet<string>> {
  const countries = new Map<string, Set<string>>();
  for (const { network, event } of [...own, ...others]) {
    if (network === null || event.country === null) continue;
    countries.set(network, (countries.get(network) ?? new Set()).add(event.country));
  }
  return countries;
}

/**
 * What one credential did in sessions that overlap with one from another network, at least one of the two networks unknown to
 * the history.
 *
 * @param events of one credential, all with a network
 */
export function usedInParallel(events: readonly OwnEvent[]): readonly OwnEvent[] {
  const byRef = new Map(events.map((one) => [eventRef(one.event), one]));
  const sessions = sessionsOf(events.map(({ event }) => event)).map((session) => ({
    ...session,
    own: session.events.flatMap((ref) => byRef.get(ref) ?? []),
  }));
  const everywhere = new Overlaps(sessions);
  const unknown = new Overlaps(sessions.filter(({ own }) => own[0]?.established === false));
  const byNetwork = new Map(
    [...Map.groupBy(sessions, ({ own }) => own[0]?.network)].map(([network, there]) => [network, new Overlaps(there)]),
  );
  return sessions.flatMap((session) => {
    const first = session.own[0];
    const elsewhere = first?.established
      ? unknown.count(session)
      : everywhere.count(session) - (byNetwork.get(first?.network)?.count(session) ?? 0);
    return elsewhere > 0 ? session.own : [];
  });
}

/** Counts the sessions that overlap with one. */
class Overlaps {
  readonly #starts: readonly number[];
  readonly #ends: readonly number[];

  constructor(sessions: readonly Session[]) {
    this.#starts = sessions.map(({ from }) => Date.parse(from)).sort(ascending);
    this.#ends = sessions.map(({ to }) => Date.parse(to)).sort(ascending);
  }

  count({ from, to }: Session): number {
    const begun = countBetween(this.#starts, -Infinity, Date.parse(to));
    return begun - countBetween(this.#ends, -Infinity, Date.parse(from) - 1);
  }
}

function ascending(a: number, b: number): number {
  return a - b;
}

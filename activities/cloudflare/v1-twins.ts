import type { ActionKind } from '../../domain/investigation/action-kind';
import { canonicalAddress } from '../../domain/investigation/address';
import { canonicalEmail } from '../../domain/investigation/canonical-name';
import type { TimelineEvent } from '../../domain/investigation/timeline';

/** The two logs stamp one action within seconds of each other; their ids never overlap. */
const SAME_ACTION_MS = 10_000;

/** What the older log calls by a word that stands for many, and the kinds that the newer one may tell of the same act. */
const VAGUE: Readonly<Partial<Record<ActionKind, ReadonlySet<ActionKind>>>> = {
  create: new Set<ActionKind>(['credential_minted', 'member_added', 'logging_enabled', 'alerting_enabled']),
  delete: new Set<ActionKind>([
    'credential_deleted',
    'member_removed',
    'logging_disabled',
    'alerting_disabled',
    'security_weakened',
  ]),
  change: new Set<ActionKind>([
    'credential_changed',
    'credential_rolled',
    'role_changed',
    'sign_in_changed',
    'logging_disabled',
    'logging_enabled',
    'alerting_disabled',
    'alerting_enabled',
    'security_weakened',
    'security_strengthened',
  ]),
};

type Entry = readonly [key: string, event: TimelineEvent];

/**
 * Keys of the older log's events that the newer one shows as well: seen twice, one act would look like two.
 *
 * Each event of the newer log stands for one of the older at most, the nearest pairs first. What may be another act stays: told
 * twice is better than not at all.
 * @param newer,older events of one account by the key of their record
 */
export function twinsOf(newer: readonly Entry[], older: readonly Entry[]): readonly string[] {
  const byPlace = Map.groupBy(newer, ([, event]) => placeOf(event));
  const pairs = older.flatMap(([olderKey, event]) => {
    const place = placeOf(event);
    if (place === undefined) return [];
    return [place - 1, place, place + 1]
      .flatMap((one) => byPlace.get(one) ?? [])
      .filter(([, candidate]) => isSameAct(candidate, event))
      .map(([newerKey, candidate]) => ({ newerKey, olderKey, distanceMs: distanceMs(candidate, event) }));
  });
  const paired = new Set<string>();
  return pairs
    .sort((a, b) => a.distanceMs - b.distanceMs)
    .flatMap(({ newerKey, olderKey }) => {
      if (paired.has(newerKey) || paired.has(olderKey)) return [];
      paired.add(newerKey).add(olderKey);
      return [olderKey];
    });
}

/** Events that may be one act lie in the same place or beside each other. */
function placeOf({ time }: TimelineEvent): number | undefined {
  return time === null ? undefined : Math.floor(Date.parse(time) / SAME_ACTION_MS);
}

function isSameAct(newer: TimelineEvent, older: TimelineEvent): boolean {
  const isSameActor =
    newer.actor.email !== '' && canonicalEmail(newer.actor.email) === canonicalEmail(older.actor.email);
  return (
    isSameActor &&
    mayBeSameAddress(newer.address, older.address) &&
    (newer.kind === older.kind || VAGUE[older.kind]?.has(newer.kind) === true) &&
    newer.outcome === older.outcome &&
    distanceMs(newer, older) <= SAME_ACTION_MS
  );
}

function mayBeSameAddress(a: string | null, b: string | null): boolean {
  return a === null || b === null || a === b || (canonicalAddress(a) ?? a) === (canonicalAddress(b) ?? b);
}

function distanceMs(a: TimelineEvent, b: TimelineEvent): number {
  return a.time === null || b.time === null ? Infinity : Math.abs(Date.parse(a.time) - Date.parse(b.time));
}

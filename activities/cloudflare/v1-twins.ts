import type { TimelineEvent } from '../../domain/investigation/timeline';

/** The two logs stamp one action within seconds of each other; their ids never overlap. */
const SAME_ACTION_MS = 10_000;

/** What the older log calls many things that the newer one tells apart. */
const VAGUE: ReadonlySet<TimelineEvent['kind']> = new Set(['create', 'change', 'delete', 'read', 'unknown']);

/**
 * Keys of the older log's events that the newer one shows as well: seen twice, one act would look like two.
 *
 * Each event of the newer log stands for one of the older at most, the nearest in time. What only the older log tells of (a view of
 * a key) matches nothing and stays.
 * @param newer,older events by the key of their record
 */
export function twinsOf(
  newer: readonly (readonly [string, TimelineEvent])[],
  older: readonly (readonly [string, TimelineEvent])[],
): readonly string[] {
  const free = new Map(newer);
  return older.flatMap(([key, event]) => {
    const [twin] = [...free]
      .filter(([, candidate]) => isSameAct(candidate, event))
      .sort(([, a], [, b]) => distanceMs(a, event) - distanceMs(b, event));
    if (twin === undefined) return [];
    free.delete(twin[0]);
    return [key];
  });
}

function isSameAct(newer: TimelineEvent, older: TimelineEvent): boolean {
  const isSameActor = newer.actor.email !== '' && newer.actor.email.toLowerCase() === older.actor.email.toLowerCase();
  return (
    isSameActor &&
    (newer.kind === older.kind || VAGUE.has(older.kind)) &&
    newer.outcome === older.outcome &&
    distanceMs(newer, older) <= SAME_ACTION_MS
  );
}

function distanceMs(a: TimelineEvent, b: TimelineEvent): number {
  return a.time === null || b.time === null ? Infinity : Math.abs(Date.parse(a.time) - Date.parse(b.time));
}

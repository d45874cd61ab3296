import type { OwnEvent } from './indicator-context';

/** Whether `to` follows `from` within a span, both ends included. */
function follows(from: OwnEvent, to: OwnEvent, withinMs: number): boolean {
  if (from.atMs === undefined || to.atMs === undefined) return false;
  const ms = to.atMs - from.atMs;
  return ms >= 0 && ms <= withinMs;
}

/**
 * Of two lists in the order of time: which of the first are followed by one of the second within a span, and which of the
 * second follow. What has no time takes no part; an event that stands in both lists follows itself.
 */
export function successions(
  first: readonly OwnEvent[],
  second: readonly OwnEvent[],
  withinMs: number,
): { readonly followed: readonly OwnEvent[]; readonly following: readonly OwnEvent[] } {
  const froms = first.filter(({ atMs }) => atMs !== undefined);
  const tos = second.filter(({ atMs }) => atMs !== undefined);
  let next = 0;
  let last = -1;
  return {
    followed: froms.filter((from) => {
      while ((tos[next]?.atMs ?? Infinity) < (from.atMs ?? 0)) next += 1;
      const to = tos[next];
      return to !== undefined && follows(from, to, withinMs);
    }),
    following: tos.filter((to) => {
      while ((froms[last + 1]?.atMs ?? Infinity) <= (to.atMs ?? 0)) last += 1;
      const from = froms[last];
      return from !== undefined && follows(from, to, withinMs);
    }),
  };
}

/** Both sides of every succession within a span: an event that follows one and is followed by another comes twice. */
export function pairsWithin(
  first: readonly OwnEvent[],
  second: readonly OwnEvent[],
  withinMs: number,
): readonly OwnEvent[] {
  const { followed, following } = successions(first, second, withinMs);
  return [...followed, ...following];
}

/**
 * Events that lie in some span of `withinMs` with at least `count` different subjects in it. `events` are in the order of
 * time; what has no time is left out.
 */
export function burst(
  events: readonly OwnEvent[],
  count: number,
  withinMs: number,
  subject: (one: OwnEvent) => unknown = targetOf,
): readonly OwnEvent[] {
  const timed = events.filter(({ atMs }) => atMs !== undefined);
  const found = new Set<OwnEvent>();
  const inSpan = new Map<unknown, number>();
  let first = 0;
  let unmarked = 0;
  for (const [end, last] of timed.entries()) {
    inSpan.set(subject(last), (inSpan.get(subject(last)) ?? 0) + 1);
    for (let start = timed[first]; start !== undefined && !follows(start, last, withinMs); start = timed[first]) {
      const left = (inSpan.get(subject(start)) ?? 0) - 1;
      if (left > 0) inSpan.set(subject(start), left);
      else inSpan.delete(subject(start));
      first += 1;
    }
    if (inSpan.size < count) continue;
    for (const one of timed.slice(Math.max(first, unmarked), end + 1)) found.add(one);
    unmarked = end + 1;
  }
  return [...found];
}

/** What an event is about. Two records of one act, in both versions of the log, are about one thing. */
function targetOf({ event }: OwnEvent): string {
  return event.target === '' ? event.id : event.target;
}

/** How many of `sorted` times lie in a span, both ends included. */
export function countBetween(sorted: readonly number[] | undefined, from: number, to: number): number {
  return sorted === undefined || to < from ? 0 : before(sorted, to + 1) - before(sorted, from);
}

/** How many of `sorted` whole numbers are smaller. */
function before(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? Infinity) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

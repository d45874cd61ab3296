import { FailureType } from '../../domain/failure-type';
import { INSIGHT_SEVERITIES } from '../../domain/insight';
import { ticketOrderSchema, type InsightTicketOrder } from '../shared/ticket-order';

/** What one run works off, in order. */
export interface OrderBatch {
  readonly orders: readonly InsightTicketOrder[];
  /** Orders that are left to later runs. */
  readonly notTried: number;
  /** Lines that are no orders. */
  readonly unreadable: number;
}

/** Orders of one run: its share of the tracker's hourly limit, and of the activity's time. */
const MAX_ORDERS = 50;
/** Places among these that go round: whatever fails for good at the head holds up nothing for ever. */
const PLACES_IN_TURN = 10;
const RUN_INTERVAL_MS = 600_000;

/** What passes by itself; after anything else somebody has to act before another try can help. */
const PASSING: ReadonlySet<FailureType> = new Set([
  FailureType.RateLimited,
  FailureType.Unavailable,
  FailureType.UnexpectedAnswer,
]);

/** All orders of one episode: to open its ticket, to close it, or both. */
interface Episode {
  readonly identity: string;
  readonly orders: readonly [InsightTicketOrder, ...InsightTicketOrder[]];
}

/** Identity of an episode of an insight; its ticket's id is made from it. */
export function episodeIdentity({ accountId, insightId, episode }: InsightTicketOrder): string {
  return `insight:${accountId}:${insightId}:${episode}`;
}

/**
 * The orders of one run: those that never failed before those that did, tickets to open before tickets to close, the most
 * severe first. A danger that nobody has been told of is worse than a ticket that is open for too long.
 *
 * Orders of one episode stay together, the opening one first: a ticket that is not there yet looks like one that needs no
 * closing.
 * @param text staged orders, one JSON text a line
 * @param runStart ISO 8601 UTC; decides whose turn it is when not all fit
 */
export function nextBatch(text: string, runStart: string): OrderBatch {
  const episodes = new Map<string, InsightTicketOrder[]>();
  let unreadable = 0;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const order = orderIn(line);
    if (order === undefined) {
      unreadable += 1;
      continue;
    }
    const identity = episodeIdentity(order);
    const known = episodes.get(identity) ?? [];
    if (!known.some(({ action }) => action === order.action)) episodes.set(identity, [...known, order]);
  }
  const queue = [...episodes].map(([identity, orders]) => asEpisode(identity, orders)).sort(byUrgency);
  const all = queue.reduce((sum, { orders }) => sum + orders.length, 0);
  const head = taken(queue, all <= MAX_ORDERS ? MAX_ORDERS : MAX_ORDERS - PLACES_IN_TURN);
  const rest = queue.slice(head.length);
  const turn =
    rest.length === 0 ? 0 : (Math.floor(Date.parse(runStart) / RUN_INTERVAL_MS) * PLACES_IN_TURN) % rest.length;
  const inTurn = taken([...rest.slice(turn), ...rest.slice(0, turn)], all <= MAX_ORDERS ? 0 : PLACES_IN_TURN);
  const orders = [...head, ...inTurn].flatMap((episode) => episode.orders);
  return { orders, notTried: all - orders.length, unreadable };
}

function orderIn(line: string): InsightTicketOrder | undefined {
  try {
    return ticketOrderSchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

function asEpisode(identity: string, orders: readonly InsightTicketOrder[]): Episode {
  const [first, ...others] = [...orders].sort((a, b) => Number(a.action === 'close') - Number(b.action === 'close'));
  if (first === undefined) throw new Error('an episode without orders');
  return { identity, orders: [first, ...others] };
}

function byUrgency(a: Episode, b: Episode): number {
  const [one, other] = [a.orders[0], b.orders[0]];
  return (
    failures(one) - failures(other) ||
    Number(one.action === 'close') - Number(other.action === 'close') ||
    INSIGHT_SEVERITIES.indexOf(other.severity) - INSIGHT_SEVERITIES.indexOf(one.severity) ||
    compare(one.at, other.at) ||
    compare(a.identity, b.identity)
  );
}

function failures({ lastFailure }: InsightTicketOrder): number {
  if (lastFailure === null) return 0;
  return PASSING.has(lastFailure) ? 1 : 2;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function taken(queue: readonly Episode[], places: number): Episode[] {
  const chosen: Episode[] = [];
  let left = places;
  for (const episode of queue) {
    left -= episode.orders.length;
    if (left < 0) break;
    chosen.push(episode);
  }
  return chosen;
}

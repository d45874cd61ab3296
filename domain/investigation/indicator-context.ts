import { MINTING_KINDS } from './action-kind';
import { networkOf } from './network';
import type { TimelineEvent } from './timeline';
import { timelineOf } from './timeline';
import { userAgentClass } from './user-agent-class';

const HOUR_MS = 3_600_000;

/** How far around the anomaly events are looked at. */
const WINDOW_MS = 24 * HOUR_MS;

/**
 * What lies this close before the anomaly is no history: whoever reports an anomaly sees the first act that stands out, rarely
 * the first act.
 */
const SUSPECT_MS = 4 * HOUR_MS;

/** With less to compare with, nothing is called new. */
export const MIN_HISTORY = 3;

/** One event of the actor's own, with what is asked of it again and again. */
export interface OwnEvent {
  readonly event: TimelineEvent;
  /** Milliseconds since 1970; undefined when the record has no time. */
  readonly atMs: number | undefined;
  readonly network: string | null;
  /** Whether the actor's history knows the network. False without an address. */
  readonly established: boolean;
  /** Whether it took place: an absent result counts as success. */
  readonly done: boolean;
}

/** What rules look at: one timeline, seen from the actor at the time of the anomaly. */
export interface IndicatorContext {
  /** All that the actor did in the window, by time; events without a time last. */
  readonly own: readonly OwnEvent[];
  /** The part of `own` long enough before the anomaly to tell what is usual. Only what took place. */
  readonly history: readonly OwnEvent[];
  /** The part of `own` that is in question: shortly before the anomaly, after it, and what has no time. */
  readonly focus: readonly OwnEvent[];
  /** What others did from the actor's addresses. */
  readonly others: readonly OwnEvent[];
  /** Whether the history knows enough networks to call one new. */
  readonly knowsNetworks: boolean;
}

/** @param anomalyTime ISO 8601 */
export function indicatorContext(anomalyTime: string, events: readonly TimelineEvent[]): IndicatorContext {
  const anomalyMs = Date.parse(anomalyTime);
  const inWindow = timelineOf(events).filter(
    ({ time }) => time === null || Math.abs(Date.parse(time) - anomalyMs) <= WINDOW_MS,
  );
  const isPast = ({ atMs }: OwnEvent): boolean => atMs !== undefined && atMs < anomalyMs - SUSPECT_MS;
  const bare = inWindow.map((event) => ownEvent(event, new Set()));
  const past = bare.filter((one) => one.event.matchedBy !== 'address' && isPast(one) && one.done);
  const networks = new Set(past.map(({ network }) => network));
  const all = inWindow.map((event) => ownEvent(event, networks));
  const own = all.filter(({ event }) => event.matchedBy !== 'address');
  return {
    own,
    history: own.filter((one) => isPast(one) && one.done),
    focus: own.filter((one) => !isPast(one)),
    others: all.filter(({ event }) => event.matchedBy === 'address'),
    knowsNetworks: past.filter(({ network }) => network !== null).length >= MIN_HISTORY,
  };
}

function ownEvent(event: TimelineEvent, networks: ReadonlySet<string | null>): OwnEvent {
  const network = networkOf(event.address);
  return {
    event,
    atMs: event.time === null ? undefined : Date.parse(event.time),
    network,
    established: network !== null && networks.has(network),
    done: event.outcome !== 'failure',
  };
}

/** Whether the actor was there: who merely fails to sign in may be anybody who knows the name. */
export function isPresent({ event }: OwnEvent): boolean {
  return event.kind !== 'login_failed';
}

/** Whether the actor came from a network that the history does not know, and there is a history. */
export function isFromNewNetwork(one: OwnEvent, { knowsNetworks }: IndicatorContext): boolean {
  return knowsNetworks && one.network !== null && !one.established && isPresent(one);
}

/** Whether an approved issuer issued something from where they usually work. */
export function isApprovedMinting({ event, established }: OwnEvent): boolean {
  return MINTING_KINDS.has(event.kind) && event.approvedIssuer && established;
}

/**
 * Whether a credential does again what it does all day: the same sort of act, from the same network, with the same sort of
 * program, at least three times in the history.
 */
export function isKnownAutomation(one: OwnEvent, { history }: IndicatorContext): boolean {
  const { credentialId, kind, userAgent, area } = one.event;
  if (credentialId === null || one.network === null || kind === 'unknown') return false;
  const agent = userAgentClass(userAgent);
  const alike = history.filter(
    ({ event, network }) =>
      event.credentialId === credentialId && network === one.network && userAgentClass(event.userAgent) === agent,
  );
  return alike.length >= MIN_HISTORY && alike.some(({ event }) => event.kind === kind && event.area === area);
}

/** Whether a piece of work is the actor's daily bread: same kind, same area, known network. */
export function isUsual({ event, established }: OwnEvent, { history }: IndicatorContext): boolean {
  return established && history.some((past) => past.event.kind === event.kind && past.event.area === event.area);
}

/** Whether `to` follows `from` within a span, both ends included. */
export function follows(from: OwnEvent, to: OwnEvent, withinMs: number): boolean {
  if (from.atMs === undefined || to.atMs === undefined) return false;
  const ms = to.atMs - from.atMs;
  return ms >= 0 && ms <= withinMs;
}

/**
 * Events that lie in some span of `withinMs` with at least `count` different targets in it. `events` are in the order of
 * time; what has no time is left out.
 */
export function burst(events: readonly OwnEvent[], count: number, withinMs: number): readonly OwnEvent[] {
  const timed = events.filter(({ atMs }) => atMs !== undefined);
  const found = new Set<OwnEvent>();
  const inSpan = new Map<string, number>();
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
function subject({ event }: OwnEvent): string {
  return event.target === '' ? event.id : event.target;
}

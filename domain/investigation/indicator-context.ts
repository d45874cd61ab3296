import { MINTING_KINDS, SENSITIVE_KINDS } from './action-kind';
import { instructionLikeText } from './instruction-text';
import { networkOf } from './network';
import type { TimelineEvent } from './timeline';
import { timelineOf } from './timeline';
import type { UserAgentClass } from './user-agent-class';
import { userAgentClass } from './user-agent-class';

const HOUR_MS = 3_600_000;

/** How far around the anomaly events are looked at. */
export const WINDOW_MS = 24 * HOUR_MS;

/**
 * What lies this close before the anomaly is no history: whoever reports an anomaly sees the first act that stands out, rarely
 * the first act.
 */
export const SUSPECT_MS = 4 * HOUR_MS;

/** With less to compare with, nothing is called new; and a place at which less was done is not known. */
export const MIN_HISTORY = 3;

/** Acts of one sitting do not vouch for each other. */
export const SITTING_MS = HOUR_MS;

/** One event of the actor's own, with what is asked of it again and again. */
export interface OwnEvent {
  readonly event: TimelineEvent;
  /** Milliseconds since 1970; undefined when the record has no time. */
  readonly atMs: number | undefined;
  readonly network: string | null;
  readonly agent: UserAgentClass;
  /** Whether one of its texts reads like an instruction to a language model. */
  readonly instructs: boolean;
  /** Whether the actor's history knows the network. False without an address. */
  readonly established: boolean;
  /** Whether an attack indicator names it. Then it vouches for nothing. */
  readonly suspect: boolean;
  /** Whether it took place: an absent result counts as success. */
  readonly done: boolean;
}

/** What rules look at: one timeline, seen from the actor at the time of the anomaly. */
export interface IndicatorContext {
  /** All that the actor did in the window, by time; events without a time last. */
  readonly own: readonly OwnEvent[];
  /** The part of `own` long enough before the anomaly to tell what is usual. Only what took place and is no suspect. */
  readonly history: readonly OwnEvent[];
  /**
   * What there is to compare with: the acts before the anomaly that neither give power nor hide traces, suspects among them.
   * It decides whether anything is called new, never what is known: so a suspect takes nothing away from suspicion.
   */
  readonly ordinary: readonly OwnEvent[];
  /** The part of `own` shortly before the anomaly, after it, and what has no time. */
  readonly around: readonly OwnEvent[];
  /** What has to be accounted for: `around`, and whatever gives power or hides traces in all of `own`. */
  readonly focus: readonly OwnEvent[];
  /** What others did from the actor's addresses. */
  readonly others: readonly OwnEvent[];
  /** Whether there is enough to compare with to call a network new. */
  readonly knowsNetworks: boolean;
  /** Sorts of work that the history shows, as kind and area. */
  readonly usual: ReadonlySet<string>;
  /** What credentials of `own` do again as they do all day. */
  readonly automation: ReadonlySet<OwnEvent>;
}

/** Everything of a timeline that no suspicion changes. */
export interface SeenTimeline {
  readonly anomalyMs: number;
  readonly all: readonly OwnEvent[];
}

/**
 * What lies in the window, by time.
 *
 * @param anomalyTime ISO 8601
 */
export function seenTimeline(anomalyTime: string, events: readonly TimelineEvent[]): SeenTimeline {
  const anomalyMs = Date.parse(anomalyTime);
  const all = timelineOf(events).map((event) => ({
    event,
    atMs: event.time === null ? undefined : Date.parse(event.time),
    network: networkOf(event.address),
    agent: userAgentClass(event.userAgent),
    instructs: instructionLikeText(event),
    established: false,
    suspect: false,
    done: event.outcome !== 'failure',
  }));
  return {
    anomalyMs,
    all: all.filter(({ atMs }) => atMs === undefined || Math.abs(atMs - anomalyMs) <= WINDOW_MS),
  };
}

/** What rules look at, when `suspects` are what attack indicators are known to name. More suspects make nothing usual. */
export function indicatorContext(
  { anomalyMs, all }: SeenTimeline,
  suspects: ReadonlySet<TimelineEvent>,
): IndicatorContext {
  const isPast = ({ atMs }: OwnEvent): boolean => atMs !== undefined && atMs < anomalyMs - SUSPECT_MS;
  const isOrdinary = (one: OwnEvent): boolean => isPast(one) && one.done && !SENSITIVE_KINDS.has(one.event.kind);
  const isOwn = ({ event }: OwnEvent): boolean => event.matchedBy !== 'address';
  const isSuspect = ({ event }: OwnEvent): boolean => suspects.has(event);

  const placed = all.filter((one) => isOwn(one) && isOrdinary(one) && one.network !== null);
  const known = knownNetworks(
    placed.slice(0, MIN_HISTORY).filter((one) => !isSuspect(one)),
    all.filter((one) => isOwn(one) && isPast(one) && one.done && !isSuspect(one)),
  );
  const judged = all.map((one) => ({
    ...one,
    established: one.network !== null && known.has(one.network),
    suspect: isSuspect(one),
  }));
  const own = judged.filter(isOwn);
  const history = own.filter((one) => isPast(one) && one.done && !one.suspect);
  return {
    own,
    history,
    ordinary: own.filter(isOrdinary),
    around: own.filter((one) => !isPast(one)),
    focus: own.filter((one) => !isPast(one) || (one.done && SENSITIVE_KINDS.has(one.event.kind))),
    others: judged.filter((one) => !isOwn(one)),
    knowsNetworks: placed.length >= MIN_HISTORY,
    usual: new Set(history.map(workOf)),
    automation: knownAutomation(own, history),
  };
}

/** Where the history begins, and every place at which several things were done: one sitting anywhere makes no habit. */
function knownNetworks(beginning: readonly OwnEvent[], history: readonly OwnEvent[]): ReadonlySet<string> {
  const known = new Set(beginning.flatMap(({ network }) => network ?? []));
  for (const [network, acts] of Map.groupBy(history, (one) => one.network)) {
    const [first = 0, last = 0] = [acts[0]?.atMs, acts.at(-1)?.atMs];
    if (network !== null && acts.length >= MIN_HISTORY && last - first >= SITTING_MS) known.add(network);
  }
  return known;
}

/** The times of the first and the last of some acts. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** `span` with one more time in it. */
export function widened(span: Span | undefined, atMs: number): Span {
  return { first: Math.min(span?.first ?? atMs, atMs), last: Math.max(span?.last ?? atMs, atMs) };
}

/** Whether some of the acts lie in another sitting than a time. */
export function isVouchedFor({ first, last }: Span, atMs: number): boolean {
  return atMs - first >= SITTING_MS || last - atMs >= SITTING_MS;
}

/**
 * What credentials do again as they do all day: at least three acts of the history from the same network with the same sort
 * of program, one of them of the same sort and not of the same hour.
 */
function knownAutomation(own: readonly OwnEvent[], history: readonly OwnEvent[]): ReadonlySet<OwnEvent> {
  const counts = new Map<string, number>();
  const spans = new Map<string, Span>();
  for (const one of history) {
    const worker = workerOf(one);
    if (worker === null) continue;
    counts.set(worker, (counts.get(worker) ?? 0) + 1);
    spans.set(sortOf(worker, one), widened(spans.get(sortOf(worker, one)), one.atMs ?? 0));
  }
  return new Set(
    own.filter((one) => {
      const worker = workerOf(one);
      if (worker === null || one.event.kind === 'unknown') return false;
      const span = spans.get(sortOf(worker, one));
      return (
        (counts.get(worker) ?? 0) >= MIN_HISTORY &&
        span !== undefined &&
        (one.atMs === undefined || isVouchedFor(span, one.atMs))
      );
    }),
  );
}

/** A credential at a place with a sort of program; null for a session in a browser and for what comes from nowhere. */
function workerOf({ event, network, agent }: OwnEvent): string | null {
  return event.credentialId === null || network === null ? null : JSON.stringify([event.credentialId, network, agent]);
}

function sortOf(worker: string, { event }: OwnEvent): string {
  return JSON.stringify([worker, event.kind, event.area]);
}

/** Whether a credential does again what it does all day. */
export function isKnownAutomation(one: OwnEvent, { automation }: IndicatorContext): boolean {
  return automation.has(one);
}

/** Whether a piece of work is the actor's daily bread: same kind, same area, known network. */
export function isUsual(one: OwnEvent, { usual }: IndicatorContext): boolean {
  return one.established && usual.has(workOf(one));
}

function workOf({ event }: OwnEvent): string {
  return JSON.stringify([event.kind, event.area]);
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

import type { ActionKind } from './action-kind';

/** Where an event was read. */
export const TIMELINE_SOURCES = ['cloudflare', 'datadog'] as const;
export type TimelineSource = (typeof TIMELINE_SOURCES)[number];

/** Each source as people call it. */
export const SOURCE_NAMES: Readonly<Record<TimelineSource, string>> = { cloudflare: 'Cloudflare', datadog: 'Datadog' };

/**
 * Why an event is in the timeline: it names the actor, it was done with the actor's token, or it merely came from the
 * actor's address and may be somebody else's.
 */
export type MatchedBy = 'actor' | 'token' | 'address';

/** `cloudflare:<id>` or `datadog:<id>`: what indicators, reports and models cite. */
export type EventRef = `${TimelineSource}:${string}`;

/**
 * One event of either source, small enough to pass through a run's history, and plain JSON.
 *
 * Every string but `source`, `time`, `kind`, `outcome` and `matchedBy` comes from outside: untrusted, of bounded length.
 */
export interface TimelineEvent {
  readonly source: TimelineSource;
  /** The provider's id, unique within its source. */
  readonly id: string;
  /** ISO 8601 UTC with milliseconds; null when the record has no readable time: such events stand at the end. */
  readonly time: string | null;
  readonly kind: ActionKind;
  /** `unknown` counts as success wherever a rule asks: an absent result is no failure. */
  readonly outcome: 'success' | 'failure' | 'unknown';
  /** Empty strings where the record is silent. */
  readonly actor: { readonly id: string; readonly email: string; readonly name: string; readonly type: string };
  readonly address: string | null;
  /** ISO 3166 code of two capitals; Cloudflare's log has none. */
  readonly country: string | null;
  readonly userAgent: string;
  /** Token or key that the request was made with; null for a session in a browser, or when the record is silent. */
  readonly credentialId: string | null;
  /** What was acted on. For credentials their id; equal for the acts that make, change and remove one thing. */
  readonly target: string;
  /** What sort of thing was acted on, without ids: equal for one sort of work. */
  readonly area: string;
  /** The request that caused it; equal for records that one request left in several accounts. */
  readonly requestId: string | null;
  /** Whether the settings approve its actor as an issuer of such credentials; false for everything else. */
  readonly approvedIssuer: boolean;
  /** What the record says in words. */
  readonly text: { readonly summary: string; readonly targetName: string };
  readonly matchedBy: MatchedBy;
}

/** Longest text that an event carries on, in characters; the whole of it stands in the evidence. */
const MAX_TEXT = 200;

/** Text as long as an event may carry, never cut within a character. */
export function cut(text: string): string {
  return text.length <= MAX_TEXT
    ? text
    : Array.from(text.slice(0, 2 * MAX_TEXT))
        .slice(0, MAX_TEXT)
        .join('');
}

/** What an event is cited by: ids are unique within their source alone. */
export function eventRef({ source, id }: Pick<TimelineEvent, 'source' | 'id'>): EventRef {
  return `${source}:${id}`;
}

/**
 * Events in the order of time, source and id, each once; events without a time come last.
 *
 * One request by a person leaves a record in every account that the person can reach, under ids of their own: the one with
 * the smallest id stands for them. Any order of the same events, and any repetition, gives the same timeline.
 * @see docs/sources.md#audit-logs-v2
 */
export function timelineOf(events: readonly TimelineEvent[]): readonly TimelineEvent[] {
  const once = new Map<string, TimelineEvent>();
  for (const event of [...events].sort(byTime)) {
    const key = eventRef(event);
    const found = once.get(key);
    if (found === undefined || MATCH_STRENGTH[event.matchedBy] > MATCH_STRENGTH[found.matchedBy]) once.set(key, event);
  }
  const acts = new Map<string, TimelineEvent>();
  for (const event of [...once.values()].sort(byTime)) {
    const { requestId, source, kind, outcome, target, time, matchedBy } = event;
    const key = requestId === null ? eventRef(event) : [source, requestId, kind, outcome, target, time, matchedBy];
    const identity = JSON.stringify(key);
    if (!acts.has(identity)) acts.set(identity, event);
  }
  return [...acts.values()];
}

const MATCH_STRENGTH: Readonly<Record<MatchedBy, number>> = { actor: 2, token: 1, address: 0 };

/** The end of all times, so that what has none comes last. */
const LAST = '~';

function byTime(a: TimelineEvent, b: TimelineEvent): number {
  return (
    compare(a.time ?? LAST, b.time ?? LAST) ||
    compare(a.source, b.source) ||
    compare(a.id, b.id) ||
    // Only for two records of one id: whichever wins, it is the same one for every order.
    compare(JSON.stringify(a), JSON.stringify(b))
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

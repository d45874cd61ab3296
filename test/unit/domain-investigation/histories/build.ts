import type { ActionKind } from '../../../../domain/investigation/action-kind';
import type { SourceState } from '../../../../domain/investigation/source-state';
import type { TimelineEvent, TimelineSource } from '../../../../domain/investigation/timeline';
import { assessTimeline, type RulesAssessment } from '../../../../domain/investigation/verdict';
import type { Verdict } from '../../../../domain/investigation/verdict-order';

/** Noon: the anomaly of every history. */
const ANOMALY_TIME = '2026-11-22T12:00:00.000Z';

export const OFFICE = '198.51.100.20';
/** Another desk, the same network. */
export const OFFICE_TOO = '198.51.100.77';
export const HOTEL = '203.0.113.77';
export const DATACENTRE = '192.0.2.15';

const BROWSER = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)';
export const CURL = 'curl/8.11.0';
const ALICE = { id: 'alice', email: 'alice@example.com', name: 'Alice', type: 'user' };
export const CAROL = { id: 'carol', email: 'carol@example.com', name: 'Carol', type: 'user' };

const UNIT_MS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000 };
const DNS_KINDS: ReadonlySet<ActionKind> = new Set(['create', 'change', 'delete']);

/** One history with the verdict that a person gave it, and the indicators that must be among those found. */
export interface LabelledHistory {
  readonly name: string;
  readonly events: readonly TimelineEvent[];
  readonly sources?: Readonly<Record<TimelineSource, SourceState>>;
  readonly verdict: Verdict;
  readonly shows: readonly string[];
  readonly lacks?: readonly string[];
}

export const BOTH_READ = { cloudflare: 'complete', datadog: 'complete' } as const;

export function assessed(
  events: readonly TimelineEvent[],
  sources: Readonly<Record<TimelineSource, SourceState>> = BOTH_READ,
): RulesAssessment {
  return assessTimeline({ anomalyTime: ANOMALY_TIME, events, sources });
}

/** Whether today's rules give a history the verdict of its label. */
export function verdictHolds({ events, sources, verdict }: LabelledHistory): boolean {
  return assessed(events, sources).verdict === verdict;
}

/** Alice in Cloudflare, at her desk, in a browser, `when` after noon: `-2h30m`, `+10m`. */
export function did(when: string, kind: ActionKind, parts: Partial<TimelineEvent> = {}): TimelineEvent {
  const target = parts.target ?? `/zones/z1/${kind}`;
  return {
    source: 'cloudflare',
    id: `${when} ${kind} ${target} ${parts.address ?? ''}`.trim(),
    time: timeOf(when),
    kind,
    outcome: kind === 'login_failed' ? 'failure' : 'success',
    actor: ALICE,
    address: OFFICE,
    country: null,
    userAgent: BROWSER,
    credentialId: null,
    target,
    area: DNS_KINDS.has(kind) ? 'zones/dns_records' : kind,
    requestId: null,
    approvedIssuer: false,
    text: { summary: '', targetName: '' },
    matchedBy: 'actor',
    ...parts,
  };
}

/** The same in Datadog, which knows countries. */
export function didInDatadog(when: string, kind: ActionKind, parts: Partial<TimelineEvent> = {}): TimelineEvent {
  return did(when, kind, { source: 'datadog', country: 'DE', ...parts });
}

/** The pipeline, with its token, from the datacentre. */
export function piped(when: string, kind: ActionKind, parts: Partial<TimelineEvent> = {}): TimelineEvent {
  const pipeline = {
    address: DATACENTRE,
    userAgent: 'Terraform/1.13.2',
    credentialId: 'ci',
    matchedBy: 'token',
  } as const;
  return did(when, kind, { ...pipeline, actor: { id: 'acc', email: '', name: 'ci', type: 'account' }, ...parts });
}

/** `count` events a minute apart, each with a target of its own. */
export function times(count: number, make: (when: string, number: number) => TimelineEvent): readonly TimelineEvent[] {
  return Array.from({ length: count }, (_, number) => make(`+${number}m`, number));
}

/** An ordinary day of Alice, up to four hours before noon. */
export const USUAL_DAY: readonly TimelineEvent[] = [
  did('-22h', 'login'),
  didInDatadog('-21h30m', 'login'),
  did('-21h', 'change'),
  did('-20h', 'create'),
  did('-19h', 'change'),
  did('-7h', 'login'),
  did('-6h', 'change'),
  did('-5h', 'delete'),
  did('-4h30m', 'read'),
];

/** An ordinary day of the pipeline. */
export const USUAL_PIPELINE: readonly TimelineEvent[] = ['-20h', '-16h', '-12h', '-8h', '-5h'].map((when) =>
  piped(when, 'change'),
);

/** `when` after noon, ISO 8601. */
export function timeOf(when: string): string {
  const ms = [...when.matchAll(/(\d+)([hms])/g)].reduce((sum, [, n, unit]) => sum + Number(n) * UNIT_MS[unit!]!, 0);
  return new Date(Date.parse(ANOMALY_TIME) + (when.startsWith('-') ? -ms : ms)).toISOString();
}

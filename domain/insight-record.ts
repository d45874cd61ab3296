import type { InsightLife, InsightSeverity, LifecycleState } from './insight';
import { STANDINGS } from './insight';
import type { FieldChange } from './insight-changes';
import { insightSeverity, issueTypeOf } from './insight-filter';

/** What is read out of an insight. Severity and a known type are normalised; other texts are as received, null if none. */
export interface InsightFacts {
  readonly severity: InsightSeverity;
  readonly issueType: string | null;
  readonly issueClass: string | null;
  readonly subject: string | null;
  readonly zoneId: string | null;
  readonly status: string | null;
  /** Null when it does not say. */
  readonly dismissed: boolean | null;
  readonly resolveText: string | null;
  readonly resolveLink: string | null;
  /** Since when Cloudflare has known it. */
  readonly since: string | null;
}

/** An insight of the inventory. */
export interface KnownInsight {
  readonly id: string;
  readonly life: InsightLife;
  readonly severity: InsightSeverity;
  readonly issueType: string | null;
  /** The insight as received, scrubbed, on one line. */
  readonly json: string;
}

/** What a sync tells of one insight. */
export interface LifecycleRecord {
  readonly accountId: string;
  readonly seq: number;
  /** Start of the run, ISO 8601 UTC. */
  readonly at: string;
  readonly state: LifecycleState;
  readonly insightId: string;
  readonly life: InsightLife;
  readonly baseline: boolean;
  readonly facts: InsightFacts;
  /** Against what the record before it in the same episode, or at the end of the one before, has shown. */
  readonly changes: readonly FieldChange[];
  /** The insight as received, scrubbed, on one line. */
  readonly json: string;
}

/** Our members are strings and numbers, in which this can only stand with its quotes escaped: the first one is ours. */
const INSIGHT_MEMBER = ',"insight":';

/**
 * Facts of an insight. Every member may be missing or of any type; it then counts as absent.
 *
 * @param insight a value as `JSON.parse` returns it
 */
export function insightFacts(insight: unknown): InsightFacts {
  const members = membersOf(insight);
  const payload = membersOf(members['payload']);
  return {
    severity: insightSeverity(members['severity']),
    issueType: issueTypeOf(members['issue_type']),
    issueClass: textOf(members['issue_class']),
    subject: textOf(members['subject']),
    zoneId: textOf(payload['zone_tag']) ?? textOf(payload['zone_id']),
    status: textOf(members['status']),
    dismissed: typeof members['dismissed'] === 'boolean' ? members['dismissed'] : null,
    resolveText: textOf(members['resolve_text']),
    resolveLink: textOf(members['resolve_link']),
    since: textOf(members['since']),
  };
}

/** A lifecycle record as one line of JSON, without the line's end; `insight` comes last and byte for byte as received. */
export function recordLine(record: LifecycleRecord): string {
  const { accountId, seq, at, state, insightId, life, baseline, facts, changes, json } = record;
  const head = JSON.stringify({
    schema: 1,
    accountId,
    seq,
    at,
    state,
    insightId,
    episode: life.episode,
    baseline,
    firstSeen: life.firstSeen,
    lastSeen: life.lastSeen,
    severity: facts.severity,
    issueType: facts.issueType,
    issueClass: facts.issueClass,
    subject: facts.subject,
    zoneId: facts.zoneId,
    dismissed: facts.dismissed ?? life.standing === 'dismissed',
    changes,
  });
  return withInsight(head, json);
}

/** An insight of the inventory as one line of JSON, without the line's end. */
export function inventoryLine({ id, life, severity, issueType, json }: KnownInsight): string {
  const { standing, episode, firstSeen, lastSeen, written, ticketed } = life;
  const head = { id, standing, episode, firstSeen, lastSeen, written, ticketed, severity, issueType };
  return withInsight(JSON.stringify(head), json);
}

/**
 * The insight of an inventory line, without parsing what was received.
 *
 * @throws TypeError, which names no content, when the line is none of ours
 */
export function parseInventoryLine(line: string): KnownInsight {
  const split = line.indexOf(INSIGHT_MEMBER);
  const head = split < 0 || !line.endsWith('}') ? undefined : parsedHead(`${line.slice(0, split)}}`);
  if (!isInventoryHead(head)) throw new TypeError('no line of an inventory');
  const { id, severity, issueType, standing, episode, firstSeen, lastSeen, written, ticketed } = head;
  return {
    id,
    life: { standing, episode, firstSeen, lastSeen, written, ticketed },
    severity,
    issueType,
    json: line.slice(split + INSIGHT_MEMBER.length, -1),
  };
}

type InventoryHead = InsightLife & Omit<KnownInsight, 'life' | 'json'>;

function withInsight(head: string, json: string): string {
  return `${head.slice(0, -1)}${INSIGHT_MEMBER}${json}}`;
}

function parsedHead(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The hash in the commit vouches for the content; this only tells a line of ours from something else. */
function isInventoryHead(head: unknown): head is InventoryHead {
  const { id, standing, episode, firstSeen, lastSeen, written, ticketed, severity } = membersOf(head);
  return (
    typeof id === 'string' &&
    STANDINGS.some((name) => name === standing) &&
    typeof episode === 'number' &&
    typeof firstSeen === 'string' &&
    typeof lastSeen === 'string' &&
    typeof written === 'number' &&
    typeof ticketed === 'boolean' &&
    insightSeverity(severity) === severity
  );
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

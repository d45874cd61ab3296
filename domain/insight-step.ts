import type { InsightFilter, InsightLife, InsightSeverity, LifecycleState, Sighting } from './insight';
import type { FieldChange } from './insight-changes';
import { changedFields, insightDiffers } from './insight-changes';
import { isWanted } from './insight-filter';
import { nextLife } from './insight-lifecycle';
import type { InsightFacts, KnownInsight, LifecycleRecord } from './insight-record';
import { insightFacts } from './insight-record';
import { sightingOf } from './insight-sighting';
import type { TicketOrder } from './insight-ticket-rule';
import { ticketActionOf } from './insight-ticket-rule';

/** What holds for all insights of one sync. */
export interface SyncTerms {
  readonly accountId: string;
  readonly seq: number;
  /** Start of the run, ISO 8601 UTC. */
  readonly at: string;
  readonly baseline: boolean;
  readonly filter: InsightFilter;
  readonly includeDismissed: boolean;
  /** Whether the dismissed list was read completely. */
  readonly dismissedRead: boolean;
  /** From which severity on new insights get a ticket; null when none do. */
  readonly ticketsFrom: InsightSeverity | null;
  /** Start of the newest sync that found the inventory still true and wrote none: what stands open was listed then. */
  readonly unchangedAt: string | null;
}

/** An insight in the two lists, as received, scrubbed, on one line; undefined where it is not in a list. */
export interface ListedTexts {
  readonly open: string | undefined;
  readonly dismissed: string | undefined;
}

/** What one sync makes of one insight. */
export interface InsightStep {
  /** Undefined when the insight is not taken up. */
  readonly next: KnownInsight | undefined;
  readonly record: LifecycleRecord | null;
  readonly order: TicketOrder | null;
  /** Whether the inventory before no longer tells the truth, times of sightings and scans aside. */
  readonly moved: boolean;
  /** Whether it is in the open list, and whether it then passes the filters. */
  readonly listed: boolean;
  readonly wanted: boolean;
}

/** Whether a known insight has left the open list, and only the dismissed list, which was not read, can say why. */
export function hasVanished({ life }: KnownInsight, listed: ListedTexts, dismissedRead: boolean): boolean {
  return (life.standing === 'open' || life.standing === 'gone') && listed.open === undefined && !dismissedRead;
}

/**
 * One insight in one complete sync: its next line in the inventory, what is told of it, and what the tracker is to do.
 *
 * A text that is the same as before is not parsed, unless something is told of it.
 *
 * @param id as in the lists, which hold it once each; it is known, listed or both
 * @throws SyntaxError when a text is no JSON
 */
export function stepInsight(
  id: string,
  known: KnownInsight | undefined,
  listed: ListedTexts,
  terms: SyncTerms,
): InsightStep {
  const seen = look(known, listed, terms.dismissedRead);
  const wanted = isWanted(seen, terms.filter);
  const before = known && lastSeenOf(known, terms.unchangedAt);
  const { life, state } = nextLife(before, { ...terms, sighting: seen.sighting, differs: seen.differs, wanted });
  const open = { listed: listed.open !== undefined, wanted: listed.open !== undefined && wanted };
  if (life === undefined) return { next: undefined, record: null, order: null, moved: false, ...open };

  // A story that has ended stays as it was told, whatever a list says of it later.
  const text: SeenText = known !== undefined && life === before ? { ...known, facts: undefined, differs: false } : seen;
  const { baseline, ticketsFrom } = terms;
  const { standing, ticketed } = life;
  const action = ticketActionOf({ ticketsFrom, baseline, state, standing, severity: text.severity, ticketed });
  const next: KnownInsight = {
    id,
    life: action === null ? life : { ...life, ticketed: action === 'open' },
    severity: text.severity,
    issueType: text.issueType,
    json: text.json,
  };
  return {
    next,
    record: state && recordOf(state, known, next, text.facts, terms),
    order: action && { insightId: id, episode: life.episode, action, at: terms.at },
    moved: known === undefined || text.differs || !isSameLife(known.life, next.life),
    ...open,
  };
}

/** An insight's newest text. `facts` are there when it had to be parsed. */
interface SeenText {
  readonly severity: InsightSeverity;
  readonly issueType: string | null;
  readonly json: string;
  readonly facts: InsightFacts | undefined;
  /** Whether it differs from the one before, the time of the scan aside. */
  readonly differs: boolean;
}

function look(
  known: KnownInsight | undefined,
  listed: ListedTexts,
  dismissedRead: boolean,
): SeenText & { readonly sighting: Sighting } {
  const inDismissed = listed.dismissed !== undefined;
  const json = listed.dismissed ?? listed.open;
  if (json === undefined) {
    if (known === undefined) throw new TypeError('an insight that is neither known nor listed');
    const sighting = sightingOf({ inOpen: false, inDismissed: false, facts: undefined, dismissedRead });
    return { ...known, facts: undefined, differs: false, sighting };
  }
  if (json === known?.json && known.life.standing === (inDismissed ? 'dismissed' : 'open')) {
    return { ...known, facts: undefined, differs: false, sighting: known.life.standing };
  }
  const insight: unknown = JSON.parse(json);
  const facts = insightFacts(insight);
  return {
    severity: facts.severity,
    issueType: facts.issueType,
    json,
    facts,
    differs: known !== undefined && json !== known.json && insightDiffers(JSON.parse(known.json), insight),
    sighting: sightingOf({ inOpen: listed.open !== undefined, inDismissed, facts, dismissedRead }),
  };
}

function recordOf(
  state: LifecycleState,
  known: KnownInsight | undefined,
  { id: insightId, life, json }: KnownInsight,
  parsedFacts: InsightFacts | undefined,
  { accountId, seq, at, baseline }: SyncTerms,
): LifecycleRecord {
  const facts = parsedFacts ?? insightFacts(JSON.parse(json));
  const changes = known === undefined ? [] : changesSinceTold(known, json);
  return { accountId, seq, at, state, insightId, life, baseline, facts, changes, json };
}

/** None when filters hid the text before: who never saw it cannot see it change. */
function changesSinceTold({ life, json: before }: KnownInsight, after: string): readonly FieldChange[] {
  if (life.written !== life.episode || before === after) return [];
  return changedFields(JSON.parse(before), JSON.parse(after));
}

function lastSeenOf({ life }: KnownInsight, unchangedAt: string | null): InsightLife {
  if (life.standing !== 'open' || unchangedAt === null || unchangedAt <= life.lastSeen) return life;
  return { ...life, lastSeen: unchangedAt };
}

/** The episode need not be looked at: none begins without another standing. */
function isSameLife(a: InsightLife, b: InsightLife): boolean {
  return a.standing === b.standing && a.written === b.written && a.ticketed === b.ticketed;
}

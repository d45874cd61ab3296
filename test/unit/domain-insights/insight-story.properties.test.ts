import fc from 'fast-check';
import type { InsightFilter, InsightSeverity, LifecycleState } from '../../../domain/insight';
import { INSIGHT_SEVERITIES } from '../../../domain/insight';
import type { FieldChange } from '../../../domain/insight-changes';
import type { KnownInsight } from '../../../domain/insight-record';
import { inventoryLine, parseInventoryLine, recordLine } from '../../../domain/insight-record';
import { stepInsight } from '../../../domain/insight-step';
import type { TicketOrder } from '../../../domain/insight-ticket-rule';
import { listedTexts, worldSyncs, type WorldInsight, type WorldSync } from './insight-world';

const RUNS = { numRuns: 300 };

type Content = Readonly<Record<string, unknown>>;

/** A record as whoever reads the file sees it. */
interface Line {
  readonly state: LifecycleState;
  readonly episode: number;
  readonly baseline: boolean;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly severity: InsightSeverity;
  readonly dismissed: boolean;
  readonly changes: readonly FieldChange[];
  readonly insight: Content;
}

/** One insight at one sync: what the lists showed, by the hand of this test, and what the rules told. */
interface Moment {
  readonly at: string;
  readonly sync: WorldSync;
  readonly first: boolean;
  readonly seen: 'open' | 'dismissed' | 'resolved' | 'absent' | 'unseen';
  readonly content: Content | undefined;
  readonly severity: InsightSeverity;
  readonly wanted: boolean;
  readonly record: Line | null;
  readonly order: TicketOrder | null;
}

/** What a reader of the records believes of an insight. */
interface Belief {
  readonly stands: 'open' | 'dismissed' | 'resolved';
  readonly content: Content;
}

const timeOf = (index: number): string => new Date(Date.UTC(2026, 10, 1, index)).toISOString();

/** The life of each insight over all syncs, from inventory line to inventory line as they are stored. */
function stories(syncs: readonly WorldSync[], commits: 'all' | 'moved' = 'all'): readonly (readonly Moment[])[] {
  let inventory: ReadonlyMap<string, string> = new Map();
  let unchangedAt: string | null = null;
  const moments = syncs.map((sync, index) => {
    const at = timeOf(index);
    const kept: KnownInsight[] = [];
    let moved = index === 0;
    const now = sync.insights.map((insight, name) => {
      const id = `i${name}`;
      const line = inventory.get(id);
      const texts = listedTexts(id, insight);
      const listed = { ...texts, dismissed: sync.dismissedRead ? texts.dismissed : undefined };
      const moment = { ...seenAt(insight, sync), at, sync, first: index === 0, content: contentOf(listed) };
      if (line === undefined && moment.content === undefined) return { ...moment, record: null, order: null };

      const terms = { accountId: 'a1', seq: index + 1, at, baseline: index === 0, unchangedAt, ...sync };
      const step = stepInsight(id, line === undefined ? undefined : parseInventoryLine(line), listed, terms);
      if (step.next !== undefined) kept.push(step.next);
      moved ||= step.moved;
      const record = step.record && (JSON.parse(recordLine(step.record)) as Line);
      return { ...moment, record, order: step.order };
    });
    if (commits === 'all' || moved) {
      inventory = new Map(kept.map((next) => [next.id, inventoryLine(next)]));
      unchangedAt = null;
    } else {
      unchangedAt = at;
    }
    return now;
  });
  return Array.from({ length: moments[0]?.length ?? 0 }, (_, id) => moments.flatMap((now) => now.slice(id, id + 1)));
}

function seenAt({ place, severity }: WorldInsight, sync: WorldSync): Pick<Moment, 'seen' | 'severity' | 'wanted'> {
  const unlessUnread = <S>(seen: S) => (sync.dismissedRead ? seen : 'unseen');
  const seen = {
    absent: unlessUnread('absent' as const),
    open: 'open',
    dismissed: unlessUnread('dismissed' as const),
    both: sync.dismissedRead ? 'dismissed' : 'open',
    flagged: 'dismissed',
    unflagged: unlessUnread('open' as const),
    'resolved-open': 'resolved',
    'resolved-dismissed': unlessUnread('resolved' as const),
  } as const;
  const rank = ({ Low: 'low', moderate: 'moderate', Critical: 'critical' } as const)[severity ?? ''] ?? 'high';
  return { seen: seen[place], severity: rank, wanted: passes(rank, sync.filter) };
}

/** All insights of this world are of type weak_authentication. */
function passes(
  rank: InsightSeverity,
  { severity, excludeSeverity, issueType, excludeIssueType }: InsightFilter,
): boolean {
  if (severity.length > 0 && !severity.includes(rank)) return false;
  if (issueType.length > 0 && !issueType.includes('weak_authentication')) return false;
  return !excludeSeverity.includes(rank) && !excludeIssueType.includes('weak_authentication');
}

function contentOf({ open, dismissed }: ReturnType<typeof listedTexts>): Content | undefined {
  const text = dismissed ?? open;
  return text === undefined ? undefined : unscanned(JSON.parse(text) as Content);
}

function unscanned(insight: Content): Content {
  return Object.fromEntries(Object.entries(insight).filter(([name]) => name !== 'timestamp'));
}

function believe({ state, dismissed, insight }: Line): Belief {
  return { stands: state === 'resolved' ? 'resolved' : dismissed ? 'dismissed' : 'open', content: unscanned(insight) };
}

/** What the listings of one moment make of a reader's belief: the promise, told without the rules. */
function promised(belief: Belief | undefined, { seen, content, wanted, sync }: Moment): Belief | undefined {
  const follows = belief !== undefined && belief.stands !== 'resolved';
  if (seen === 'unseen') return belief;
  if (seen === 'absent') return follows ? { ...belief, stands: 'resolved' } : belief;
  if (content === undefined) throw new Error('listed without a text');
  if (seen === 'resolved') return follows ? { stands: 'resolved', content } : belief;
  const begins = wanted && (seen === 'open' || sync.includeDismissed);
  return follows || begins ? { stands: seen, content } : belief;
}

/** Checks each story of any sequence of syncs. */
function always(check: (story: readonly Moment[]) => void, commits: 'all' | 'moved' = 'all'): void {
  fc.assert(
    fc.property(worldSyncs, (syncs) => {
      stories(syncs, commits).forEach((story) => {
        check(story);
      });
    }),
    RUNS,
  );
}

const linesOf = (story: readonly Moment[]): readonly Line[] => story.flatMap(({ record }) => record ?? []);

it.each(['all', 'moved'] as const)(
  'replays to what the listings showed, with a record exactly where that differs (inventory kept of syncs: %s)',
  (commits) => {
    always((story) => {
      let belief: Belief | undefined;
      for (const moment of story) {
        const next = promised(belief, moment);
        const isNews = JSON.stringify(next) !== JSON.stringify(belief);

        expect(moment.record !== null).toBe(isNews);
        if (moment.record !== null) expect(believe(moment.record)).toEqual(next);
        belief = next;
      }
    }, commits);
  },
);

it('tells each insight as new once and first, ends an episode with resolved, and begins the next with reappeared', () => {
  const follows: Readonly<Record<LifecycleState | 'nothing', readonly LifecycleState[]>> = {
    nothing: ['new'],
    new: ['changed', 'dismissed', 'undismissed', 'resolved'],
    reappeared: ['changed', 'dismissed', 'undismissed', 'resolved'],
    changed: ['changed', 'dismissed', 'undismissed', 'resolved'],
    dismissed: ['changed', 'undismissed', 'resolved'],
    undismissed: ['changed', 'dismissed', 'resolved'],
    resolved: ['reappeared'],
  };
  always((story) => {
    linesOf(story).reduce<LifecycleState | 'nothing'>((before, { state }) => {
      expect(follows[before]).toContain(state);
      return state;
    }, 'nothing');
  });
});

it('counts episodes and dates the first sighting as the listings do, whatever filters hid', () => {
  always((story) => {
    let episode = 0;
    let stands = false;
    let firstSeen = '';
    for (const { at, seen, sync, record } of story) {
      const returns: boolean = !stands && (seen === 'open' || (seen === 'dismissed' && sync.includeDismissed));
      if (returns) {
        episode += 1;
        firstSeen ||= at;
      }
      stands = (stands || returns) && seen !== 'absent' && seen !== 'resolved';
      if (record !== null) {
        expect({ episode: record.episode, firstSeen: record.firstSeen }).toEqual({ episode, firstSeen });
      }
    }
  });
});

it('dates the last sighting by the lists', () => {
  always((story) => {
    let lastSeen = '';
    for (const { at, content, record } of story) {
      if (content !== undefined) lastSeen = at;
      if (record !== null) expect(record.lastSeen).toBe(lastSeen);
    }
  });
});

it('marks as baseline what the first sync tells, and nothing else', () => {
  always((story) => {
    for (const { first, record } of story) if (record !== null) expect(record.baseline).toBe(first);
  });
});

it('tells changes that lead from the record before to this one', () => {
  always((story) => {
    linesOf(story).reduce<Content | undefined>((before, { state, changes, insight }) => {
      if (before === undefined || (state === 'reappeared' && changes.length === 0)) return insight;
      expect(changed(before, changes)).toEqual(unscanned(insight));
      return insight;
    }, undefined);
  });
});

it('files one ticket for an episode, when it begins, and closes it once, when it has ended', () => {
  always((story) => {
    const open = new Set<number>();
    const ever = new Set<number>();
    for (const { first, sync, seen, record, order } of story) {
      const begins = (record?.state === 'new' || record?.state === 'reappeared') && seen === 'open';
      const least = sync.ticketsFrom;
      const isSevere =
        record !== null &&
        least !== null &&
        INSIGHT_SEVERITIES.indexOf(record.severity) >= INSIGHT_SEVERITIES.indexOf(least);
      expect(order?.action === 'open').toBe(begins && isSevere && !first);

      if (record?.state === 'resolved' && open.has(record.episode) && least !== null)
        expect(order?.action).toBe('close');
      if (order?.action === 'open') {
        expect(ever.has(order.episode)).toBe(false);
        open.add(order.episode);
        ever.add(order.episode);
      }
      if (order?.action === 'close') expect(open.delete(order.episode)).toBe(true);
      if (least === null) expect(order).toBeNull();
    }
  });
});

it('tells nothing but beginnings when only settings change', () => {
  fc.assert(
    fc.property(worldSyncs, worldSyncs, (syncs, others) => {
      // What stands in both lists for good looks different with every list that is read.
      const insights = (syncs.at(-1)?.insights ?? []).map((insight) =>
        insight.place === 'both' ? { ...insight, place: 'dismissed' as const } : insight,
      );
      const settle = { ...syncs.at(-1), insights, dismissedRead: true } as WorldSync;
      const later = others.map((other) => ({ ...other, insights }));
      const told = stories([...syncs, settle, ...later]).flatMap((story) => linesOf(story.slice(syncs.length + 1)));

      expect(told.filter(({ state }) => state !== 'new' && state !== 'reappeared')).toEqual([]);
    }),
    RUNS,
  );
});

it('tells the same when inventories that say nothing else are not written', () => {
  fc.assert(
    fc.property(worldSyncs, (syncs) => {
      const all = stories(syncs);
      const moved = stories(syncs, 'moved');

      // Scans are not compared, so a text may be older; a dismissed insight may have been seen later than is known.
      const essence = (story: readonly Moment[]) =>
        linesOf(story).map(({ state, episode, firstSeen, lastSeen, dismissed, changes, insight }) => {
          const last = dismissed ? null : lastSeen;
          return { state, episode, firstSeen, last, dismissed, changes, insight: unscanned(insight) };
        });
      expect(moved.map(essence)).toEqual(all.map(essence));
      expect(moved.map((story) => story.map(({ order }) => order))).toEqual(
        all.map((story) => story.map(({ order }) => order)),
      );
    }),
    RUNS,
  );
});

/** `before` with the changes made, by their paths. */
function changed(before: Content, changes: readonly FieldChange[]): Content {
  const after = structuredClone(unscanned(before)) as Record<string, unknown>;
  for (const change of changes) {
    const path = change.field.split('.');
    const last = path.pop() ?? '';
    const place = path.reduce((inner, name) => inner[name] as Record<string, unknown>, after);
    expect(place[last]).toEqual(change.before);
    if ('after' in change) place[last] = change.after;
    else Reflect.deleteProperty(place, last);
  }
  return after;
}

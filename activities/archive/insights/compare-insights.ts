import { Context } from '@temporalio/activity';
import { insightInventoryKey, insightRecordsKey, isStagedInsightsKey } from '../../../domain/archive-key';
import { FailureType } from '../../../domain/failure-type';
import type { InsightCommit, InsightFigures, InsightsJob, ObjectReference } from '../../../domain/insight-sync';
import { retainUntil, type WantedLock } from '../../../domain/retention';
import { failure } from '../../shared/failure';
import type { InsightList, ListedInsight } from '../../shared/insight-lists';
import type { CommitDraft, StagedOrders } from './commit-draft';
import type { LinesObject } from './gzip-lines';
import type { InsightAccount, InsightActivityDeps } from './insight-activity-deps';
import { openInventory } from './inventory';
import { EMPTY_CURSOR, type LinesCursor } from './lines-cursor';
import { mergeInsights, type Compared, type InsightStreams } from './merge-insights';
import { findNewestCommit, type NewestCommit } from './newest-commit';
import { putLines } from './put-lines';
import { openStagedListing } from './staged-listing';
import { successor } from './successor';
import { boundedOrders, byInsight, orderLines } from './ticket-orders';

interface CompareInsightsInput {
  /** Key of the account in the settings. */
  readonly account: string;
  /** Id of the workflow run. */
  readonly run: string;
  /** ISO 8601 UTC. The listings were begun after it. */
  readonly runStart: string;
  readonly job: InsightsJob;
  /** Keys of the staged listings; null for a dismissed list that was not read. */
  readonly open: string;
  readonly dismissed: string | null;
  /** What to do when insights have vanished without a dismissed list: ask for it, or keep them as `gone`. */
  readonly undecided: 'ask' | 'keep';
  /** Number of a commit that stood, to find the newest one sooner; null when none is known. */
  readonly newestSeq: number | null;
  /** Start of the newest sync that was compared, unchanged ones included: what stood open was seen then. ISO 8601 UTC. */
  readonly comparedAt?: string | null;
}

export type CompareInsightsResult =
  /** Nothing was concluded: only the dismissed list tells what became of those that vanished. */
  | { readonly state: 'undecided'; readonly vanished: number }
  /** Nothing was written: commit `seq` still says how things stand. */
  | {
      readonly state: 'unchanged';
      readonly seq: number;
      readonly figures: InsightFigures;
      readonly pendingTickets: number;
    }
  | {
      readonly state: 'changed';
      readonly draft: CommitDraft;
      readonly figures: InsightFigures;
      /** Null when there is nothing to do in the tracker. */
      readonly orders: StagedOrders | null;
      /** Insights that get no ticket, because more wait than can ever be worked off. */
      readonly ticketsLeftOut: number;
    };

const DAY_MS = 86_400_000;

export function createCompareInsights({ store, handOver, settings, findAccount }: InsightActivityDeps) {
  const { prefix, retention } = settings;

  /**
   * Holds the staged listings against the newest inventory and writes what has changed: records, inventory and ticket
   * orders, none of which counts before a commit names it. A dry run writes nothing.
   *
   * May be repeated: the same listings against the same commit lead to the same bytes under the same keys.
   *
   * @throws ApplicationFailure `Tampered` when what is known cannot be read as it was written, `Conflict` when a newer
   * sync stands
   */
  return async function compareInsights(input: CompareInsightsInput): Promise<CompareInsightsResult> {
    const { cancellationSignal: signal } = Context.current();
    const account = findAccount(input.account);
    const newest = await findNewestCommit(store, { prefix, accountId: account.id }, input.newestSeq, signal);
    if (newest !== undefined && newest.commit.listedAt > input.runStart) throw newerStands(newest.commit);

    const begun = successor(newest, { accountId: account.id, run: input.run, runStart: input.runStart });
    const merged = await mergeInsights(await openStreams(input, account, newest, signal), {
      terms: {
        accountId: account.id,
        seq: begun.seq,
        at: begun.at,
        baseline: begun.baseline,
        filter: account.filter,
        includeDismissed: account.includeDismissed,
        dismissedRead: input.dismissed !== null,
        ticketsFrom: account.ticketsFrom,
        unchangedAt: unchangedAt(input, newest),
      },
      waiting: byInsight(newest?.commit.pendingTickets ?? []),
      asks: input.undecided === 'ask' && input.dismissed === null,
      signal,
    });
    if (merged.state === 'undecided') return merged;

    const { records, inventory, orders, figures } = merged;
    if (newest !== undefined && !hasChanged(merged) && !isAging(newest.commit, input.runStart, account)) {
      const { seq, pendingTickets } = newest.commit;
      return { state: 'unchanged', seq, figures, pendingTickets: pendingTickets.length };
    }
    const { accountId, seq, at } = begun;
    const recordsKey = insightRecordsKey(prefix, accountId, at, seq, records.sha256);
    const inventoryKey = insightInventoryKey(prefix, accountId, seq, inventory.sha256);
    const draft: CommitDraft = {
      ...begun,
      records: records.count === 0 ? null : reference(recordsKey, records),
      inventory: reference(inventoryKey, inventory),
      listedAt: at,
      figures,
    };
    const { kept, leftOut } = boundedOrders(orders);
    if (input.job === 'dry-run') return { state: 'changed', draft, figures, orders: null, ticketsLeftOut: leftOut };

    if (records.count > 0) await write(recordsKey, records, lockUntil(at, retention.days), signal);
    await write(inventoryKey, inventory, lockUntil(at, account.inventoryDays), signal);
    if (kept.length === 0) return { state: 'changed', draft, figures, orders: null, ticketsLeftOut: 0 };
    const key = await handOver.putLarge(orderLines(kept, recordsKey), signal);
    return { state: 'changed', draft, figures, orders: { key, count: kept.length }, ticketsLeftOut: leftOut };
  };

  async function openStreams(
    input: CompareInsightsInput,
    { id }: InsightAccount,
    newest: NewestCommit | undefined,
    signal: AbortSignal,
  ): Promise<InsightStreams> {
    const listing = (key: string, list: InsightList): Promise<LinesCursor<ListedInsight>> => {
      if (!isStagedInsightsKey(prefix, id, list, key)) throw notStagedHere(list);
      return openStagedListing(store, key, signal);
    };
    return {
      open: await listing(input.open, 'open'),
      dismissed: input.dismissed === null ? EMPTY_CURSOR : await listing(input.dismissed, 'dismissed'),
      known: newest === undefined ? EMPTY_CURSOR : await openInventory(store, newest.commit.inventory, signal),
    };
  }

  async function write(key: string, lines: LinesObject, lock: WantedLock, signal: AbortSignal): Promise<void> {
    const put = await putLines(store, { key, lines, lock }, signal);
    if (put.outcome !== 'differs') return;
    const remedy = 'Something else wrote it; see the store’s access log';
    throw failure(FailureType.Tampered, `${key} does not hold the bytes that its name says`, remedy, {
      provider: 'archive',
    });
  }

  function lockUntil(at: string, days: number): WantedLock {
    const until = retainUntil(at, days);
    return { mode: retention.mode, retainUntil: until, atLeast: until };
  }
}

/** The time of a scan and of a sighting alone are no reason to write everything anew. */
function hasChanged({ moved, records }: Compared): boolean {
  return moved || records.count > 0;
}

/** Inventories may expire; the one in use must be replaced before it does. */
function isAging({ listedAt }: InsightCommit, runStart: string, { inventoryDays }: InsightAccount): boolean {
  return Date.parse(runStart) - Date.parse(listedAt) > (inventoryDays / 2) * DAY_MS;
}

/** Nothing is written of a sync that finds nothing changed, so the workflow tells when the last one was. */
function unchangedAt(
  { comparedAt = null, runStart }: CompareInsightsInput,
  newest: NewestCommit | undefined,
): string | null {
  if (newest === undefined || comparedAt === null) return null;
  return comparedAt > newest.commit.listedAt && comparedAt < runStart ? comparedAt : null;
}

function reference(key: string, { sha256, count }: LinesObject): ObjectReference {
  return { key, sha256, count };
}

function newerStands({ seq, listedAt }: InsightCommit): Error {
  const what = `commit ${seq} is of a sync that began later than this one, at ${listedAt}`;
  const remedy = 'Nothing was changed and nothing is lost. If no other sync has run, a clock was set back';
  return failure(FailureType.Conflict, what, remedy, { provider: 'archive' });
}

function notStagedHere(list: InsightList): Error {
  return failure(
    FailureType.Refused,
    `this is not where this account's ${list} insights are staged`,
    'Report this as a bug',
    {
      provider: 'archive',
    },
  );
}

import { log, setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { CommitDraft, CompareInsightsResult, StagedOrders } from '../activities/archive/insights/activities';
import type { Permit } from '../domain/request-quota-permit';
import type { InsightList, StagedList } from '../activities/shared/insight-lists';
import { noDataSentence } from '../domain/insight-no-data';
import type { InsightFigures, PendingTicket, TicketOrderReference } from '../domain/insight-sync';
import type { QuotaPurpose, QuotaStanding } from '../domain/request-quota';
import { asRunFailure, failureMessage, isStepFailure } from './activity-failure';
import type { InsightsSyncInput, InsightsSyncResult, ListingFigures, SkippedListing } from './contracts';
import { SEARCH_ATTRIBUTE } from './ids';
import { insightsSyncDetails } from './insights-sync-details';
import { archive, insightListing, linear, quota } from './proxies';
import { restoreSyncResult } from './restore-sync-result';

type ListPermit = Extract<Permit, { readonly decision: 'list' }>;
type Compared = Exclude<CompareInsightsResult, { readonly state: 'undecided' }>;

/** What became of the ticket orders of one run. */
interface CarriedOut {
  readonly orders: StagedOrders | null;
  readonly filed: readonly TicketOrderReference[];
  readonly failed: readonly PendingTicket[];
}

/** One run: its steps, what they have brought so far, and how it shows itself. */
export class InsightsSyncRun {
  private readonly startedAt = workflowInfo().startTime.toISOString();
  private readonly before = restoreSyncResult(workflowInfo().lastResult);
  private readonly purpose: QuotaPurpose;
  private readonly attention: string[] = [];
  private readonly notes: string[] = [];
  private skipped: SkippedListing | null = null;
  private lists: Partial<Record<InsightList, StagedList>> = {};
  private usedBefore = 0;
  private seq: number | null;
  private committed: string | null = null;
  private isBaseline = false;
  private changes = 0;
  private figures: InsightFigures | null;
  private comparedAt: string | null;
  private tickets: readonly string[] = [];
  /** Null while nobody knows: the last run failed, or there was none. */
  private pendingTickets: number | null;
  private standing: QuotaStanding | undefined;

  constructor(private readonly input: InsightsSyncInput) {
    this.purpose = input.job === 'sync' ? 'sync' : 'person';
    ({
      seq: this.seq,
      figures: this.figures,
      comparedAt: this.comparedAt,
      pendingTickets: this.pendingTickets,
    } = this.before);
  }

  async askLedger(): Promise<Permit> {
    const permit = await quota.askLedger.executeWithOptions({ summary: 'ask what the allowance can pay for' }, [
      { account: this.input.account, purpose: this.purpose },
    ]);
    this.standing = permit.quota;
    this.usedBefore = permit.quota.used;
    return permit;
  }

  /** Ends a run that may not list. Tickets cost no allowance, so those that wait are tried all the same. */
  async skip(permit: Extract<Permit, { readonly decision: 'skip' }>): Promise<InsightsSyncResult> {
    const { reason, sentence, nextAt } = permit;
    this.skipped = { reason, sentence, nextAt };
    if (permit.needsAttention) this.attention.push(sentence);
    await this.catchUpOnTickets();
    return this.close();
  }

  /** All open insights, or undefined when the listing is not complete: then nothing may be concluded from what is missing. */
  async listOpen(permit: ListPermit): Promise<StagedList | undefined> {
    if (permit.wantsDismissed && !permit.withDismissed)
      this.notes.push('The allowance cannot pay for the dismissed list as well: it is left out this time.');
    try {
      return await this.list('open', permit);
    } catch (error) {
      // Tickets need no listing, so those that wait are tried by this run too.
      if (isStepFailure(error)) await this.catchUpOnTickets();
      throw asRunFailure(error);
    }
  }

  /** All dismissed insights. A sync does without them: it then leaves undecided what has vanished. */
  listDismissed(permit: ListPermit): Promise<StagedList | undefined> {
    return this.orElse(() => this.list('dismissed', permit));
  }

  /**
   * Holds the listing against the inventory. When insights have vanished, only the dismissed list tells what became of
   * them; without it they stay undecided.
   */
  async compare(open: StagedList, dismissed: StagedList | undefined, permit: ListPermit): Promise<Compared> {
    const mayAsk = !permit.withDismissed && isWhole(open);
    let compared = await this.compareWith(open, dismissed, mayAsk ? 'ask' : 'keep');
    if (compared.state === 'undecided') {
      const { vanished } = compared;
      const found = await this.listDismissed(permit);
      if (found === undefined)
        this.notes.push(
          `Whether dismissed or resolved is not known yet of ${counted(vanished, 'insight')} that went away.`,
        );
      compared = await this.compareWith(open, found, 'keep');
    }
    if (compared.state === 'undecided')
      throw asRunFailure(new Error('a comparison asked twice for the dismissed list'));
    const noData = noDataSentence({
      listed: compared.figures.listed,
      wanted: compared.figures.wanted,
      dismissed: this.lists.dismissed?.count ?? null,
      includeDismissed: permit.wantsDismissed,
    });
    if (noData !== null) this.notes.push(noData);
    if (compared.state === 'changed' && compared.ticketsLeftOut > 0) {
      this.attention.push(
        `Without a ticket, because too many wait already: ${counted(compared.ticketsLeftOut, 'insight')}. The lifecycle records of this sync name them; raise insightsSync.tickets.minSeverity.`,
      );
    }
    if (compared.state === 'unchanged') {
      this.figures = compared.figures;
      this.comparedAt = this.startedAt;
      this.seq = compared.seq;
      this.pendingTickets = compared.pendingTickets;
    }
    return compared;
  }

  /** Tickets before the commit: what could not be filed stands in it, and holds up nothing. */
  async fileTickets(orders: StagedOrders | null): Promise<CarriedOut> {
    if (orders === null || this.input.job === 'dry-run') return { orders, filed: [], failed: [] };
    const result = await this.orElse(() =>
      linear.fileInsightTickets.executeWithOptions({ summary: counted(orders.count, 'ticket order') }, [
        { account: this.input.account, orders: orders.key, runStart: this.startedAt },
      ]),
    );
    if (result === undefined) return { orders, filed: [], failed: [] };
    const { filed, failed, notTried, warnings } = result;
    this.tickets = filed.flatMap(({ ticket }) => (ticket === null ? [] : [ticket.id]));
    this.attention.push(...warnings, ...new Set(failed.map(({ message }) => message)));
    if (notTried > 0)
      this.attention.push(
        `Left for the next runs: ${counted(notTried, 'ticket order')}, because one run carries out 50.`,
      );
    return {
      orders,
      filed: filed.map(({ insightId, episode, action }) => ({ insightId, episode, action })),
      failed: failed.map(({ insightId, episode, action, since, type }) => ({
        insightId,
        episode,
        action,
        since,
        type,
      })),
    };
  }

  /** The last step: from here on, the sync stands. */
  async commit(draft: CommitDraft, { orders, filed, failed }: CarriedOut): Promise<void> {
    if (this.input.job === 'dry-run') {
      this.figures = draft.figures;
      this.comparedAt = this.startedAt;
      this.changes = draft.records?.count ?? 0;
      this.notes.push(`A dry run: nothing was written. The commit would have been number ${draft.seq}.`);
      return;
    }
    const { outcome, seq, key, pendingTickets } = await archive.commitInsights.executeWithOptions(
      { summary: `commit ${draft.seq}` },
      [{ account: this.input.account, draft, orders, filed, failed }],
    );
    if (outcome === 'taken') {
      this.attention.push(
        `Another run has written commit ${seq}, so this one wrote none; tickets that it filed stand. If nobody runs a second worker on this bucket, see who writes to it.`,
      );
      return;
    }
    this.figures = draft.figures;
    this.comparedAt = draft.listedAt;
    this.seq = seq;
    this.committed = key;
    this.isBaseline = draft.baseline;
    this.changes = draft.records?.count ?? 0;
    this.pendingTickets = pendingTickets;
  }

  /** Orders of earlier runs, when this run has no others. */
  async catchUpOnTickets(): Promise<void> {
    if (this.pendingTickets === 0 || this.input.job === 'dry-run') return;
    const pending = await archive.pendingInsightTickets.executeWithOptions({ summary: 'find tickets that wait' }, [
      {
        account: this.input.account,
        run: workflowInfo().runId,
        runStart: this.startedAt,
        newestSeq: this.seq,
      },
    ]);
    if (pending === null) {
      this.pendingTickets = 0;
      return;
    }
    const carriedOut = await this.fileTickets(pending.orders);
    // A commit only to repeat what the last one says would be one every ten minutes, for as long as an outage lasts.
    if (carriedOut.filed.length > 0) await this.commit(pending.draft, carriedOut);
  }

  /** The result, and everything that operators see of it. */
  close(): InsightsSyncResult {
    if (this.standing === undefined) throw asRunFailure(new Error('a run ended before it asked the ledger'));
    if (this.pendingTickets !== null && this.pendingTickets > 0)
      this.attention.push(`Waiting, and tried by every run: ${counted(this.pendingTickets, 'ticket order')}.`);
    const needsAttention = this.attention.length > 0;
    const result: InsightsSyncResult = {
      outcome: needsAttention ? 'attention' : this.skipped === null ? 'ok' : 'skipped',
      attention: this.attention.slice(0, MAX_SENTENCES),
      notes: this.notes,
      startedAt: this.startedAt,
      skipped: this.skipped,
      listed: this.listed(),
      seq: this.seq,
      commit: this.committed,
      baseline: this.isBaseline,
      changes: this.changes,
      figures: this.figures,
      comparedAt: this.comparedAt,
      tickets: this.tickets,
      pendingTickets: this.pendingTickets ?? 0,
      quota: this.standing,
    };
    setCurrentDetails(insightsSyncDetails('done', result));
    log.info('insights sync run', {
      account: this.input.account,
      job: this.input.job,
      outcome: result.outcome,
      skipped: result.skipped?.reason,
      seq: result.seq,
      changes: result.changes,
      listed: result.listed?.open,
      requests: result.listed?.requests,
      ...result.quota,
    });
    // A skipped run costs one activity and no further event.
    if (this.committed !== null || needsAttention) {
      upsertSearchAttributes([
        { key: SEARCH_ATTRIBUTE.outcome, value: result.outcome },
        { key: SEARCH_ATTRIBUTE.insightChanges, value: result.changes },
      ]);
    }
    return result;
  }

  private async list(list: InsightList, permit: ListPermit): Promise<StagedList | undefined> {
    const { pages, pageSize } = permit;
    const result = await insightListing.listInsights.executeWithOptions({ summary: `list the ${list} insights` }, [
      {
        account: this.input.account,
        list,
        run: workflowInfo().runId,
        purpose: this.purpose,
        pages: pages[list],
        pageSize,
      },
    ]);
    this.standing = result.quota ?? this.standing;
    this.show(`listed the ${list} insights`);
    if (!result.complete) {
      this.attention.push(result.sentence);
      return undefined;
    }
    const { staged } = result;
    this.lists = { ...this.lists, [list]: staged };
    if (staged.unreadable > 0) {
      this.attention.push(
        `Without an id, and so not followed: ${counted(staged.unreadable, 'insight')} of the ${list} list. What has vanished stays undecided; report this to Cloudflare.`,
      );
    }
    return staged;
  }

  private compareWith(
    open: StagedList,
    dismissed: StagedList | undefined,
    undecided: 'ask' | 'keep',
  ): Promise<CompareInsightsResult> {
    return archive.compareInsights.executeWithOptions({ summary: `compare ${open.count} insights` }, [
      {
        account: this.input.account,
        run: workflowInfo().runId,
        runStart: this.startedAt,
        job: this.input.job,
        open: open.key,
        // Whoever has no id may be one that is missed: then being absent means nothing.
        dismissed: isWhole(open) && isWhole(dismissed) ? (dismissed?.key ?? null) : null,
        undecided,
        newestSeq: this.seq,
        comparedAt: this.before.comparedAt,
      },
    ]);
  }

  private listed(): ListingFigures | null {
    const { open, dismissed } = this.lists;
    if (open === undefined) return null;
    return { open: open.count, dismissed: dismissed?.count ?? null, requests: this.requests() };
  }

  /** As the ledger has counted them while this run went on: those of failed attempts too. */
  private requests(): number {
    return Math.max(0, (this.standing?.used ?? 0) - this.usedBefore);
  }

  private show(step: string): void {
    if (this.standing === undefined) return;
    setCurrentDetails(
      insightsSyncDetails(step, {
        attention: this.attention,
        notes: this.notes,
        skipped: this.skipped,
        listed: this.listed(),
        figures: this.figures,
        comparedAt: this.comparedAt,
        changes: this.changes,
        seq: this.seq,
        pendingTickets: this.pendingTickets ?? 0,
        quota: this.standing,
      }),
    );
  }

  /** Goes on without the result of a step that a sync can do without. */
  private async orElse<T>(step: () => Promise<T | undefined>): Promise<T | undefined> {
    try {
      return await step();
    } catch (error) {
      if (!isStepFailure(error)) throw asRunFailure(error);
      this.attention.push(failureMessage(error));
      return undefined;
    }
  }
}

/** Sentences about one run that an operator reads. */
const MAX_SENTENCES = 20;

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function isWhole(listing: StagedList | undefined): boolean {
  return listing === undefined || listing.unreadable === 0;
}

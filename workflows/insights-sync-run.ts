import { log, setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { CommitDraft, CompareInsightsResult, StagedOrders } from '../activities/archive/insights/activities';
import type { ListInsightsResult } from '../activities/cloudflare/list-insights';
import type { Permit } from '../domain/request-quota-permit';
import type { InsightList, StagedList } from '../activities/shared/insight-lists';
import { noDataSentence } from '../domain/insight-no-data';
import type { InsightFigures, PendingTicket, TicketOrderReference } from '../domain/insight-sync';
import type { QuotaPurpose, QuotaStanding } from '../domain/request-quota';
import { asRunFailure, failureMessage, isStepFailure } from './activity-failure';
import type { InsightsSyncInput, InsightsSyncResult, ListedInsights, SkippedListing } from './contracts';
import { SEARCH_ATTRIBUTE } from './ids';
import { insightsSyncDetails } from './insights-sync-details';
import { archive, insightListing, linear, quota } from './proxies';

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
  private readonly before = workflowInfo().lastResult as InsightsSyncResult | undefined;
  private readonly purpose: QuotaPurpose;
  private readonly attention: string[] = [];
  private readonly notes: string[] = [];
  private skipped: SkippedListing | null = null;
  private lists: Partial<Record<InsightList, StagedList>> = {};
  private requests = 0;
  private seq: number | null;
  private committed: string | null = null;
  private isBaseline = false;
  private changes = 0;
  private figures: InsightFigures | null;
  private comparedAt: string | null;
  private tickets: readonly string[] = [];
  private pendingTickets: number;
  private standing: QuotaStanding | undefined;

  constructor(private readonly input: InsightsSyncInput) {
    this.purpose = input.job === 'sync' ? 'sync' : 'person';
    this.seq = this.before?.seq ?? null;
    this.figures = this.before?.figures ?? null;
    this.comparedAt = this.before?.comparedAt ?? null;
    this.pendingTickets = this.before?.pendingTickets ?? 0;
  }

  async askLedger(): Promise<Permit> {
    const permit = await quota.askLedger.executeWithOptions({ summary: 'ask what the allowance can pay for' }, [
      { account: this.input.account, purpose: this.purpose },
    ]);
    this.standing = permit.quota;
    return permit;
  }

  /** Ends a run that may not list. Tickets cost no allowance, so those that wait are tried all the same. */
  async skip(permit: Extract<Permit, { readonly decision: 'skip' }>): Promise<InsightsSyncResult> {
    const { reason, sentence, nextAt } = permit;
    this.skipped = { reason, sentence, nextAt };
    if (permit.needsAttention) this.attention.push(sentence);
    if (this.pendingTickets > 0) await this.catchUpOnTickets();
    return this.close();
  }

  /** A complete listing, or undefined when there is none: then nothing may be concluded from what is missing. */
  async list(list: InsightList, permit: ListPermit): Promise<StagedList | undefined> {
    const { pages, pageSize } = permit;
    const result = await this.survive(list === 'dismissed', () =>
      insightListing.listInsights.executeWithOptions({ summary: `list the ${list} insights` }, [
        {
          account: this.input.account,
          list,
          run: workflowInfo().runId,
          purpose: this.purpose,
          pages: pages[list],
          pageSize,
        },
      ]),
    );
    if (result === undefined) return undefined;
    this.standing = result.quota ?? this.standing;
    this.show(`listed the ${list} insights`);
    if (!result.complete) return this.incomplete(result);
    this.requests += result.staged.requests;
    this.lists = { ...this.lists, [list]: result.staged };
    if (result.staged.unreadable > 0) {
      this.attention.push(
        `${result.staged.unreadable} of the ${list} insights have no id. They are not followed, and what has vanished stays undecided: report this to Cloudflare.`,
      );
    }
    return result.staged;
  }

  /**
   * Holds the listing against the inventory. When insights have vanished, only the dismissed list tells what became of
   * them; without it they stay undecided.
   */
  async compare(
    open: StagedList,
    dismissed: StagedList | undefined,
    listDismissed: () => Promise<StagedList | undefined>,
  ): Promise<Compared> {
    let compared = await this.compareWith(open, dismissed, dismissed === undefined && isWhole(open) ? 'ask' : 'keep');
    if (compared.state === 'undecided') {
      const { vanished } = compared;
      const found = await listDismissed();
      if (found === undefined)
        this.notes.push(`${vanished} insights are gone; whether dismissed or resolved is not known yet.`);
      compared = await this.compareWith(open, found, 'keep');
    }
    if (compared.state === 'undecided')
      throw asRunFailure(new Error('a comparison asked twice for the dismissed list'));
    this.figures = compared.figures;
    this.comparedAt = this.startedAt;
    const noData = noDataSentence({
      listed: compared.figures.listed,
      wanted: compared.figures.wanted,
      dismissed: this.lists.dismissed?.count ?? null,
    });
    if (noData !== null) this.notes.push(noData);
    if (compared.state === 'unchanged') {
      this.seq = compared.seq;
      this.pendingTickets = compared.pendingTickets;
    }
    return compared;
  }

  /** Tickets before the commit: what could not be filed stands in it, and holds up nothing. */
  async fileTickets(orders: StagedOrders | null): Promise<CarriedOut> {
    if (orders === null || this.input.job === 'dry-run') return { orders, filed: [], failed: [] };
    const result = await this.survive(true, () =>
      linear.fileInsightTickets.executeWithOptions({ summary: `${orders.count} ticket orders` }, [
        { account: this.input.account, orders: orders.key, runStart: this.startedAt },
      ]),
    );
    if (result === undefined) return { orders, filed: [], failed: [] };
    const { filed, failed, notTried, warnings } = result;
    this.tickets = filed.flatMap(({ ticket }) => (ticket === null ? [] : [ticket.id]));
    this.attention.push(...warnings, ...new Set(failed.map(({ message }) => message)));
    if (notTried > 0) this.attention.push(`${notTried} more ticket orders wait for the next runs: one run files 50.`);
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
        `Another run has written commit ${seq}, so this one changed nothing. If no one ran a second worker on this bucket, see who writes to it.`,
      );
      return;
    }
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
    if (this.pendingTickets > 0)
      this.attention.push(`${this.pendingTickets} ticket orders wait; every run tries them.`);
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
      pendingTickets: this.pendingTickets,
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
        comparedAt: this.before?.comparedAt ?? null,
      },
    ]);
  }

  private incomplete({ sentence, requests }: Extract<ListInsightsResult, { readonly complete: false }>): undefined {
    this.requests += requests;
    this.attention.push(sentence);
    return undefined;
  }

  private listed(): ListedInsights | null {
    const { open, dismissed } = this.lists;
    if (open === undefined) return null;
    return { open: open.count, dismissed: dismissed?.count ?? null, requests: this.requests };
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
        pendingTickets: this.pendingTickets,
        quota: this.standing,
      }),
    );
  }

  /** Goes on without an optional step's result; what a run cannot do without fails it. */
  private async survive<T>(isOptional: boolean, step: () => Promise<T>): Promise<T | undefined> {
    try {
      return await step();
    } catch (error) {
      if (!isOptional || !isStepFailure(error)) throw asRunFailure(error);
      this.attention.push(failureMessage(error));
      return undefined;
    }
  }
}

/** Sentences about one run that an operator reads. */
const MAX_SENTENCES = 20;

function isWhole(listing: StagedList | undefined): boolean {
  return listing === undefined || listing.unreadable === 0;
}

import { Context } from '@temporalio/activity';
import { insightCommitKey } from '../../../domain/archive-key';
import type { InsightCommit, PendingTicket, TicketOrderReference } from '../../../domain/insight-sync';
import { lockForEvent } from '../../../domain/retention';
import { canonicalJson } from '../../shared/canonical-json';
import type { CommitDraft, StagedOrders } from './commit-draft';
import type { InsightActivityDeps } from './insight-activity-deps';
import { stillWaiting } from './ticket-orders';

interface CommitInsightsInput {
  /** Key of the account in the settings. */
  readonly account: string;
  readonly draft: CommitDraft;
  readonly orders: StagedOrders | null;
  /** Orders that are carried out, or that nobody wants any more. */
  readonly filed: readonly TicketOrderReference[];
  /** Orders that were tried and have to wait. */
  readonly failed: readonly PendingTicket[];
}

interface CommitInsightsResult {
  /** `taken`: another commit stands at this number, and this run has changed nothing. */
  readonly outcome: 'committed' | 'already there' | 'taken';
  readonly seq: number;
  readonly key: string;
  readonly pendingTickets: number;
}

export function createCommitInsights({ store, handOver, settings }: InsightActivityDeps) {
  const { prefix, retention } = settings;

  /**
   * Makes a sync stand: creates its commit, which names everything that it wrote and the tickets that wait.
   *
   * May be repeated. Another commit at this number is left as it is.
   */
  return async function commitInsights(input: CommitInsightsInput): Promise<CommitInsightsResult> {
    const { cancellationSignal: signal } = Context.current();
    const { draft, orders, filed, failed } = input;
    const pendingTickets =
      orders === null ? [] : stillWaiting(await handOver.getLarge(orders.key, signal), filed, failed);
    const commit: InsightCommit = { ...draft, pendingTickets };
    const key = insightCommitKey(prefix, draft.accountId, draft.seq);
    const lock = lockForEvent(retention, draft.at, null);
    const put = await store.putImmutable({ key, body: canonicalJson(commit), lock }, signal);
    return { outcome: OUTCOMES[put.outcome], seq: draft.seq, key, pendingTickets: pendingTickets.length };
  };
}

const OUTCOMES = { created: 'committed', 'already there': 'already there', differs: 'taken' } as const;

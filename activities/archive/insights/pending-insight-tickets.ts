import { Context } from '@temporalio/activity';
import { LIFECYCLE_STATES } from '../../../domain/insight';
import type { InsightFigures, LifecycleCounts } from '../../../domain/insight-sync';
import type { CommitDraft, StagedOrders } from './commit-draft';
import type { InsightActivityDeps } from './insight-activity-deps';
import { openInventory } from './inventory';
import { findNewestCommit } from './newest-commit';
import { successor } from './successor';
import { byInsight, orderLines, waitingOrders, type OrderDraft } from './ticket-orders';

interface PendingInsightTicketsInput {
  /** Key of the account in the settings. */
  readonly account: string;
  /** Id of the workflow run. */
  readonly run: string;
  /** ISO 8601 UTC. */
  readonly runStart: string;
  /** Number of a commit that stood, to find the newest one sooner; null when none is known. */
  readonly newestSeq: number | null;
}

interface PendingInsightTicketsResult {
  readonly draft: CommitDraft;
  readonly orders: StagedOrders;
}

export function createPendingInsightTickets({ store, handOver, settings, findAccount }: InsightActivityDeps) {
  /**
   * Catches up on tickets without a listing: the orders that wait, with the facts that the newest inventory has, and the
   * commit that tells what became of them.
   *
   * @returns null when none waits
   * @throws ApplicationFailure `Tampered` when the newest commit or its inventory is not as it was written
   */
  return async function pendingInsightTickets(
    input: PendingInsightTicketsInput,
  ): Promise<PendingInsightTicketsResult | null> {
    const { cancellationSignal: signal } = Context.current();
    const { id: accountId } = findAccount(input.account);
    const newest = await findNewestCommit(store, { prefix: settings.prefix, accountId }, input.newestSeq, signal);
    if (newest === undefined || newest.commit.pendingTickets.length === 0) return null;

    const { inventory, listedAt, figures, pendingTickets } = newest.commit;
    const waiting = byInsight(pendingTickets);
    const orders: OrderDraft[] = [];
    const known = await openInventory(store, inventory, signal);
    while (known.current !== undefined) {
      signal.throwIfAborted();
      const tickets = waiting.get(known.current.id);
      if (tickets !== undefined) orders.push(...waitingOrders(known.current, tickets, accountId));
      await known.advance();
    }
    const { run, runStart } = input;
    return {
      draft: {
        ...successor(newest, { accountId, run, runStart }),
        records: null,
        inventory,
        listedAt,
        figures: withoutRecords(figures),
      },
      orders: { key: await handOver.putLarge(orderLines(orders, null), signal), count: orders.length },
    };
  };
}

function withoutRecords(figures: InsightFigures): InsightFigures {
  const records = Object.fromEntries(LIFECYCLE_STATES.map((state) => [state, 0])) as LifecycleCounts;
  return { ...figures, records };
}

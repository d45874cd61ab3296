import { activityInfo, cancellationSignal, heartbeat, log } from '@temporalio/activity';
import { FailureType } from '../../domain/failure-type';
import type { PendingTicket, TicketOrderReference } from '../../domain/insight-sync';
import {
  insightTicket,
  resolvedComment,
  type InsightTicketFacts,
  type InsightTicketSettings,
} from '../../domain/insight-ticket';
import type { TicketReference } from '../shared/assessed-record';
import { createInTurn } from '../shared/in-turn';
import type { HandOver } from '../shared/record-store';
import { settleEach, type SetAside } from '../shared/settle-each';
import { ticketMarker, type TicketMarker } from '../shared/ticket-marker';
import type { InsightTicketOrder } from '../shared/ticket-order';
import type { LinearTickets } from './client';
import { closeTicket, type ClosingOutcome } from './close-ticket';
import { configuredAccount } from './configured-account';
import { createDestination, type DestinationSettings } from './destination';
import { fileTicket, type TicketOutcome } from './file-ticket';
import { episodeIdentity, nextBatch, type OrderBatch } from './order-batch';
import { linearCommentId, linearIssueId } from './ticket-ids';

/** The part of an account's settings that filing reads. */
export interface InsightTicketAccount {
  readonly name: string;
  readonly insightsSync?: { readonly tickets?: InsightTicketSettings & DestinationSettings };
}

export interface InsightTicketDependencies {
  /** A client with the words of `INSIGHT_TICKETS`. */
  readonly linear: LinearTickets;
  readonly handOver: HandOver;
  /** By account key. */
  readonly accounts: ReadonlyMap<string, InsightTicketAccount>;
  /** Where the lifecycle records are. */
  readonly bucket: string;
}

export interface FileInsightTicketsInput {
  /** Account key. */
  readonly account: string;
  /** Hand-over key of the orders, one a line: see `ticketOrderSchema`. */
  readonly orders: string;
  /** ISO 8601 UTC. */
  readonly runStart: string;
}

/** An order that is done. `let go`: nothing is left that it could bring about. */
export interface FiledInsightTicket extends TicketOrderReference {
  readonly outcome: TicketOutcome | ClosingOutcome | 'let go';
  readonly ticket: TicketReference | null;
}

/** An order that has to wait, and why, for people. */
export interface FailedInsightTicket extends PendingTicket {
  readonly type: FailureType;
  readonly message: string;
}

export interface FileInsightTicketsResult {
  readonly filed: readonly FiledInsightTicket[];
  readonly failed: readonly FailedInsightTicket[];
  /** Orders beyond those that one run works off. */
  readonly notTried: number;
  /** What an operator should mend or know although nothing failed. */
  readonly warnings: readonly string[];
}

type Settled =
  | { readonly order: InsightTicketOrder; readonly done: Pick<FiledInsightTicket, 'outcome' | 'ticket'> }
  | { readonly order: InsightTicketOrder; readonly pending: SetAside };

/** Linear counts all requests of a user together; more at once only meets its limit sooner. */
const CONCURRENCY = 2;

/** After these a ticket is not opened before somebody acts. */
const FOR_GOOD: ReadonlySet<FailureType> = new Set([FailureType.Refused, FailureType.Conflict, FailureType.NotFound]);

export const createInsightTicketActivities = ({ linear, handOver, accounts, bucket }: InsightTicketDependencies) => ({
  /**
   * Carries out staged orders: opens the ticket of an episode, or closes it with a comment. Every step may be repeated:
   * ticket and comment have ids made from account, insight and episode.
   *
   * @throws ApplicationFailure `AuthRejected` or `Misconfigured` at once; what fails in passing after all orders were tried
   */
  async fileInsightTickets({
    account: key,
    orders,
    runStart,
  }: FileInsightTicketsInput): Promise<FileInsightTicketsResult> {
    const signal = cancellationSignal();
    const account = configuredAccount(accounts, key);
    const tickets = account.insightsSync?.tickets;
    const batch = nextBatch(await handOver.getLarge(orders, signal), runStart);
    if (tickets === undefined) return unwanted(batch);

    const destination = createDestination(linear, tickets);
    const inTurn = createInTurn();
    const notOpened = new Map<string, unknown>();

    async function carryOut(order: InsightTicketOrder): Promise<Settled> {
      const identity = episodeIdentity(order);
      const marker = ticketMarker(identity, `${identity}\nopened`);
      const facts = (own: TicketMarker) => factsOf(order, account.name, bucket, own);
      if (order.action === 'open') {
        const draft = insightTicket(facts(marker), tickets as InsightTicketSettings);
        const filing = fileTicket({ issueId: linearIssueId(identity), draft, marker }, linear, destination, signal);
        filing.catch((error: unknown) => notOpened.set(identity, error));
        return { order, done: await filing };
      }
      if (notOpened.has(identity)) throw notOpened.get(identity);
      const closing = {
        issueId: linearIssueId(identity),
        marker,
        commentId: linearCommentId(identity, 'resolved'),
        comment: resolvedComment(facts(ticketMarker(identity, `${identity}\nresolved`))),
      };
      return { order, done: await closeTicket(closing, linear, destination, signal) };
    }

    const settled = await settleEach<InsightTicketOrder, Settled>({
      items: batch.orders,
      concurrency: CONCURRENCY,
      attempt: activityInfo().attempt,
      signal,
      work: (order) => inTurn(Promise.resolve(episodeIdentity(order)), () => carryOut(order)),
      setAside: (order, pending) => ({ order, pending }),
      progress: (finished) => heartbeat({ finished }),
    });
    const result = resultOf(settled, batch, destination.warnings());
    for (const failed of result.failed) log.warn('an order for a ticket could not be carried out', { ...failed });
    for (const warning of result.warnings) log.warn(warning, { account: key });
    return result;
  },
});

export type InsightTicketActivities = ReturnType<typeof createInsightTicketActivities>;

function factsOf(
  order: InsightTicketOrder,
  accountName: string,
  bucket: string,
  marker: TicketMarker,
): InsightTicketFacts {
  const { accountId, recordsKey, ...insight } = order;
  return {
    ...insight,
    account: { id: accountId, name: accountName },
    records: { bucket, key: recordsKey },
    marker,
  };
}

function resultOf(
  settled: readonly Settled[],
  batch: OrderBatch,
  warnings: readonly string[],
): FileInsightTicketsResult {
  // An insight that is resolved needs no ticket that only people could make room for.
  const stuck = new Set(
    settled.flatMap((one) =>
      one.order.action === 'open' && 'pending' in one && FOR_GOOD.has(one.pending.type)
        ? [episodeIdentity(one.order)]
        : [],
    ),
  );
  const letGo = new Set(
    settled
      .map(({ order }) => order)
      .filter(({ action }) => action === 'close')
      .map(episodeIdentity)
      .filter((identity) => stuck.has(identity)),
  );
  const filed: FiledInsightTicket[] = [];
  const failed: FailedInsightTicket[] = [];
  for (const one of settled) {
    const reference = referenceOf(one.order);
    if ('done' in one) {
      const { outcome, ticket } = one.done;
      filed.push({ ...reference, outcome, ticket });
    } else if (letGo.has(episodeIdentity(one.order))) {
      filed.push({ ...reference, outcome: 'let go', ticket: null });
    } else {
      failed.push({ ...reference, since: one.order.at, ...one.pending });
    }
  }
  return {
    filed,
    failed,
    notTried: batch.notTried + batch.unreadable,
    warnings: [
      ...warnings,
      ...(letGo.size === 0
        ? []
        : [`${letGo.size} insights were resolved before a ticket of theirs could be filed: they get none.`]),
      ...(batch.unreadable === 0
        ? []
        : [
            `${batch.unreadable} ticket orders cannot be read: another version of Edgewarden wrote them, update this one.`,
          ]),
    ],
  };
}

/** The settings want no tickets any more: what waits is let go, said once. */
function unwanted({ orders, notTried, unreadable }: OrderBatch): FileInsightTicketsResult {
  return {
    filed: orders.map((order) => ({ ...referenceOf(order), outcome: 'let go', ticket: null })),
    failed: [],
    notTried: notTried + unreadable,
    warnings: [
      `${orders.length} ticket orders were let go, because insightsSync.tickets is not set any more; close what is open by hand.`,
    ],
  };
}

function referenceOf({ insightId, episode, action }: InsightTicketOrder): TicketOrderReference {
  return { insightId, episode, action };
}

import { INSIGHT_SEVERITIES } from '../../../domain/insight';
import { insightFacts, type KnownInsight } from '../../../domain/insight-record';
import type { InsightStep } from '../../../domain/insight-step';
import type { PendingTicket, TicketOrderReference, WaitingTicket } from '../../../domain/insight-sync';
import { ticketOrderSchema, type InsightTicketOrder } from '../../shared/ticket-order';

/** A ticket order while its run compares. */
export interface OrderDraft extends Omit<InsightTicketOrder, 'recordsKey'> {
  /** Undefined for the records of this run: their key is known when the last one is. */
  readonly recordsKey: string | null | undefined;
}

/** Orders for one insight: what waits from earlier runs, then what this step adds. */
export function ordersOf(step: InsightStep, waiting: readonly WaitingTicket[], accountId: string): OrderDraft[] {
  const { next, record, order } = step;
  if (next === undefined) return [];
  const carried = waiting.length === 0 ? [] : waitingOrders(next, waiting, accountId);
  if (order === null) return carried;
  const { action, episode, at } = order;
  const recordsKey = record === null ? null : undefined;
  return [...carried, draftOf(next, { action, episode, since: at, type: null, recordsKey }, accountId)];
}

/**
 * The orders that wait for an insight, with its facts as they are now. One to open a ticket stands although its episode is
 * over: what came and went during an outage of the tracker is told all the same, opened and then closed.
 */
export function waitingOrders(known: KnownInsight, waiting: readonly WaitingTicket[], accountId: string): OrderDraft[] {
  return waiting.map((ticket) => draftOf(known, ticket, accountId));
}

/**
 * What of many orders can be worked off, the most severe and the oldest first. Every order stands in each commit until it is
 * carried out, and commits are kept for years: a flood beyond this would fill the archive with its own waiting list.
 */
export function boundedOrders(orders: readonly OrderDraft[]): {
  readonly kept: readonly OrderDraft[];
  readonly leftOut: number;
} {
  if (orders.length <= MAX_WAITING) return { kept: orders, leftOut: 0 };
  const urgency = ({ action, severity }: OrderDraft): number =>
    action === 'close' ? INSIGHT_SEVERITIES.length : INSIGHT_SEVERITIES.indexOf(severity);
  const sorted = orders.toSorted((a, b) => urgency(b) - urgency(a) || Date.parse(a.at) - Date.parse(b.at));
  return { kept: sorted.slice(0, MAX_WAITING), leftOut: orders.length - MAX_WAITING };
}

/** Twenty runs' worth. */
const MAX_WAITING = 1_000;

/** The orders as they are handed over: one JSON a line. */
export function orderLines(orders: readonly OrderDraft[], recordsKey: string | null): string {
  return orders
    .map((order) => {
      const key = order.recordsKey === undefined ? recordsKey : order.recordsKey;
      return `${JSON.stringify(ticketOrderSchema.parse({ ...order, recordsKey: key }))}\n`;
    })
    .join('');
}

/** Waiting tickets by insight. */
export function byInsight(waiting: readonly WaitingTicket[]): ReadonlyMap<string, readonly WaitingTicket[]> {
  return Map.groupBy(waiting, ({ insightId }) => insightId);
}

function draftOf(
  { id, life, json }: KnownInsight,
  {
    action,
    episode,
    since,
    type,
    recordsKey,
  }: Omit<WaitingTicket, 'insightId' | 'recordsKey'> & Pick<OrderDraft, 'recordsKey'>,
  accountId: string,
): OrderDraft {
  const insight: unknown = JSON.parse(json);
  const facts = insightFacts(insight);
  return {
    schema: 1,
    action,
    accountId,
    insightId: id,
    episode,
    severity: facts.severity,
    reportedSeverity: severityAsReceived(insight),
    issueType: facts.issueType,
    issueClass: facts.issueClass,
    subject: facts.subject,
    zoneId: facts.zoneId,
    since: facts.since,
    firstSeen: life.firstSeen,
    at: since,
    resolveText: facts.resolveText,
    resolveLink: facts.resolveLink,
    recordsKey,
    lastFailure: type,
  };
}

/** What of the orders handed over waits for the next run. */
export function stillWaiting(
  lines: string,
  filed: readonly TicketOrderReference[],
  failed: readonly PendingTicket[],
): WaitingTicket[] {
  const done = new Set(filed.map(nameOf));
  const failures = new Map(failed.map((ticket) => [nameOf(ticket), ticket.type]));
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ticketOrderSchema.parse(JSON.parse(line)))
    .filter((order) => !done.has(nameOf(order)))
    .map((order) => {
      const { insightId, episode, action, at, recordsKey, lastFailure } = order;
      const type = failures.get(nameOf(order)) ?? lastFailure;
      return { insightId, episode, action, since: at, type, recordsKey };
    });
}

function nameOf({ insightId, episode, action }: TicketOrderReference): string {
  return JSON.stringify([insightId, episode, action]);
}

function severityAsReceived(insight: unknown): string | null {
  const severity = (insight as { readonly severity?: unknown } | null)?.severity;
  return typeof severity === 'string' ? severity : null;
}

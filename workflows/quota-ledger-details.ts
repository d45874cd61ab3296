import type { QuotaLedger } from '../domain/request-quota';
import { syncRequests } from '../domain/request-quota-cost';
import { paceDueMs } from '../domain/request-quota-pace';
import { quotaStanding } from '../domain/request-quota-standing';
import { ROOM_BELOW } from './details-frame';

/** What the Temporal UI shows of a ledger: Markdown of numbers and times, nothing in it came from outside. */
export function quotaLedgerDetails(ledger: QuotaLedger, nowMs: number): string {
  const { month, limit, reserve, used, left, forecast } = quotaStanding(ledger, ledger.terms, nowMs);
  return [
    `**Requests of ${month}**, as of ${time(nowMs)}`,
    '',
    '| limit | used | left | kept for people | forecast for the month’s end |',
    '| ---: | ---: | ---: | ---: | ---: |',
    `| ${limit} | ${used} | ${left} | ${reserve} | ${forecast} |`,
    '',
    `- A listing takes ${syncRequests(ledger.cost, ledger.terms)} of them`,
    `- Last listing: ${ledger.listedAtMs === null ? 'none this month' : time(ledger.listedAtMs)}`,
    `- Next one due: ${due(ledger, nowMs)}`,
    ...(ledger.heldUntilMs !== null && nowMs < ledger.heldUntilMs
      ? [`- **Held until ${time(ledger.heldUntilMs)}**: Cloudflare has refused a request as one too many`]
      : []),
    ...(ledger.spendingUnknown
      ? ['- **Spending unknown**: the ledger was lost. Say how many were used with `edgewarden quota set`']
      : []),
    ...ROOM_BELOW,
  ].join('\n');
}

function due(ledger: QuotaLedger, nowMs: number): string {
  if (ledger.liftedUntilMs !== null && nowMs < ledger.liftedUntilMs) return 'now, because a person has asked for it';
  const dueMs = paceDueMs(ledger, ledger.terms);
  return dueMs === null || dueMs <= nowMs ? 'now' : time(dueMs);
}

function time(atMs: number): string {
  return new Date(atMs).toISOString();
}

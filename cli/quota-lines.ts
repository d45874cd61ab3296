import type { QuotaLedger, QuotaTerms } from '../domain/request-quota';
import { effectivePageSize, listingPages } from '../domain/request-quota-cost';
import { atTime } from '../domain/request-quota-month';
import { decidePermit } from '../domain/request-quota-permit';
import { quotaStanding } from '../domain/request-quota-standing';

const LOST = 'unknown: the ledger was lost, the month counts as spent';
const HELD = 'Cloudflare has refused a request as one too many';

/**
 * An account's ledger for people.
 *
 * @param account key in the settings
 */
export function quotaLines(account: string, read: QuotaLedger, terms: QuotaTerms, nowMs: number): string[] {
  const ledger = atTime(read, nowMs);
  const { month, limit, reserve, used, left, forecast } = quotaStanding(ledger, terms, nowMs);
  const permit = decidePermit({ account, ledger, terms, purpose: 'sync', nowMs });
  return [
    `month     ${month}, UTC`,
    `used      ${ledger.spendingUnknown ? LOST : `${used} of ${limit} requests`}`,
    `left      ${left}, of them ${Math.min(left, reserve)} kept for people`,
    `forecast  ${forecast} by the end of the month if it goes on like this`,
    `listing   ${costText(ledger, terms)}`,
    `hold      ${isAhead(ledger.heldUntilMs, nowMs) ? `until ${time(ledger.heldUntilMs)}: ${HELD}` : 'none'}`,
    `pace      ${paceText(ledger, nowMs)}`,
    permit.decision === 'list'
      ? 'next      a listing may begin now'
      : `next      ${permit.nextAt}\n          ${permit.sentence}`,
  ];
}

function costText({ cost }: QuotaLedger, terms: QuotaTerms): string {
  const pages = listingPages(cost.open, cost, terms);
  if (pages === null) return 'its cost is not known before the first one';
  const dismissed = listingPages(cost.dismissed, cost, terms);
  return [
    `${requests(pages)} for ${cost.open} open insights in pages of ${effectivePageSize(cost, terms)}`,
    ...(dismissed === null ? [] : [`${requests(dismissed)} for ${cost.dismissed} dismissed ones when they are read`]),
  ].join(', ');
}

function paceText({ listedAtMs, liftedUntilMs }: QuotaLedger, nowMs: number): string {
  const newest = listedAtMs === null ? 'no listing this month' : `newest listing begun ${time(listedAtMs)}`;
  return isAhead(liftedUntilMs, nowMs) ? `${newest}; lifted for the next one until ${time(liftedUntilMs)}` : newest;
}

function isAhead(untilMs: number | null, nowMs: number): untilMs is number {
  return untilMs !== null && untilMs > nowMs;
}

const requests = (count: number): string => (count === 1 ? '1 request' : `${count} requests`);
const time = (ms: number): string => new Date(ms).toISOString();

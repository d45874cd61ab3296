import type { QuotaLedger, QuotaTerms } from './request-quota';
import { scheduleLimit, syncRequests } from './request-quota-cost';
import { closesMs, nextOpeningMs, opensMs } from './request-quota-month';

/** Listings that what is left of the schedule's part can pay for. */
function listingsLeft({ used, cost }: QuotaLedger, terms: QuotaTerms): number {
  return Math.max(0, Math.floor((scheduleLimit(terms) - used) / syncRequests(cost, terms)));
}

/**
 * When the schedule's next listing is due, epoch ms; null for at once, because this month has seen none.
 *
 * The listings that are left and the first one of the next month stand at equal distances, so that the last one still has
 * an interval to fit in.
 */
export function paceDueMs(ledger: QuotaLedger, terms: QuotaTerms): number | null {
  if (ledger.pacedAtMs === null) return null;
  const intervals = Math.max(1, listingsLeft(ledger, terms)) + 1;
  return ledger.pacedAtMs + (nextOpeningMs(ledger.month) - ledger.pacedAtMs) / intervals;
}

/**
 * From when the pace counts after a listing that begins at `nowMs`: from when it was due, so that waiting for the
 * schedule's next run costs no listing in the long run, unless it is late by more than that.
 */
export function pacedFromMs(ledger: QuotaLedger, terms: QuotaTerms, nowMs: number): number {
  const dueMs = paceDueMs(ledger, terms);
  if (dueMs === null) return nowMs;
  const lateMs = nowMs - dueMs;
  return lateMs >= 0 && lateMs < terms.leastIntervalMs ? dueMs : nowMs;
}

/**
 * Requests that will have been used by the end of the month: what is used, and the listings that allowance and time are
 * left for. Of a month whose spending nobody knows, all.
 */
export function forecastOf(ledger: QuotaLedger, terms: QuotaTerms, nowMs: number): number {
  if (ledger.spendingUnknown) return terms.monthlyRequests;
  const fromMs = Math.max(nowMs, ledger.heldUntilMs ?? 0, opensMs(ledger.month));
  const timeFor = Math.max(0, Math.floor((closesMs(ledger.month) - fromMs) / terms.leastIntervalMs));
  return ledger.used + syncRequests(ledger.cost, terms) * Math.min(listingsLeft(ledger, terms), timeFor);
}

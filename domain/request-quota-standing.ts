import type { QuotaLedger, QuotaStanding, QuotaTerms } from './request-quota';
import { underTerms } from './request-quota-month';
import { forecastOf } from './request-quota-pace';

/**
 * The month at a glance, under the terms of now. A month whose spending nobody knows counts as spent.
 *
 * @param ledger as it was read, however long ago its last request was
 */
export function quotaStanding(ledger: QuotaLedger, terms: QuotaTerms, nowMs: number): QuotaStanding {
  const current = underTerms(ledger, terms, nowMs);
  const used = current.spendingUnknown ? Math.max(current.used, terms.monthlyRequests) : current.used;
  return {
    month: current.month,
    limit: terms.monthlyRequests,
    reserve: terms.reserve,
    used,
    left: Math.max(0, terms.monthlyRequests - used),
    forecast: Math.max(used, forecastOf(current, terms, nowMs)),
  };
}

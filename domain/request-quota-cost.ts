import type { ListingCost, QuotaTerms } from './request-quota';

/** Insights that a page can have: as the settings say, unless Cloudflare has refused so many. */
export function effectivePageSize({ pageSize }: ListingCost, terms: QuotaTerms): number {
  return Math.min(terms.pageSize, pageSize ?? terms.pageSize);
}

/**
 * Requests that the complete walk of one list takes: one for each page, and one for an empty list.
 *
 * @param count insights of the list; null while nobody knows, and then the answer is null
 */
export function listingPages(count: number | null, cost: ListingCost, terms: QuotaTerms): number | null {
  return count === null ? null : Math.max(1, Math.ceil(count / effectivePageSize(cost, terms)));
}

/**
 * Requests of one sync in which nothing vanishes. The dismissed list counts where each sync reads it, unless a whole
 * month could not pay for both.
 */
export function syncRequests(cost: ListingCost, terms: QuotaTerms): number {
  const open = listingPages(cost.open, cost, terms) ?? 1;
  if (!terms.includeDismissed) return open;
  const both = open + (listingPages(cost.dismissed, cost, terms) ?? 1);
  return both <= scheduleLimit(terms) ? both : open;
}

/** Requests of a month that are the schedule's: what is kept for people is not. */
export function scheduleLimit({ monthlyRequests, reserve }: QuotaTerms): number {
  return Math.max(0, monthlyRequests - reserve);
}

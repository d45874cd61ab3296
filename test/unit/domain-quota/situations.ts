import type { QuotaLedger, QuotaRequest, QuotaTerms } from '../../../domain/request-quota';
import { firstLedger, reserve, type ReserveResult } from '../../../domain/request-quota-ledger';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A free plan, looked at every ten minutes. */
export const TERMS: QuotaTerms = {
  monthlyRequests: 100,
  reserve: 5,
  leastIntervalMs: 10 * MINUTE,
  pageSize: 1_000,
  includeDismissed: false,
};

export const at = (time: string): number => Date.parse(time.length === 10 ? `${time}T00:00:00Z` : `${time}Z`);

/** A ledger in the middle of November with nothing used, of an account with one page of insights. */
export function ledger(over: Partial<QuotaLedger> = {}): QuotaLedger {
  return {
    ...firstLedger(TERMS, at('2026-11-15')),
    used: 0,
    cost: { open: 10, dismissed: null, pageSize: null },
    ...over,
  };
}

let ids = 0;

/** A request of its own by a person, unless the test says otherwise. */
export function request(over: Partial<QuotaRequest> = {}): QuotaRequest {
  return { id: `request ${(ids += 1)}`, terms: TERMS, purpose: 'person', listing: null, need: 1, ...over };
}

/** The first request of a listing by the schedule. */
export function sync(listing: string, over: Partial<QuotaRequest> = {}): QuotaRequest {
  return request({ purpose: 'sync', listing, ...over });
}

/** Asks for one after the other at one moment. */
export function reserveAll(start: QuotaLedger, requests: readonly QuotaRequest[], nowMs: number): ReserveResult {
  let result: ReserveResult | undefined;
  for (const each of requests) result = reserve(result?.ledger ?? start, each, nowMs);
  if (result === undefined) throw new Error('nothing to ask for');
  return result;
}

import { monthEndMs, monthOf, monthStartMs } from './calendar-month';
import type { QuotaLedger, QuotaTerms } from './request-quota';

/** Around the change of month no clock can say whose allowance a request would spend: ours and Cloudflare's may differ. */
const MARGIN_MS = 5 * 60_000;

/** When requests may begin in a month, epoch ms. */
export function opensMs(month: string): number {
  return monthStartMs(month) + MARGIN_MS;
}

/** From when on none may begin any more in a month, epoch ms. */
export function closesMs(month: string): number {
  return monthEndMs(month) - MARGIN_MS;
}

/** When requests may begin in the month that follows, epoch ms. */
export function nextOpeningMs(month: string): number {
  return monthEndMs(month) + MARGIN_MS;
}

/** The first moment from `atMs` on in which a request may begin as far as the change of month is concerned. */
export function openFromMs(atMs: number): number {
  const month = monthOf(atMs);
  if (atMs < opensMs(month)) return opensMs(month);
  return atMs < closesMs(month) ? atMs : nextOpeningMs(month);
}

/**
 * The ledger as it stands at `nowMs`: a new month begins with nothing spent.
 *
 * The month never moves back. A clock that was ahead and is put right finds the ledger closed until it has caught up,
 * since what was spent meanwhile may count against either month.
 */
export function atTime(ledger: QuotaLedger, nowMs: number): QuotaLedger {
  const month = monthOf(nowMs);
  return month <= ledger.month ? ledger : turnedTo(month, ledger);
}

/** The ledger at the beginning of a month. What Cloudflare accepts of a page size is asked anew once a month. */
export function turnedTo(month: string, ledger: QuotaLedger): QuotaLedger {
  return {
    ...ledger,
    month,
    used: 0,
    spendingUnknown: false,
    listedAtMs: null,
    listing: null,
    listingLifted: false,
    pacedAtMs: null,
    blindRefusals: 0,
    cost: { ...ledger.cost, pageSize: null },
  };
}

/** The same under the terms of now. A page size that was learnt under another setting says nothing of this one. */
export function underTerms(before: QuotaLedger, terms: QuotaTerms, nowMs: number): QuotaLedger {
  const ledger = atTime(before, nowMs);
  const isKept = ledger.terms.pageSize === terms.pageSize;
  return { ...ledger, terms, cost: isKept ? ledger.cost : { ...ledger.cost, pageSize: null } };
}

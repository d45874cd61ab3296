import { monthOf } from './calendar-month';
import { isTerms } from './quota-ledger-checks';
import type { QuotaLedger, QuotaTerms } from './request-quota';

/** Grants nothing until the first request tells the real ones. */
const NO_TERMS: QuotaTerms = {
  monthlyRequests: 0,
  reserve: 0,
  leastIntervalMs: 600_000,
  pageSize: 1_000,
  includeDismissed: false,
};
const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/;

/**
 * The ledger in a state that an earlier version, another hand or a half-written input has left.
 *
 * What a later version added takes its first value. Without a readable month and count the spending is unknown: the ledger
 * stays shut until somebody tells it, and never fails.
 */
export function restoreLedger(value: unknown, nowMs: number): QuotaLedger {
  const found = isRecord(value) ? value : {};
  const month = typeof found['month'] === 'string' && MONTH.test(found['month']) ? found['month'] : undefined;
  const used = countOf(found['used']);
  const isReadable = found['schema'] === 1 && month !== undefined && used !== null;
  const cost = isRecord(found['cost']) ? found['cost'] : {};
  return {
    schema: 1,
    month: month ?? monthOf(nowMs),
    used: used ?? 0,
    spendingUnknown: !isReadable || found['spendingUnknown'] === true,
    granted: Array.isArray(found['granted']) ? found['granted'].filter(isGrant) : [],
    listedAtMs: timeOf(found['listedAtMs']),
    listing: typeof found['listing'] === 'string' ? found['listing'] : null,
    listingLifted: found['listingLifted'] === true,
    pacedAtMs: timeOf(found['pacedAtMs'] ?? found['listedAtMs']),
    liftedUntilMs: timeOf(found['liftedUntilMs']),
    heldUntilMs: timeOf(found['heldUntilMs']),
    blindRefusals: countOf(found['blindRefusals']) ?? 0,
    terms: isTerms(found['terms']) ? found['terms'] : NO_TERMS,
    cost: {
      open: countOf(cost['open']),
      dismissed: countOf(cost['dismissed']),
      pageSize: countOf(cost['pageSize']) === 0 ? null : countOf(cost['pageSize']),
    },
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isGrant(value: unknown): value is readonly [id: string, atMs: number] {
  return Array.isArray(value) && typeof value[0] === 'string' && timeOf(value[1]) !== null;
}

function countOf(value: unknown): number | null {
  return Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : null;
}

/** Farther away than any date can be written, a time is none. */
const MAX_TIME_MS = 8_000_000_000_000_000;

function timeOf(value: unknown): number | null {
  return typeof value === 'number' && Math.abs(value) < MAX_TIME_MS ? value : null;
}

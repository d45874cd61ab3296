import type { QuotaGrant, QuotaOutcome, QuotaPurpose, QuotaStanding } from '../../domain/request-quota';

/** One request against the allowance of an account. */
export interface AllowanceRequest {
  /** Key of the account in the settings. */
  readonly account: string;
  /** Never used for two requests, also not by a second attempt. */
  readonly id: string;
  readonly purpose: QuotaPurpose;
  /** See `QuotaRequest`. */
  readonly listing: string | null;
  readonly need: number;
}

/**
 * The month's allowance as whoever spends it sees it; filled in by `worker/main.ts` from `activities/quota`.
 *
 * A grant is for one request, to be sent within 60 seconds of asking or not at all, and spent either way.
 */
export interface RequestAllowance {
  /** @throws ApplicationFailure `Unavailable` when the ledger does not answer in time: the request may count, and is not to be sent */
  reserve(request: AllowanceRequest, signal: AbortSignal): Promise<QuotaGrant>;
  /** Tells the ledger how a request ended. */
  settle(account: string, requestId: string, outcome: QuotaOutcome, signal: AbortSignal): Promise<QuotaStanding>;
}

/**
 * Proof outside of Temporal that an account's allowance was spent from before. A ledger that is missing although there is
 * proof was lost, and with it the count.
 */
export interface SpendingProof {
  exists(accountId: string, signal: AbortSignal): Promise<boolean>;
  /** Leaves proof, once, before the first request is sent. */
  leave(accountId: string, signal: AbortSignal): Promise<void>;
}

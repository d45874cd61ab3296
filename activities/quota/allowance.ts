import type { RequestAllowance } from '../shared/request-allowance';
import type { LedgerAccount, QuotaLedgerClient } from './ledger-client';

export interface AllowanceDeps {
  readonly ledgers: QuotaLedgerClient;
  /** An account's settings as they are now. @throws ApplicationFailure `Misconfigured` when there is none */
  readonly findAccount: (key: string) => LedgerAccount;
}

/** The allowance of all accounts, as whoever sends requests to Cloudflare spends it. */
export function createRequestAllowance({ ledgers, findAccount }: AllowanceDeps): RequestAllowance {
  return {
    async reserve({ account, ...request }, signal) {
      return ledgers.reserve(findAccount(account), request, signal);
    },
    async settle(account, requestId, outcome, signal) {
      return ledgers.settle(findAccount(account), requestId, outcome, signal);
    },
  };
}

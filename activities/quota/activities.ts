import { Context } from '@temporalio/activity';
import type { QuotaPurpose } from '../../domain/request-quota';
import { decidePermit, type Permit } from '../../domain/request-quota-permit';
import type { AllowanceDeps } from './allowance';

export interface AskLedgerInput {
  /** Key of the account in the settings. */
  readonly account: string;
  readonly purpose: QuotaPurpose;
}

/** What a sync asks of the quota ledger before it begins. */
export function createQuotaActivities({ ledgers, findAccount }: AllowanceDeps) {
  return {
    /**
     * Whether a listing may begin, and what it will take. Spends nothing and adds nothing to the ledger's history, so that
     * a run that is skipped costs next to nothing.
     *
     * @throws ApplicationFailure `Unavailable` when the ledger does not answer in time
     */
    async askLedger({ account, purpose }: AskLedgerInput): Promise<Permit> {
      const { cancellationSignal: signal } = Context.current();
      const { id, terms } = findAccount(account);
      const ledger = await ledgers.state({ id, terms }, signal);
      return decidePermit({ account, ledger, terms, purpose, nowMs: Date.now() });
    },
  };
}

export type QuotaActivities = ReturnType<typeof createQuotaActivities>;

import type { QuotaLedger, QuotaOutcome, QuotaStanding, QuotaTerms } from './request-quota';

/** What a quota ledger may be asked to change, and its one query. */
export const LEDGER_UPDATE = {
  reserve: 'reserve',
  settle: 'settle',
  liftPace: 'liftPace',
  setUsed: 'setUsed',
} as const;
export const LEDGER_QUERY = 'ledger';

/** How a request ended. */
export interface SettleMessage {
  /** Of the request, for whoever reads the ledger's history. */
  readonly id: string;
  readonly outcome: QuotaOutcome;
  readonly terms: QuotaTerms;
}

export interface LiftPaceMessage {
  readonly terms: QuotaTerms;
}

export interface SetUsedMessage {
  readonly used: number;
  readonly terms: QuotaTerms;
}

/** What the query answers: the ledger as it is handed on, and for people what it comes to. */
export interface LedgerAnswer extends QuotaLedger {
  /**
   * As of the last update: a workflow's clock stands still between updates. Whoever decides by it reckons with
   * `quotaStanding` and a clock of his own.
   */
  readonly standing: QuotaStanding;
}

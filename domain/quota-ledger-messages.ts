import type { QuotaOutcome, QuotaTerms } from './request-quota';

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

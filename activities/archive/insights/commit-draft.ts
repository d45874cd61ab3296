import type { InsightCommit } from '../../../domain/insight-sync';

/** An `InsightCommit` before its tickets were tried. */
export type CommitDraft = Omit<InsightCommit, 'pendingTickets'>;

/** Ticket orders, handed over as one object. */
export interface StagedOrders {
  readonly key: string;
  readonly count: number;
}

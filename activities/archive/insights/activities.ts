import type { InsightFilter, InsightSeverity } from '../../../domain/insight';
import type { InsightCommit } from '../../../domain/insight-sync';
import type { HandOver } from '../../shared/record-store';
import type { ArchiveSettings } from '../client';
import type { ArchiveStore } from '../store';
import { createCommitInsights } from './commit-insights';
import { createCompareInsights } from './compare-insights';
import { createPendingInsightTickets } from './pending-insight-tickets';

export type { CompareInsightsResult } from './compare-insights';

export interface InsightActivityDeps {
  readonly store: ArchiveStore;
  readonly handOver: HandOver;
  readonly settings: Pick<ArchiveSettings, 'prefix' | 'retention'>;
  /** An account's settings as they are now. @throws ApplicationFailure `Misconfigured` when there is none */
  readonly findAccount: (key: string) => InsightAccount;
}

/** What comparing and writing needs of an account's settings. */
export interface InsightAccount {
  /** Cloudflare account id. */
  readonly id: string;
  readonly filter: InsightFilter;
  readonly includeDismissed: boolean;
  /** How long an inventory is locked. */
  readonly inventoryDays: number;
  /** Least severity that is worth a ticket; null for no tickets. */
  readonly ticketsFrom: InsightSeverity | null;
}

/** An `InsightCommit` before its tickets were tried. */
export type CommitDraft = Omit<InsightCommit, 'pendingTickets'>;

/** Ticket orders, handed over as one object. */
export interface StagedOrders {
  readonly key: string;
  readonly count: number;
}

/** What the insights sync asks of the archive. */
export function createInsightActivities(deps: InsightActivityDeps) {
  return {
    compareInsights: createCompareInsights(deps),
    pendingInsightTickets: createPendingInsightTickets(deps),
    commitInsights: createCommitInsights(deps),
  };
}

export type InsightActivities = ReturnType<typeof createInsightActivities>;

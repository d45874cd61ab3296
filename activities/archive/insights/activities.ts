import { createCommitInsights } from './commit-insights';
import { createCompareInsights } from './compare-insights';
import type { InsightActivityDeps } from './insight-activity-deps';
import { createPendingInsightTickets } from './pending-insight-tickets';

export type { CommitDraft, StagedOrders } from './commit-draft';
export type { CompareInsightsResult } from './compare-insights';

/** What the insights sync asks of the archive. */
export function createInsightActivities(deps: InsightActivityDeps) {
  return {
    compareInsights: createCompareInsights(deps),
    pendingInsightTickets: createPendingInsightTickets(deps),
    commitInsights: createCommitInsights(deps),
  };
}

export type InsightActivities = ReturnType<typeof createInsightActivities>;

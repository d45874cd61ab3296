import { createAssessAnomaly } from './assess-anomaly';
import type { InvestigationActivityDeps } from './investigation-activity-deps';
import { createStoreEvidence } from './store-evidence';

/** What investigations ask of the archive. */
export function createInvestigationActivities(deps: InvestigationActivityDeps) {
  return { storeEvidence: createStoreEvidence(deps), ...createAssessAnomaly(deps) };
}

export type InvestigationActivities = ReturnType<typeof createInvestigationActivities>;

import type { ReportTemplate } from '../../../domain/investigation/report/report-template';
import type { HandOver } from '../../shared/record-store';
import type { ArchiveSettings } from '../client';
import type { ArchiveStore } from '../store';
import { createAssessAnomaly } from './assess-anomaly';
import { createStoreEvidence } from './store-evidence';

export interface InvestigationActivityDeps {
  readonly store: ArchiveStore;
  readonly handOver: HandOver;
  readonly settings: Pick<ArchiveSettings, 'prefix' | 'retention' | 'bucket'>;
  /** A team's own wording of reports. Default: ours. */
  readonly template?: ReportTemplate | undefined;
}

/** What investigations ask of the archive. */
export function createInvestigationActivities(deps: InvestigationActivityDeps) {
  return { storeEvidence: createStoreEvidence(deps), ...createAssessAnomaly(deps) };
}

export type InvestigationActivities = ReturnType<typeof createInvestigationActivities>;

import type { ReportTemplate } from '../../../domain/investigation/report/report-template';
import type { HandOver } from '../../shared/record-store';
import type { ArchiveSettings } from '../client';
import type { ArchiveStore } from '../store';

/** What the archive's part of investigations works with. */
export interface InvestigationActivityDeps {
  readonly store: ArchiveStore;
  readonly handOver: HandOver;
  readonly settings: Pick<ArchiveSettings, 'prefix' | 'retention' | 'bucket'>;
  /** A team's own wording of reports. Default: ours. */
  readonly template?: ReportTemplate | undefined;
}

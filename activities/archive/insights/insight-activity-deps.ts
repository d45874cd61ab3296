import type { InsightFilter, InsightSeverity } from '../../../domain/insight';
import type { HandOver } from '../../shared/record-store';
import type { ArchiveSettings } from '../client';
import type { ArchiveStore } from '../store';

/** What the activities of the insights sync work with. */
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

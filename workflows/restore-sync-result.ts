import { workflowInfo } from '@temporalio/workflow';
import { INSIGHT_SEVERITIES, LIFECYCLE_STATES, STANDINGS } from '../domain/insight';
import type { InsightFigures } from '../domain/insight-sync';
import type { InsightsSyncResult } from './contracts';

/** What a sync takes over from the run before it. */
export interface EarlierSync extends Pick<InsightsSyncResult, 'seq' | 'figures' | 'comparedAt'> {
  /** Null when nobody can tell: there was no result, or the last run failed and may have committed before that. */
  readonly pendingTickets: number | null;
}

/**
 * The last result, read as what another version may have written: a state or severity that is new would otherwise stop every
 * run of an account, each of which meets the same last result.
 */
export function restoreSyncResult(
  value: unknown,
  hasFailedSince = workflowInfo().lastFailure !== undefined,
): EarlierSync {
  const last = isRecord(value) ? value : {};
  const { seq, comparedAt, figures, pendingTickets } = last;
  return {
    seq: isCount(seq) ? seq : null,
    comparedAt: typeof comparedAt === 'string' && !Number.isNaN(Date.parse(comparedAt)) ? comparedAt : null,
    figures: isFigures(figures) ? figures : null,
    pendingTickets: isCount(pendingTickets) && !hasFailedSince ? pendingTickets : null,
  };
}

function isFigures(value: unknown): value is InsightFigures {
  if (!isRecord(value) || !isCount(value['listed']) || !isCount(value['wanted'])) return false;
  const { records, standing } = value;
  return (
    isRecord(records) &&
    isRecord(standing) &&
    LIFECYCLE_STATES.every((state) => isCount(records[state])) &&
    STANDINGS.every((name) => {
      const counts = standing[name];
      return isRecord(counts) && INSIGHT_SEVERITIES.every((severity) => isCount(counts[severity]));
    })
  );
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

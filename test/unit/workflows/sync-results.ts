import type { InsightsSyncResult } from '../../../workflows/contracts';

const severities = (low: number, moderate: number, high: number, critical: number) => ({
  low,
  moderate,
  high,
  critical,
});

/** A sync that has written a commit. */
export function syncResult(patch: Partial<InsightsSyncResult> = {}): InsightsSyncResult {
  return {
    outcome: 'ok',
    attention: [],
    notes: [],
    startedAt: '2026-11-22T08:00:00.000Z',
    skipped: null,
    listed: { open: 12, dismissed: 3, requests: 2 },
    seq: 2,
    commit: 'insights/commit/account=a/0000000002.json',
    baseline: false,
    changes: 4,
    figures: {
      records: { new: 1, changed: 2, dismissed: 0, undismissed: 0, resolved: 1, reappeared: 0 },
      standing: {
        open: severities(5, 4, 2, 1),
        dismissed: severities(3, 0, 0, 0),
        gone: severities(0, 0, 0, 0),
        resolved: severities(0, 7, 0, 0),
      },
      listed: 12,
      wanted: 12,
    },
    comparedAt: '2026-11-22T08:00:00.000Z',
    tickets: [],
    pendingTickets: 0,
    quota: { month: '2026-11', limit: 2_500, reserve: 5, used: 41, left: 2_459, forecast: 2_495 },
    ...patch,
  };
}

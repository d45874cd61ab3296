import type { InsightsSyncInput, InsightsSyncResult } from '../../../workflows/contracts';

const NONE = { low: 0, moderate: 0, high: 0, critical: 0 };
const QUOTA = { month: '2026-11', limit: 100, reserve: 5, used: 38, left: 62, forecast: 97 };

/** Stands in for the real workflow: an account with changes, and one (`spent`) whose allowance pays for nothing. */
export function insightsSync(input: InsightsSyncInput): Promise<InsightsSyncResult> {
  const common = {
    attention: [],
    notes: [`A note about the ${input.job} of ${input.account}.`],
    startedAt: '2026-11-22T12:00:00.000Z',
    seq: 4,
    commit: null,
    baseline: false,
    changes: 14,
    figures: {
      records: { new: 12, changed: 0, dismissed: 0, undismissed: 0, resolved: 2, reappeared: 0 },
      standing: {
        open: { ...NONE, moderate: 800, critical: 12 },
        dismissed: NONE,
        gone: NONE,
        resolved: { ...NONE, low: 7 },
      },
      listed: 812,
      wanted: 640,
    },
    comparedAt: '2026-11-22T12:00:00.000Z',
    tickets: [],
    pendingTickets: 0,
    quota: QUOTA,
  };
  return Promise.resolve(
    input.account === 'spent'
      ? {
          ...common,
          outcome: 'skipped',
          skipped: {
            reason: 'allowance_spent',
            sentence: 'The allowance of 2026-11 is spent.',
            nextAt: '2026-12-01T00:05:00.000Z',
          },
          listed: null,
        }
      : { ...common, outcome: 'ok', skipped: null, listed: { open: 812, dismissed: 33, requests: 2 } },
  );
}

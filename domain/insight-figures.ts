import type { InsightSeverity } from './insight';
import type { InsightStep } from './insight-step';
import type { InsightFigures } from './insight-sync';

/** Adds up the steps of one sync. */
export interface InsightTally {
  add(step: Pick<InsightStep, 'next' | 'record' | 'listed' | 'wanted'>): void;
  /** The sums so far; ask once all steps are added. */
  figures(): InsightFigures;
}

/** A tally of nothing. */
export function createInsightTally(): InsightTally {
  const records = { new: 0, changed: 0, dismissed: 0, undismissed: 0, resolved: 0, reappeared: 0 };
  const standing = { open: noSeverities(), dismissed: noSeverities(), gone: noSeverities(), resolved: noSeverities() };
  let listed = 0;
  let wanted = 0;
  return {
    add(step) {
      if (step.next !== undefined) standing[step.next.life.standing][step.next.severity] += 1;
      if (step.record !== null) records[step.record.state] += 1;
      if (step.listed) listed += 1;
      if (step.wanted) wanted += 1;
    },
    figures: () => ({ records, standing, listed, wanted }),
  };
}

const noSeverities = (): Record<InsightSeverity, number> => ({ low: 0, moderate: 0, high: 0, critical: 0 });

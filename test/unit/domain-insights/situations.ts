import type { InsightFilter, InsightLife } from '../../../domain/insight';
import type { KnownInsight } from '../../../domain/insight-record';
import { insightFacts } from '../../../domain/insight-record';
import type { SyncTerms } from '../../../domain/insight-step';

export const DAY_1 = '2026-11-01T00:00:00.000Z';
export const DAY_2 = '2026-11-02T00:00:00.000Z';
export const TODAY = '2026-11-22T06:00:00.000Z';

export const NO_FILTER: InsightFilter = { severity: [], excludeSeverity: [], issueType: [], excludeIssueType: [] };

/** Open since the first day, told from the start, no ticket. */
export function life(parts: Partial<InsightLife> = {}): InsightLife {
  return { standing: 'open', episode: 1, firstSeen: DAY_1, lastSeen: DAY_2, written: 1, ticketed: false, ...parts };
}

/** An insight as Cloudflare sends it, on one line. */
export function insightJson(parts: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    id: 'i1',
    issue_type: 'weak_authentication',
    severity: 'Moderate',
    subject: 'bob@example.com',
    timestamp: '2026-11-20T03:12:45Z',
    ...parts,
  });
}

export function knownInsight(parts: Partial<InsightLife> = {}, json = insightJson()): KnownInsight {
  const { severity, issueType } = insightFacts(JSON.parse(json));
  return { id: 'i1', life: life(parts), severity, issueType, json };
}

/** The second sync of an account that has no filters, writes no dismissed insights and files no tickets. */
export function syncTerms(parts: Partial<SyncTerms> = {}): SyncTerms {
  return {
    accountId: 'a1',
    seq: 2,
    at: TODAY,
    baseline: false,
    filter: NO_FILTER,
    includeDismissed: false,
    dismissedRead: false,
    ticketsFrom: null,
    unchangedAt: null,
    ...parts,
  };
}

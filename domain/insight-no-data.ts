/** What a complete listing has brought, and what is left of it. */
export interface ListingYield {
  /** Open insights that Cloudflare lists: before the filters. */
  readonly listed: number;
  /** How many of them pass the filters. */
  readonly wanted: number;
  /** Insights in the dismissed list; null when it was not read. */
  readonly dismissed: number | null;
  /** Whether the settings want dismissed insights written. */
  readonly includeDismissed: boolean;
}

interface NoDataRule {
  readonly id: string;
  /** Heading of its section in activities/cloudflare/README.md. */
  readonly title: string;
  readonly when: (found: ListingYield) => boolean;
  readonly sentence: (found: ListingYield) => string;
  readonly hit: ListingYield;
  readonly miss: ListingYield;
  readonly why: string;
}

/** Why a listing shows nothing, each with cause, counts and remedy. The first match wins. */
export const NO_DATA_RULES = [
  {
    id: 'filters_hide_all',
    title: 'No data: the filters hide everything',
    when: ({ listed, wanted }) => listed > 0 && wanted === 0,
    sentence: ({ listed, wanted }) =>
      `The filters hide every open insight: ${listed} before filtering, ${wanted} after. Widen severity, excludeSeverity, issueType or excludeIssueType of insightsSync.`,
    hit: { listed: 5, wanted: 0, dismissed: null, includeDismissed: false },
    miss: { listed: 5, wanted: 1, dismissed: null, includeDismissed: false },
    why: 'a list of severities that nobody meant to be exclusive looks like a clean account',
  },
  {
    id: 'all_dismissed',
    title: 'No data: all dismissed',
    when: ({ listed, dismissed, includeDismissed }) =>
      listed === 0 && dismissed !== null && dismissed > 0 && !includeDismissed,
    sentence: ({ listed, dismissed }) =>
      `Every insight is dismissed: ${listed} open, ${dismissed} dismissed. Set insightsSync.includeDismissed to true to have those written too.`,
    hit: { listed: 0, wanted: 0, dismissed: 3, includeDismissed: false },
    miss: { listed: 0, wanted: 0, dismissed: 3, includeDismissed: true },
    why: 'dismissed insights are problems that somebody has decided to live with',
  },
  {
    id: 'dismissed_not_read',
    title: 'No data: nothing open',
    when: ({ listed, dismissed, includeDismissed }) => listed === 0 && dismissed === null && !includeDismissed,
    sentence: () =>
      'Cloudflare lists no open insight: 0 before filtering. Whether some are dismissed was not asked: set insightsSync.includeDismissed to true, or look under Security Center in the dashboard.',
    hit: { listed: 0, wanted: 0, dismissed: null, includeDismissed: false },
    miss: { listed: 0, wanted: 0, dismissed: 0, includeDismissed: false },
    why: 'asking costs a request, which the allowance may have better use for',
  },
  {
    id: 'nothing_found',
    title: 'No data: nothing found',
    when: ({ listed, dismissed }) => listed === 0 && dismissed === 0,
    sentence: () =>
      'Cloudflare lists no insight, neither open nor dismissed. See under Security Center in the dashboard whether a scan of this account has ended.',
    hit: { listed: 0, wanted: 0, dismissed: 0, includeDismissed: false },
    miss: { listed: 1, wanted: 1, dismissed: 0, includeDismissed: false },
    why: 'an account that was never scanned and one without problems look alike',
  },
] as const satisfies readonly NoDataRule[];

const RULES: readonly NoDataRule[] = NO_DATA_RULES;

/** Why a complete listing shows nothing and what to do, with the counts before and after the filters; null when it shows something. */
export function noDataSentence(found: ListingYield): string | null {
  return RULES.find(({ when }) => when(found))?.sentence(found) ?? null;
}

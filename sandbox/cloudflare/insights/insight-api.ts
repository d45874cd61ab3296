/** How the insights of one account are answered. */
export interface InsightApi {
  /** Requests in a calendar month, UTC, before the answer is 429; null: as many as one likes. Default 100. */
  readonly monthlyRequests: number | null;
  /** Seconds in `retry-after` of that 429; null leaves the header out. Default null. */
  readonly retryAfterS: number | null;
  /** Largest `per_page` that is accepted; default 1,000. */
  readonly maxPerPage: number;
  /** Pages follow `result_info.cursor`, and `page` is ignored. Default false: pages by number, no `result_info`. */
  readonly cursors: boolean;
  /** `changing`: another order at each request, as an unsorted list may have. Default `stable`. */
  readonly order: 'stable' | 'changing';
  /** Every later page answers this one's insights again; null: none does. Default null. */
  readonly repeatPage: number | null;
  /** False: 403 with a code of its own, whatever the caller may do. Default true. */
  readonly available: boolean;
}

export const DEFAULT_INSIGHT_API: InsightApi = {
  monthlyRequests: 100,
  retryAfterS: null,
  maxPerPage: 1_000,
  cursors: false,
  order: 'stable',
  repeatPage: null,
  available: true,
};

/** What happens to the list in the middle of a walk. */
export interface PageShift {
  readonly accountId: string;
  /** Happens when this page has been answered. */
  readonly afterPage: number;
  /** How often; default 1. `always` shifts each walk. */
  readonly times?: number | 'always';
  /** Put at the beginning: the end of the page comes again on the next one. */
  readonly insert?: readonly unknown[];
  /** So many of the first, or these ids: the next page skips as many that nobody saw. */
  readonly remove?: number | readonly string[];
  /** Added to `count` from then on, without any insight more or less. */
  readonly count?: number;
}

/** One page of a filtered list: JSON texts, and how many insights the whole list has. */
export interface InsightPage {
  readonly issues: readonly string[];
  readonly count: number;
}

export interface InsightPageRequest {
  readonly keep: (insight: unknown) => boolean;
  /** The filter that a made-up list looks at; undefined asks for all. */
  readonly dismissed: boolean | undefined;
  readonly offset: number;
  readonly limit: number;
}

/** Insights of one account, whatever they are made of. */
export interface InsightSource {
  page(request: InsightPageRequest): InsightPage;
}

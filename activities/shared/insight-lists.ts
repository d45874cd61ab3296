/** The two lists of an account: insights that are open, and those that people have dismissed. */
export type InsightList = 'open' | 'dismissed';

/** Where a complete listing is staged: one place for each list of a run, so that a retry finds it and does not pay again. */
export interface ListPlace {
  /** Cloudflare account id. */
  readonly accountId: string;
  /** Id of the workflow run. */
  readonly run: string;
  readonly list: InsightList;
}

/** A complete listing, staged. */
export interface StagedList {
  /** Key of the object, under `staging/`. */
  readonly key: string;
  /** Insights in it, each once. */
  readonly count: number;
  /** Size of its pages. */
  readonly pageSize: number;
  /** Requests that the whole walk has cost, restarts and steps included. */
  readonly requests: number;
  /** Records without an id: counted, and in no list. */
  readonly unreadable: number;
}

/** One insight of a listing: its id and its JSON as received, scrubbed, on one line. */
export interface ListedInsight {
  readonly id: string;
  readonly json: string;
}

/** Complete listings on their way from Cloudflare to the comparison. Filled in by `worker/main.ts` from `activities/archive`. */
export interface InsightLists {
  /** What an earlier attempt of this run has staged. */
  find(place: ListPlace, signal: AbortSignal): Promise<StagedList | undefined>;
  /**
   * Stages a complete listing. Whoever was first at this place wins: what stands there is returned.
   *
   * @param insights sorted by id (code units), each id once
   */
  put(
    place: ListPlace,
    insights: readonly ListedInsight[],
    facts: Pick<StagedList, 'pageSize' | 'requests' | 'unreadable'>,
    signal: AbortSignal,
  ): Promise<StagedList>;
}

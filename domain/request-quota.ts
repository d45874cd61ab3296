/** What the settings grant, told with every request: a changed plan takes effect on the next one. */
export interface QuotaTerms {
  /** Requests that Cloudflare allows in a calendar month, UTC. */
  readonly monthlyRequests: number;
  /** Requests of these that the schedule leaves to people. */
  readonly reserve: number;
  /** Least time between two runs of the schedule: nothing is listed more often, whatever the allowance could pay for. */
  readonly leastIntervalMs: number;
  /** Insights a page; see `ListingCost` for what Cloudflare accepts of it. */
  readonly pageSize: number;
  /** Whether each listing reads the dismissed insights too, and costs so much more. */
  readonly includeDismissed: boolean;
}

/** Who asks: the schedule keeps to pace and reserve, a person (`doctor`, a dry run) to the month's limit alone. */
export type QuotaPurpose = 'sync' | 'person';

/** Why no request may be sent now. Wire names: they stand in results. */
export const QUOTA_REFUSALS = [
  /** The next listing is due later, so that the allowance lasts to the end of the month. */
  'pace',
  /** What is left cannot pay for what was to be begun. */
  'allowance_spent',
  /** Not even a whole month can pay for one listing: the plan or the page size must change. */
  'listing_unaffordable',
  /** Cloudflare has refused a request as one too many. */
  'held',
  /** Five minutes around the change of month, in which no clock can say whose allowance a request would spend. */
  'month_change',
  /** The ledger was lost after requests had been spent: the month counts as spent until somebody says how much was. */
  'spending_unknown',
] as const;
export type QuotaRefusal = (typeof QUOTA_REFUSALS)[number];

/** What a listing costs, as the last ones have shown. */
export interface ListingCost {
  /** Insights of each list when it was last read; null before that. */
  readonly open: number | null;
  readonly dismissed: number | null;
  /** Largest page size that Cloudflare has not refused; null before any refusal. */
  readonly pageSize: number | null;
}

/** The whole state of an account's ledger: plain JSON, handed on when its workflow continues as new. Times are epoch ms. */
export interface QuotaLedger {
  readonly schema: 1;
  /** `YYYY-MM`, UTC. Never moves back. */
  readonly month: string;
  /** Requests reserved this month, whether they were sent, answered or lost. */
  readonly used: number;
  /** See `spending_unknown`. */
  readonly spendingUnknown: boolean;
  /** Reservations of the last minutes by id, with their times: a redelivered one is not counted again. */
  readonly granted: readonly (readonly [id: string, atMs: number])[];
  /** Start of the newest listing of this month; null before it. */
  readonly listedAtMs: number | null;
  /** Id of that listing. */
  readonly listing: string | null;
  /** Whether it has begun by a lifted pace: then it may spend what is kept for people. */
  readonly listingLifted: boolean;
  /** When that listing was due, or its start if it did not keep to the pace: the next one is due an interval later. */
  readonly pacedAtMs: number | null;
  /** A person has asked for a listing now: until then one may begin without regard to pace and reserve. */
  readonly liftedUntilMs: number | null;
  readonly heldUntilMs: number | null;
  /** Answers "too many requests" of this month that named no time. */
  readonly blindRefusals: number;
  readonly terms: QuotaTerms;
  readonly cost: ListingCost;
}

/** One request that wants to be sent. */
export interface QuotaRequest {
  /** Run, activity, attempt and a counter: one id for one request that leaves this process. */
  readonly id: string;
  readonly terms: QuotaTerms;
  readonly purpose: QuotaPurpose;
  /** The listing that it belongs to; null for a request of its own, a probe. The first one of a listing sets the pace. */
  readonly listing: string | null;
  /** Requests that must be affordable, this one included, or none is granted: what cannot be finished is not begun. */
  readonly need: number;
}

/** The answer to a request. `nextAt`: when asking again makes sense, ISO 8601 UTC. */
export type QuotaGrant =
  | { readonly granted: true; readonly quota: QuotaStanding }
  | { readonly granted: false; readonly reason: QuotaRefusal; readonly nextAt: string; readonly quota: QuotaStanding };

/** How a request ended, where that changes what may be sent next. */
export type QuotaOutcome =
  | { readonly kind: 'rate_limited'; readonly retryAfterMs: number | null }
  | { readonly kind: 'listed'; readonly list: 'open' | 'dismissed'; readonly count: number }
  /** `pageSize`: the smaller one that was accepted instead, to be used from now on. */
  | { readonly kind: 'page_size_refused'; readonly pageSize: number };

/** The month at a glance, for people: results, current details, search attributes, `edgewarden quota show`. */
export interface QuotaStanding {
  /** `YYYY-MM`, UTC. */
  readonly month: string;
  readonly limit: number;
  readonly reserve: number;
  readonly used: number;
  readonly left: number;
  /** Requests that will have been used by the end of the month if everything goes on like this. */
  readonly forecast: number;
}

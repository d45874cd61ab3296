/** Every problem that the API answers with, by its stable code. The title says the same in words, for people. */
export const PROBLEMS = {
  malformed_body: { status: 400, title: 'The body is not a JSON object' },
  invalid_anomaly: { status: 400, title: 'The anomaly does not fit' },
  invalid_request: { status: 400, title: 'The request does not fit' },
  not_found: { status: 404, title: 'There is nothing here' },
  method_not_allowed: { status: 405, title: 'Another method is needed here' },
  delivery_conflict: { status: 409, title: 'This delivery id was used for another body' },
  body_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body must be plain JSON' },
  time_out_of_range: { status: 422, title: 'The anomaly lies outside the time that can be investigated' },
  rate_limited: { status: 429, title: 'Too many requests' },
  internal_error: { status: 500, title: 'The API failed' },
  investigation_failed: { status: 502, title: 'The investigation failed' },
  temporal_unavailable: { status: 503, title: 'Deliveries cannot be taken just now' },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly title: string }>>;

export type ProblemCode = keyof typeof PROBLEMS;

/** One thing that is wrong with a body. Never repeats what stands there. */
export interface ProblemItem {
  /** JSON pointer (RFC 6901) as a URI fragment: `#/actor/email`. */
  readonly pointer: string;
  readonly detail: string;
  readonly remedy: string;
}

export interface ProblemParts {
  /** What happened this time, and what to do; a sentence or two of ours. */
  readonly detail: string;
  readonly errors?: readonly ProblemItem[];
  /** Public id of the investigation that it is about. */
  readonly investigation?: string;
  readonly retryAfterS?: number;
  readonly cause?: unknown;
}

/** Ends a request with a problem (RFC 9457): thrown anywhere below a route, answered in one place. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly code: ProblemCode,
    readonly parts: ProblemParts,
  ) {
    super(parts.detail, { cause: parts.cause });
  }
}

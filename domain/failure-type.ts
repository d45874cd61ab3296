/**
 * Wire names of the failures we expect. Catch blocks compare these, never message text.
 * The provider is a detail of a failure, not part of its type.
 */
export const FailureType = {
  /** 401, or 403 on what a run cannot do without. Final: repeating it can lock the account. */
  AuthRejected: 'AuthRejected',
  /** A configured thing does not exist or cannot work: a team, a bucket, an account. Final until the settings change. */
  Misconfigured: 'Misconfigured',
  /** The provider understood the request and will not do it (400, 410, 422). Final for this request. */
  Refused: 'Refused',
  /** Something that a run refers to is gone, a deleted ticket for example. Final for this event, not for others. */
  NotFound: 'NotFound',
  /** 429, or 503 with `Retry-After`. Retried after the delay that the provider names. */
  RateLimited: 'RateLimited',
  /** Other 5xx, network, timeout. What was sent may have been done. */
  Unavailable: 'Unavailable',
  /** An answer that fails its schema. Names the field, never the body. */
  UnexpectedAnswer: 'UnexpectedAnswer',
  /** Our identity is taken by something that is not ours. */
  Conflict: 'Conflict',
  /** Something that must be there and unchanged is not: a delete marker over an archived event. */
  Tampered: 'Tampered',
  /** The month's allowance is spent. */
  QuotaExhausted: 'QuotaExhausted',
  /** A source cannot be searched for this actor. */
  NotSearchable: 'NotSearchable',
} as const;

export type FailureType = (typeof FailureType)[keyof typeof FailureType];

const FAILURE_TYPES: ReadonlySet<unknown> = new Set(Object.values(FailureType));

/** Whether an error's type is one of ours: only then is its message in our words. */
export function isFailureType(type: unknown): type is FailureType {
  return FAILURE_TYPES.has(type);
}

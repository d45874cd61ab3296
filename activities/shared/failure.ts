import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { FailureType, isFailureType } from '../../domain/failure-type';

/** Provider behind a failure; stands in the failure's details, where operators and filters find it. */
export type Provider = 'cloudflare' | 'archive' | 'linear' | 'datadog' | 'confluence' | 'model' | 'quota';

export interface FailureOptions {
  readonly provider: Provider;
  /** Wait before the next attempt in milliseconds, as the provider asked for it. */
  readonly retryAfterMs?: number | undefined;
  /** The answer was refused for its length: a smaller request may get through. */
  readonly isTooLong?: boolean;
}

/** What another attempt cannot mend. */
const FINAL: ReadonlySet<FailureType> = new Set([
  FailureType.AuthRejected,
  FailureType.Misconfigured,
  FailureType.Refused,
  FailureType.NotFound,
  FailureType.Conflict,
  FailureType.Tampered,
  FailureType.QuotaExhausted,
  FailureType.NotSearchable,
]);

/** A wrong answer may be a passing fault of the provider or a change of its format: two more tries tell. */
const UNEXPECTED_ANSWER_ATTEMPTS = 3;

/** Failures stand in the run's history; the server stores any size, operators read only so much. */
const MAX_MESSAGE = 2_000;

/**
 * A failure of one of our types, ready to be thrown from an activity.
 *
 * @param what what happened, one sentence without a body, header or secret of the provider
 * @param remedy what the operator should do, one sentence
 */
export function failure(
  type: FailureType,
  what: string,
  remedy: string,
  { provider, retryAfterMs, isTooLong = false }: FailureOptions,
): ApplicationFailure {
  return ApplicationFailure.create({
    type,
    message: `${provider}: ${what}. ${remedy}`.slice(0, MAX_MESSAGE),
    nonRetryable: FINAL.has(type) || (type === FailureType.UnexpectedAnswer && attempt() >= UNEXPECTED_ANSWER_ATTEMPTS),
    details: [{ provider, ...(isTooLong ? { isTooLong } : {}) }],
    ...(retryAfterMs === undefined ? {} : { nextRetryDelay: retryAfterMs }),
  });
}

/** Type of one of our failures; undefined for anything else, which is then a bug and not a provider's fault. */
export function failureTypeOf(error: unknown): FailureType | undefined {
  return error instanceof ApplicationFailure && isFailureType(error.type) ? error.type : undefined;
}

/** Whether another attempt cannot mend this failure. */
export function isFinal(error: unknown): boolean {
  return error instanceof ApplicationFailure && error.nonRetryable === true;
}

/** Whether an answer was refused for its length. */
export function isTooLong(error: unknown): boolean {
  if (!(error instanceof ApplicationFailure)) return false;
  const [detail] = error.details ?? [];
  return typeof detail === 'object' && detail !== null && 'isTooLong' in detail;
}

function attempt(): number {
  try {
    return Context.current().info.attempt;
  } catch {
    return 1; // outside an activity: the worker's start-up checks
  }
}

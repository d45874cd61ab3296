import type { LEDGER_UPDATE } from './quota-ledger-messages';
import type { QuotaTerms } from './request-quota';

/** What is wrong with a value, in words that name a field and never quote a value; undefined when nothing is. */
type Check = (value: unknown) => string | undefined;

/** Far above every plan, far below where numbers lose their last digits. */
const MAX_COUNT = 10_000_000;
/** What follows from counts of Cloudflare's is refused by no bound of ours. */
const MAX_TOLD = Number.MAX_SAFE_INTEGER;
/** The server takes longer ids; ours have a fraction of this. */
const MAX_ID = 512;
/** A cron expression may name a day that comes once in years. */
const MAX_INTERVAL_MS = 3_653 * 24 * 60 * 60_000;

const isId: Check = (value) =>
  typeof value === 'string' && value.length > 0 && value.length <= MAX_ID
    ? undefined
    : `must be 1 to ${MAX_ID} letters`;

const isFlag: Check = (value) => (typeof value === 'boolean' ? undefined : 'must be true or false');

const isWhole =
  (least: number, most = MAX_COUNT): Check =>
  (value) =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= most
      ? undefined
      : `must be a whole number from ${least} to ${most}`;

const isPeriod: Check = (value) =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? undefined : 'must be a number from 0';

const isOneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && words.includes(value) ? undefined : `must be one of ${words.join(', ')}`;

const orNull =
  (check: Check): Check =>
  (value) =>
    value === null ? undefined : check(value);

const hasFields =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value) => {
    if (typeof value !== 'object' || value === null) return 'must be an object';
    const object = value as Readonly<Record<string, unknown>>;
    for (const [name, check] of Object.entries(checks)) {
      const problem = check(object[name]);
      if (problem !== undefined) return `${name} ${problem}`;
    }
    return undefined;
  };

const areTerms = hasFields({
  monthlyRequests: isWhole(0),
  reserve: isWhole(0),
  leastIntervalMs: isWhole(1, MAX_INTERVAL_MS),
  pageSize: isWhole(1),
  includeDismissed: isFlag,
});

const OUTCOMES: Readonly<Record<string, Check>> = {
  rate_limited: hasFields({ retryAfterMs: orNull(isPeriod) }),
  listed: hasFields({ list: isOneOf('open', 'dismissed'), count: isWhole(0, MAX_TOLD) }),
  page_size_refused: hasFields({ pageSize: isWhole(1) }),
};

const isOutcome: Check = (value) =>
  hasFields({ kind: isOneOf(...Object.keys(OUTCOMES)) })(value) ??
  OUTCOMES[(value as { readonly kind: string }).kind]?.(value);

/**
 * What is wrong with a message to a ledger, by the name of its update.
 *
 * Whoever reaches the Temporal server can send anything, and a ledger hands its state on for ever.
 */
export const LEDGER_MESSAGE_CHECKS: Readonly<Record<keyof typeof LEDGER_UPDATE, Check>> = {
  reserve: hasFields({
    id: isId,
    terms: areTerms,
    purpose: isOneOf('sync', 'person'),
    listing: orNull(isId),
    need: isWhole(1, MAX_TOLD),
  }),
  settle: hasFields({ id: isId, outcome: isOutcome, terms: areTerms }),
  liftPace: hasFields({ terms: areTerms }),
  setUsed: hasFields({ used: isWhole(0), terms: areTerms }),
};

/** Whether a value can be reckoned with as terms. */
export function isTerms(value: unknown): value is QuotaTerms {
  return areTerms(value) === undefined;
}

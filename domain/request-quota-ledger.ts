import { monthEndMs, monthOf, monthStartMs } from './calendar-month';
import type { QuotaGrant, QuotaLedger, QuotaOutcome, QuotaRequest, QuotaTerms } from './request-quota';
import { nextOpeningMs, turnedTo, underTerms } from './request-quota-month';
import { paceDueMs, pacedFromMs } from './request-quota-pace';
import { refusalOf } from './request-quota-refusal';
import { quotaStanding } from './request-quota-standing';

/** A grant is used within a minute or never, so nobody asks for an older one again. */
const REMEMBERED_MS = 10 * 60_000;
/** Grants remembered at most. A request that is delivered again after it was forgotten counts twice: too much, never too little. */
const MAX_REMEMBERED = 500;
/** A lifted pace waits so long for its listing. */
const LIFT_MS = 60 * 60_000;
/** Rest after a first answer "too many requests" that names no time. */
const BLIND_HOLD_MS = 24 * 60 * 60_000;
/** No answer can hold an account for longer than until a later month's allowance. */
const MAX_HOLD_MS = 45 * 24 * 60 * 60_000;

/** A ledger and what it answers to a request. */
export interface ReserveResult {
  readonly ledger: QuotaLedger;
  readonly grant: QuotaGrant;
}

/**
 * The ledger of an account that has never had one. Somebody else may have spent requests this month, so it counts as if
 * all had been spent evenly up to now.
 */
export function firstLedger(terms: QuotaTerms, nowMs: number): QuotaLedger {
  const month = monthOf(nowMs);
  const startMs = monthStartMs(month);
  const elapsed = (nowMs - startMs) / (monthEndMs(month) - startMs);
  return { ...EMPTY, month, used: Math.ceil(terms.monthlyRequests * elapsed), terms };
}

/** The ledger of an account whose ledger was lost: nothing more is sent this month until somebody says how much was. */
export function lostLedger(terms: QuotaTerms, nowMs: number): QuotaLedger {
  return { ...EMPTY, month: monthOf(nowMs), used: terms.monthlyRequests, spendingUnknown: true, terms };
}

/**
 * The ledger at the start of its first run, by its own clock: that of whoever started it may stand in the month before or
 * after.
 */
export function opened(ledger: QuotaLedger, nowMs: number): QuotaLedger {
  const month = monthOf(nowMs);
  if (ledger.month === month) return ledger;
  return ledger.spendingUnknown ? { ...ledger, month } : firstLedger(ledger.terms, nowMs);
}

/**
 * The ledger after its workflow was reset to an earlier step: what was granted since is forgotten, so it counts as lost.
 * What it still knows of a hold and of the lists stays.
 */
export function forgetfulLedger({ terms, heldUntilMs, cost }: QuotaLedger, nowMs: number): QuotaLedger {
  return { ...lostLedger(terms, nowMs), heldUntilMs, cost };
}

const EMPTY = {
  schema: 1,
  used: 0,
  spendingUnknown: false,
  granted: [],
  listedAtMs: null,
  listing: null,
  listingLifted: false,
  pacedAtMs: null,
  liftedUntilMs: null,
  heldUntilMs: null,
  blindRefusals: 0,
  cost: { open: null, dismissed: null, pageSize: null },
} as const satisfies Omit<QuotaLedger, 'month' | 'terms'>;

/**
 * Counts a request before it is sent, or refuses it. A request that was granted is granted again without counting.
 *
 * Nothing takes a count back: what became of a request cannot be known for sure, and Cloudflare counts failed ones too.
 */
export function reserve(before: QuotaLedger, request: QuotaRequest, nowMs: number): ReserveResult {
  const { id, terms, purpose, listing, need } = request;
  const ledger = refreshed(before, terms, nowMs);
  if (ledger.granted.some(([known]) => known === id)) return granted(ledger, nowMs);

  const begins = listing !== null && listing !== ledger.listing;
  const lifted = begins ? isLifted(ledger, nowMs) : listing !== null && ledger.listingLifted;
  const refused = refusalOf({ ledger, terms, purpose, need, begins, lifted: lifted && purpose === 'sync', nowMs });
  if (refused !== undefined) {
    const { reason, nextMs } = refused;
    const quota = quotaStanding(ledger, terms, nowMs);
    return { ledger, grant: { granted: false, reason, nextAt: new Date(nextMs).toISOString(), quota } };
  }

  const counted: QuotaLedger = {
    ...ledger,
    used: ledger.used + 1,
    granted: [...ledger.granted, [id, nowMs] as const].slice(-MAX_REMEMBERED),
  };
  // A person's listing neither keeps to the pace nor moves it.
  if (!begins || purpose === 'person') return granted(counted, nowMs);
  return granted(
    {
      ...counted,
      listing,
      listedAtMs: nowMs,
      listingLifted: lifted,
      pacedAtMs: pacedFromMs(ledger, terms, nowMs),
      liftedUntilMs: null,
    },
    nowMs,
  );
}

/** Whether the listing that begins next need not keep to pace and reserve. */
export function isLifted({ liftedUntilMs }: QuotaLedger, nowMs: number): boolean {
  return liftedUntilMs !== null && nowMs < liftedUntilMs;
}

/** Takes in how a request ended. May be repeated. What was reserved stays spent, however it ended. */
export function settle(before: QuotaLedger, outcome: QuotaOutcome, terms: QuotaTerms, nowMs: number): QuotaLedger {
  const ledger = refreshed(before, terms, nowMs);
  const { cost } = ledger;
  switch (outcome.kind) {
    case 'rate_limited':
      return outcome.retryAfterMs === null
        ? heldBlindly(ledger, nowMs)
        : held(ledger, Math.ceil(nowMs + Math.min(outcome.retryAfterMs, MAX_HOLD_MS)));
    case 'listed':
      return { ...ledger, cost: { ...cost, [outcome.list]: outcome.count } };
    case 'page_size_refused':
      return {
        ...ledger,
        cost: { ...cost, pageSize: Math.min(outcome.pageSize, cost.pageSize ?? outcome.pageSize) },
      };
  }
}

/** Lets the listing that begins next do so without regard to pace and reserve, within the hour. */
export function liftPace(before: QuotaLedger, terms: QuotaTerms, nowMs: number): QuotaLedger {
  return { ...refreshed(before, terms, nowMs), liftedUntilMs: nowMs + LIFT_MS };
}

/**
 * Takes a person's word for how many requests were used this month. It ends a hold too: who has bought a larger plan need
 * not wait for the next month. And it leads back a ledger whose clock was ahead once: this month is that of `nowMs`.
 */
export function setUsed(before: QuotaLedger, used: number, terms: QuotaTerms, nowMs: number): QuotaLedger {
  const ledger = refreshed(before, terms, nowMs);
  const month = monthOf(nowMs);
  const wasAhead = ledger.month !== month || (ledger.pacedAtMs ?? 0) > nowMs;
  return {
    ...(wasAhead ? turnedTo(month, ledger) : ledger),
    used,
    spendingUnknown: false,
    heldUntilMs: null,
    blindRefusals: 0,
    // What was learnt of the lists may be what kept them from being listed.
    cost: { open: null, dismissed: null, pageSize: null },
  };
}

/** The ledger under the terms and in the month of now, without what nobody asks for any more. */
function refreshed(before: QuotaLedger, terms: QuotaTerms, nowMs: number): QuotaLedger {
  const ledger = underTerms(before, terms, nowMs);
  return {
    ...ledger,
    granted: ledger.granted.filter(([, atMs]) => atMs > nowMs - REMEMBERED_MS),
    liftedUntilMs: isLifted(ledger, nowMs) ? ledger.liftedUntilMs : null,
    heldUntilMs: ledger.heldUntilMs !== null && nowMs < ledger.heldUntilMs ? ledger.heldUntilMs : null,
  };
}

/**
 * The first answer "too many" that names no time may be a limit of its own; the second one means that Cloudflare counts the
 * month as spent. Answers to requests that were under way together are one.
 */
function heldBlindly(ledger: QuotaLedger, nowMs: number): QuotaLedger {
  if (ledger.heldUntilMs !== null && ledger.blindRefusals > 0) return ledger;
  const counted = { ...ledger, blindRefusals: ledger.blindRefusals + 1 };
  return counted.blindRefusals === 1
    ? held(counted, Math.max(nowMs + BLIND_HOLD_MS, paceDueMs(ledger, ledger.terms) ?? 0))
    : held(counted, nextOpeningMs(ledger.month));
}

/** A hold is never shortened. */
function held(ledger: QuotaLedger, untilMs: number): QuotaLedger {
  return { ...ledger, heldUntilMs: Math.max(untilMs, ledger.heldUntilMs ?? 0) };
}

function granted(ledger: QuotaLedger, nowMs: number): ReserveResult {
  return { ledger, grant: { granted: true, quota: quotaStanding(ledger, ledger.terms, nowMs) } };
}

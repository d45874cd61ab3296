import type { QuotaLedger, QuotaRefusal, QuotaRequest, QuotaTerms } from './request-quota';
import { scheduleLimit } from './request-quota-cost';
import { closesMs, nextOpeningMs, openFromMs, opensMs } from './request-quota-month';
import { paceDueMs } from './request-quota-pace';

/** What decides whether a request may be sent. */
export interface QuotaSituation {
  /** At `nowMs`, by `atTime`. */
  readonly ledger: QuotaLedger;
  readonly terms: QuotaTerms;
  readonly purpose: QuotaRequest['purpose'];
  readonly need: number;
  /** Whether the request begins a listing. */
  readonly begins: boolean;
  /** Whether a person has asked for the listing that it begins or belongs to. */
  readonly lifted: boolean;
  readonly nowMs: number;
}

/** A refusal, and when asking again makes sense, epoch ms. */
export interface Refused {
  readonly reason: QuotaRefusal;
  readonly nextMs: number;
}

interface RefusalRule {
  readonly reason: QuotaRefusal;
  /** When asking again makes sense, epoch ms; null when the rule does not apply. */
  readonly until: (situation: QuotaSituation) => number | null;
  readonly why: string;
}

/** Requests of the month that this one may be the last of. */
export function limitFor({ terms, purpose, lifted }: Pick<QuotaSituation, 'terms' | 'purpose' | 'lifted'>): number {
  return purpose === 'person' || lifted ? terms.monthlyRequests : scheduleLimit(terms);
}

/** Everything that keeps a request from being sent. The first row that applies gives the reason: what lasts longest first. */
export const REFUSAL_RULES = [
  {
    reason: 'listing_unaffordable',
    until: (situation) => (situation.need > limitFor(situation) ? nextOpeningMs(situation.ledger.month) : null),
    why: 'no month can pay for it: waiting is no remedy, so the operator is told this before anything that passes',
  },
  {
    reason: 'spending_unknown',
    until: ({ ledger }) => (ledger.spendingUnknown ? nextOpeningMs(ledger.month) : null),
    why: 'the count is lost, and Cloudflare does not tell it',
  },
  {
    reason: 'held',
    until: ({ ledger, nowMs }) =>
      ledger.heldUntilMs !== null && nowMs < ledger.heldUntilMs ? openFromMs(ledger.heldUntilMs) : null,
    why: 'Cloudflare counts too, and its count is the one that matters: also for people',
  },
  {
    reason: 'month_change',
    until: ({ ledger: { month }, nowMs }) => {
      if (nowMs < opensMs(month)) return opensMs(month);
      return nowMs < closesMs(month) ? null : nextOpeningMs(month);
    },
    why: 'our clock and Cloudflare’s may differ: a request could spend the allowance of the month before or after',
  },
  {
    reason: 'allowance_spent',
    until: (situation) =>
      situation.ledger.used + situation.need > limitFor(situation) ? nextOpeningMs(situation.ledger.month) : null,
    why: 'what cannot be finished is not begun',
  },
  {
    reason: 'pace',
    until: ({ ledger, terms, purpose, begins, lifted, nowMs }) => {
      if (purpose === 'person' || !begins || lifted) return null;
      const dueMs = paceDueMs(ledger, terms);
      return dueMs !== null && nowMs < dueMs ? openFromMs(dueMs) : null;
    },
    why: 'an allowance spent on the first days leaves the rest of the month unwatched',
  },
] as const satisfies readonly RefusalRule[];

/** Why a request may not be sent now; undefined when it may. */
export function refusalOf(situation: QuotaSituation): Refused | undefined {
  for (const { reason, until } of REFUSAL_RULES as readonly RefusalRule[]) {
    const nextMs = until(situation);
    if (nextMs !== null) return { reason, nextMs: Math.ceil(nextMs) };
  }
  return undefined;
}

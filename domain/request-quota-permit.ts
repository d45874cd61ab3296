import type { QuotaLedger, QuotaPurpose, QuotaRefusal, QuotaStanding, QuotaTerms } from './request-quota';
import { effectivePageSize, listingPages } from './request-quota-cost';
import { isLifted } from './request-quota-ledger';
import { underTerms } from './request-quota-month';
import { limitFor, refusalOf, type QuotaSituation } from './request-quota-refusal';
import { needsAttention, refusalSentence } from './request-quota-sentence';
import { quotaStanding } from './request-quota-standing';

/** Whether a listing may begin. Nothing is reserved by it: each request is, when it is sent. */
export type Permit =
  | {
      readonly decision: 'list';
      /** Requests that each list takes; null while nobody knows. */
      readonly pages: { readonly open: number | null; readonly dismissed: number | null };
      readonly pageSize: number;
      /** Whether the settings want the dismissed list in each sync, and the allowance can pay for it as well. */
      readonly withDismissed: boolean;
      /** Whether the settings want it. */
      readonly wantsDismissed: boolean;
      readonly quota: QuotaStanding;
    }
  | {
      readonly decision: 'skip';
      readonly reason: QuotaRefusal;
      /** What stands in the way and what to do about it, for operators. */
      readonly sentence: string;
      /** When asking again makes sense, ISO 8601 UTC. */
      readonly nextAt: string;
      /** Time alone is no remedy, or too slow a one. */
      readonly needsAttention: boolean;
      readonly quota: QuotaStanding;
    };

export interface PermitQuestion {
  /** Key of the account in the settings, for the commands that a sentence names. */
  readonly account: string;
  /** As it was read. */
  readonly ledger: QuotaLedger;
  /** As the settings say now. */
  readonly terms: QuotaTerms;
  readonly purpose: QuotaPurpose;
  readonly nowMs: number;
}

const LONG_WAIT_MS = 3 * 24 * 60 * 60_000;

/** Whether a listing may begin at `nowMs`: by the rules that will meet its first request. */
export function decidePermit({ account, ledger: read, terms, purpose, nowMs }: PermitQuestion): Permit {
  const ledger = underTerms(read, terms, nowMs);
  const quota = quotaStanding(ledger, terms, nowMs);
  const pages = {
    open: listingPages(ledger.cost.open, ledger.cost, terms),
    dismissed: listingPages(ledger.cost.dismissed, ledger.cost, terms),
  };
  const need = pages.open ?? 1;
  const lifted = purpose === 'sync' && isLifted(ledger, nowMs);
  const situation: QuotaSituation = { ledger, terms, purpose, need, begins: true, lifted, nowMs };

  const refused = refusalOf(situation);
  if (refused !== undefined) {
    const { reason } = refused;
    const nextAt = new Date(refused.nextMs).toISOString();
    const sentence = refusalSentence(reason, { account, nextAt, quota, need });
    // Waiting out the last hours of a month is as it should be; a mirror that stands still for days is not.
    const isLong = reason !== 'pace' && refused.nextMs - nowMs > LONG_WAIT_MS;
    return { decision: 'skip', reason, sentence, nextAt, needsAttention: needsAttention(reason) || isLong, quota };
  }
  const both = need + (pages.dismissed ?? 1);
  return {
    decision: 'list',
    pages,
    pageSize: effectivePageSize(ledger.cost, terms),
    wantsDismissed: terms.includeDismissed,
    withDismissed: terms.includeDismissed && ledger.used + both <= limitFor(situation),
    quota,
  };
}

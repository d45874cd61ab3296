import type { QuotaRefusal, QuotaStanding } from './request-quota';

/** What a sentence about a refusal speaks of. */
export interface RefusalFacts {
  /** Key of the account in the settings. */
  readonly account: string;
  /** When asking again makes sense, ISO 8601 UTC. */
  readonly nextAt: string;
  readonly quota: QuotaStanding;
  /** Requests that were asked for together. */
  readonly need: number;
}

interface RefusalSentence {
  readonly reason: QuotaRefusal;
  /** Whether somebody has to do something: the others pass by themselves. */
  readonly needsAttention: boolean;
  /** What happened, then the remedy. */
  readonly say: (facts: RefusalFacts) => string;
}

/** The reserve is named only where it is what stands in the way: from people and a lifted pace nothing is kept. */
const SENTENCES = [
  {
    reason: 'pace',
    needsAttention: false,
    say: ({ account, nextAt, quota: { left, month, reserve } }) =>
      `The next listing is due at ${nextAt}, so that the ${requests(left)} left ${left === 1 ? 'lasts' : 'last'} to the end of ${month}${reserve === 0 ? '' : ` and ${reserve} ${reserve === 1 ? 'stays' : 'stay'} for people`}. ` +
      `Wait for it, or run \`edgewarden insights sync --account ${account} --now\`.`,
  },
  {
    reason: 'allowance_spent',
    needsAttention: false,
    say: ({ nextAt, need, quota: { used, limit, month, reserve } }) =>
      `${used} of the ${requests(limit)} of ${month} ${areIs(used)} used${used + need > limit ? '' : ` and ${reserve} ${areIs(reserve)} kept for people`}: the ${requests(need)} needed now cannot be paid for. ` +
      `The next month begins at ${nextAt}; sync less often, or upgrade the Cloudflare plan and set \`insightsSync.plan\`.`,
  },
  {
    reason: 'listing_unaffordable',
    needsAttention: true,
    say: ({ need, quota: { limit, reserve } }) =>
      `One listing takes ${requests(need)}, more than a whole month grants: ${limit}${need > limit ? '' : `, less ${reserve} kept for people`}. ` +
      'Raise `insightsSync.pageSize`, or upgrade the Cloudflare plan and set `insightsSync.plan` or `insightsSync.monthlyRequests`.',
  },
  {
    reason: 'held',
    needsAttention: false,
    say: ({ account, nextAt }) =>
      `Cloudflare has refused a request as one too many, so none is sent before ${nextAt}. ` +
      `Sync less often, look for others who spend this account's requests, or upgrade the plan and then run \`edgewarden quota set --account ${account} --used <n>\`.`,
  },
  {
    reason: 'month_change',
    needsAttention: false,
    say: ({ account, nextAt }) =>
      `Around the change of month nobody can say whose allowance a request would spend: requests are sent again from ${nextAt} on. ` +
      `Nothing is to be done if that is minutes away. If it is days, the clock of the Temporal server was ahead: put it right, then say how many were used this month with \`edgewarden quota set --account ${account} --used <n>\`.`,
  },
  {
    reason: 'spending_unknown',
    needsAttention: true,
    say: ({ account, nextAt, quota: { month } }) =>
      `The quota ledger of this account was lost, and with it the count of the requests sent in ${month}. ` +
      `Say how many were used with \`edgewarden quota set --account ${account} --used <n>\`, or wait until ${nextAt}.`,
  },
] as const satisfies readonly RefusalSentence[];

const BY_REASON: ReadonlyMap<QuotaRefusal, RefusalSentence> = new Map(SENTENCES.map((row) => [row.reason, row]));

/** Why no request may be sent and what to do about it, for operators. Nothing in it comes from outside. */
export function refusalSentence(reason: QuotaRefusal, facts: RefusalFacts): string {
  return BY_REASON.get(reason)?.say(facts) ?? reason;
}

/** Whether a refusal passes only when somebody does something. */
export function needsAttention(reason: QuotaRefusal): boolean {
  return BY_REASON.get(reason)?.needsAttention ?? true;
}

function areIs(count: number): string {
  return count === 1 ? 'is' : 'are';
}

function requests(count: number): string {
  return count === 1 ? '1 request' : `${count} requests`;
}

import { QUOTA_REFUSALS, type QuotaRefusal } from '../../../domain/request-quota';
import { needsAttention, refusalSentence } from '../../../domain/request-quota-sentence';

const FACTS = {
  account: 'acme',
  nextAt: '2026-11-16T04:00:00.000Z',
  quota: { month: '2026-11', limit: 100, reserve: 5, used: 93, left: 7, forecast: 95 },
  need: 12,
};

interface Row {
  readonly reason: QuotaRefusal;
  readonly what: string;
  readonly remedy: string;
  readonly attention: boolean;
}

const ROWS: readonly Row[] = [
  {
    reason: 'pace',
    what: 'due at 2026-11-16T04:00:00.000Z, so that the 7 requests left last to the end of 2026-11',
    remedy: '`edgewarden insights sync --account acme --now`',
    attention: false,
  },
  {
    reason: 'allowance_spent',
    what: '93 of the 100 requests of 2026-11 are used and 5 are kept for people: the 12 requests',
    remedy: 'upgrade the Cloudflare plan and set `insightsSync.plan`',
    attention: false,
  },
  {
    reason: 'listing_unaffordable',
    what: 'One listing takes 12 requests, more than a whole month grants: 100, less 5',
    remedy: 'Raise `insightsSync.pageSize`, or upgrade the Cloudflare plan',
    attention: true,
  },
  {
    reason: 'held',
    what: 'Cloudflare has refused a request as one too many, so none is sent before 2026-11-16T04:00:00.000Z',
    remedy: '`edgewarden quota set --account acme --used <n>`',
    attention: false,
  },
  {
    reason: 'month_change',
    what: 'Around the change of month nobody can say whose allowance a request would spend',
    remedy: 'Nothing is to be done: requests are sent again from 2026-11-16T04:00:00.000Z on',
    attention: false,
  },
  {
    reason: 'spending_unknown',
    what: 'The quota ledger of this account was lost, and with it the count of the requests sent in 2026-11',
    remedy: 'with `edgewarden quota set --account acme --used <n>`, or wait until 2026-11-16T04:00:00.000Z',
    attention: true,
  },
];

it('every refusal has a row', () => {
  expect(ROWS.map(({ reason }) => reason).toSorted()).toEqual([...QUOTA_REFUSALS].toSorted());
});

describe.each(ROWS)('the refusal $reason', ({ reason, what, remedy, attention }) => {
  it('says what happened', () => expect(refusalSentence(reason, FACTS)).toContain(what));
  it('names the remedy', () => expect(refusalSentence(reason, FACTS)).toContain(remedy));
  it(attention ? 'needs attention' : 'passes by itself', () => expect(needsAttention(reason)).toBe(attention));
});

it('a sentence speaks of one request in the singular', () => {
  expect(refusalSentence('allowance_spent', { ...FACTS, need: 1 })).toContain('the 1 request needed');
});

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
    what: '93 of the 100 requests of 2026-11 are used: the 12 requests needed now cannot be paid for',
    remedy: 'upgrade the Cloudflare plan and set `insightsSync.plan`',
    attention: false,
  },
  {
    reason: 'listing_unaffordable',
    what: 'One listing takes 12 requests, more than a whole month grants: 100, less 5 kept for people. ',
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
    what: 'whose allowance a request would spend: requests are sent again from 2026-11-16T04:00:00.000Z on',
    remedy: 'say how many were used this month with `edgewarden quota set --account acme --used <n>`',
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

describe('a sentence', () => {
  const say = (reason: QuotaRefusal, quota: Partial<typeof FACTS.quota>, need = 1): string =>
    refusalSentence(reason, { ...FACTS, need, quota: { ...FACTS.quota, ...quota } });

  it('speaks of one request in the singular', () => {
    expect(say('allowance_spent', { limit: 2, reserve: 1, used: 1 })).toContain(
      '1 of the 2 requests of 2026-11 is used and 1 is kept for people: the 1 request needed',
    );
    expect(say('allowance_spent', { limit: 1, used: 1 })).toContain('1 of the 1 request of 2026-11 is used: the');
    expect(say('pace', { left: 1, reserve: 1 })).toContain(
      'the 1 request left lasts to the end of 2026-11 and 1 stays for people. ',
    );
    expect(say('listing_unaffordable', { limit: 0 })).toContain('takes 1 request, more');
  });

  it('speaks of what is kept for people only where that stands in the way', () => {
    expect(say('allowance_spent', { used: 95 }, 5)).toContain('are used and 5 are kept for people: the 5 requests');
    expect(say('allowance_spent', { used: 95 }, 6)).not.toContain('kept for people');
    expect(say('listing_unaffordable', {}, 100)).toContain('grants: 100, less 5 kept for people. ');
    expect(say('listing_unaffordable', {}, 101)).toContain('grants: 100. ');
    expect(say('pace', { reserve: 0 })).not.toContain('people');
  });
});

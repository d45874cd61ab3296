import { liftPace, reserve, settle } from '../../../domain/request-quota-ledger';
import { decidePermit, type Permit } from '../../../domain/request-quota-permit';
import type { QuotaLedger, QuotaPurpose, QuotaTerms } from '../../../domain/request-quota';
import { at, DAY, HOUR, ledger, sync, TERMS } from './situations';

const NOON = at('2026-11-15T12:00:00');

function permit(
  over: Partial<QuotaLedger>,
  terms: Partial<QuotaTerms> = {},
  { purpose = 'sync', nowMs = NOON }: { purpose?: QuotaPurpose; nowMs?: number } = {},
): Permit {
  return decidePermit({ account: 'acme', ledger: ledger(over), terms: { ...TERMS, ...terms }, purpose, nowMs });
}

const cost = (open: number | null, dismissed: number | null = null, pageSize: number | null = null) => ({
  cost: { open, dismissed, pageSize },
});

describe('what a listing will take', () => {
  it('is known from the last one, at the page size that Cloudflare accepts', () => {
    expect(permit(cost(1_001, 40, 500))).toMatchObject({
      decision: 'list',
      pages: { open: 3, dismissed: 1 },
      pageSize: 500,
    });
  });

  it('is one request for an empty list', () => {
    expect(permit(cost(0, 0))).toMatchObject({ pages: { open: 1, dismissed: 1 } });
  });

  it('is not known before the first one', () => {
    expect(permit(cost(null))).toMatchObject({
      decision: 'list',
      pages: { open: null, dismissed: null },
      pageSize: 1_000,
    });
  });

  it('follows a smaller page size of the settings at once', () => {
    expect(permit(cost(1_001), { pageSize: 100 })).toMatchObject({ pages: { open: 11 }, pageSize: 100 });
  });
});

describe('the dismissed list', () => {
  it('is read where the settings want it and both can be paid for', () => {
    const wanted = { includeDismissed: true };
    expect(permit({ ...cost(3_000, 2_000), used: 90 }, wanted)).toMatchObject({ withDismissed: true });
    expect(permit({ ...cost(3_000, 2_000), used: 91 }, wanted)).toMatchObject({
      decision: 'list',
      withDismissed: false,
    });
    expect(permit(cost(3_000, 2_000))).toMatchObject({ withDismissed: false });
  });
});

describe('a listing that may not begin', () => {
  it('is skipped with reason, sentence, next time and standing', () => {
    const paced = reserve(ledger(), sync('run 1'), NOON).ledger;

    const answer = decidePermit({ account: 'acme', ledger: paced, terms: TERMS, purpose: 'sync', nowMs: NOON + HOUR });

    expect(answer).toMatchObject({
      decision: 'skip',
      reason: 'pace',
      needsAttention: false,
      quota: { used: 1, left: 99 },
    });
    const { nextAt, sentence } = answer as Extract<Permit, { decision: 'skip' }>;
    expect(sentence).toContain(`The next listing is due at ${nextAt}`);
    const due = decidePermit({
      account: 'acme',
      ledger: paced,
      terms: TERMS,
      purpose: 'sync',
      nowMs: Date.parse(nextAt),
    });
    expect(due.decision).toBe('list');
  });

  it('because a whole month cannot pay for it needs attention', () => {
    expect(permit(cost(96_000))).toMatchObject({ reason: 'listing_unaffordable', needsAttention: true });
    expect(permit(cost(95_000))).toMatchObject({ decision: 'list' });
  });

  it('is affordable again at once when the page size of the settings is raised', () => {
    const small = { terms: { ...TERMS, pageSize: 10 }, ...cost(960, null, 10) };

    expect(permit(small, { pageSize: 10 })).toMatchObject({ reason: 'listing_unaffordable' });
    expect(permit(small, { pageSize: 1_000 })).toMatchObject({ decision: 'list', pages: { open: 1 }, pageSize: 1_000 });
  });

  it.each([
    ['needs attention', 'for more than three days', { used: 100 }, '2026-11-27T00:04:00', true],
    ['passes by itself', 'for the last three days of a month', { used: 100 }, '2026-11-28T00:06:00', false],
    ['needs attention', 'by a hold of a week', { heldUntilMs: NOON + 7 * DAY }, '2026-11-15T12:00:00', true],
    ['needs attention', 'by a clock that was ahead', { month: '2027-03' }, '2026-11-15T12:00:00', true],
    ['passes by itself', 'by the pace, however long', { used: 93, pacedAtMs: NOON }, '2026-11-15T12:00:00', false],
  ])('%s when it is put off %s', (_, __, over, time, attention) => {
    expect(permit(over, {}, { nowMs: at(time) })).toMatchObject({ decision: 'skip', needsAttention: attention });
  });

  it('because the ledger was lost needs attention', () => {
    expect(permit({ spendingUnknown: true })).toMatchObject({ reason: 'spending_unknown', needsAttention: true });
  });

  it('may begin when a person has lifted the pace, or is the one who asks', () => {
    const paced = reserve(ledger({ used: 96 }), sync('run 1', { terms: { ...TERMS, reserve: 0 } }), NOON).ledger;
    const ask = (from: QuotaLedger, purpose: QuotaPurpose) =>
      decidePermit({ account: 'acme', ledger: from, terms: TERMS, purpose, nowMs: NOON + HOUR / 2 }).decision;

    expect(ask(paced, 'sync')).toBe('skip');
    expect(ask(liftPace(paced, TERMS, NOON), 'sync')).toBe('list');
    expect(ask(paced, 'person')).toBe('list');
  });

  it('is judged by the month of now, not by that of the ledger’s last request', () => {
    expect(permit({ used: 100 }, {}, { nowMs: at('2026-12-03') })).toMatchObject({
      decision: 'list',
      quota: { month: '2026-12', used: 0, left: 100 },
    });
  });

  it('is judged by the plan of now', () => {
    expect(permit({ used: 100 }).decision).toBe('skip');
    expect(permit({ used: 100 }, { monthlyRequests: 2_500 })).toMatchObject({
      decision: 'list',
      quota: { limit: 2_500 },
    });
  });
});

it('a permit and the first reservation after it agree', () => {
  const holding = settle(ledger(), { kind: 'rate_limited', retryAfterMs: HOUR }, TERMS, NOON);
  const situations = [
    ledger(),
    ledger({ used: 95 }),
    ledger({ used: 100 }),
    ledger({ spendingUnknown: true }),
    holding,
  ];
  for (const each of situations) {
    const asked = decidePermit({ account: 'acme', ledger: each, terms: TERMS, purpose: 'sync', nowMs: NOON });
    const { grant } = reserve(each, sync('run'), NOON);
    expect(asked.decision === 'list').toBe(grant.granted);
    if (!grant.granted) expect(asked).toMatchObject({ reason: grant.reason, nextAt: grant.nextAt });
  }
});

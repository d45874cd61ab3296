import {
  firstLedger,
  forgetfulLedger,
  liftPace,
  lostLedger,
  opened,
  reserve,
  setUsed,
  settle,
} from '../../../domain/request-quota-ledger';
import { restoreLedger } from '../../../domain/restore-quota-ledger';
import { at, DAY, HOUR, ledger, MINUTE, request, reserveAll, sync, TERMS } from './situations';

const NOON = at('2026-11-15T12:00:00');
const rateLimited = (retryAfterMs: number | null) => ({ kind: 'rate_limited', retryAfterMs }) as const;

describe('a reservation', () => {
  it('is counted when it is granted, not when it is refused', () => {
    const { ledger: after } = reserve(ledger({ used: 99 }), request(), NOON);
    expect(after.used).toBe(100);

    const refused = reserve(after, request(), NOON);
    expect(refused.grant).toMatchObject({ granted: false, reason: 'allowance_spent' });
    expect(refused.ledger.used).toBe(100);
  });

  it('that is delivered again is granted again without counting, even when nothing is left', () => {
    const last = request();
    const { ledger: after } = reserve(ledger({ used: 99 }), last, NOON);

    const again = reserve(after, last, NOON + 9 * MINUTE);

    expect(again.grant).toMatchObject({ granted: true, quota: { used: 100, left: 0 } });
    expect(again.ledger.used).toBe(100);
  });

  it('is forgotten after ten minutes, so that the ledger does not grow', () => {
    const old = request();
    const { ledger: after } = reserve(ledger(), old, NOON);

    expect(reserve(after, request(), NOON + 10 * MINUTE).ledger.granted).toHaveLength(1);
    expect(reserve(after, old, NOON + 10 * MINUTE).ledger.used).toBe(2);
  });

  it('is forgotten early only among hundreds', () => {
    const terms = { ...TERMS, monthlyRequests: 10_000 };
    const many = Array.from({ length: 600 }, () => request({ terms }));

    const { ledger: after } = reserveAll(ledger({ terms }), many, NOON);

    expect(after.used).toBe(600);
    expect(after.granted.map(([id]) => id)).toEqual(many.slice(100).map(({ id }) => id));
  });

  it('is refused whole when what it needs to be finished is not left', () => {
    expect(reserve(ledger({ used: 90 }), request({ need: 10 }), NOON).grant.granted).toBe(true);
    expect(reserve(ledger({ used: 91 }), request({ need: 10 }), NOON).grant).toMatchObject({
      granted: false,
      reason: 'allowance_spent',
      nextAt: '2026-12-01T00:05:00.000Z',
    });
  });

  it('of the schedule leaves the reserve to people', () => {
    const before = ledger({ used: 95 });

    expect(reserve(before, sync('run'), NOON).grant).toMatchObject({ granted: false, reason: 'allowance_spent' });
    expect(reserve(before, request(), NOON).grant.granted).toBe(true);
  });

  it('that no month could pay for says so, whatever else stands in the way', () => {
    const before = ledger({ spendingUnknown: true, heldUntilMs: NOON + DAY });

    expect(reserve(before, sync('run', { need: 96 }), NOON).grant).toMatchObject({ reason: 'listing_unaffordable' });
    expect(reserve(before, request({ need: 96 }), NOON).grant).not.toMatchObject({ reason: 'listing_unaffordable' });
  });

  it('takes over the terms that it is told', () => {
    const terms = { ...TERMS, monthlyRequests: 2_500 };

    const { ledger: after, grant } = reserve(ledger({ used: 100 }), request({ terms }), NOON);

    expect(after.terms).toEqual(terms);
    expect(grant).toMatchObject({ granted: true, quota: { limit: 2_500, used: 101, left: 2_399 } });
  });
});

describe('the pace', () => {
  const first = reserve(ledger(), sync('run 1'), NOON).ledger;

  it('lets the month’s first listing begin at once', () => {
    expect(first).toMatchObject({ used: 1, listing: 'run 1', listedAtMs: NOON, pacedAtMs: NOON });
  });

  it('lets the second one begin when its part of the month is over, not earlier', () => {
    const refused = reserve(first, sync('run 2'), NOON + HOUR);
    expect(refused.grant).toMatchObject({ granted: false, reason: 'pace' });
    const dueMs = refused.grant.granted ? NaN : Date.parse(refused.grant.nextAt);
    // 94 listings are left, and December's first one.
    expect(dueMs - NOON).toBeCloseTo((at('2026-12-01T00:05:00') - NOON) / 95, -1);

    expect(reserve(first, sync('run 2'), dueMs - MINUTE).grant.granted).toBe(false);
    expect(reserve(first, sync('run 2'), dueMs).grant.granted).toBe(true);
  });

  it('does not slow down the pages of a listing that has begun', () => {
    expect(reserve(first, sync('run 1'), NOON + MINUTE).grant.granted).toBe(true);
  });

  it('is not kept by people, and not moved by them', () => {
    const { ledger: after, grant } = reserve(first, request({ listing: 'dry run' }), NOON + MINUTE);

    expect(grant.granted).toBe(true);
    expect(after).toMatchObject({ used: 2, listing: 'run 1', pacedAtMs: NOON });
  });

  it('does not slow down a request of its own', () => {
    expect(reserve(first, request({ purpose: 'sync' }), NOON + MINUTE).grant.granted).toBe(true);
  });
});

describe('a lifted pace', () => {
  const spent = reserve(ledger({ used: 95 }), request(), NOON - HOUR).ledger;
  const paced = { ...spent, listing: 'run 1', listedAtMs: NOON - HOUR, pacedAtMs: NOON - HOUR };
  const lifted = liftPace(paced, TERMS, NOON);

  it('lets one listing begin, with what is kept for people, to its last page', () => {
    expect(reserve(paced, sync('run 2', { need: 2 }), NOON).grant.granted).toBe(false);

    const begun = reserve(lifted, sync('run 2', { need: 2 }), NOON);
    expect(begun.grant).toMatchObject({ granted: true, quota: { used: 97 } });

    expect(reserve(begun.ledger, sync('run 2'), NOON).grant).toMatchObject({ granted: true, quota: { used: 98 } });
    expect(reserve(begun.ledger, sync('run 3'), NOON).grant.granted).toBe(false);
  });

  it('ends within the hour', () => {
    expect(reserve(lifted, sync('run 2'), NOON + HOUR - 1).grant.granted).toBe(true);
    expect(reserve(lifted, sync('run 2'), NOON + HOUR).grant.granted).toBe(false);
  });

  it('waits for a listing that is refused for another reason', () => {
    const refused = reserve(lifted, sync('run 2', { need: 5 }), NOON);
    expect(refused.grant).toMatchObject({ granted: false, reason: 'allowance_spent' });

    expect(reserve(refused.ledger, sync('run 2', { need: 4 }), NOON).grant.granted).toBe(true);
  });

  it('lifts neither the limit nor a hold', () => {
    expect(reserve({ ...lifted, used: 100 }, sync('run 2'), NOON).grant).toMatchObject({ reason: 'allowance_spent' });
    expect(reserve({ ...lifted, heldUntilMs: NOON + 1 }, sync('run 2'), NOON).grant).toMatchObject({ reason: 'held' });
  });
});

describe('the change of month', () => {
  it.each([
    ['2026-11-30T23:54:59', true, null],
    ['2026-11-30T23:55:00', false, '2026-12-01T00:05:00.000Z'],
    ['2026-12-01T00:04:59', false, '2026-12-01T00:05:00.000Z'],
    ['2026-12-01T00:05:00', true, null],
  ])('at %s grants: %s', (time, granted, nextAt) => {
    const { grant } = reserve(ledger(), request(), at(time));

    expect(grant).toMatchObject(granted ? { granted } : { granted, reason: 'month_change', nextAt });
  });

  it('begins a new count, and forgets listing, unknown spending and blind refusals, but not what is listed', () => {
    const before = ledger({
      used: 100,
      spendingUnknown: true,
      listing: 'run 1',
      listedAtMs: NOON,
      pacedAtMs: NOON,
      blindRefusals: 2,
    });

    const { ledger: after } = reserve(before, request(), at('2026-12-02'));

    expect(after).toMatchObject({ month: '2026-12', used: 1, spendingUnknown: false, listing: null, blindRefusals: 0 });
    expect(after).toMatchObject({ listedAtMs: null, pacedAtMs: null, cost: before.cost });
  });

  it('is never taken back: a clock that was ahead finds the ledger closed until it has caught up', () => {
    const ahead = reserve(ledger({ used: 60 }), request(), at('2026-12-02')).ledger;

    const { ledger: after, grant } = reserve(ahead, request(), NOON);

    expect(after).toMatchObject({ month: '2026-12', used: 1 });
    expect(grant).toMatchObject({ granted: false, reason: 'month_change', nextAt: '2026-12-01T00:05:00.000Z' });
  });
});

describe('an answer "too many requests"', () => {
  it('with a time holds everybody until then', () => {
    const after = settle(ledger(), rateLimited(90_000), TERMS, NOON);

    for (const asked of [request(), sync('run'), sync('other', { purpose: 'person' })]) {
      expect(reserve(after, asked, NOON + 89_999).grant).toMatchObject({
        granted: false,
        reason: 'held',
        nextAt: '2026-11-15T12:01:30.000Z',
      });
      expect(reserve(after, asked, NOON + 90_000).grant.granted).toBe(true);
    }
  });

  it('without a time holds for a day', () => {
    const after = settle(ledger(), rateLimited(null), TERMS, NOON);

    expect(reserve(after, request(), NOON + DAY - 1).grant).toMatchObject({ reason: 'held' });
    expect(reserve(after, request(), NOON + DAY).grant.granted).toBe(true);
  });

  it('without a time holds until the next listing is due, when that is later', () => {
    const before = reserve(ledger({ used: 93 }), sync('run 1'), NOON).ledger;

    const { heldUntilMs } = settle(before, rateLimited(null), TERMS, NOON);

    expect(heldUntilMs).toBeCloseTo(NOON + (at('2026-12-01T00:05:00') - NOON) / 2, -1);
  });

  it('without a time for the second time in a month holds until the next month', () => {
    const once = settle(ledger(), rateLimited(null), TERMS, NOON);
    const twice = settle(once, rateLimited(null), TERMS, NOON + 2 * DAY);

    expect(reserve(twice, request(), at('2026-11-30T12:00:00')).grant).toMatchObject({
      reason: 'held',
      nextAt: '2026-12-01T00:05:00.000Z',
    });
    expect(reserve(twice, request(), at('2026-12-01T00:05:00')).grant.granted).toBe(true);
  });

  it('counts once when it is told again, or when several requests were under way', () => {
    const once = settle(ledger(), rateLimited(null), TERMS, NOON);

    expect(settle(once, rateLimited(null), TERMS, NOON + MINUTE)).toEqual(once);
  });

  it('never shortens a hold, and cannot hold for ever', () => {
    const day = settle(ledger(), rateLimited(DAY), TERMS, NOON);
    expect(settle(day, rateLimited(1_000), TERMS, NOON).heldUntilMs).toBe(NOON + DAY);

    expect(settle(ledger(), rateLimited(Number.MAX_VALUE), TERMS, NOON).heldUntilMs).toBe(NOON + 45 * DAY);
    expect(settle(ledger(), rateLimited(1.5), TERMS, NOON).heldUntilMs).toBe(NOON + 2);
  });

  it('is counted as spent like every other', () => {
    const { ledger: reserved } = reserve(ledger(), request(), NOON);

    expect(settle(reserved, rateLimited(null), TERMS, NOON).used).toBe(1);
  });
});

describe('what a listing costs', () => {
  it('is learnt from the counts and from the page size that was accepted', () => {
    let after = settle(ledger(), { kind: 'listed', list: 'open', count: 1_200 }, TERMS, NOON);
    after = settle(after, { kind: 'listed', list: 'dismissed', count: 7 }, TERMS, NOON);
    after = settle(after, { kind: 'page_size_refused', pageSize: 500 }, TERMS, NOON);
    after = settle(after, { kind: 'page_size_refused', pageSize: 1_000 }, TERMS, NOON);

    expect(after.cost).toEqual({ open: 1_200, dismissed: 7, pageSize: 500 });
  });

  const refused = settle(ledger(), { kind: 'page_size_refused', pageSize: 25 }, TERMS, NOON);
  it.each([
    ['forgotten', 'a new month', reserve(refused, request(), at('2026-12-02')).ledger, null],
    ['forgotten', 'another page size in the settings', liftPace(refused, { ...TERMS, pageSize: 500 }, NOON), null],
    ['remembered', 'another plan', liftPace(refused, { ...TERMS, monthlyRequests: 2_500 }, NOON), 25],
    ['remembered', 'a restart', restoreLedger(JSON.parse(JSON.stringify(refused)), NOON), 25],
  ])('is %s after %s, as to the page size that was refused', (_, __, after, pageSize) => {
    expect(after.cost).toEqual({ open: 10, dismissed: null, pageSize });
  });
});

it('a person’s word for the count makes a ledger learn anew what a listing costs', () => {
  const learnt = settle(ledger(), { kind: 'listed', list: 'open', count: 9_000_000 }, TERMS, NOON);
  expect(setUsed(learnt, 3, TERMS, NOON).cost).toEqual({ open: null, dismissed: null, pageSize: null });
});

describe('a ledger', () => {
  it('that is an account’s first counts the month as spent evenly up to now', () => {
    expect(firstLedger(TERMS, at('2026-11-01')).used).toBe(0);
    expect(firstLedger(TERMS, at('2026-11-01T00:00:01')).used).toBe(1);
    expect(firstLedger(TERMS, at('2026-11-16')).used).toBe(50);
    expect(firstLedger(TERMS, at('2026-11-30T23:59:59')).used).toBe(100);
  });

  it('that was lost grants nothing to anybody until a person tells what was spent', () => {
    const lost = liftPace(lostLedger(TERMS, NOON), TERMS, NOON);
    expect(reserve(lost, request(), NOON).grant).toMatchObject({ reason: 'spending_unknown', quota: { left: 0 } });
    expect(reserve(lost, sync('run'), NOON).grant).toMatchObject({ reason: 'spending_unknown' });

    const told = setUsed(lost, 30, TERMS, NOON);
    expect(reserve(told, request(), NOON).grant).toMatchObject({ granted: true, quota: { used: 31 } });
  });

  it('that was lost opens with the next month', () => {
    expect(reserve(lostLedger(TERMS, NOON), request(), at('2026-12-02')).grant).toMatchObject({ granted: true });
  });

  it('takes a person’s word for the count, and lets go of a hold with it', () => {
    const heldBefore = settle(ledger({ used: 3 }), rateLimited(null), TERMS, NOON);

    const told = setUsed(heldBefore, 70, { ...TERMS, monthlyRequests: 2_500 }, NOON);

    expect(told).toMatchObject({ used: 70, heldUntilMs: null, blindRefusals: 0 });
    expect(reserve(told, request(), NOON).grant.granted).toBe(true);
  });
});

describe.each([
  ['lags behind', '2026-10-31T23:58:00'],
  ['is ahead', '2026-12-01T00:02:00'],
])('a ledger that is opened by somebody whose clock %s', (_, time) => {
  const inNovember = at('2026-11-16');

  it('is shut in the month of its own clock, when it is to replace a lost one', () => {
    const ledger = opened(lostLedger(TERMS, at(time)), inNovember);

    expect(ledger).toEqual(lostLedger(TERMS, inNovember));
  });

  it('counts the month of its own clock as spent evenly up to now, when it is the first one', () => {
    expect(opened(firstLedger(TERMS, at(time)), inNovember)).toMatchObject({ month: '2026-11', used: 50 });
  });
});

it('a ledger that is opened in its own month is as it was given', () => {
  expect(opened(ledger({ used: 7 }), NOON)).toEqual(ledger({ used: 7 }));
});

it('a ledger that was reset counts as lost in the month of now, and keeps what it knows of a hold and of the lists', () => {
  const before = ledger({ used: 4, granted: [['a', NOON]], heldUntilMs: NOON + DAY, month: '2026-10' });

  expect(forgetfulLedger(before, NOON)).toEqual({
    ...lostLedger(TERMS, NOON),
    heldUntilMs: NOON + DAY,
    cost: before.cost,
  });
});

describe('a ledger whose clock was ahead once', () => {
  it('is led back into this month by a person’s word', () => {
    const ahead = reserve(ledger({ used: 60 }), sync('run 1'), at('2027-03-02')).ledger;
    expect(reserve(ahead, request(), NOON).grant).toMatchObject({ reason: 'month_change' });

    const told = setUsed(ahead, 61, TERMS, NOON);

    expect(told).toMatchObject({ month: '2026-11', used: 61, listing: null, pacedAtMs: null });
    expect(reserve(told, sync('run 2'), NOON).grant).toMatchObject({ granted: true, quota: { used: 62 } });
  });

  it('lists again at once after a person’s word, also when it has not left the month', () => {
    const ahead = reserve(ledger(), sync('run 1'), NOON + 10 * DAY).ledger;

    expect(reserve(setUsed(ahead, 1, TERMS, NOON), sync('run 2'), NOON).grant.granted).toBe(true);
  });

  it('is not what makes a person’s word move the pace', () => {
    const { ledger: listed } = reserve(ledger(), sync('run 1'), NOON);

    expect(setUsed(listed, 1, TERMS, NOON + MINUTE)).toMatchObject({ listing: 'run 1', pacedAtMs: NOON });
  });
});

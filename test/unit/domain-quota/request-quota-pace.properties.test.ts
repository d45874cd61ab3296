import fc from 'fast-check';
import { monthEndMs } from '../../../domain/calendar-month';
import type { QuotaLedger, QuotaTerms } from '../../../domain/request-quota';
import { scheduleLimit } from '../../../domain/request-quota-cost';
import { reserve } from '../../../domain/request-quota-ledger';
import { closesMs, opensMs } from '../../../domain/request-quota-month';
import { quotaStanding } from '../../../domain/request-quota-standing';
import { at, DAY, HOUR, ledger, MINUTE, sync, TERMS } from './situations';

interface Listing {
  readonly atMs: number;
  readonly forecast: number;
}

/** A month as the schedule lives it: it asks at every tick, and lists all pages when it may. */
function live(start: QuotaLedger, terms: QuotaTerms, pages: number, fromMs: number, untilMs: number) {
  let now = start;
  const listings: Listing[] = [];
  const forecasts: number[] = [];
  for (let atMs = fromMs, run = 0; atMs < untilMs; atMs += terms.leastIntervalMs, run += 1) {
    const first = reserve(now, sync(`run ${run}`, { terms, need: pages }), atMs);
    now = first.ledger;
    forecasts.push(quotaStanding(now, terms, atMs).forecast);
    if (!first.grant.granted) continue;
    listings.push({ atMs, forecast: first.grant.quota.forecast });
    for (let left = pages - 1; left > 0; left -= 1) {
      const next = reserve(now, sync(`run ${run}`, { terms, need: left }), atMs);
      expect(next.grant.granted).toBe(true);
      now = next.ledger;
    }
  }
  return { ledger: now, listings, forecasts };
}

const situations = fc.record({
  monthlyRequests: fc.constantFrom(30, 100, 700, 2_500),
  pages: fc.integer({ min: 1, max: 6 }),
  leastIntervalMs: fc.constantFrom(10 * MINUTE, 15 * MINUTE, HOUR, 6 * HOUR),
  fromMs: fc.integer({ min: at('2026-11-01'), max: at('2026-11-20') }),
  used: fc.integer({ min: 0, max: 20 }),
});

const begin = (pages: number, used: number): QuotaLedger =>
  ledger({ used, cost: { open: pages * 1_000, dismissed: null, pageSize: null } });

describe('a month of listings', () => {
  it('spends what the schedule may, the last listing included, and not more', () => {
    fc.assert(
      fc.property(situations, ({ pages, fromMs, used, ...over }) => {
        const terms = { ...TERMS, ...over };
        const { ledger: end, listings } = live(begin(pages, used), terms, pages, fromMs, closesMs('2026-11'));

        const affordable = Math.floor((scheduleLimit(terms) - used) / pages);
        const ticks = Math.ceil((closesMs('2026-11') - Math.max(fromMs, opensMs('2026-11'))) / terms.leastIntervalMs);
        expect(listings.length).toBeLessThanOrEqual(affordable);
        // A schedule that is about as slow as the pace may miss one listing, since it begins late.
        expect(listings.length).toBeGreaterThanOrEqual(Math.min(affordable, ticks) - 1);
        expect(end.used).toBe(used + pages * listings.length);
      }),
      { numRuns: 25 },
    );
  });

  it('spreads them evenly over what is left of it, whatever the schedule’s interval', () => {
    fc.assert(
      fc.property(situations, ({ pages, fromMs, used, ...over }) => {
        const terms = { ...TERMS, ...over };
        const { listings } = live(begin(pages, used), terms, pages, fromMs, closesMs('2026-11'));

        const spanMs = monthEndMs('2026-11') - fromMs;
        const thirds = [0, 1, 2].map(
          (third) => listings.filter(({ atMs }) => Math.floor(((atMs - fromMs) * 3) / spanMs) === third).length,
        );
        expect(Math.max(...thirds) - Math.min(...thirds)).toBeLessThanOrEqual(2 + 0.02 * listings.length);
      }),
      { numRuns: 25 },
    );
  });

  it('is forecast: never less than is used, never more later than earlier, and at its start what it comes to', () => {
    fc.assert(
      fc.property(situations, ({ pages, fromMs, used, ...over }) => {
        const terms = { ...TERMS, ...over };
        const start = begin(pages, used);
        const first = quotaStanding(start, terms, fromMs).forecast;
        const { ledger: end, forecasts } = live(start, terms, pages, fromMs, closesMs('2026-11'));

        for (const [index, forecast] of forecasts.entries()) {
          expect(forecast).toBeLessThanOrEqual(Math.max(used, scheduleLimit(terms)) + pages);
          // A listing that begins in a run of ticks was not yet certain to fit before it began.
          if (index > 0) expect(forecast).toBeLessThanOrEqual(forecasts[index - 1]! + pages);
        }
        expect(Math.abs(first - end.used)).toBeLessThanOrEqual(2 * pages);
      }),
      { numRuns: 25 },
    );
  });
});

describe('a forecast', () => {
  const NOON = at('2026-11-15T12:00:00');
  const forecast = (over: Partial<QuotaLedger>, terms: Partial<QuotaTerms> = {}, nowMs = NOON): number =>
    quotaStanding(ledger(over), { ...TERMS, ...terms }, nowMs).forecast;

  it('never grows while nothing happens', () => {
    fc.assert(
      fc.property(fc.nat(120), fc.nat(15 * DAY), fc.nat(15 * DAY), fc.nat(9_000), (used, aMs, bMs, open) => {
        const state = { used, cost: { open, dismissed: null, pageSize: null } };
        const [early, late] = [Math.min(aMs, bMs), Math.max(aMs, bMs)].map((ms) => forecast(state, {}, NOON + ms));
        expect(late).toBeLessThanOrEqual(early!);
      }),
    );
  });

  it('never shrinks when the plan grows', () => {
    fc.assert(
      fc.property(fc.nat(120), fc.nat(3_000), fc.nat(3_000), (used, a, b) => {
        const [small, large] = [Math.min(a, b), Math.max(a, b)].map((monthlyRequests) =>
          forecast({ used }, { monthlyRequests }),
        );
        expect(small).toBeLessThanOrEqual(large!);
      }),
    );
  });

  it('is bounded by the schedule’s interval where the allowance is not', () => {
    // Fifteen and a half days of a listing a day.
    expect(forecast({ used: 10 }, { leastIntervalMs: DAY })).toBe(25);
  });

  it('counts no listing during a hold, and none that a person has to ask for', () => {
    expect(forecast({ used: 10, heldUntilMs: at('2026-12-01') })).toBe(10);
    expect(forecast({ used: 97 })).toBe(97);
  });

  it('of a month whose spending nobody knows is all of it', () => {
    expect(quotaStanding(ledger({ spendingUnknown: true, used: 3 }), TERMS, NOON)).toMatchObject({
      used: 100,
      left: 0,
      forecast: 100,
    });
  });

  it('counts the dismissed list where each sync reads it', () => {
    const cost = { open: 3_000, dismissed: 2_000, pageSize: null };
    expect(forecast({ cost })).toBe(93);
    expect(forecast({ cost }, { includeDismissed: true })).toBe(95);
    expect(forecast({ cost }, { includeDismissed: true, monthlyRequests: 9 })).toBe(3);
  });
});

it('a listing that is late by less than a tick delays none after it', () => {
  const terms = { ...TERMS, monthlyRequests: 2_500 };
  const fromMs = opensMs('2026-11');
  const { listings } = live(begin(1, 0), terms, 1, fromMs, fromMs + 10 * DAY);

  // 2,496 intervals in the month; asking every ten minutes must not make it one in twenty.
  expect(listings.length).toBeGreaterThan(825);
  expect(listings.length).toBeLessThan(840);
});

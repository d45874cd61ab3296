import fc from 'fast-check';
import { monthEndMs, monthOf } from '../../../domain/calendar-month';
import type { QuotaGrant, QuotaLedger, QuotaOutcome, QuotaRequest, QuotaTerms } from '../../../domain/request-quota';
import {
  firstLedger,
  liftPace,
  lostLedger,
  opened,
  reserve,
  setUsed,
  settle,
} from '../../../domain/request-quota-ledger';
import { restoreLedger } from '../../../domain/restore-quota-ledger';
import { at, DAY, HOUR, MINUTE, TERMS } from './situations';

/** Cloudflare, an account's ledger, and whoever asks for requests, over some three months. */
interface World {
  readonly ledger: QuotaLedger;
  readonly terms: QuotaTerms;
  /** Cloudflare's clock. */
  readonly trueMs: number;
  /** How far the ledger's clock is ahead of it. */
  readonly skewMs: number;
  /** Requests that Cloudflare has counted, by its own months. */
  readonly counted: ReadonlyMap<string, number>;
  /** Requests that have left, each once. */
  readonly sent: ReadonlySet<string>;
  readonly last: QuotaRequest | undefined;
}

interface Step {
  readonly take: (world: World) => World;
  /** Tells of the step in a counterexample. */
  readonly [fc.toStringMethod]: () => string;
}

const step = (name: string, take: Step['take']): Step => ({ take, [fc.toStringMethod]: () => name });

/** Clocks differ by less than the margin around the change of month, less the minute in which a grant is used. */
const MAX_SKEW = 4 * MINUTE;
const USED_WITHIN = MINUTE;

const ledgerMs = ({ trueMs, skewMs }: World): number => trueMs + skewMs;

function ask(world: World, request: QuotaRequest, delayMs: number, leaves: boolean): World {
  const nowMs = ledgerMs(world);
  const { ledger, grant } = reserve(world.ledger, request, nowMs);
  checkGrant(world, request, grant, ledger, nowMs);
  const later = { ...world, ledger, last: request, trueMs: world.trueMs + delayMs };
  if (!grant.granted || !leaves || world.sent.has(request.id)) return later;
  const month = monthOf(later.trueMs);
  return {
    ...later,
    sent: new Set([...world.sent, request.id]),
    counted: new Map([...world.counted, [month, (world.counted.get(month) ?? 0) + 1]]),
  };
}

/** What holds for each answer, whatever came before. */
function checkGrant(
  { ledger: before }: World,
  request: QuotaRequest,
  grant: QuotaGrant,
  after: QuotaLedger,
  nowMs: number,
): void {
  const { terms, purpose, listing } = request;
  if (!grant.granted) {
    expect(after.used).toBe(after.month === before.month ? before.used : 0);
    return;
  }
  const isKnown = before.granted.some(([id, atMs]) => id === request.id && atMs > nowMs - 10 * MINUTE);
  expect(after.used).toBe((after.month === before.month ? before.used : 0) + (isKnown ? 0 : 1));
  if (isKnown) return;
  const isLifted = purpose === 'sync' && listing !== null && after.listing === listing && after.listingLifted;
  const limit = purpose === 'person' || isLifted ? terms.monthlyRequests : terms.monthlyRequests - terms.reserve;
  expect(after.used).toBeLessThanOrEqual(limit);
  expect(after.spendingUnknown).toBe(false);
}

function checkWorld(before: World, { ledger, counted, trueMs }: World): void {
  // Only a person's word leads back.
  expect(ledger.month >= before.ledger.month || !ledger.spendingUnknown).toBe(true);
  // The ledger may count what never left; it never misses what did.
  if (!ledger.spendingUnknown && ledger.month === monthOf(trueMs)) {
    expect(counted.get(ledger.month) ?? 0).toBeLessThanOrEqual(ledger.used);
  }
}

const waits = fc
  .oneof(
    fc.integer({ min: 0, max: 20 * MINUTE }),
    fc.integer({ min: 0, max: 2 * DAY }),
    fc.integer({ min: 0, max: 9 * DAY }),
  )
  .map((ms) => step(`wait ${ms}`, (world) => ({ ...world, trueMs: world.trueMs + ms })));

/** To within minutes of the change of month, where it is delicate. */
const waitsForMonthEnd = fc.integer({ min: -8 * MINUTE, max: 8 * MINUTE }).map((ms) =>
  step(`wait for the month's end ${ms}`, (world) => {
    const endMs = monthEndMs(monthOf(world.trueMs)) + ms;
    return { ...world, trueMs: Math.max(world.trueMs, endMs) };
  }),
);

const moves = fc
  .integer({ min: -MAX_SKEW, max: MAX_SKEW })
  .map((skewMs) => step(`skew ${skewMs}`, (world) => ({ ...world, skewMs })));

const asks = fc
  .record({
    id: fc.uuid(),
    purpose: fc.constantFrom<QuotaRequest['purpose']>('sync', 'sync', 'person'),
    listing: fc.constantFrom(null, 'a', 'b', 'c', 'd', 'e'),
    need: fc.constantFrom(1, 1, 1, 2, 5, 30),
    times: fc.constantFrom(1, 1, 3, 20),
    delayMs: fc.integer({ min: 0, max: USED_WITHIN }),
    leaves: fc.boolean(),
  })
  .map(({ id, times, delayMs, leaves, ...asked }) =>
    step(
      `ask ${times} times for ${JSON.stringify(asked)}, ${delayMs} ms, ${leaves ? 'sent' : 'some lost'}`,
      (world) => {
        let now = world;
        for (let nth = 0; nth < times; nth += 1) {
          const request = { ...asked, id: `${id}/${nth}`, terms: world.terms };
          const next = ask(now, request, nth === 0 ? delayMs : 0, leaves || nth % 2 === 0);
          checkWorld(now, next);
          now = next;
        }
        return now;
      },
    ),
  );

/** The answer was lost, and the client asks again. */
const asksAgain = fc.constant(
  step('ask again', (world) => (world.last === undefined ? world : ask(world, world.last, 0, false))),
);

const settles = fc
  .oneof(
    fc.constantFrom<QuotaOutcome>(
      { kind: 'rate_limited', retryAfterMs: null },
      { kind: 'rate_limited', retryAfterMs: HOUR },
      { kind: 'page_size_refused', pageSize: 25 },
    ),
    fc.record({
      kind: fc.constant('listed' as const),
      list: fc.constantFrom<'open' | 'dismissed'>('open', 'dismissed'),
      count: fc.nat(9_000),
    }),
  )
  .map((outcome: QuotaOutcome) =>
    step(`settle ${JSON.stringify(outcome)}`, (world) => {
      const ledger = settle(world.ledger, outcome, world.terms, ledgerMs(world));
      return { ...world, ledger };
    }),
  );

const lifts = fc.constant(
  step('lift', (world) => ({ ...world, ledger: liftPace(world.ledger, world.terms, ledgerMs(world)) })),
);

const changesPlan = fc
  .record({
    monthlyRequests: fc.constantFrom(0, 20, 100, 2_500),
    reserve: fc.constantFrom(0, 5, 40),
    includeDismissed: fc.boolean(),
    pageSize: fc.constantFrom(25, 1_000),
  })
  .map((change) => step(`plan ${JSON.stringify(change)}`, (world) => ({ ...world, terms: { ...TERMS, ...change } })));

const restarts = fc.constant(
  step('restart', (world) => ({
    ...world,
    ledger: restoreLedger(JSON.parse(JSON.stringify(world.ledger)), ledgerMs(world)),
  })),
);

/** Whoever opens a new ledger may have a clock that lags; the ledger's own does not go back over a change of month. */
const loses = fc.nat(2 * DAY).map((lagMs) =>
  step(`lose, and open by a clock ${lagMs} ms behind`, (world) => {
    const nowMs = ledgerMs(world);
    if (monthOf(nowMs) < world.ledger.month) return world;
    return { ...world, ledger: opened(lostLedger(world.terms, nowMs - lagMs), nowMs) };
  }),
);

/** Somebody looks up what Cloudflare has counted, and errs on the safe side. */
const tells = fc.nat(3).map((more) =>
  step(`tell ${more} more`, (world) => {
    const { ledger, counted, terms, trueMs } = world;
    if (!ledger.spendingUnknown || monthOf(trueMs) !== monthOf(ledgerMs(world))) return world;
    const used = (counted.get(monthOf(trueMs)) ?? 0) + more;
    return { ...world, ledger: setUsed(ledger, used, terms, ledgerMs(world)) };
  }),
);

const steps = fc.array(
  fc.oneof(
    { arbitrary: asks, weight: 8 },
    { arbitrary: waits, weight: 4 },
    { arbitrary: waitsForMonthEnd, weight: 1 },
    { arbitrary: asksAgain, weight: 2 },
    { arbitrary: settles, weight: 2 },
    moves,
    lifts,
    changesPlan,
    restarts,
    loses,
    tells,
  ),
  { minLength: 5, maxLength: 120 },
);

it('what Cloudflare counts in a month is never above the limit, whatever happens', () => {
  let granted = 0;
  fc.assert(
    fc.property(fc.integer({ min: at('2026-10-01'), max: at('2026-10-31') }), steps, (startMs, taken) => {
      let world: World = {
        ledger: firstLedger(TERMS, startMs),
        terms: TERMS,
        trueMs: startMs,
        skewMs: 0,
        counted: new Map(),
        sent: new Set(),
        last: undefined,
      };
      for (const { take } of taken) {
        const next = take(world);
        checkWorld(world, next);
        for (const [month, count] of next.counted) {
          const before = world.counted.get(month) ?? 0;
          if (count > before) expect(count).toBeLessThanOrEqual(world.terms.monthlyRequests);
          granted += count - before;
        }
        world = next;
      }
    }),
    { numRuns: 400 },
  );
  // Refusing everything would keep the promise too.
  expect(granted).toBeGreaterThan(400);
});

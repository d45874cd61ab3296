import { quotaLines } from '../../../cli/quota-lines';
import type { QuotaLedger, QuotaTerms } from '../../../domain/request-quota';

const NOW_MS = Date.parse('2026-11-22T12:00:00Z');
const HOUR_MS = 3_600_000;
const TERMS: QuotaTerms = {
  monthlyRequests: 100,
  reserve: 5,
  leastIntervalMs: 600_000,
  pageSize: 1_000,
  includeDismissed: false,
};

const ledger = (parts: Partial<QuotaLedger> = {}): QuotaLedger => ({
  schema: 1,
  month: '2026-11',
  used: 38,
  spendingUnknown: false,
  granted: [],
  listedAtMs: null,
  listing: null,
  listingLifted: false,
  pacedAtMs: null,
  liftedUntilMs: null,
  heldUntilMs: null,
  blindRefusals: 0,
  terms: TERMS,
  cost: { open: null, dismissed: null, pageSize: null },
  ...parts,
});

const line = (name: string, parts: Partial<QuotaLedger>, terms = TERMS): string | undefined =>
  quotaLines('acme', ledger(parts), terms, NOW_MS).find((text) => text.startsWith(name));

it('a listing costs a request for each page, of the size that Cloudflare accepts', () => {
  const cost = { open: 2_500, dismissed: 40, pageSize: 500 };

  expect(line('listing', { cost })).toBe(
    'listing   5 requests for 2500 open insights in pages of 500, 1 request for 40 dismissed ones when they are read',
  );
});

it('a hold is told with its end, and not after it', () => {
  expect(line('hold', { heldUntilMs: NOW_MS + HOUR_MS })).toMatch(/^hold {6}until 2026-11-22T13:00:00.000Z: /);
  expect(line('hold', { heldUntilMs: NOW_MS })).toBe('hold      none');
});

it('a lifted pace is told until it ends', () => {
  const listedAtMs = NOW_MS - HOUR_MS;
  const newest = 'pace      newest listing begun 2026-11-22T11:00:00.000Z';

  expect(line('pace', { listedAtMs, liftedUntilMs: NOW_MS + 1 })).toBe(
    `${newest}; lifted for the next one until 2026-11-22T12:00:00.001Z`,
  );
  expect(line('pace', { listedAtMs, liftedUntilMs: NOW_MS })).toBe(newest);
});

it('what is kept for people is never more than what is left', () => {
  expect(line('left', { used: 97 })).toBe('left      3, of them 3 kept for people');
});

it('a ledger of last month shows the new one, with nothing used', () => {
  const old = { month: '2026-10', used: 95, listedAtMs: Date.parse('2026-10-31T20:00:00Z') };

  expect(line('month', old)).toBe('month     2026-11, UTC');
  expect(line('used', old)).toBe('used      0 of 100 requests');
  expect(line('pace', old)).toBe('pace      no listing this month');
});

it('the plan of now counts, not that of the last request', () => {
  expect(line('used', {}, { ...TERMS, monthlyRequests: 2_500 })).toBe('used      38 of 2500 requests');
});

it('a listing that is due later is told with its time and the way around it', () => {
  const lines = quotaLines('acme', ledger({ used: 94, listedAtMs: NOW_MS, pacedAtMs: NOW_MS }), TERMS, NOW_MS);

  expect(lines.at(-1)).toMatch(/^next {6}2026-\d\d-\d\dT.*Z\n {10}.*insights sync --account acme --now/);
});

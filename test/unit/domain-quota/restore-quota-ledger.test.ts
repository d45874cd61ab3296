import { reserve } from '../../../domain/request-quota-ledger';
import { quotaStanding } from '../../../domain/request-quota-standing';
import { restoreLedger } from '../../../domain/restore-quota-ledger';
import { at, ledger, request, reserveAll, sync, TERMS } from './situations';

const NOON = at('2026-11-15T12:00:00');

it('a ledger comes back from JSON as it went', () => {
  const { ledger: before } = reserveAll(ledger(), [request(), sync('run 1'), request()], NOON);

  expect(restoreLedger(JSON.parse(JSON.stringify(before)), NOON)).toEqual(before);
});

it('what a ledger tells people beside its state is not taken for a part of it', () => {
  const standing = quotaStanding(ledger(), TERMS, NOON);

  expect(restoreLedger({ ...ledger(), standing }, NOON)).toEqual(ledger());
});

it.each([
  ['nothing', undefined],
  ['null', null],
  ['a number', 7],
  ['a list', []],
  ['no count', { ...ledger(), used: undefined }],
  ['half a request', { ...ledger(), used: 1.5 }],
  ['less than nothing', { ...ledger(), used: -1 }],
  ['an infinite count, which JSON turns into null', JSON.parse(JSON.stringify({ ...ledger(), used: Infinity }))],
  ['no month', { ...ledger(), month: '2026-13' }],
  ['a later version', { ...ledger(), schema: 2 }],
])('%s opens a ledger that stays shut until the spending is told', (_, state) => {
  const restored = restoreLedger(state, NOON);

  expect(restored.spendingUnknown).toBe(true);
  expect(reserve(restored, request(), NOON).grant).toMatchObject({ granted: false, reason: 'spending_unknown' });
});

it('what an earlier version did not know takes its first value, and the count stands', () => {
  const restored = restoreLedger({ schema: 1, month: '2026-11', used: 12, listedAtMs: NOON }, NOON);

  expect(restored).toMatchObject({
    used: 12,
    spendingUnknown: false,
    granted: [],
    pacedAtMs: NOON,
    listingLifted: false,
    cost: { open: null, dismissed: null, pageSize: null },
  });
});

it('what cannot be reckoned with is left out', () => {
  const restored = restoreLedger(
    {
      ...ledger(),
      granted: [['a', NOON], ['b'], 'c', [7, NOON]],
      heldUntilMs: 1e300,
      cost: { open: -1, dismissed: '3', pageSize: 0 },
      terms: { monthlyRequests: '100' },
    },
    NOON,
  );

  expect(restored).toMatchObject({
    granted: [['a', NOON]],
    heldUntilMs: null,
    cost: { open: null, dismissed: null, pageSize: null },
    terms: { monthlyRequests: 0 },
  });
});

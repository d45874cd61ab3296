import { QUOTA_REFUSALS } from '../../../domain/request-quota';
import { REFUSAL_RULES, refusalOf, type QuotaSituation } from '../../../domain/request-quota-refusal';
import { at, DAY, ledger, TERMS } from './situations';

const NOON = at('2026-11-15T12:00:00');

/** Everything stands in the way at once: each rule is met by taking away the ones before it. */
const WORST: QuotaSituation = {
  ledger: ledger({ used: 100, spendingUnknown: true, heldUntilMs: at('2026-12-02'), pacedAtMs: NOON - DAY }),
  terms: TERMS,
  purpose: 'sync',
  need: 96,
  begins: true,
  lifted: false,
  nowMs: at('2026-11-30T23:56:00'),
};
const LESS: readonly Partial<QuotaSituation>[] = [
  { need: 1 },
  { ledger: { ...WORST.ledger, spendingUnknown: false } },
  { ledger: { ...WORST.ledger, spendingUnknown: false, heldUntilMs: null } },
  { nowMs: NOON },
  { ledger: ledger({ used: 90, pacedAtMs: NOON }) },
];

it('every refusal has one rule', () => {
  expect(REFUSAL_RULES.map(({ reason }) => reason).toSorted()).toEqual([...QUOTA_REFUSALS].toSorted());
});

it('the reason that lasts longest is the one that is told', () => {
  let situation = WORST;
  const told = [refusalOf(situation)?.reason];
  for (const less of LESS) {
    situation = { ...situation, ...less };
    told.push(refusalOf(situation)?.reason);
  }

  expect(told).toEqual(REFUSAL_RULES.map(({ reason }) => reason));
  expect(refusalOf({ ...situation, lifted: true })).toBeUndefined();
});

it('a time that is told never lies in the change of month', () => {
  const held = { ...WORST, need: 1, ledger: ledger({ heldUntilMs: at('2026-11-30T23:57:00') }), nowMs: NOON };

  expect(refusalOf(held)).toEqual({ reason: 'held', nextMs: at('2026-12-01T00:05:00') });
});

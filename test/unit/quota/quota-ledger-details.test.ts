import { lostLedger, reserve, settle } from '../../../domain/request-quota-ledger';
import { quotaLedgerDetails } from '../../../workflows/quota-ledger-details';
import { at, ledger, sync, TERMS } from '../domain-quota/situations';

const NOON = at('2026-11-15T12:00:00');

it('a ledger shows its month, its numbers, and when the next listing is due', () => {
  const { ledger: after } = reserve(ledger({ used: 10 }), sync('run 1'), NOON);

  const details = quotaLedgerDetails(after, NOON);

  expect(details).toContain('**Requests of 2026-11**, as of 2026-11-15T12:00:00.000Z');
  expect(details).toContain('| 100 | 11 | 89 | 5 | 95 |');
  expect(details).toMatch(/listing takes:? 1/);
  expect(details).toContain('Last listing: 2026-11-15T12:00:00.000Z');
  expect(details).toMatch(/Next one due: 2026-11-15T16:2\d/);
  expect(details).not.toMatch(/Held|unknown/);
});

it('a ledger shows a hold and until when it lasts', () => {
  const held = settle(ledger(), { kind: 'rate_limited', retryAfterMs: 60_000 }, TERMS, NOON);

  expect(quotaLedgerDetails(held, NOON)).toContain('**Held until 2026-11-15T12:01:00.000Z**');
  expect(quotaLedgerDetails(held, NOON + 60_000)).not.toContain('Held');
});

it('a lost ledger shows what is to be done', () => {
  const details = quotaLedgerDetails(lostLedger(TERMS, NOON), NOON);

  expect(details).toContain('| 100 | 100 | 0 | 5 | 100 |');
  expect(details).toContain(
    '**Spending unknown**: the ledger was lost. Say how many were used with `edgewarden quota set`',
  );
});

it('a lifted pace shows as due now', () => {
  const paced = reserve(ledger(), sync('run 1'), NOON).ledger;

  expect(quotaLedgerDetails({ ...paced, liftedUntilMs: NOON + 1 }, NOON)).toContain(
    'Next one due: now, because a person',
  );
});

import { monthOf } from '../../../domain/calendar-month';
import { firstLedger } from '../../../domain/request-quota-ledger';
import { LedgerRig, NEVER } from './ledger-rig';

const HOUR_MS = 3_600_000;

let rig: LedgerRig;

beforeAll(async () => {
  rig = await LedgerRig.start();
}, 60_000);

afterAll(() => rig.close(), 60_000);

describe('an account without a ledger', () => {
  it('and without proof of spending gets one that counts the month as spent evenly up to now, and the proof', async () => {
    const account = rig.account();
    const earliest = firstLedger(account.terms, Date.now());

    const state = await rig.ledgers.state(account, NEVER);

    expect(state.spendingUnknown).toBe(false);
    expect(state.used).toBeGreaterThanOrEqual(earliest.used);
    expect(state.used).toBeLessThanOrEqual(firstLedger(account.terms, Date.now()).used);
    expect(await rig.proof.exists(account.id, NEVER)).toBe(true);
  });

  it('gets one at its first request', async () => {
    const account = rig.account();

    expect(await rig.reserve(account, 'probe')).toMatchObject({ granted: true });

    expect(await rig.proof.exists(account.id, NEVER)).toBe(true);
  });

  it('gets one, not two, from callers that find none at the same time', async () => {
    const account = rig.account();

    const grants = await Promise.all(Array.from({ length: 6 }, (_, index) => rig.reserve(account, `request ${index}`)));

    expect(grants.every(({ granted }) => granted)).toBe(true);
    const state = await rig.ledgers.state(account, NEVER);
    expect(state.spendingUnknown).toBe(false);
    expect(state.granted).toHaveLength(6);
  });

  it('is not taken for one that has lost it when a process dies right after it has left the proof', async () => {
    const account = rig.account();
    const dying = rig.process({
      proof: {
        exists: (id, signal) => rig.proof.exists(id, signal),
        async leave(id, signal) {
          await rig.proof.leave(id, signal);
          throw new Error('killed');
        },
      },
    });
    await expect(dying.state(account, NEVER)).rejects.toThrow('killed');

    expect(await rig.reserve(account, 'by the next process')).toMatchObject({ granted: true });
  });

  it('sends nothing before there is proof', async () => {
    const account = rig.account();
    const { exists } = rig.proof;
    const unable = rig.process({ proof: { exists, leave: () => Promise.reject(new Error('no store')) } });
    const request = { id: 'request', purpose: 'person', listing: null, need: 1 } as const;

    await expect(unable.reserve(account, request, NEVER)).rejects.toThrow('no store');
    await expect(unable.reserve(account, request, NEVER)).rejects.toThrow('no store');

    expect((await rig.ledgers.find(account, NEVER))?.granted).toEqual([]);
  });

  it('is not given one by somebody who only looks', async () => {
    const account = rig.account();

    expect(await rig.ledgers.find(account, NEVER)).toBeUndefined();

    expect(await rig.ledgers.find(account, NEVER)).toBeUndefined();
    expect(await rig.proof.exists(account.id, NEVER)).toBe(false);
  });

  it('but with proof of spending sends nothing until a person tells what was spent', async () => {
    const account = rig.account();
    await rig.proof.leave(account.id, NEVER);

    expect(await rig.reserve(account, 'too early')).toMatchObject({
      granted: false,
      reason: 'spending_unknown',
      quota: { left: 0, used: account.terms.monthlyRequests },
    });

    expect(await rig.ledgers.setUsed(account, 17, NEVER)).toMatchObject({ used: 17 });
    expect(await rig.reserve(account, 'afterwards')).toMatchObject({ granted: true, quota: { used: 18 } });
  });
});

describe('a ledger that was terminated', () => {
  it('counts as lost, and with it the spending', async () => {
    const account = rig.account();
    await rig.reserve(account, 'before');
    await rig.handle(account).terminate('a test');

    expect(await rig.ledgers.find(account, NEVER)).toBeUndefined();
    expect((await rig.ledgers.state(account, NEVER)).spendingUnknown).toBe(true);
  });

  it('refuses the very next request of a process that knew it', async () => {
    const account = rig.account();
    await rig.reserve(account, 'before');
    await rig.handle(account).terminate('a test');

    expect(await rig.reserve(account, 'after')).toMatchObject({ granted: false, reason: 'spending_unknown' });
  });

  it('leaves proof from a process that did not start it', async () => {
    const account = rig.account();
    await rig.open(account); // as a process that died before it could leave the proof
    await rig.reserve(account, 'before');
    await rig.handle(account).terminate('a test');

    expect(await rig.reserve(account, 'after')).toMatchObject({ granted: false, reason: 'spending_unknown' });
  });
});

describe('a ledger with a state that cannot be read', () => {
  it.each([
    ['nothing', null],
    ['a text', 'ledger'],
    ['no count', { schema: 1, month: '2026-11' }],
    ['a count that is none', { schema: 1, month: '2026-11', used: 'many', granted: 5, terms: {}, cost: 7 }],
    ['a version that is not known here', { schema: 2, month: '2026-11', used: 3 }],
  ])('(%s) opens, and takes a person’s word for the spending', async (_, state) => {
    const account = rig.account();
    await rig.openWith(account, [state]);

    expect(await rig.ledgers.setUsed(account, 3, NEVER)).toMatchObject({ used: 3, month: monthOf(Date.now()) });
    expect(await rig.reserve(account, 'request')).toMatchObject({ granted: true, quota: { used: 4 } });
  });

  it('refuses before it is told', async () => {
    const account = rig.account();
    await rig.openWith(account, [{ schema: 1, month: monthOf(Date.now()) }]);

    expect(await rig.reserve(account, 'request')).toMatchObject({ granted: false, reason: 'spending_unknown' });
  });

  it('of an earlier version keeps its count', async () => {
    const account = rig.account();
    await rig.openWith(account, [{ schema: 1, month: monthOf(Date.now()), used: 41, spendingUnknown: false }]);

    expect(await rig.reserve(account, 'request')).toMatchObject({ granted: true, quota: { used: 42 } });
  });
});

describe('a person', () => {
  it('lets one listing begin ahead of the pace, and no second one', async () => {
    const account = rig.account({ monthlyRequests: 100 });
    await rig.open(account, {
      used: 95,
      listedAtMs: Date.now() - HOUR_MS,
      pacedAtMs: Date.now() - HOUR_MS,
      listing: 'old',
    });
    const listing = (run: string) => rig.reserve(account, `${run}/1`, { purpose: 'sync', listing: run });
    expect((await listing('scheduled')).granted).toBe(false);

    await rig.ledgers.liftPace(account, NEVER);

    expect((await listing('lifted')).granted).toBe(true);
    expect((await rig.reserve(account, 'lifted/2', { purpose: 'sync', listing: 'lifted' })).granted).toBe(true);
    expect((await listing('next')).granted).toBe(false);
  });
});

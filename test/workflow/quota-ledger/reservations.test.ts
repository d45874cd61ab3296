import { MockActivityEnvironment } from '@temporalio/testing';
import { createQuotaActivities } from '../../../activities/quota/activities';
import { LEDGER_QUERY } from '../../../domain/quota-ledger-messages';
import type { QuotaGrant, QuotaTerms } from '../../../domain/request-quota';
import { SEARCH_ATTRIBUTE } from '../../../workflows/ids';
import { LedgerRig, NEVER } from './ledger-rig';

const CALLERS = 9;
const REQUESTS = 300;

let rig: LedgerRig;

beforeAll(async () => {
  rig = await LedgerRig.start();
}, 60_000);

afterAll(() => rig.close(), 60_000);

describe('reservations from concurrent callers', () => {
  it('are counted once each while the ledger continues as new, also when delivered again later', async () => {
    const account = rig.account();
    await rig.open(account, {}, 20);

    let next = 0;
    const caller = async (): Promise<void> => {
      while (next < REQUESTS) {
        const grant = await rig.reserve(account, `request ${next++}`);
        expect(grant.granted).toBe(true);
      }
    };
    await Promise.all(Array.from({ length: CALLERS }, caller));

    expect((await rig.ledgers.state(account, NEVER)).used).toBe(REQUESTS);
    // Their runs are long over: only the ledger itself can know them.
    await Promise.all(['request 0', 'request 7', 'request 299'].map((id) => rig.reserve(account, id)));
    expect((await rig.ledgers.state(account, NEVER)).used).toBe(REQUESTS);
    expect(await runsOf(account.id)).toBeGreaterThan(10);
  });

  it('never take more than the limit, however many ask for the last ones', async () => {
    const account = rig.account({ monthlyRequests: 10, reserve: 0 });
    await rig.open(account, { used: 4 }, 8);

    const grants = await Promise.all(
      Array.from({ length: 30 }, (_, index) => rig.reserve(account, `request ${index}`)),
    );

    expect(grants.filter(({ granted }) => granted)).toHaveLength(6);
    expect((await rig.ledgers.state(account, NEVER)).used).toBe(10);
  });

  it('hand on to the next run everything that decides the next answer', async () => {
    const account = rig.account({ monthlyRequests: 100, pageSize: 10 });
    await rig.open(account, {}, 2);
    const listing = { purpose: 'sync', listing: 'run 1' } as const;

    await rig.reserve(account, 'first page', { ...listing, need: 2 });
    await rig.ledgers.settle(account, 'first page', { kind: 'listed', list: 'open', count: 15 }, NEVER);
    await rig.ledgers.settle(account, 'first page', { kind: 'page_size_refused', pageSize: 5 }, NEVER);

    expect(await rig.reserve(account, 'second page', listing)).toMatchObject({ granted: true });
    expect(await rig.reserve(account, 'other', { purpose: 'sync', listing: 'run 2' })).toMatchObject({
      reason: 'pace',
    });
    const state = await rig.ledgers.state(account, NEVER);
    expect(state).toMatchObject({ used: 2, listing: 'run 1', cost: { open: 15, dismissed: null, pageSize: 5 } });
    expect(state.granted.map(([id]) => id)).toEqual(['first page', 'second page']);
  });
});

describe('a reservation', () => {
  it('that nobody could have meant is refused and leaves no trace', async () => {
    const account = rig.account();
    await rig.open(account);
    await rig.reserve(account, 'good');
    const before = (await rig.handle(account).describe()).historyLength;

    const bad = rig.reserve(account, 'bad', { need: 0 });

    await expect(bad).rejects.toMatchObject({ type: 'Refused', nonRetryable: true });
    await expect(bad).rejects.toThrow('need must be a whole number from 1');
    expect((await rig.handle(account).describe()).historyLength).toBe(before);
  });

  it('shows in the query and in the search attributes', async () => {
    const account = rig.account({ monthlyRequests: 100 });
    await rig.open(account, { used: 40 }, 2);

    const grants: QuotaGrant[] = [];
    for (const id of ['a', 'b', 'c']) grants.push(await rig.reserve(account, id));

    const { quota } = grants.at(-1)!;
    expect(quota).toMatchObject({ used: 43, left: 57, limit: 100, reserve: 5 });
    expect(await rig.handle(account).query(LEDGER_QUERY)).toMatchObject({ used: 43, standing: quota });
    const { typedSearchAttributes: told } = await rig.handle(account).describe();
    expect([SEARCH_ATTRIBUTE.account, SEARCH_ATTRIBUTE.job].map((key) => told.get(key))).toEqual([
      account.id,
      'ledger',
    ]);
    const { quotaUsed, quotaLeft, quotaForecast } = SEARCH_ATTRIBUTE;
    expect([quotaUsed, quotaLeft, quotaForecast].map((key) => told.get(key))).toEqual([43, 57, quota.forecast]);
    expect(await rig.handle(account).query('__temporal_workflow_metadata')).toMatchObject({
      currentDetails: expect.stringContaining('| 100 | 43 | 57 | 5 |') as unknown,
    });
  });

  it('under a changed plan is judged by the new one, and so are all after it', async () => {
    const account = rig.account({ monthlyRequests: 100 });
    await rig.open(account, { used: 100 });
    expect(await rig.reserve(account, 'before')).toMatchObject({ granted: false, reason: 'allowance_spent' });

    const upgraded = { ...account, terms: { ...account.terms, monthlyRequests: 2_500 } };
    expect(await rig.reserve(upgraded, 'after')).toMatchObject({ granted: true, quota: { used: 101, limit: 2_500 } });

    expect(await rig.reserve(account, 'back')).toMatchObject({
      granted: false,
      quota: { used: 101, limit: 100, left: 0 },
    });
  });
});

describe('asking whether a listing may begin', () => {
  it('is answered by the terms of now, spends nothing and adds nothing to the history', async () => {
    const account = rig.account({ monthlyRequests: 100 });
    await rig.open(account, { used: 40, cost: { open: 2_400, dismissed: null, pageSize: null } });
    await rig.reserve(account, 'probe');
    const before = await rig.handle(account).describe();
    const ask = (terms: Partial<QuotaTerms>) => {
      const findAccount = () => ({ ...account, terms: { ...account.terms, ...terms } });
      const { askLedger } = createQuotaActivities({ ledgers: rig.ledgers, findAccount });
      return new MockActivityEnvironment().run(askLedger, { account: 'acme', purpose: 'sync' as const });
    };

    expect(await ask({})).toMatchObject({ decision: 'list', pages: { open: 3 }, quota: { used: 41, limit: 100 } });
    expect(await ask({ monthlyRequests: 40 })).toMatchObject({ decision: 'skip', reason: 'allowance_spent' });

    expect((await rig.handle(account).describe()).historyLength).toBe(before.historyLength);
    expect((await rig.ledgers.state(account, NEVER)).used).toBe(41);
  });

  it('opens a ledger that nobody has opened', async () => {
    const account = rig.account();
    const { askLedger } = createQuotaActivities({ ledgers: rig.ledgers, findAccount: () => account });

    const permit = await new MockActivityEnvironment().run(askLedger, { account: 'acme', purpose: 'sync' as const });

    expect(permit).toMatchObject({ decision: 'list' });
    expect(await rig.ledgers.find(account, NEVER)).toMatchObject({ listing: null, granted: [] });
  });
});

/** Runs that an account's ledger has had; the list of them lags a little. */
async function runsOf(accountId: string): Promise<number> {
  let runs = 0;
  for await (const { runId } of rig.client.workflow.list({ query: `CloudflareAccount = '${accountId}'` })) {
    runs += runId === '' ? 0 : 1;
  }
  return runs;
}

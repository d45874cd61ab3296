import { CORP, LABS } from '../../../sandbox/story/setting';
import {
  anomalyOf,
  createInvestigationRig,
  hoursAgo,
  inputOf,
  type InvestigationRig,
} from '../archive/investigation-rig';
import { act, acts, byToken, DANA, DANA_ID, historyWith, minting, token } from './history-rig';

let rig: InvestigationRig;
beforeEach(async () => {
  rig = await createInvestigationRig();
});
afterEach(() => rig.close());

const { add, ids, asked, fault } = historyWith(() => rig);
const withBudget = async (budgetMs: number) => {
  await rig.close();
  rig = await createInvestigationRig({ budgetMs, timeoutMs: 30_000 });
};
const inCorp = () => inputOf(anomalyOf(DANA, { account: CORP }));

describe('a long history', () => {
  it('is read by its cursor', async () => {
    add(...acts('e', 2_100, (index) => 0.5 + index / 1_000));
    expect(await rig.readHistory(inputOf(anomalyOf(DANA)))).toMatchObject({ state: 'complete', events: 2_100 });
  });

  it.each([
    ['after the anomaly hides neither what led to it nor the day before', 1.9, 0.1],
    ['before the anomaly hides neither it nor the day before', 5.9, 2.1],
  ])('%s, although only 5,000 records are kept', async (_, from, to) => {
    add(...acts('flood', 5_200, (index) => from + ((to - from) * index) / 5_200));
    add(minting('attack', token(1), { hours: 2 }), act('just before', { hours: 2.01 }));
    add(...acts('history', 20, (index) => 10 + index / 2));

    const reading = await rig.readHistory(inCorp());

    expect(reading).toMatchObject({ state: 'truncated', events: 5_000 });
    expect(await ids(reading)).toEqual(expect.arrayContaining(['attack', 'just before', 'history0', 'history19']));
  });

  it('of a busy account hides nothing that another one shows later', async () => {
    add(...acts('busy', 5_200, (index) => 1.9 - index / 5_200), act('quiet', { account: LABS, hours: 2 }));
    fault({ delayMs: 1_500 }, `${LABS}/logs/audit`);
    expect(await ids(await rig.readHistory(inputOf(anomalyOf(DANA))))).toContain('quiet');
  });

  it('of a credential that the actor made leaves room for what the actor did the day before', async () => {
    add(minting('made', token(1), { hours: 2.9 }));
    add(...acts('use', 5_200, (index) => 2.5 - index / 5_200, { actor: byToken(token(1)) }));
    add(...acts('history', 20, (index) => 10 + index / 10));

    const found = await ids(await rig.readHistory(inCorp()));

    expect(found).toHaveLength(5_000);
    expect(found.filter((id) => id.startsWith('history'))).toHaveLength(20);
    expect(found).toContain('made');
  });

  it('is read no further than records are kept, and says of which time they are missing', async () => {
    add(...acts('flood', 9_000, (index) => 2 - index / 9_000));
    const { note } = await rig.readHistory(inCorp());
    expect(asked().length).toBeLessThan(2 + 9);
    expect(note).toMatch(/^Only the 5000 records nearest to the anomaly are kept: those of \S+ to \S+ are missing\.$/);
    expect(note).toContain(`to ${hoursAgo(0)} are missing`);
  });

  it('whose pages repeat themselves is partial, and ends', async () => {
    const { record } = act('e1');
    fault({
      status: 200,
      body: { success: true, errors: [], messages: [], result: [record], result_info: { cursor: 'again' } },
    });
    const reading = await rig.readHistory(inCorp());
    expect(reading).toMatchObject({ state: 'partial', events: 1 });
    expect(reading.note).toContain('repeated themselves');
    expect(asked().length).toBeLessThan(10);
  });

  it('is read in smaller pages, too, where Cloudflare refuses large ones', async () => {
    add(...acts('e', 4_950, (index) => 4 + index / 500));
    fault({ status: 400 }, 'limit=1000');
    expect(await rig.readHistory(inCorp())).toMatchObject({ state: 'complete', events: 4_950, note: null });
  });

  it('of more pages than are read is said to be so', async () => {
    add(...Array.from({ length: 6_100 }, (_, index) => act('always the same', { hours: 1 + index / 10_000 })));
    fault({ status: 400 }, 'limit=1000');
    const reading = await rig.readHistory(inCorp());
    expect(reading).toMatchObject({ state: 'truncated', events: 1 });
    expect(reading.note).toContain('more pages');
  });
});

describe('the time for reading', () => {
  it.each([{ delayMs: 1_900 }, 'stalled-body'] as const)(
    'cuts off a later page (%j): what there is is kept',
    async (kind) => {
      await withBudget(1_000);
      add(...acts('e', 1_100, () => 1));
      fault(kind, 'cursor=');
      const reading = await rig.readHistory(inCorp());
      expect(reading).toMatchObject({ state: 'partial', events: 1_000 });
      expect(reading.note).toBe('Account Acme Corp: the time for reading was over before the last page.');
    },
  );

  it.each([{ delayMs: 900 }, 'stalled-body'] as const)(
    'that ends before the first page (%j) is a failure that may pass',
    async (kind) => {
      await withBudget(200);
      fault(kind);
      const failure = {
        type: 'Unavailable',
        nonRetryable: false,
        message: expect.stringContaining('. Check ') as string,
      };
      await expect(rig.readHistory(inputOf(anomalyOf(DANA)))).rejects.toMatchObject(failure);
    },
  );

  it('that ends while one account hangs and another one refuses is a failure that may pass', async () => {
    await withBudget(500);
    fault('stalled-body', `${CORP}/logs/audit`);
    fault({ status: 403 }, `${LABS}/logs/audit`);
    await expect(rig.readHistory(inputOf(anomalyOf(DANA)))).rejects.toMatchObject({ type: 'Unavailable' });
  });

  it('is not spent on one account that hangs, however many names are searched for', async () => {
    await withBudget(1_500);
    add(act('labs', { account: LABS }));
    fault('stalled-body', `${CORP}/logs/audit`);
    const actor = { email: 'Dana@example.com', id: DANA_ID, tokenId: token(7) };
    const reading = await rig.readHistory(inputOf(anomalyOf(actor)));
    expect(await ids(reading)).toEqual(['labs']);
    expect(reading).toMatchObject({
      state: 'partial',
      note: 'Account Acme Corp: the time for reading was over before the last page.',
    });
  });
});

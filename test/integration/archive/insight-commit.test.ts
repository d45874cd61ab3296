import type { InsightCommit } from '../../../domain/insight-sync';
import { FailureType } from '../../../domain/failure-type';
import { NO_SIGNAL } from './archive-rig';
import { at, createInsightRig, insight, type InsightRig } from './insight-rig';

const CRITICAL = { severity: 'Critical' };
const OPEN_A = { insightId: 'a', episode: 1, action: 'open' } as const;

let rig: InsightRig;
beforeEach(async () => {
  rig = await createInsightRig();
});
afterEach(() => rig.stop());

const pendingTickets = (newestSeq: number | null = null, minutes = 60) =>
  rig.run(rig.activities.pendingInsightTickets, { account: 'acme', run: 'r9', runStart: at(minutes), newestSeq });
const orders = async (key: string) =>
  (await rig.archive.handOver.getLarge(key, NO_SIGNAL))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const newest = async (): Promise<InsightCommit> => (await rig.commits()).at(-1)!;

describe('a commit', () => {
  it('made twice by the same run stands once', async () => {
    const { draft } = await rig.sync({ run: 'r1', open: [insight('a')] });
    const input = { account: 'acme', draft, orders: null, filed: [], failed: [] };
    expect(await rig.run(rig.activities.commitInsights, input)).toMatchObject({ outcome: 'already there', seq: 1 });
    expect(await rig.commits()).toHaveLength(1);
  });

  it('of two runs that found the same number free, the first stands and the second changes nothing', async () => {
    await rig.sync({ run: 'r1', open: [] });
    const one = await rig.compare({ run: 'r2', minutes: 10, open: [insight('a')] });
    const two = await rig.compare({ run: 'r3', minutes: 11, open: [insight('b')] });
    if (one.state !== 'changed' || two.state !== 'changed') throw new Error('both see a change');
    const commit = (draft: InsightCommit | typeof one.draft) =>
      rig.run(rig.activities.commitInsights, { account: 'acme', draft, orders: null, filed: [], failed: [] });

    expect(await commit(one.draft)).toMatchObject({ outcome: 'committed', seq: 2 });
    expect(await commit(two.draft)).toMatchObject({ outcome: 'taken', seq: 2 });

    expect(await rig.commits()).toMatchObject([{ run: 'r1' }, { run: 'r2' }]);
    // What no commit names was never written: b is new to the next run.
    const three = await rig.sync({ run: 'r4', minutes: 20, open: [insight('a'), insight('b')] });
    expect(await rig.records(three)).toMatchObject([{ insightId: 'b', state: 'new', firstSeen: at(20) }]);
  });

  it('that was made while its hint was on its way is noticed', async () => {
    await rig.sync({ run: 'r1', open: [] });
    await rig.sync({ run: 'r2', minutes: 10, open: [insight('a')] });
    expect(await rig.compare({ run: 'r3', minutes: 20, open: [insight('a')], newestSeq: 1 })).toMatchObject({
      state: 'unchanged',
      seq: 2,
    });
  });
});

describe('ticket orders', () => {
  beforeEach(() => rig.configure({ ticketsFrom: 'critical' }));

  it('are none for a baseline, and one for a new insight of that severity afterwards', async () => {
    const baseline = await rig.sync({ run: 'r1', open: [insight('old', CRITICAL)] });
    expect(baseline.orders).toBeNull();

    const open = [insight('old', CRITICAL), insight('a', CRITICAL), insight('b')];
    const changed = await rig.sync({ run: 'r2', minutes: 10, open });
    expect(changed.orders).toMatchObject({ count: 1 });
    expect(await orders(changed.orders!.key)).toEqual([
      expect.objectContaining({
        ...OPEN_A,
        schema: 1,
        severity: 'critical',
        reportedSeverity: 'Critical',
        subject: 'a.example.com',
        at: at(10),
        recordsKey: changed.draft.records!.key,
        lastFailure: null,
      }),
    ]);
  });

  it('that were carried out are not in the commit, and the others are', async () => {
    await rig.sync({ run: 'r1', open: [] });
    const open = [insight('a', CRITICAL), insight('b', CRITICAL), insight('c', CRITICAL)];
    const { draft } = await rig.sync({
      run: 'r2',
      minutes: 10,
      open,
      filed: [OPEN_A],
      failed: [{ insightId: 'c', episode: 1, action: 'open', since: at(10), type: 'Unavailable' }],
    });

    const recordsKey = draft.records!.key;
    expect((await newest()).pendingTickets).toEqual([
      { insightId: 'b', episode: 1, action: 'open', since: at(10), type: null, recordsKey },
      { insightId: 'c', episode: 1, action: 'open', since: at(10), type: 'Unavailable', recordsKey },
    ]);
  });

  it('that wait are counted when nothing has changed, and handed over with the orders of the next change', async () => {
    await rig.sync({ run: 'r1', open: [] });
    const first = await rig.sync({ run: 'r2', minutes: 10, open: [insight('a', CRITICAL)] });
    const still = await rig.compare({ run: 'r3', minutes: 20, open: [insight('a', CRITICAL)] });
    expect(still).toMatchObject({ state: 'unchanged', pendingTickets: 1 });

    const open = [insight('a', { ...CRITICAL, subject: 'moved' }), insight('b', CRITICAL)];
    const next = await rig.sync({ run: 'r4', minutes: 30, open });

    expect(await orders(next.orders!.key)).toEqual([
      expect.objectContaining({ ...OPEN_A, subject: 'moved', at: at(10), recordsKey: first.draft.records!.key }),
      expect.objectContaining({ insightId: 'b', at: at(30), recordsKey: next.draft.records!.key }),
    ]);
  });

  it('to open wait even when their episode is over, with the order to close behind them', async () => {
    await rig.sync({ run: 'r1', open: [] });
    await rig.sync({ run: 'r2', minutes: 10, open: [insight('a', CRITICAL)] });
    await rig.sync({ run: 'r3', minutes: 20, open: [], dismissed: [] });

    expect((await newest()).pendingTickets).toMatchObject([
      { insightId: 'a', episode: 1, action: 'open', since: at(10) },
      { insightId: 'a', episode: 1, action: 'close', since: at(20) },
    ]);
  });

  it('to close wait through a new episode', async () => {
    await rig.sync({ run: 'r1', open: [] });
    await rig.sync({ run: 'r2', minutes: 10, open: [insight('a', CRITICAL)], filed: [OPEN_A] });
    await rig.sync({ run: 'r3', minutes: 20, open: [], dismissed: [] });
    await rig.sync({ run: 'r4', minutes: 30, open: [insight('a', CRITICAL)] });

    expect((await newest()).pendingTickets).toMatchObject([
      { insightId: 'a', episode: 1, action: 'close', since: at(20) },
      { insightId: 'a', episode: 2, action: 'open', since: at(30) },
    ]);
  });
});

describe('catching up on tickets', () => {
  beforeEach(async () => {
    rig.configure({ ticketsFrom: 'critical' });
    await rig.sync({ run: 'r1', open: [] });
  });

  it('has nothing to do when none waits', async () => {
    expect(await pendingTickets()).toBeNull();
    await rig.sync({ run: 'r2', minutes: 10, open: [insight('a', CRITICAL)], filed: [OPEN_A] });
    expect(await pendingTickets()).toBeNull();
  });

  it('hands over what waits with the facts of the inventory, and commits what became of it', async () => {
    const changed = await rig.sync({ run: 'r2', minutes: 10, open: [insight('a', CRITICAL), insight('b', CRITICAL)] });

    const caughtUp = (await pendingTickets(2))!;
    expect(caughtUp.orders.count).toBe(2);
    expect(await orders(caughtUp.orders.key)).toEqual([
      expect.objectContaining({ ...OPEN_A, subject: 'a.example.com', recordsKey: changed.draft.records!.key }),
      expect.objectContaining({ insightId: 'b' }),
    ]);
    const outcome = await rig.run(rig.activities.commitInsights, {
      account: 'acme',
      ...caughtUp,
      filed: [OPEN_A],
      failed: [{ insightId: 'b', episode: 1, action: 'open', since: at(10), type: FailureType.RateLimited }],
    });

    expect(outcome).toMatchObject({ outcome: 'committed', seq: 3, pendingTickets: 1 });
    expect(await newest()).toMatchObject({
      seq: 3,
      baseline: false,
      at: at(60),
      listedAt: at(10),
      records: null,
      inventory: changed.draft.inventory,
      figures: { ...changed.figures, records: { new: 0, changed: 0 } },
      pendingTickets: [{ insightId: 'b', type: 'RateLimited' }],
    });
    const after = await rig.compare({
      run: 'r4',
      minutes: 70,
      open: [insight('a', CRITICAL), insight('b', CRITICAL)],
    });
    expect(after).toMatchObject({ state: 'unchanged', seq: 3, pendingTickets: 1 });
  });
});

import { insight, insightId } from '../../support/insight-records';
import { InsightsRig } from '../../support/insights-rig';

let rig: InsightsRig;
beforeEach(async () => {
  rig = await InsightsRig.start();
  rig.add(...[0, 1, 2].map((index) => insight({ id: insightId(index) })));
  await rig.sync();
}, 60_000);
afterEach(() => rig.close(), 60_000);

const statesOf = async (id: string): Promise<unknown[]> =>
  (await rig.records()).filter(({ insightId: of }) => of === id).map(({ state, episode }) => [state, episode]);

describe('an insight that is no longer open', () => {
  it('is dismissed when the dismissed list has it, resolved when no list has it', async () => {
    rig.sandbox.control.dismissInsight(insightId(0));
    rig.sandbox.control.resolveInsight(insightId(1));

    await rig.syncNow();

    expect(await statesOf(insightId(0))).toEqual([
      ['new', 1],
      ['dismissed', 1],
    ]);
    expect(await statesOf(insightId(1))).toEqual([
      ['new', 1],
      ['resolved', 1],
    ]);
    expect(await statesOf(insightId(2))).toEqual([['new', 1]]);
  });

  it('stays undecided while the dismissed list cannot be read, and is told of once it can', async () => {
    rig.sandbox.control.resolveInsight(insightId(0));
    rig.sandbox.control.addFault({ provider: 'cloudflare', path: 'dismissed=true', kind: { status: 503 }, times: 2 });

    const blind = await rig.syncNow();

    expect(blind.outcome).toBe('attention');
    expect(blind.figures?.standing['gone']).toMatchObject({ moderate: 1 });
    expect(await statesOf(insightId(0))).toEqual([['new', 1]]);

    await rig.syncNow();

    expect(await statesOf(insightId(0))).toEqual([
      ['new', 1],
      ['resolved', 1],
    ]);
  });

  it('begins a second episode when it comes back', async () => {
    rig.sandbox.control.resolveInsight(insightId(0));
    await rig.syncNow();
    rig.sandbox.control.returnInsight(insightId(0));

    await rig.syncNow();

    expect(await statesOf(insightId(0))).toEqual([
      ['new', 1],
      ['resolved', 1],
      ['reappeared', 2],
    ]);
  });

  it('costs no look at the dismissed list while nothing has vanished', async () => {
    rig.sandbox.control.clearRequests();

    await rig.syncNow();

    const asked = rig.sandbox.control.requests({ pathMatches: 'security-center' });
    expect(asked.map(({ path }) => /dismissed=(\w+)/.exec(path)?.[1])).toEqual(['false']);
  });
});

import { insight, insightId } from '../../support/insight-records';
import { InsightsRig } from '../../support/insights-rig';

let rig: InsightsRig;
afterEach(() => rig.close(), 60_000);

describe('filters', () => {
  it('decide what is written and not what is known, and say so when they hide everything', async () => {
    rig = await InsightsRig.start({ insightsSync: { severity: ['CRITICAL'] } });
    rig.add(insight({ id: insightId(0) }), insight({ id: insightId(1), severity: 'Low' }));

    const result = await rig.sync();

    expect(result).toMatchObject({ outcome: 'ok', seq: 1, changes: 0, figures: { listed: 2, wanted: 0 } });
    expect(result.notes.join(' ')).toMatch(/2.*filter/i);
    const [commit] = await rig.commits();
    expect(commit).toMatchObject({ records: null, inventory: { count: 2 } });
  });

  it('hide dismissed insights unless they are asked for', async () => {
    rig = await InsightsRig.start({ insightsSync: { includeDismissed: true } });
    rig.add(insight({ id: insightId(0) }), insight({ id: insightId(1), dismissed: true }));

    await rig.sync();

    const records = await rig.records();
    expect(records.map(({ insightId: id, dismissed }) => [id, dismissed])).toEqual([
      [insightId(0), false],
      [insightId(1), true],
    ]);
  });
});

describe('a dry run', () => {
  it('spends requests, says what it would write, and writes nothing', async () => {
    rig = await InsightsRig.start();
    rig.add(insight({ id: insightId(0) }));

    const result = await rig.dryRun();

    expect(result).toMatchObject({ commit: null, changes: 1, listed: { open: 1, requests: 1 } });
    expect(await rig.keys('insights/commit/')).toEqual([]);
    expect(await rig.keys('insights/records/')).toEqual([]);
    expect(await rig.keys('insights/inventory/')).toEqual([]);
    expect(rig.counted.sent).toBe(1);
  });
});

import { quotaLedgerId } from '../../../workflows/ids';
import { insight, insightId } from '../../support/insight-records';
import { InsightsRig } from '../../support/insights-rig';

let rig: InsightsRig;
afterEach(() => rig.close(), 60_000);

async function start(insightsSync: object, insights = 2): Promise<void> {
  rig = await InsightsRig.start({ insightsSync });
  rig.add(...Array.from({ length: insights }, (_, index) => insight({ id: insightId(index) })));
}

describe("the month's allowance", () => {
  it('is never exceeded, and lets a person use what the schedule must leave', async () => {
    await start({ monthlyRequests: 6, reserve: 2 });
    await rig.setUsed(3);

    expect(await rig.sync()).toMatchObject({ outcome: 'ok', quota: { used: 4, left: 2 } });
    expect(await rig.sync()).toMatchObject({ skipped: { reason: 'allowance_spent' }, quota: { used: 4 } });
    expect(await rig.syncNow()).toMatchObject({ outcome: 'ok', quota: { used: 5 } });
    expect(await rig.syncNow()).toMatchObject({ outcome: 'ok', quota: { used: 6, left: 0 } });
    expect(await rig.syncNow()).toMatchObject({ skipped: { reason: 'allowance_spent' } });
    expect(rig.counted).toMatchObject({ sent: 3, excess: 0 });
  });

  it('that cannot pay for one listing is a matter for people', async () => {
    await start({ monthlyRequests: 6, reserve: 2, pageSize: 1 }, 5);
    await rig.setUsed(0);

    const first = await rig.sync(); // learns how long the list is
    const result = await rig.sync();

    expect(first).toMatchObject({ outcome: 'attention', listed: null, quota: { used: 1 } });

    expect(result).toMatchObject({ outcome: 'attention', skipped: { reason: 'listing_unaffordable' } });
    expect(result.attention.join(' ')).toMatch(/plan|pageSize/);
    expect(rig.counted.excess).toBe(0);
  });

  it('counts as spent when its ledger was lost after the first sync, until somebody says how much was', async () => {
    await start({});
    await rig.sync();
    const { sent } = rig.counted;
    await rig.client.workflow.getHandle(quotaLedgerId(rig.accountId)).terminate('lost');

    expect(await rig.syncNow()).toMatchObject({ outcome: 'attention', skipped: { reason: 'spending_unknown' } });
    expect(rig.counted.sent).toBe(sent);

    await rig.setUsed(10);

    expect(await rig.syncNow()).toMatchObject({ outcome: 'ok' });
  });

  it('is used up to now as the pace would have it when nobody has counted before', async () => {
    await start({ monthlyRequests: 1_000 });

    const { quota } = await rig.sync();

    const now = new Date();
    const start0 = Date.UTC(now.getUTCFullYear(), now.getUTCMonth());
    const elapsed = (now.getTime() - start0) / (Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1) - start0);
    expect(quota.used).toBeGreaterThanOrEqual(Math.ceil(1_000 * elapsed) - 1);
    expect(quota.used).toBeLessThanOrEqual(Math.ceil(1_000 * elapsed) + 2);
  });
});

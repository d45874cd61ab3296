import { WorkflowFailedError } from '@temporalio/client';
import { insight, insightId } from '../../support/insight-records';
import { InsightsRig } from '../../support/insights-rig';

const INSIGHTS = 6;

let rig: InsightsRig;
beforeEach(async () => {
  rig = await InsightsRig.start({ insightsSync: { pageSize: 2 } });
  rig.add(...Array.from({ length: INSIGHTS }, (_, index) => insight({ id: insightId(index) })));
  await rig.sync();
}, 60_000);
afterEach(() => rig.close(), 60_000);

/** What a sync that must change nothing would have told, had it gone through. */
function somethingHappens(): void {
  rig.sandbox.control.resolveInsight(insightId(0));
  rig.add(insight({ id: insightId(99) }));
}

describe('a listing that is not complete changes no state', () => {
  it('when the count moves in both walks', async () => {
    somethingHappens();
    rig.sandbox.control.shiftPages({ accountId: rig.accountId, afterPage: 1, times: 'always', count: 1 });

    const result = await rig.syncNow();

    expect(result).toMatchObject({ outcome: 'attention', listed: null, seq: 1, commit: null });
    expect(await rig.commits()).toHaveLength(1);
  });

  it('when a page repeats an earlier one', async () => {
    somethingHappens();
    rig.sandbox.control.setInsightApi(rig.accountId, { repeatPage: 1 });

    const result = await rig.syncNow();

    expect(result).toMatchObject({ outcome: 'attention', listed: null });
    expect(await rig.commits()).toHaveLength(1);
  });

  it('when Cloudflare has no answer: the run fails after two attempts, and each request is counted', async () => {
    somethingHappens();
    const { used } = await rig.ledger();
    const { sent } = rig.counted;
    rig.sandbox.control.addFault({
      provider: 'cloudflare',
      path: '[?&]page=2',
      kind: { status: 502 },
      times: 'always',
    });

    await expect(rig.syncNow()).rejects.toThrow(WorkflowFailedError);

    expect(rig.counted.sent - sent).toBe(4);
    expect((await rig.ledger()).used - used).toBe(4);
    expect(await rig.commits()).toHaveLength(1);
  });

  it('when the list ends too early after all, and the next complete one tells everything', async () => {
    somethingHappens();
    rig.sandbox.control.addFault({ provider: 'cloudflare', path: '[?&]page=3', kind: 'truncated-json', times: 2 });
    await expect(rig.syncNow()).rejects.toThrow(WorkflowFailedError);

    await rig.syncNow();

    const told = (await rig.records()).filter(({ baseline }) => !baseline);
    expect(told.map(({ state, insightId: id }) => [state, id])).toEqual(
      expect.arrayContaining([
        ['resolved', insightId(0)],
        ['new', insightId(99)],
      ]),
    );
    expect(told).toHaveLength(2);
  });
});

describe('an answer that says too many requests', () => {
  it('ends the listing at once and holds everybody back for as long as it says', async () => {
    somethingHappens();
    const { sent } = rig.counted;
    rig.sandbox.control.addFault({
      provider: 'cloudflare',
      path: 'security-center',
      kind: { rateLimited: 'with-retry-after', retryAfterS: 3_600 },
    });

    const result = await rig.syncNow();
    const next = await rig.syncNow();

    expect(result).toMatchObject({ outcome: 'attention', listed: null });
    expect(rig.counted.sent - sent).toBe(1);
    expect(next).toMatchObject({ skipped: { reason: 'held' } });
    expect(Date.parse(next.skipped!.nextAt) - Date.now()).toBeGreaterThan(3_500_000);
  });

  it('holds for a day when it names no time', async () => {
    rig.sandbox.control.addFault({
      provider: 'cloudflare',
      path: 'security-center',
      kind: { rateLimited: 'without-retry-after' },
    });
    await rig.syncNow();

    const next = await rig.syncNow();

    expect(next).toMatchObject({ skipped: { reason: 'held' } });
    expect(Date.parse(next.skipped!.nextAt) - Date.now()).toBeGreaterThan(23 * 3_600_000);
  });
});

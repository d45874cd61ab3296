import { InsightsRig } from '../../support/insights-rig';
import { insight, OTHER, THIRD } from '../../support/insight-records';

let rig: InsightsRig;
beforeAll(async () => {
  rig = await InsightsRig.start();
}, 60_000);
afterAll(() => rig.close(), 60_000);

describe('the insights sync of an account', () => {
  it('takes everything for new at first, and says that it is the baseline', async () => {
    rig.sandbox.control.addInsights([
      { accountId: rig.accountId, insight: insight() },
      { accountId: rig.accountId, insight: insight({ id: OTHER, severity: 'Critical' }) },
    ]);

    const result = await rig.sync();

    expect(result).toMatchObject({ outcome: 'ok', baseline: true, seq: 1, changes: 2, skipped: null });
    expect(await rig.records()).toMatchObject([
      { state: 'new', baseline: true, episode: 1, seq: 1 },
      { state: 'new', baseline: true, episode: 1, seq: 1 },
    ]);
  });

  it('ends after one activity and eleven events while the pace holds the next listing back', async () => {
    const sent = rig.sandbox.control.insightRequests(rig.accountId).sent;

    const run = await rig.beginSync();
    const result = await rig.resultOf(run);

    expect(result).toMatchObject({ outcome: 'skipped', skipped: { reason: 'pace' }, seq: 1, changes: 0 });
    expect(Date.parse(result.skipped!.nextAt)).toBeGreaterThan(Date.now());
    expect(rig.sandbox.control.insightRequests(rig.accountId).sent).toBe(sent);
    const { historyLength } = await rig.client.workflow.getHandle(run.workflowId, run.runId).describe();
    expect(historyLength).toBe(11);
  });

  it('writes what is new, changed and resolved when a person wants it now', async () => {
    const { control } = rig.sandbox;
    control.addInsight({ accountId: rig.accountId, insight: insight({ id: THIRD, severity: 'Low' }) });
    control.setInsight(insight()['id'] as string, { severity: 'Critical' });
    control.resolveInsight(OTHER);

    const result = await rig.syncNow();

    expect(result).toMatchObject({ outcome: 'ok', baseline: false, seq: 2, changes: 3 });
    const records = (await rig.records()).filter(({ seq }) => seq === 2);
    expect(records).toHaveLength(3);
    expect(records).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ state: 'new', insightId: THIRD, baseline: false }),
        expect.objectContaining({ state: 'resolved', insightId: OTHER }),
        expect.objectContaining({
          state: 'changed',
          insightId: insight()['id'],
          changes: [{ field: 'severity', before: 'Moderate', after: 'Critical' }],
        }),
      ]),
    );
    expect(result.listed).toEqual({ open: 2, dismissed: 0, requests: 2 });
  });

  it('writes nothing when only the time of the scan has moved', async () => {
    rig.sandbox.control.scanInsights(rig.accountId);

    const result = await rig.syncNow();

    expect(result).toMatchObject({ outcome: 'ok', seq: 2, commit: null, changes: 0 });
    expect(await rig.commits()).toHaveLength(2);
  });

  it('never asked more often than its ledger has counted', async () => {
    const { sent, excess } = rig.sandbox.control.insightRequests(rig.accountId);
    const ledger = await rig.ledgers.state(rig.ledgerAccount, new AbortController().signal);

    expect(excess).toBe(0);
    expect(ledger.used).toBeGreaterThanOrEqual(sent);
  });
});

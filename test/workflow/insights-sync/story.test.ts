import { INSIGHT_EXPECTATIONS, INSIGHT_TOTALS } from '../../../sandbox/story/insight-expectations';
import { CORP } from '../../../sandbox/story/setting';
import { InsightsRig } from '../../support/insights-rig';

const STEPS = INSIGHT_TOTALS.filter(({ account }) => account === CORP).map(({ step }) => step);

describe.each([
  ['written only when they were open before', false],
  ['written like open ones', true],
])('the story of the simulated account, with dismissed insights %s', (_how, includeDismissed) => {
  let rig: InsightsRig;
  beforeAll(async () => {
    rig = await InsightsRig.start({
      accountId: CORP,
      sandbox: { story: 'company-day' },
      insightsSync: { includeDismissed },
    });
    for (const step of STEPS) {
      if (step > 0) rig.sandbox.control.advanceInsights(step);
      await rig.syncNow();
    }
  }, 120_000);
  afterAll(() => rig.close(), 60_000);

  it.each(STEPS)('is told at step %i as people have written it down', async (step) => {
    const totals = INSIGHT_TOTALS.find((each) => each.account === CORP && each.step === step)!;
    const told = (await rig.records()).filter(({ seq }) => seq === step + 1);

    const counts: Record<string, number> = {};
    for (const { state } of told) counts[state] = (counts[state] ?? 0) + 1;
    expect(counts).toEqual(includeDismissed ? totals.recordsWithDismissed : totals.records);
    for (const expectation of INSIGHT_EXPECTATIONS) {
      if (expectation.account !== CORP || expectation.step !== step) continue;
      const expected = includeDismissed ? expectation.withDismissed : expectation.record;
      const records = told.filter(({ insightId }) => insightId === expectation.id);
      expect(records.map(({ state, episode }) => ({ id: expectation.id, state, episode }))).toEqual(
        expected === null ? [] : [{ id: expectation.id, state: expected.state, episode: expected.episode }],
      );
    }
  });
});

import { insight, insightId } from '../../support/insight-records';
import { InsightsRig } from '../../support/insights-rig';
import { STORY_SETTING } from '../../../sandbox/story/setting';

let rig: InsightsRig;
beforeEach(async () => {
  const tickets = { team: STORY_SETTING.linear.teamKey, labels: [], minSeverity: 'High' };
  rig = await InsightsRig.start({ insightsSync: { tickets } });
  rig.add(insight({ id: insightId(0), severity: 'Critical' }));
  await rig.sync();
}, 60_000);
afterEach(() => rig.close(), 60_000);

const openTickets = () => rig.sandbox.control.issues().filter(({ completedAt }) => completedAt === null);
const outage = (times: number | 'always') =>
  rig.sandbox.control.addFault({ provider: 'linear', kind: { status: 503 }, times });

describe('tickets of insights', () => {
  it('are opened for what is new and severe enough, never for the baseline', async () => {
    rig.add(insight({ id: insightId(1), severity: 'High' }), insight({ id: insightId(2), severity: 'Moderate' }));

    const result = await rig.syncNow();

    expect(result.tickets).toHaveLength(1);
    expect(rig.sandbox.control.issues()).toHaveLength(1);
  });

  it('are closed with a comment when the insight is resolved, and opened anew for its next episode', async () => {
    rig.add(insight({ id: insightId(1), severity: 'Critical' }));
    await rig.syncNow();
    rig.sandbox.control.resolveInsight(insightId(1));
    await rig.syncNow();

    expect(openTickets()).toHaveLength(0);
    expect(rig.sandbox.control.comments()).toHaveLength(1);

    rig.sandbox.control.returnInsight(insightId(1));
    await rig.syncNow();

    expect(rig.sandbox.control.issues()).toHaveLength(2);
    expect(openTickets()).toHaveLength(1);
  });

  it('that could not be filed hold up no commit, and the next run files them though it may not list', async () => {
    rig.add(insight({ id: insightId(1), severity: 'Critical' }));
    outage('always');

    const down = await rig.syncNow();

    expect(down).toMatchObject({ outcome: 'attention', seq: 2, changes: 1, pendingTickets: 1 });
    expect(rig.sandbox.control.issues()).toHaveLength(0);

    rig.sandbox.control.clearFaults();
    const next = await rig.sync();

    expect(next).toMatchObject({ outcome: 'skipped', seq: 3, pendingTickets: 0, changes: 0 });
    expect(rig.sandbox.control.issues()).toHaveLength(1);
    expect((await rig.commits()).map(({ pendingTickets }) => pendingTickets.length)).toEqual([0, 1, 0]);
  }, 240_000);

  it('are tried by a run whose listing is not complete, too', async () => {
    rig.add(insight({ id: insightId(1), severity: 'Critical' }));
    outage('always');
    await rig.syncNow();
    rig.sandbox.control.clearFaults();
    rig.sandbox.control.addFault({
      provider: 'cloudflare',
      path: 'security-center',
      kind: { rateLimited: 'with-retry-after', retryAfterS: 60 },
    });

    const result = await rig.syncNow();

    expect(result).toMatchObject({ listed: null, pendingTickets: 0 });
    expect(rig.sandbox.control.issues()).toHaveLength(1);
  }, 240_000);

  it('hold up no commit when the tracker hangs', async () => {
    rig.add(insight({ id: insightId(1), severity: 'Critical' }));
    rig.sandbox.control.addFault({ provider: 'linear', kind: 'stalled-body', times: 'always' });

    const result = await rig.syncNow();

    expect(result).toMatchObject({ outcome: 'attention', seq: 2, pendingTickets: 1 });
  }, 280_000);
});

import { randomUUID } from 'node:crypto';
import { insight, insightId } from '../../support/insight-records';
import { InsightsRig } from '../../support/insights-rig';
import { TEST_NAMESPACE } from '../../support/servers';
import type { InsightsSyncResult } from '../../../workflows/contracts';

let rig: InsightsRig;
beforeEach(async () => {
  rig = await InsightsRig.start();
  rig.add(insight({ id: insightId(0) }));
}, 60_000);
afterEach(() => rig.close(), 60_000);

describe('a sync that an engineer resets after its listing', () => {
  it('goes on with what was listed and paid for', async () => {
    const { workflowId, runId } = await rig.beginSync();
    await rig.resultOf({ workflowId, runId });
    const { sent } = rig.counted;
    const { events } = await rig.client.workflow.getHandle(workflowId, runId).fetchHistory();
    const compared = events!.findIndex(
      ({ activityTaskScheduledEventAttributes: task }) => task?.activityType?.name === 'compareInsights',
    );

    const { runId: again } = await rig.client.workflowService.resetWorkflowExecution({
      namespace: TEST_NAMESPACE,
      workflowExecution: { workflowId, runId },
      reason: 'try again from the comparison',
      workflowTaskFinishEventId: events![compared - 1]!.eventId!,
      requestId: randomUUID(),
    });
    const result = (await rig.client.workflow.getHandle(workflowId, again).result()) as InsightsSyncResult;

    await rig.forgetRuns([{ workflowId, runId }]);
    expect(rig.counted.sent).toBe(sent);
    expect(result.listed).toMatchObject({ open: 1 });
    expect(await rig.commits()).toHaveLength(1);
  });
});

describe('a sync whose schedule was made anew', () => {
  it('finds the tickets that wait, although no last result tells of them', async () => {
    await rig.close();
    const tickets = { team: 'SEC', labels: [], minSeverity: 'critical' };
    rig = await InsightsRig.start({ insightsSync: { tickets } });
    await rig.sync();
    rig.add(insight({ id: insightId(1), severity: 'Critical' }));
    rig.sandbox.control.addFault({ provider: 'linear', kind: { status: 400, body: {} }, times: 'always' });
    await rig.syncNow();
    rig.sandbox.control.clearFaults();
    await rig.deleteSchedule();

    await rig.sync();

    expect(rig.sandbox.control.issues()).toHaveLength(1);
  }, 120_000);
});

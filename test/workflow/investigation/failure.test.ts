import { randomUUID } from 'node:crypto';
import { investigationWorkflowId } from '../../../workflows/ids';
import { TEST_NAMESPACE } from '../../support/servers';
import { InvestigationsRig } from '../../support/investigations-rig';

let rig: InvestigationsRig;
beforeEach(async () => {
  rig = await InvestigationsRig.start();
}, 60_000);
afterEach(() => rig.close(), 60_000);

const anomaly = () => ({
  actor: { email: 'nobody@example.com' },
  action: 'token_create',
  timestamp: new Date(Date.now() - 60_000).toISOString(),
});
const pages = () => rig.sandbox.control.confluence.pages().filter(({ title }) => title.startsWith('INV-'));

describe('an investigation', () => {
  it('of an actor nobody has heard of is inconclusive, and says so on a page', async () => {
    expect(await rig.post(anomaly())).toMatchObject({ status: 200, body: { verdict: 'inconclusive' } });
    expect(pages()).toHaveLength(1);
  });

  it('that cannot be published fails with its reason, and the same delivery starts it again', async () => {
    const report = anomaly();
    const id = `msg_${randomUUID()}`;
    rig.sandbox.control.confluence.setApi({ mayWrite: false });

    const failed = await rig.post(report, { id });

    expect(failed.status).toBe(502);
    expect(JSON.stringify(failed.body)).toMatch(/confluence/i);

    rig.sandbox.control.confluence.setApi({ mayWrite: true });
    const again = await rig.post(report, { id });

    expect(again).toMatchObject({ status: 200, body: { verdict: 'inconclusive' } });
    expect(pages()).toHaveLength(1);
    expect(await rig.keys('assessment/')).toHaveLength(1);
  });

  it('that has failed, and that nobody delivers again, is finished by a reset to its first task', async () => {
    rig.sandbox.control.confluence.setApi({ mayWrite: false });
    const failed = await rig.post(anomaly());
    const { workflowId } = rig.client.workflow.getHandle(investigationWorkflowId(String(failed.body['investigation'])));
    const { runId } = await rig.client.workflow.getHandle(workflowId).describe();
    const { events } = await rig.client.workflow.getHandle(workflowId, runId).fetchHistory();
    const firstTask = events!.find((event) => event.workflowTaskCompletedEventAttributes);
    rig.sandbox.control.confluence.setApi({ mayWrite: true });

    const { runId: again } = await rig.client.workflowService.resetWorkflowExecution({
      namespace: TEST_NAMESPACE,
      workflowExecution: { workflowId, runId },
      reason: 'the permission was given',
      workflowTaskFinishEventId: firstTask!.eventId!,
      requestId: randomUUID(),
    });

    expect(await rig.client.workflow.getHandle(workflowId, again).result()).toMatchObject({ state: 'published' });
    await rig.forgetRuns([{ workflowId, runId }]);
    expect(pages()).toHaveLength(1);
    expect(await rig.keys('assessment/')).toHaveLength(1);
  });

  it('has no step with a deadline that runs while no worker is there to take it', async () => {
    const { body } = await rig.post(anomaly());

    const run = rig.client.workflow.getHandle(investigationWorkflowId(String(body['id'])));
    const { events } = await run.fetchHistory();
    const steps = (events ?? []).flatMap(({ activityTaskScheduledEventAttributes: step }) => (step ? [step] : []));
    const bounds = steps.map(({ scheduleToCloseTimeout, scheduleToStartTimeout }) =>
      [scheduleToCloseTimeout, scheduleToStartTimeout].map((bound) => Number(bound?.seconds ?? 0)),
    );
    expect(bounds).toEqual(Array.from({ length: 8 }, () => [0, 0]));
  });

  it('whose page was created and whose answer was lost ends in one page', async () => {
    rig.sandbox.control.addFault({ provider: 'confluence', method: 'POST', path: '/pages', kind: 'lost-answer' });

    expect(await rig.post(anomaly())).toMatchObject({ status: 200 });
    expect(pages()).toHaveLength(1);
  });

  it('of fifty redeliveries at once is one', async () => {
    const report = anomaly();
    const id = `msg_${randomUUID()}`;
    const answers = await Promise.all(Array.from({ length: 50 }, () => rig.post(report, { id })));

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => body['report'])).size).toBe(1);
    expect(pages()).toHaveLength(1);
  });

  it('leaves no personal data in ids, titles and search attributes', async () => {
    await rig.post(anomaly());
    const told: string[] = pages().map(({ title }) => title);
    for await (const run of rig.client.workflow.list({ query: `TaskQueue = '${rig.taskQueue}'` })) {
      told.push(run.workflowId, JSON.stringify(run.typedSearchAttributes.getAll()));
    }
    expect(told.join('\n')).toMatch(/ActorKey/);
    expect(told.join('\n')).not.toMatch(/nobody|example\.com/);
  });
});

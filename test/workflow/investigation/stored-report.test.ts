import { randomUUID } from 'node:crypto';
import { investigationsAt } from '../../../sandbox/story/investigations';
import { CORP } from '../../../sandbox/story/setting';
import { InvestigationsRig } from '../../support/investigations-rig';
import { publishedReports, storedReports } from '../../support/stored-reports';
import { WorkerKiller } from '../../support/worker-killer';

let rig: InvestigationsRig;
afterEach(() => rig.close(), 60_000);

const anomaly = () => ({
  actor: { email: 'nobody@example.com' },
  action: 'token_create',
  timestamp: new Date(Date.now() - 60_000).toISOString(),
});
const wiki = () => rig.sandbox.control.confluence;

/** Every page says what its assessment says, word for word, with the same files. */
async function expectPages(count: number): Promise<void> {
  const stored = await storedReports(rig);
  expect(stored).toHaveLength(count);
  expect(publishedReports(rig)).toEqual(stored);
}

/** As the command of the warning does it. */
async function reset(command: string): Promise<void> {
  const [, workflowId = ''] = /--workflow-id (\S+) --type FirstWorkflowTask /.exec(command) ?? [];
  const handle = rig.client.workflow.getHandle(workflowId);
  const { runId } = await handle.describe();
  const { events } = await handle.fetchHistory();
  const firstTask = events?.find((event) => Boolean(event.workflowTaskCompletedEventAttributes));
  await rig.client.workflowService.resetWorkflowExecution({
    namespace: rig.client.options.namespace,
    workflowExecution: { workflowId, runId },
    workflowTaskFinishEventId: firstTask!.eventId!,
    reason: 'complete the page',
    requestId: randomUUID(),
  });
  await rig.client.workflow.getHandle(workflowId).result();
}

describe('a page is the stored report, word for word and file for file', () => {
  it('for each of the story’s anomalies, also after they are delivered again', async () => {
    rig = await InvestigationsRig.start({ accountId: CORP, sandbox: { story: 'company-day' } });
    const stories = investigationsAt(rig.sandbox.control.baseTime);
    for (const { anomaly: reported, deliveryId, faults } of stories) {
      for (const fault of faults) rig.sandbox.control.addFault(fault);
      await rig.post(reported, { id: deliveryId });
      rig.sandbox.control.clearFaults();
      await rig.post(reported, { id: deliveryId });
    }
    await expectPages(stories.length);
  }, 120_000);

  it('when it could be published only by a second delivery', async () => {
    rig = await InvestigationsRig.start();
    const [reported, id] = [anomaly(), `msg_${randomUUID()}`];
    wiki().setApi({ mayWrite: false });
    expect(await rig.post(reported, { id })).toMatchObject({ status: 502 });
    const before = await storedReports(rig);

    wiki().setApi({ mayWrite: true });
    expect(await rig.post(reported, { id })).toMatchObject({ status: 200 });
    expect(await storedReports(rig)).toEqual(before);
    await expectPages(1);
  }, 60_000);

  it('when the worker dies after it has made the page, and after it has completed it', async () => {
    rig = await InvestigationsRig.start({ worker: 'none' });
    const killer = new WorkerKiller(rig, [
      { after: 'creation of a page', nth: 1 },
      { after: 'completion of publishReport', nth: 1 },
    ]);
    rig.sandbox.control.onRequest(({ provider, method, path, status }) => {
      if (provider === 'confluence' && method === 'POST' && path.endsWith('/pages') && status === 200)
        killer.happened('creation of a page');
    });
    await killer.start();
    try {
      const [reported, id] = [anomaly(), `msg_${randomUUID()}`];
      await rig.post(reported, { id, wait: 0 });
      expect(await rig.post(reported, { id, wait: 60 })).toMatchObject({ status: 200 });
      await killer.settled();
      expect(killer.missed).toEqual([]);
      await expectPages(1);
    } finally {
      await killer.stop();
    }
  }, 150_000);

  it('when it was deleted while it was being completed: it is made anew, and the answer’s link opens', async () => {
    rig = await InvestigationsRig.start();
    let isDeleted = false;
    rig.sandbox.control.onRequest(({ provider, method, path, status }) => {
      if (isDeleted || provider !== 'confluence' || method !== 'POST' || !path.endsWith('/pages') || status !== 200)
        return;
      isDeleted = true;
      wiki().trashPage(rig.reports[0]!.id);
    });
    const { status, body } = await rig.post(anomaly());

    expect(status).toBe(200);
    expect((await fetch(String(body['report']))).status).toBe(200);
    await expectPages(1);
  }, 60_000);

  it('when labels and files were refused, and somebody has mended that and done what the warning says', async () => {
    rig = await InvestigationsRig.start();
    const [reported, id] = [anomaly(), `msg_${randomUUID()}`];
    wiki().setApi({ scopes: ['read:space:confluence', 'read:page:confluence', 'write:page:confluence'] });
    const { body } = await rig.post(reported, { id });
    expect(rig.reports).toMatchObject([{ labels: [], attachments: [] }]);

    wiki().setApi({ scopes: null });
    await reset(String((body['missing'] as readonly string[]).at(-1)));

    await expectPages(1);
    expect(rig.reports).toMatchObject([{ labels: ['edgewarden', 'verdict-inconclusive'] }]);
    const again = await rig.post(reported, { id });
    expect(again.status).toBe(200);
    expect(JSON.stringify(again.body['missing'])).not.toContain('confluence');
  }, 60_000);
});

import { ScheduleOverlapPolicy, WorkflowFailedError } from '@temporalio/client';
import { FaultyRig } from '../../support/faulty-rig';

/** In place of the minute that the shortest run timeout leaves. */
const RUN_TIMEOUT_MS = 4_000;

let faulty: FaultyRig;
afterEach(() => faulty.close(), 30_000);

it.each(['2m', '10m', '24h'])(
  'a run of a watch every %s ends before the next one is due, even if it hangs',
  async (interval) => {
    const overlap = interval === '24h' ? { overlap: '24h' } : {};
    faulty = await FaultyRig.start({ tokenWatch: { interval, ...overlap } });

    const { action, spec } = await (await faulty.rig.schedule()).describe();

    const every = spec.intervals?.[0]?.every ?? 0;
    expect(action.workflowRunTimeout).toBeGreaterThan(0);
    expect(action.workflowRunTimeout).toBeLessThan(every);
  },
);

it('a run that hangs is ended, and the next one finds what it had not', async () => {
  faulty = await FaultyRig.start();
  const { rig, control } = faulty;
  await faulty.watch();
  const token = faulty.flagged('one', { time: new Date().toISOString() });
  control.addFault({ provider: 'cloudflare', path: '/logs/audit', times: 'always', kind: 'stalled-body' });
  const schedule = await rig.schedule();
  await schedule.update(({ action, ...rest }) => ({
    ...rest,
    action: { ...action, workflowRunTimeout: RUN_TIMEOUT_MS },
  }));
  const before = (await schedule.describe()).info;

  await schedule.trigger(ScheduleOverlapPolicy.SKIP);
  const hanging = await started(before.numActionsTaken);
  await schedule.trigger(ScheduleOverlapPolicy.SKIP);
  await expect(rig.client.workflow.getHandle(hanging).result()).rejects.toThrow(WorkflowFailedError);
  expect((await rig.client.workflow.getHandle(hanging).describe()).status.name).toBe('TIMED_OUT');
  control.clearFaults();

  expect(await faulty.watch()).toMatchObject({ outcome: 'ok', pending: [] });
  expect(faulty.ticketed()).toEqual([token]);
});

async function started(actionsBefore: number): Promise<string> {
  const schedule = await faulty.rig.schedule();
  for (;;) {
    const { numActionsTaken, recentActions } = (await schedule.describe()).info;
    const workflow = recentActions.at(-1)?.action.workflow;
    if (numActionsTaken > actionsBefore && workflow !== undefined) return workflow.workflowId;
  }
}

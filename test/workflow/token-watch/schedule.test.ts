import { ScheduleOverlapPolicy, WorkflowFailedError, Connection, type Client } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import { randomBytes } from 'node:crypto';
import type { Settings } from '../../../config/settings';
import { applySchedules, schedulesOf, type AppliedSchedule } from '../../../worker/schedules';
import { registerSearchAttributes } from '../../../worker/search-attributes';
import { scheduleId, WORKFLOW_TYPE } from '../../../workflows/ids';
import { temporalAddress } from '../../support/servers';
import { TokenWatchRig } from '../../support/token-watch-rig';

const MINUTE_MS = 60_000;
/** The server's number for the type. */
const KEYWORD = 2;

let rig: TokenWatchRig;
let client: Client;
beforeEach(async () => {
  rig = await TokenWatchRig.start();
  client = rig.client;
}, 60_000);
afterEach(() => rig.close(), 60_000);

type Account = NonNullable<ReturnType<Settings['accounts']['get']>>;

/** The rig's settings with its one account changed. */
function settingsWith(change: (account: Account) => Account): Settings {
  const accounts = [...rig.settings.accounts].map(([key, account]) => [key, change(account)] as const);
  return { ...rig.settings, accounts: new Map(accounts) };
}
const withInterval = (intervalMs: number) =>
  settingsWith((account) => ({ ...account, tokenWatch: { ...account.tokenWatch, intervalMs } }));

const apply = async (settings = rig.settings) =>
  (await applySchedules(client, settings, rig.taskQueue)).filter(({ id }) => id.endsWith(rig.accountId));
const watchHandle = () => client.schedule.getHandle(scheduleId.tokenWatch(rig.accountId));

describe('applying the schedules', () => {
  it('creates a watch and a sweep for each account, paused until the settings enable it', async () => {
    expect(await apply()).toEqual([
      { id: `token-watch/${rig.accountId}`, state: 'created', paused: true },
      { id: `token-sweep/${rig.accountId}`, state: 'created', paused: true },
    ]);
    const { state, policies, action } = await watchHandle().describe();
    expect(state.note).toContain('not enabled');
    expect(policies.overlap).toBe(ScheduleOverlapPolicy.SKIP);
    expect(action.args).toEqual([{ account: 'acme', job: 'watch' }]);
  });

  it('lets those of an enabled account run', async () => {
    const applied = await apply(settingsWith((account) => ({ ...account, enabled: true })));
    expect(applied.map(({ paused }) => paused)).toEqual([false, false]);
  });

  it('keeps what an operator has paused, and why', async () => {
    await apply(settingsWith((account) => ({ ...account, enabled: true })));
    await watchHandle().pause('looking into it');
    const [watch] = await apply(settingsWith((account) => ({ ...account, enabled: true })));
    expect(watch).toMatchObject({ state: 'updated', paused: true });
    expect((await watchHandle().describe()).state).toMatchObject({ paused: true, note: 'looking into it' });
  });

  it('keeps what an operator has started, though the settings do not enable it', async () => {
    await apply();
    await watchHandle().unpause('trying it');
    await apply();
    expect((await watchHandle().describe()).state).toMatchObject({ paused: false, note: 'trying it' });
  });

  it('replaces the interval instead of adding one', async () => {
    await apply();
    await apply(withInterval(20 * MINUTE_MS));
    await apply(withInterval(30 * MINUTE_MS));
    const { spec, action } = await watchHandle().describe();
    expect(spec.intervals).toHaveLength(1);
    expect(spec.intervals?.[0]?.every).toBe(30 * MINUTE_MS);
    expect(spec.calendars ?? []).toEqual([]);
    expect(action.workflowRunTimeout).toBe(29 * MINUTE_MS);
  });

  it('keeps the last result, which is the watermark', async () => {
    const { through } = await rig.watch();
    await apply();
    rig.sandbox.control.clearRequests();
    await rig.watch();
    const [asked] = rig.sandbox.control.requests({ pathMatches: '/logs/audit' });
    const since = new URL(asked!.path, 'http://sandbox').searchParams.get('since');
    expect(Date.parse(since!)).toBe(Date.parse(through) - 30 * MINUTE_MS);
  }, 60_000);

  it('reports schedules that no setting asks for, and leaves them alone', async () => {
    await apply();
    // The server lists a new schedule a moment after it has made it.
    let applied: AppliedSchedule[];
    do applied = await apply({ ...rig.settings, accounts: new Map() });
    while (applied.length < 2);
    expect(applied).toEqual(
      expect.arrayContaining([
        { id: `token-watch/${rig.accountId}`, state: 'unknown', paused: true },
        { id: `token-sweep/${rig.accountId}`, state: 'unknown', paused: true },
      ]),
    );
    await expect(watchHandle().describe()).resolves.toBeDefined();
  });

  it.each([2, 10, 24 * 60])('gives a run less time than an interval of %d minutes', (minutes) => {
    const [watch] = schedulesOf(withInterval(minutes * MINUTE_MS));
    const { workflowRunTimeout } = watch!.action as { workflowRunTimeout?: number };
    expect(workflowRunTimeout).toBeGreaterThan(0);
    expect(workflowRunTimeout).toBeLessThan(minutes * MINUTE_MS);
  });
});

describe('a run', () => {
  it('of an account that no setting knows fails at once and names the remedy', async () => {
    const failed: unknown = await client.workflow
      .execute(WORKFLOW_TYPE.tokenWatch, {
        workflowId: `unknown-${randomBytes(6).toString('hex')}`,
        taskQueue: rig.taskQueue,
        args: [{ account: 'nobody', job: 'watch' }],
      })
      .catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(WorkflowFailedError);
    expect((failed as WorkflowFailedError).cause?.cause).toMatchObject({
      type: 'Misconfigured',
      message: expect.stringMatching(/no account "nobody".*Add it to the settings file/) as string,
    });
  });
});

describe('a search attribute of ours', () => {
  it('that exists with another type stops the worker with the name and both types', async () => {
    const namespace = `attributes-${randomBytes(6).toString('hex')}`;
    const connection = await Connection.connect({ address: temporalAddress() });
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: msToTs('1 day'),
    });
    const searchAttributes = Object.fromEntries([['FlaggedTokens', KEYWORD]]);
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
    await expect(registerSearchAttributes(connection, namespace)).rejects.toThrow(
      /FlaggedTokens exists in namespace .* with type 2 instead of 3 \(INT\)/,
    );
    await connection.close();
  });
});

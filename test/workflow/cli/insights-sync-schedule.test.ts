import { Client, Connection, ScheduleOverlapPolicy, type ScheduleHandle } from '@temporalio/client';
import type { TypedSearchAttributes } from '@temporalio/common';
import { randomBytes } from 'node:crypto';
import { firingTimes, wrongCron } from '../../../config/cron';
import { applySchedules, schedulesOf, type AppliedSchedule } from '../../../worker/schedules';
import { registerSearchAttributes } from '../../../worker/search-attributes';
import { scheduleId } from '../../../workflows/ids';
import { temporalAddress, TEST_NAMESPACE } from '../../support/servers';
import { load, settingsText } from '../../unit/config/settings-text';

const MINUTE_MS = 60_000;
/** Ask, list, compare, list the dismissed ones, compare, file tickets, commit: 25 minutes if each takes all it may. */
const SYNC_RUN_MS = 30 * MINUTE_MS;

let connection: Connection;
let client: Client;
let accountId: string;
let id: string;

beforeAll(async () => {
  connection = await Connection.connect({ address: temporalAddress() });
  client = new Client({ connection, namespace: TEST_NAMESPACE });
  await registerSearchAttributes(connection, TEST_NAMESPACE);
});

afterAll(() => connection.close());

beforeEach(() => {
  accountId = randomBytes(16).toString('hex');
  id = scheduleId.insightsSync(accountId);
});

afterEach(async () => {
  for (const idOf of Object.values(scheduleId)) {
    await client.schedule
      .getHandle(idOf(accountId))
      .delete()
      .catch(() => undefined);
  }
});

const settings = (schedule: string | undefined, enabled = true) =>
  load(
    settingsText({
      ...(schedule === undefined ? {} : { insightsSync: `{ schedule: '${schedule}' }` }),
      accounts: `{ acme: { id: '${accountId}', name: Acme, token: { env: CLOUDFLARE_TOKEN_ACME }, enabled: ${enabled} } }`,
    }),
  );

const apply = async (schedule: string | undefined, enabled?: boolean): Promise<AppliedSchedule | undefined> =>
  (await applySchedules(client, settings(schedule, enabled), `nobody-${accountId}`)).find(
    (applied) => applied.id === id,
  );

const handle = (): ScheduleHandle => client.schedule.getHandle(id);

it('an account that is synced has a schedule that starts its sync, one run at a time and found by account and job', async () => {
  expect(await apply('10m')).toEqual({ id, state: 'created', paused: false });

  const { action, policies, spec } = await handle().describe();
  expect(action).toMatchObject({
    workflowType: 'insightsSync',
    workflowId: id,
    args: [{ account: 'acme', job: 'sync' }],
    workflowRunTimeout: SYNC_RUN_MS,
  });
  expect(
    (action.typedSearchAttributes as TypedSearchAttributes).getAll().map(({ key, value }) => [key.name, value]),
  ).toEqual(
    expect.arrayContaining([
      ['CloudflareAccount', accountId],
      ['JobMode', 'sync'],
    ]),
  );
  expect(policies).toMatchObject({ overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: 10 * MINUTE_MS });
  expect(spec.intervals).toMatchObject([{ every: 10 * MINUTE_MS }]);
});

it('a sync and a watch of one account do not start together', () => {
  const table = schedulesOf(settings('10m'));
  const offsets = ['token-watch', 'insights-sync'].map((job) =>
    Number(table.find((options) => options.scheduleId === `${job}/${accountId}`)?.spec.intervals?.[0]?.offset),
  );

  expect(new Set(offsets)).toEqual(
    new Set(
      [accountId.slice(0, 8), accountId.slice(8, 16)].map((digits) => (Number.parseInt(digits, 16) % 600) * 1_000),
    ),
  );
});

it('a cron expression takes the place of an interval, and an interval that of a cron expression', async () => {
  await apply('10m');
  await apply('30 */6 * * *');
  const asCron = await handle().describe();
  await apply('20m');
  const asInterval = await handle().describe();

  expect([asCron.spec.intervals, asCron.spec.calendars?.length]).toEqual([[], 1]);
  expect(asCron.action.workflowRunTimeout).toBe(SYNC_RUN_MS);
  expect([asInterval.spec.intervals?.length, asInterval.spec.calendars]).toEqual([1, []]);
});

it('what an operator has paused stays paused, with the reason', async () => {
  await apply('10m');
  await handle().pause('the allowance belongs to the migration');

  expect(await apply('0 6 * * *')).toEqual({ id, state: 'updated', paused: true });
  expect((await handle().describe()).state).toMatchObject({
    paused: true,
    note: 'the allowance belongs to the migration',
  });
});

it('an account that is not enabled gets its schedule paused', async () => {
  expect(await apply('10m', false)).toEqual({ id, state: 'created', paused: true });
});

it('a schedule whose section was taken out of the settings is reported and left alone', async () => {
  await apply('10m');

  // The server lists a new schedule a moment after it has made it.
  let applied: AppliedSchedule | undefined;
  do applied = await apply(undefined);
  while (applied === undefined);
  expect(applied).toEqual({ id, state: 'unknown', paused: false });
  await expect(handle().describe()).resolves.toBeDefined();
});

it.each(['2m', '10m', '24h', '*/2 * * * *', '0 6 * * MON', '0 0 29 2 *'])(
  'a run by %s has time for all its steps at their limits: what it has listed is paid for',
  (schedule) => {
    const sync = schedulesOf(settings(schedule)).find((options) => options.scheduleId === id);
    const { workflowRunTimeout } = sync?.action as { workflowRunTimeout: number };

    expect(workflowRunTimeout).toBe(SYNC_RUN_MS);
  },
);

it.each([
  '*/10 * * * *',
  '30 */6 * * *',
  '00 06 * * *',
  '0 0 13 * FRI',
  '0 12 * * 7',
  '0 12 * * 5-7/2',
  '1-5/2,30 8-18/5 1,15 JAN-JUN 0-7',
  '0 0 29 2 *',
  '*/7 3,4 * dec Mon-fri',
])('Temporal reads the cron expression %s as we do', async (cron) => {
  expect(wrongCron(cron)).toBeUndefined();
  const schedule = await client.schedule.create({
    scheduleId: id,
    spec: { cronExpressions: [cron], timezone: 'UTC' },
    action: { type: 'startWorkflow', workflowType: 'nothing', taskQueue: `nobody-${accountId}` },
    state: { paused: true },
  });

  const times = (await schedule.describe()).info.nextActionTimes.map((time) => time.getTime());

  expect(times.length).toBeGreaterThan(5);
  expect(times).toEqual(firingTimes(cron, new Date(times[0]! - 1_000), times.length).map((time) => time.getTime()));
});

import { Client, Connection, ScheduleOverlapPolicy } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { randomBytes } from 'node:crypto';
import { scheduleId, TASK_QUEUE, tokenWatchRunId, WORKFLOW_TYPE } from '../../../workflows/ids';
import { registerSearchAttributes } from '../../../worker/search-attributes';
import { temporalAddress, TEST_NAMESPACE } from '../../support/servers';
import { called, type Called } from '../../unit/cli/called';
import { SECRETS, settingsText } from '../../unit/config/settings-text';

const ACCOUNT_ID = randomBytes(16).toString('hex');
const SETTINGS = settingsText({
  accounts: `{ acme: { id: '${ACCOUNT_ID}', name: Acme, token: { env: CLOUDFLARE_TOKEN_ACME } } }`,
});
const WINDOW = ['--since', '2026-11-20', '--before', '2026-11-21'];

let connection: Connection;
let client: Client;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  connection = await Connection.connect({ address: temporalAddress() });
  client = new Client({ connection, namespace: TEST_NAMESPACE });
  await registerSearchAttributes(connection, TEST_NAMESPACE);
});

afterAll(() => connection.close());

const call = (...args: string[]): Promise<Called> =>
  called([...args, '--account', 'acme'], SETTINGS, {
    ...SECRETS,
    TEMPORAL_ADDRESS: temporalAddress(),
    TEMPORAL_NAMESPACE: TEST_NAMESPACE,
  });

describe('token-watch backfill', () => {
  const id = tokenWatchRunId('backfill', ACCOUNT_ID, '2026-11-20T00:00:00.000Z', '2026-11-21T00:00:00.000Z');

  afterAll(() => client.workflow.getHandle(id).terminate());

  it('starts one run for one window however often it is called, found by account and job, and links to it', async () => {
    const first = await call('token-watch', 'backfill', ...WINDOW);
    const { runId } = await client.workflow.getHandle(id).describe();
    const second = await call('token-watch', 'backfill', ...WINDOW);

    expect([first.code, second.code]).toEqual([0, 0]);
    const run = await client.workflow.getHandle(id).describe();
    expect(run).toMatchObject({ runId, type: WORKFLOW_TYPE.tokenWatch, taskQueue: TASK_QUEUE });
    const attributes = run.typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]);
    expect(attributes).toEqual(
      expect.arrayContaining([
        ['CloudflareAccount', ACCOUNT_ID],
        ['JobMode', 'backfill'],
      ]),
    );
    expect(first.printed).toContain(`/namespaces/${TEST_NAMESPACE}/workflows/${encodeURIComponent(id)}`);
  });
});

describe('token-watch dry-run', () => {
  it('waits for the result and says what would have happened', async () => {
    const native = await NativeConnection.connect({ address: temporalAddress() });
    const worker = await Worker.create({
      connection: native,
      namespace: TEST_NAMESPACE,
      taskQueue: TASK_QUEUE,
      workflowsPath: require.resolve('./canned-token-watch'),
    });

    const { code, printed } = await worker.runUntil(call('token-watch', 'dry-run', '--since', '24h'));
    await native.close();

    expect(code).toBe(0);
    expect(printed).toContain('reading Acme from 2026-11-21T12:00:00.000Z to 2026-11-22T12:00:00.000Z');
    expect(printed).toContain('7 audit events up to 2026-11-22T12:00:00.000Z');
    expect(printed).toContain('would be archived:\n  audit/v2/dry-run/acme.json');
  });
});

describe('token-watch trigger', () => {
  it('says how a schedule that is missing comes to be', async () => {
    expect(await call('token-watch', 'trigger')).toMatchObject({
      code: 1,
      complained: expect.stringContaining('create it with npm run schedules:apply') as string,
    });
  });

  it('starts a run of the schedule, and none beside one that is under way', async () => {
    // Nobody works on this queue, so a run stays under way.
    const schedule = await client.schedule.create({
      scheduleId: scheduleId.tokenWatch(ACCOUNT_ID),
      spec: {},
      policies: { overlap: ScheduleOverlapPolicy.SKIP },
      action: { type: 'startWorkflow', workflowType: WORKFLOW_TYPE.tokenWatch, taskQueue: `nobody-${ACCOUNT_ID}` },
    });
    try {
      expect((await call('token-watch', 'trigger')).code).toBe(0);
      await untilRunning(schedule);

      const again = await call('token-watch', 'trigger');

      expect(again).toMatchObject({ code: 1, printed: expect.stringContaining('is under way') as string });
      expect((await schedule.describe()).info.numActionsTaken).toBe(1);
    } finally {
      const [run] = (await schedule.describe()).info.runningActions;
      if (run !== undefined) await client.workflow.getHandle(run.workflow.workflowId).terminate();
      await schedule.delete();
    }
  });
});

async function untilRunning(schedule: ReturnType<Client['schedule']['getHandle']>): Promise<void> {
  while ((await schedule.describe()).info.runningActions.length === 0);
}

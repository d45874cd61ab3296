import { Client, Connection, ScheduleOverlapPolicy, type ScheduleHandle } from '@temporalio/client';
import { DefaultLogger, Runtime, Worker, NativeConnection } from '@temporalio/worker';
import { randomBytes } from 'node:crypto';
import { createS3Client } from '../../../activities/archive/client';
import { createSpendingProof } from '../../../activities/archive/insights/spending-proof';
import { createArchiveStore } from '../../../activities/archive/store';
import { startSandbox, type Sandbox } from '../../../sandbox/sandbox';
import { quotaLedgerId, scheduleId, TASK_QUEUE, WORKFLOW_TYPE } from '../../../workflows/ids';
import { createLockedBucket, s3Connection, temporalAddress, workflowBundle } from '../../support/servers';
import { called, type Called } from '../../unit/cli/called';
import { settingsText } from '../../unit/config/settings-text';
import { ownNamespace } from './own-namespace';

const TOKEN = 'quota-cloudflare-token-0123456789abcdef';

let connection: Connection;
let native: NativeConnection;
let client: Client;
let namespace: string;
let worker: Worker;
let running: Promise<void>;
let bucket: string;
let sandbox: Sandbox;
let accountId: string;
/** An account whose insights are not mirrored. */
let otherId: string;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  connection = await Connection.connect({ address: temporalAddress() });
  namespace = await ownNamespace(connection);
  client = new Client({ connection, namespace });
  bucket = await createLockedBucket('quota');
  native = await NativeConnection.connect({ address: temporalAddress() });
  worker = await Worker.create({
    connection: native,
    namespace,
    taskQueue: TASK_QUEUE,
    workflowBundle: workflowBundle(),
  });
  running = worker.run();
}, 60_000);

afterAll(async () => {
  worker.shutdown();
  await running;
  await native.close();
  await connection.close();
});

beforeEach(async () => {
  accountId = randomBytes(16).toString('hex');
  otherId = randomBytes(16).toString('hex');
  sandbox = await startSandbox({ story: 'empty', rateLimit: { enforce: false } });
  sandbox.control.addCaller({
    secret: TOKEN,
    tokenId: 'edgewarden-reader',
    name: 'edgewarden reader',
    accounts: [accountId, otherId],
    permissions: ['Account Settings Read'],
  });
});

afterEach(() => sandbox.close());

function call(...args: string[]): Promise<Called> {
  const { endpoint, region, credentials } = s3Connection();
  const text = settingsText({
    cloudflare: `{ baseUrl: '${sandbox.cloudflareUrl}' }`,
    archive: `{ endpoint: '${endpoint}', region: ${region}, bucket: ${bucket}, retention: { mode: GOVERNANCE, days: 1 }, accessKeyId: { env: S3_ID }, secretAccessKey: { env: S3_SECRET } }`,
    accounts: `{ acme: { id: '${accountId}', name: Acme, token: { env: CLOUDFLARE_TOKEN_ACME }, insightsSync: { plan: free, reserve: 5 } }, other: { id: '${otherId}', name: Other, token: { env: CLOUDFLARE_TOKEN_ACME } } }`,
  });
  const env = {
    S3_ID: credentials.accessKeyId,
    S3_SECRET: credentials.secretAccessKey,
    LINEAR_API_KEY: 'lin_api_5d20aa',
    CLOUDFLARE_TOKEN_ACME: TOKEN,
    TEMPORAL_ADDRESS: temporalAddress(),
    TEMPORAL_NAMESPACE: namespace,
  };
  return called([...args, ...(args[0] === 'doctor' ? [] : ['--account', 'acme'])], text, env, new Date());
}

const used = (requests: number): Promise<Called> => call('quota', 'set', '--used', String(requests));
const shown = async (): Promise<string> => (await call('quota', 'show')).printed;

/** Proof in the archive that requests were spent before there was this ledger. */
async function spentBefore(): Promise<void> {
  const { endpoint, region, credentials } = s3Connection();
  const retention = { mode: 'GOVERNANCE', days: 1 } as const;
  const settings = { endpoint, region, bucket, prefix: '', retention, requireImmutability: true, ...credentials };
  await createSpendingProof(createArchiveStore(createS3Client(settings), bucket), settings).leave(
    accountId,
    AbortSignal.timeout(10_000),
  );
}

/** A schedule whose runs stay under way: nobody works on their queue. */
function openSchedule(): Promise<ScheduleHandle> {
  return client.schedule.create({
    scheduleId: scheduleId.insightsSync(accountId),
    spec: {},
    policies: { overlap: ScheduleOverlapPolicy.SKIP },
    action: { type: 'startWorkflow', workflowType: WORKFLOW_TYPE.insightsSync, taskQueue: `nobody-${accountId}` },
  });
}

async function untilRunning(schedule: ScheduleHandle): Promise<void> {
  while ((await schedule.describe()).info.runningActions.length === 0);
}

describe('quota show', () => {
  it('says that there is no ledger yet, and starts none', async () => {
    expect(await call('quota', 'show')).toMatchObject({
      code: 1,
      printed: expect.stringContaining('acme has no ledger') as string,
    });
    await expect(client.workflow.getHandle(quotaLedgerId(accountId)).describe()).rejects.toThrow();
  });

  it('shows the month, what is left and kept, the cost of a listing, and when the next one may begin', async () => {
    await used(38);

    const lines = (await shown()).split('\n');

    expect(lines).toEqual(
      expect.arrayContaining([
        `month     ${new Date().toISOString().slice(0, 7)}, UTC`,
        'used      38 of 100 requests',
        'left      62, of them 5 kept for people',
        expect.stringMatching(/^forecast {2}\d+ by the end of the month/),
        'listing   its cost is not known before the first one',
        'hold      none',
        'pace      no listing this month',
        'next      a listing may begin now',
      ]),
    );
  });

  it('says why the schedule may not list, and when it may', async () => {
    await used(100);

    expect(await shown()).toMatch(/^next {6}\d{4}-\d\d-\d\dT.*\n {10}\S/m);
  });
});

describe('quota set', () => {
  it('says what it replaces, and warns when the ledger has counted more', async () => {
    const first = await used(60);
    const second = await used(30);

    expect(first).toMatchObject({
      code: 0,
      printed: expect.stringContaining('acme: 60 of 100 requests used') as string,
    });
    expect(first.printed).toContain('there was no count for this month before');
    expect(second.printed).toMatch(
      /acme: 30 of 100.*\nreplaces 60, which the ledger had counted; that is more than you say/,
    );
    expect(await shown()).toContain('used      30 of 100 requests');
  });

  it('ends what a lost ledger has begun', async () => {
    await spentBefore();
    await openSchedule();
    const before = await call('insights', 'sync', '--now');
    const unknown = await shown();
    const set = await used(10);

    expect(before).toMatchObject({
      code: 1,
      printed: expect.stringMatching(/it will not list, though: .*quota set/) as string,
    });
    expect(unknown).toContain('used      unknown: the ledger was lost');
    expect(set.printed).toContain('before, the count was unknown and the month counted as spent');
    expect(await shown()).toContain('used      10 of 100 requests');
  });

  it.each(['-1', '1.5', 'ten', '1e3', '99999999'])('refuses %s as a number of requests', async (text) => {
    expect(await call('quota', 'set', `--used=${text}`)).toMatchObject({
      code: 2,
      complained: expect.stringContaining('--used must be a whole number') as string,
    });
  });
});

describe('insights sync', () => {
  it('lets the schedule run, and touches no ledger', async () => {
    const schedule = await openSchedule();

    expect(await call('insights', 'sync')).toMatchObject({ code: 0, printed: `triggered insights-sync/${accountId}` });

    await untilRunning(schedule);
    expect((await call('quota', 'show')).code).toBe(1);
  });

  it('lifts the pace with --now, once, and says how much is used', async () => {
    await used(20);
    const schedule = await openSchedule();

    const { code, printed } = await call('insights', 'sync', '--now');

    expect(code).toBe(0);
    expect(printed).toBe(
      `the pace is lifted for one listing within the hour; 20 of 100 requests are used\ntriggered insights-sync/${accountId}`,
    );
    expect(await shown()).toMatch(/^pace .*lifted for the next one until/m);
    await untilRunning(schedule);
  });

  it('does nothing while a run is under way, with --now as well as without', async () => {
    await used(20);
    const schedule = await openSchedule();
    await call('insights', 'sync');
    await untilRunning(schedule);

    for (const flags of [[], ['--now']]) {
      expect(await call('insights', 'sync', ...flags)).toMatchObject({
        code: 1,
        printed: expect.stringContaining('is under way, nothing was changed') as string,
      });
    }
    expect((await schedule.describe()).info.numActionsTaken).toBe(1);
    expect(await shown()).not.toContain('lifted');
  });

  it('says that the hard limit stands when --now cannot help', async () => {
    await used(100);
    await openSchedule();

    expect(await call('insights', 'sync', '--now')).toMatchObject({
      code: 1,
      printed: expect.stringContaining('it will not list, though: ') as string,
    });
  });

  it('says how a schedule that is missing comes to be', async () => {
    expect(await call('insights', 'sync', '--now')).toMatchObject({
      code: 1,
      complained: expect.stringContaining('create it with npm run schedules:apply') as string,
    });
  });
});

describe('doctor --insights yes', () => {
  const insights = (printed: string): string =>
    printed.split('\n').find((line) => /^\S+ +acme /.test(line) && !line.includes('its token')) ?? '';

  it('spends one request, entered in the ledger, and says what the API answers', async () => {
    await used(20);

    const { printed } = await call('doctor', '--insights', 'yes');

    expect(insights(printed)).toMatch(/^ok +acme +the insights API answers: 0 open insights; 79 requests left$/);
    expect(sandbox.control.insightRequests(accountId).sent).toBe(1);
    expect(await shown()).toContain('used      21 of 100 requests');
  });

  it('may spend what is kept for people, and not a request more', async () => {
    await used(99);
    const last = await call('doctor', '--insights', 'yes');
    const none = await call('doctor', '--insights', 'yes');

    expect(insights(last.printed)).toMatch(/^ok/);
    expect(insights(none.printed)).toMatch(/^bad +acme +the insights API was not asked: .*\(allowance_spent\)$/);
    expect(none.code).toBe(1);
    expect(sandbox.control.insightRequests(accountId)).toEqual({ sent: 1, excess: 0 });
  });

  it('tells the cause of a refusal with its remedy', async () => {
    sandbox.control.setCaller(TOKEN, { permissions: [] });

    const { code, printed } = await call('doctor', '--insights', 'yes');

    expect(code).toBe(1);
    expect(insights(printed)).toMatch(/^bad .*lacks the permission "Account Settings: Read"/);
    expect(printed).toContain('include the account in its account resources');
  });

  it('holds everybody back after "too many requests"', async () => {
    await used(20);
    sandbox.control.setInsightApi(accountId, { monthlyRequests: 0 });

    const { printed } = await call('doctor', '--insights', 'yes');

    expect(insights(printed)).toMatch(/^bad .*Cloudflare allows no more requests for now/);
    expect(await shown()).toMatch(/^hold {6}until /m);
    expect((await used(20)).printed).toMatch(/the hold until .* is ended/);
    expect(await shown()).toMatch(/^hold {6}none$/m);
  });

  it('asks for no insights of an account that is not mirrored', async () => {
    const { printed } = await call('doctor', '--account', 'other', '--insights', 'yes');

    expect(printed).toMatch(/^note +other +its insights are not mirrored/m);
    expect(sandbox.control.insightRequests(otherId).sent).toBe(0);
  });
});

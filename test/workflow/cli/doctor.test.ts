import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { randomBytes } from 'node:crypto';
import { startSandbox, type Sandbox } from '../../../sandbox/sandbox';
import { SEARCH_ATTRIBUTE } from '../../../workflows/ids';
import { createLockedBucket, s3Connection, temporalAddress } from '../../support/servers';
import { called, type Called } from '../../unit/cli/called';
import { settingsText } from '../../unit/config/settings-text';
import { ownNamespace, withWorker } from './own-namespace';

const CANNED = { workflowsPath: require.resolve('./canned-token-watch') };
const TOKEN = 'doctor-cloudflare-token-0123456789abcdef';
/** The store refuses locks that have ended. */
const NOW = new Date();

let connection: Connection;
let namespace: string;
let sandbox: Sandbox;
let bucket: string;
let accountId: string;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  connection = await Connection.connect({ address: temporalAddress() });
  namespace = await ownNamespace(connection);
});

afterAll(() => connection.close());

beforeEach(async () => {
  sandbox = await startSandbox({ story: 'empty', rateLimit: { enforce: false } });
  accountId = randomBytes(16).toString('hex');
  bucket = await createLockedBucket('doctor');
  sandbox.control.addCaller({
    secret: TOKEN,
    tokenId: 'edgewarden-reader',
    name: 'edgewarden reader',
    accounts: [accountId],
    permissions: ['Account Settings Read'],
  });
});

afterEach(() => sandbox.close());

interface Patient {
  readonly bucket?: string;
  readonly namespace?: string;
  readonly address?: string;
  readonly token?: string;
  readonly args?: readonly string[];
}

function examined(patient: Patient = {}): Promise<Called> {
  const { endpoint, region, credentials } = s3Connection();
  const text = settingsText({
    cloudflare: `{ baseUrl: '${sandbox.cloudflareUrl}' }`,
    archive: `{ endpoint: '${endpoint}', region: ${region}, bucket: ${patient.bucket ?? bucket}, retention: { mode: GOVERNANCE, days: 1 }, accessKeyId: { env: S3_ID }, secretAccessKey: { env: S3_SECRET } }`,
    insightsSync: '{}',
    accounts: `{ acme: { id: '${accountId}', name: Acme, token: { env: CLOUDFLARE_TOKEN_ACME } } }`,
  });
  const env = {
    S3_ID: credentials.accessKeyId,
    S3_SECRET: credentials.secretAccessKey,
    LINEAR_API_KEY: 'lin_api_5d20aa',
    CLOUDFLARE_TOKEN_ACME: patient.token ?? TOKEN,
    TEMPORAL_ADDRESS: patient.address ?? temporalAddress(),
    TEMPORAL_NAMESPACE: patient.namespace ?? namespace,
  };
  return called(['doctor', ...(patient.args ?? [])], text, env, NOW);
}

/** Every bad line and the one below it. */
function badNews({ printed }: Called): string[] {
  const lines = printed.split('\n');
  return lines.flatMap((line, index) => (line.startsWith('bad') ? [`${line}\n${lines[index + 1] ?? ''}`] : []));
}

it('where all is well every check says so, and the code is 0', async () => {
  const { code, printed } = await withWorker(namespace, CANNED, examined);

  expect(printed).not.toMatch(/^bad/m);
  expect(code).toBe(0);
  for (const subject of ['settings', 'archive', 'acme', 'temporal', 'worker']) {
    expect(printed).toMatch(new RegExp(`^ok +${subject} `, 'm'));
  }
});

it('costs no request of the allowance', async () => {
  await examined();

  expect(sandbox.control.insightRequests(accountId).sent).toBe(0);
});

describe('what is bad is named with its remedy, and the code is 1', () => {
  it.each([
    [
      'a token that nobody knows',
      { token: 'another-token-0123456789' },
      /its token \(accounts\.acme\.token\) is not known to Cloudflare.*\n.*API token/,
    ],
    ['a bucket that does not exist', { bucket: 'no-such-bucket-here' }, /archive .*no-such-bucket-here.*\n +\S/],
    [
      'a namespace that does not exist',
      { namespace: 'no-such-namespace' },
      /temporal .*\n.*temporal operator namespace describe no-such-namespace/,
    ],
    [
      'a server that does not answer',
      { address: '127.0.0.1:9' },
      /temporal .*Temporal does not answer at 127\.0\.0\.1:9.*\n.*TEMPORAL_ADDRESS/,
    ],
  ])(
    '%s',
    async (_, patient, expected) => {
      const examination = await examined(patient);

      expect(examination.code).toBe(1);
      expect(badNews(examination)).toContainEqual(expect.stringMatching(expected));
    },
    20_000,
  );

  it('a queue that no worker takes work from', async () => {
    const quiet = await ownNamespace(connection);

    expect(badNews(await examined({ namespace: quiet }))).toEqual([
      expect.stringMatching(/worker .*none on task queue edgewarden\n.*Start one/),
    ]);
  });

  it('search attributes that are missing, each of them', async () => {
    const bare = `doctor-${randomBytes(6).toString('hex')}`;
    const retention = msToTs('1 day');
    await connection.workflowService.registerNamespace({
      namespace: bare,
      workflowExecutionRetentionPeriod: retention,
    });

    const news = badNews(await examined({ namespace: bare }));

    for (const { name, type } of Object.values(SEARCH_ATTRIBUTE)) {
      expect(news).toContainEqual(expect.stringMatching(new RegExp(`${name} is missing\n.*Start a worker.*${type}`)));
    }
  });

  it('a token that has expired, and one that was switched off', async () => {
    const state = async (caller: object): Promise<string[]> => {
      sandbox.control.setCaller(TOKEN, caller);
      return badNews(await examined());
    };

    expect(await state({ expiresOn: '2026-01-01T00:00:00Z' })).toContainEqual(expect.stringContaining('has expired'));
    expect(await state({ expiresOn: undefined, disabled: true })).toContainEqual(
      expect.stringContaining('is disabled'),
    );
  });
});

describe('how long the namespace keeps closed runs', () => {
  const said = async (retention: '1 day' | '30 days'): Promise<string> => {
    const kept = `doctor-${randomBytes(6).toString('hex')}`;
    await connection.workflowService.registerNamespace({
      namespace: kept,
      workflowExecutionRetentionPeriod: msToTs(retention),
    });
    return (await examined({ namespace: kept })).printed;
  };

  it('is noted with a remedy where it is less than a week', async () => {
    expect(await said('1 day')).toMatch(/^note +temporal +keeps closed runs for 1 days.*--retention 720h/m);
  });

  it('is in order from a week on', async () => {
    expect(await said('30 days')).toMatch(/^ok +temporal +keeps closed runs for 30 days$/m);
  });
});

it('names a namespace that is missing once', async () => {
  const news = badNews(await examined({ namespace: 'no-such-namespace' }));

  expect(news.filter((line) => line.includes('namespace describe no-such-namespace'))).toHaveLength(1);
});

it('says how --insights is meant', async () => {
  expect(await examined({ args: ['--insights', 'no'] })).toMatchObject({
    code: 2,
    complained: expect.stringContaining('it spends a request') as string,
  });
});

it('checks the one account that is asked for, or says that there is none', async () => {
  expect(await examined({ args: ['--account', 'amce'] })).toMatchObject({
    code: 2,
    complained: expect.stringContaining('did you mean acme?') as string,
  });
});

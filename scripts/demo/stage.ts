import { BucketAlreadyOwnedByYou, CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { STORY_SETTING } from '../../sandbox/story/setting';
import { startGuarded, type GuardedProcess } from '../servers/guarded-process';
import { claimPort, fixedPort } from '../servers/ports';
import { withProgress } from '../servers/progress';
import { startTemporal, type TemporalServer } from '../servers/temporal-server';
import { startVersityGw, type S3Server } from '../servers/versity-gateway';

const ROOT = path.join(__dirname, '..', '..');
/** Where stores, settings and logs stay between starts. */
export const HOME = path.resolve(process.env['EDGEWARDEN_DEMO_DIR'] ?? path.join(ROOT, '.demo'));
const BUCKET = 'edgewarden-demo';
const NAMESPACE = 'default';
/** Insights of less severity get no ticket. */
export const TICKETED_SEVERITY = 'critical';
/** Who reports anomalies. The secret is made up and opens nothing but the demo. */
export const DEMO_SENDER = {
  name: 'detector',
  secret: `whsec_${Buffer.from('edgewarden-demo-webhook-secret-1').toString('base64')}`,
} as const;

/** Opens the API's list of investigations, in the demo only. */
export const DEMO_BEARER_KEY = 'demo-bearer-key-that-opens-nothing-else-0123';

/** Everything that the demo runs on. */
export interface Stage {
  readonly temporal: TemporalServer;
  readonly s3: S3Client;
  readonly bucket: string;
  readonly sandboxUrl: string;
  readonly apiUrl: string;
  /** Environment of our own processes: settings file, secrets, Temporal's address. */
  readonly env: NodeJS.ProcessEnv;
  stop(): Promise<void>;
}

/**
 * Brings up the servers, the sandbox and the worker, each with its progress, and leaves nothing behind when one fails.
 *
 * @param fresh forget what earlier starts stored
 */
export async function raiseStage({ fresh }: { fresh: boolean }): Promise<Stage> {
  if (fresh) rmSync(HOME, { recursive: true, force: true });
  mkdirSync(HOME, { recursive: true });
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const each of stops.reverse().splice(0)) await each();
  };
  try {
    const temporal = await withProgress('starting Temporal', () =>
      startTemporal({
        namespace: NAMESPACE,
        port: fixedPort('EDGEWARDEN_DEMO_TEMPORAL_PORT', 7233),
        uiPort: fixedPort('EDGEWARDEN_DEMO_UI_PORT', 8233),
        dbFile: path.join(HOME, 'temporal.db'),
      }),
    );
    stops.push(() => temporal.stop());
    const store = await withProgress('starting the S3 store', () =>
      startVersityGw({ dir: path.join(HOME, 's3'), port: fixedPort('EDGEWARDEN_DEMO_S3_PORT', 7070) }),
    );
    stops.push(() => store.stop());
    const sandbox = await withProgress(
      'starting the simulated Cloudflare, Linear, Datadog and Confluence',
      startSandboxProcess,
    );
    stops.push(() => sandbox.process.stop());

    const s3 = await createBucket(store);
    const apiPort = await claimPort(fixedPort('EDGEWARDEN_DEMO_API_PORT', 8080));
    const env = writeSettings(temporal, store, sandbox.url, apiPort);
    const worker = await withProgress('starting the worker', () => startWorker(env));
    stops.push(() => worker.stop());
    const apiUrl = `http://127.0.0.1:${apiPort}`;
    const api = await withProgress('starting the API', () => startApi(env, apiUrl));
    stops.push(() => api.stop());
    return { temporal, s3, bucket: BUCKET, sandboxUrl: sandbox.url, apiUrl, env, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startSandboxProcess(): Promise<{ process: GuardedProcess; url: string }> {
  const port = await claimPort(fixedPort('EDGEWARDEN_DEMO_SANDBOX_PORT', 8787));
  const url = `http://127.0.0.1:${port}`;
  const process = await startOurs(
    'sandbox',
    ['sandbox/main.ts', '--port', String(port), '--state', path.join(HOME, 'sandbox.json')],
    {
      ready: async () => (await fetch(`${url}/control/health`)).ok,
    },
  );
  return { process, url };
}

async function startWorker(env: NodeJS.ProcessEnv): Promise<GuardedProcess> {
  let started = false;
  return startOurs('worker', ['worker/main.ts'], {
    env,
    ready: () => Promise.resolve(started),
    onLine: (line) => {
      started ||= line.includes('"worker started"');
      writeFileSync(path.join(HOME, 'worker.log'), `${line}\n`, { flag: 'a' });
    },
  });
}

function startApi(env: NodeJS.ProcessEnv, apiUrl: string): Promise<GuardedProcess> {
  return startOurs('api', ['api/main.ts'], {
    env,
    ready: async () => (await fetch(`${apiUrl}/readyz`)).ok,
    onLine: (line) => writeFileSync(path.join(HOME, 'api.log'), `${line}\n`, { flag: 'a' }),
  });
}

function startOurs(
  name: string,
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; ready: () => Promise<boolean>; onLine?: (line: string) => void },
): Promise<GuardedProcess> {
  return startGuarded({
    name,
    command: process.execPath,
    args: ['--import', 'tsx', ...args],
    cwd: ROOT,
    readyWithinMs: 60_000,
    ...options,
  });
}

async function createBucket({ endpoint, region, credentials }: S3Server): Promise<S3Client> {
  const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  try {
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET, ObjectLockEnabledForBucket: true }));
  } catch (error) {
    if (!(error instanceof BucketAlreadyOwnedByYou)) throw error;
  }
  return s3;
}

/** A settings file as an operator would write it, with the story's accounts and people in it. */
function writeSettings(
  temporal: TemporalServer,
  store: S3Server,
  sandboxUrl: string,
  apiPort: number,
): NodeJS.ProcessEnv {
  const { accounts, approvedIssuers, linear, datadog, confluence } = STORY_SETTING;
  const file = path.join(HOME, 'edgewarden.yaml');
  const secrets: NodeJS.ProcessEnv = {
    DEMO_S3_ACCESS_KEY_ID: store.credentials.accessKeyId,
    DEMO_S3_SECRET_ACCESS_KEY: store.credentials.secretAccessKey,
    DEMO_LINEAR_API_KEY: linear.apiKey,
    DEMO_WEBHOOK_SECRET: DEMO_SENDER.secret,
    DEMO_API_BEARER_KEY: DEMO_BEARER_KEY,
    DEMO_ACTOR_KEY: 'demo-actor-key-that-hides-nothing-else-0123456789',
    DEMO_DATADOG_API_KEY: datadog.apiKey,
    DEMO_DATADOG_APPLICATION_KEY: datadog.applicationKey,
    DEMO_CONFLUENCE_TOKEN: confluence.token,
  };
  const accountSettings = Object.fromEntries(
    accounts.map(({ id, name, secret, plan }, index) => {
      secrets[`DEMO_CLOUDFLARE_TOKEN_${index}`] = secret;
      return [
        name.toLowerCase().replaceAll(' ', '-'),
        { id, name, token: { env: `DEMO_CLOUDFLARE_TOKEN_${index}` }, enabled: true, insightsSync: { plan } },
      ];
    }),
  );
  const settings = {
    cloudflare: { baseUrl: `${sandboxUrl}/cloudflare/client/v4`, requestShare: 1 },
    archive: {
      endpoint: store.endpoint,
      region: store.region,
      bucket: BUCKET,
      accessKeyId: { env: 'DEMO_S3_ACCESS_KEY_ID' },
      secretAccessKey: { env: 'DEMO_S3_SECRET_ACCESS_KEY' },
      retention: { mode: 'GOVERNANCE', days: 30 },
    },
    linear: { baseUrl: `${sandboxUrl}/linear`, apiKey: { env: 'DEMO_LINEAR_API_KEY' } },
    tokenWatch: {
      approvedIssuers,
      tickets: { team: linear.teamKey, labels: linear.labels, assignee: linear.assigneeEmail },
    },
    insightsSync: { tickets: { team: linear.teamKey, labels: ['Cloudflare'], minSeverity: TICKETED_SEVERITY } },
    accounts: accountSettings,
    webhooks: { senders: { [DEMO_SENDER.name]: { scheme: 'standard', secrets: [{ env: 'DEMO_WEBHOOK_SECRET' }] } } },
    investigations: { actorKey: { env: 'DEMO_ACTOR_KEY' } },
    datadog: {
      baseUrl: `${sandboxUrl}/datadog`,
      apiKey: { env: 'DEMO_DATADOG_API_KEY' },
      applicationKey: { env: 'DEMO_DATADOG_APPLICATION_KEY' },
    },
    confluence: {
      siteUrl: `${sandboxUrl}/confluence`,
      apiBase: `${sandboxUrl}/confluence`,
      email: confluence.email,
      token: { env: 'DEMO_CONFLUENCE_TOKEN' },
      spaceKey: confluence.spaceKey,
      parentId: confluence.parentId,
    },
    api: { port: apiPort, bearerKey: { env: 'DEMO_API_BEARER_KEY' } },
    ...(temporal.uiUrl === undefined ? {} : { ui: { temporalUrl: temporal.uiUrl } }),
  };
  writeFileSync(file, stringify(settings));
  return {
    ...process.env,
    ...secrets,
    EDGEWARDEN_CONFIG: file,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
  };
}

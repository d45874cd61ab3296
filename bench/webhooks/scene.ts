import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { STORY_SETTING } from '../../sandbox/story/setting';
import { startGuarded, type GuardedProcess } from '../../scripts/servers/guarded-process';
import { claimPort } from '../../scripts/servers/ports';
import { imageEnvironment } from '../image-environment';
import { NAMESPACE, type Ground } from '../token-watch/ground';
import { SENDER } from './deliveries';

const ROOT = path.join(__dirname, '..', '..');
/** Far above what the machine can do, so that no limit makes anybody wait. */
const NO_LIMIT = 1_000_000;

export interface SceneOptions {
  /** When the story's day ends. */
  readonly storyEndMs: number;
  /** Folder for a CPU profile of the API. */
  readonly profileTo: string | undefined;
  /** `api`: what is accepted stays undone, because nothing polls. `everything`: the sandbox and a worker as well. */
  readonly processes: 'api' | 'everything';
}

/** Our own processes on a ground. */
export interface Scene {
  readonly api: GuardedProcess;
  readonly apiUrl: string;
  stop(): Promise<void>;
}

export async function setScene(ground: Ground, options: SceneOptions): Promise<Scene> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const each of stops.splice(0).toReversed()) await each();
  };
  try {
    const bucket = `bench-${randomBytes(4).toString('hex')}`;
    await ground.s3.send(new CreateBucketCommand({ Bucket: bucket, ObjectLockEnabledForBucket: true }));
    const [apiPort, sandboxPort] = [await claimPort(), await claimPort()];
    const sandboxUrl = `http://127.0.0.1:${sandboxPort}`;
    const env = writeSettings(ground, { bucket, sandboxUrl, apiPort });
    if (options.processes === 'everything') {
      const sandbox = await startSandbox(sandboxUrl, sandboxPort, options.storyEndMs);
      stops.push(() => sandbox.stop());
      const worker = await startWorker(env);
      stops.push(() => worker.stop());
    }
    const apiUrl = `http://127.0.0.1:${apiPort}`;
    const api = await startApi(env, apiUrl, options.profileTo);
    stops.push(() => api.stop());
    return { api, apiUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function startSandbox(url: string, port: number, storyEndMs: number): Promise<GuardedProcess> {
  return startGuarded({
    name: 'sandbox',
    command: process.execPath,
    args: [
      ...['--import', 'tsx', 'sandbox/main.ts', '--port', String(port)],
      ...['--base', new Date(storyEndMs).toISOString(), '--no-rate-limit'],
    ],
    cwd: ROOT,
    ready: async () => (await fetch(`${url}/control/health`)).ok,
  });
}

function startWorker(env: NodeJS.ProcessEnv): Promise<GuardedProcess> {
  let started = false;
  return startGuarded({
    name: 'worker',
    command: process.execPath,
    args: [path.join(ROOT, 'dist', 'worker', 'main.js')],
    cwd: ROOT,
    env,
    readyWithinMs: 60_000,
    ready: () => Promise.resolve(started),
    onLine: (line) => (started ||= line.includes('"worker started"')),
  });
}

/** Its log goes to us, as it would go to the container's. */
function startApi(env: NodeJS.ProcessEnv, url: string, profileTo: string | undefined): Promise<GuardedProcess> {
  return startGuarded({
    name: 'API',
    command: process.execPath,
    args: [
      ...(profileTo === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${path.resolve(profileTo)}`]),
      path.join(ROOT, 'dist', 'api', 'main.js'),
    ],
    cwd: ROOT,
    env,
    ready: async () => (await fetch(`${url}/readyz`)).ok,
  });
}

function writeSettings(
  { folder, store, temporalAddress }: Ground,
  { bucket, sandboxUrl, apiPort }: { bucket: string; sandboxUrl: string; apiPort: number },
): NodeJS.ProcessEnv {
  const { accounts, approvedIssuers, linear, datadog, confluence } = STORY_SETTING;
  const file = path.join(folder, `${bucket}.yaml`);
  const settings = {
    cloudflare: {
      baseUrl: `${sandboxUrl}/cloudflare/client/v4`,
      requestShare: 1,
      requestsPer5Minutes: NO_LIMIT,
    },
    archive: {
      endpoint: store.endpoint,
      region: store.region,
      bucket,
      accessKeyId: { env: 'BENCH_S3_ACCESS_KEY_ID' },
      secretAccessKey: { env: 'BENCH_S3_SECRET_ACCESS_KEY' },
      retention: { mode: 'GOVERNANCE', days: 1 },
    },
    linear: { baseUrl: `${sandboxUrl}/linear`, apiKey: { env: 'BENCH_LINEAR_API_KEY' } },
    tokenWatch: { approvedIssuers, tickets: { team: linear.teamKey, labels: linear.labels } },
    accounts: Object.fromEntries(
      accounts.map(({ id, name }, index) => [
        `account-${index}`,
        { id, name, token: { env: `BENCH_CLOUDFLARE_TOKEN_${index}` }, enabled: false },
      ]),
    ),
    webhooks: {
      requestsPerMinutePerAddress: NO_LIMIT,
      senders: {
        [SENDER.name]: {
          scheme: 'standard',
          secrets: [{ env: 'BENCH_WEBHOOK_SECRET' }],
          requestsPerMinute: NO_LIMIT,
        },
      },
    },
    investigations: { actorKey: { env: 'BENCH_ACTOR_KEY' } },
    datadog: {
      baseUrl: `${sandboxUrl}/datadog`,
      apiKey: { env: 'BENCH_DATADOG_API_KEY' },
      applicationKey: { env: 'BENCH_DATADOG_APPLICATION_KEY' },
    },
    confluence: {
      siteUrl: `${sandboxUrl}/confluence`,
      apiBase: `${sandboxUrl}/confluence`,
      email: confluence.email,
      token: { env: 'BENCH_CONFLUENCE_TOKEN' },
      spaceKey: confluence.spaceKey,
      parentId: confluence.parentId,
    },
    api: { port: apiPort, bearerKey: { env: 'BENCH_API_BEARER_KEY' } },
  };
  writeFileSync(file, stringify(settings));
  return {
    ...process.env,
    ...imageEnvironment(),
    ...Object.fromEntries(accounts.map(({ secret }, index) => [`BENCH_CLOUDFLARE_TOKEN_${index}`, secret])),
    BENCH_S3_ACCESS_KEY_ID: store.credentials.accessKeyId,
    BENCH_S3_SECRET_ACCESS_KEY: store.credentials.secretAccessKey,
    BENCH_LINEAR_API_KEY: linear.apiKey,
    BENCH_WEBHOOK_SECRET: SENDER.secret,
    BENCH_ACTOR_KEY: randomBytes(32).toString('base64'),
    BENCH_API_BEARER_KEY: randomBytes(32).toString('base64'),
    BENCH_DATADOG_API_KEY: datadog.apiKey,
    BENCH_DATADOG_APPLICATION_KEY: datadog.applicationKey,
    BENCH_CONFLUENCE_TOKEN: confluence.token,
    EDGEWARDEN_CONFIG: file,
    TEMPORAL_ADDRESS: temporalAddress,
    TEMPORAL_NAMESPACE: NAMESPACE,
  };
}

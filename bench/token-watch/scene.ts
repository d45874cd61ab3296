import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import type { TimeWindow } from '../../domain/token-watch';
import { CORP, STORY_SETTING } from '../../sandbox/story/setting';
import { startGuarded, type GuardedProcess } from '../../scripts/servers/guarded-process';
import { claimPort } from '../../scripts/servers/ports';
import { imageEnvironment } from '../image-environment';
import { NAMESPACE, type Ground } from './ground';

const ROOT = path.join(__dirname, '..', '..');
const BUILT_WORKER = path.join(ROOT, 'dist', 'worker', 'main.js');
const HOUR_MS = 3_600_000;
/** Event time over which the events are spread: four slices of the walk. */
const SPAN_HOURS = 24;
/** Far above what the machine can do, so that the pace never makes anybody wait. */
const NO_LIMIT = 1_000_000;

/** Key of the measured account in the settings. */
export const ACCOUNT = 'bench';
export const ACCOUNT_ID = CORP;
/** Bearer token that the worker reads with. */
export const READER_SECRET = STORY_SETTING.accounts.find(({ id }) => id === CORP)?.secret ?? '';

export interface SceneOptions {
  /** Size of the audit log; 0 for an empty one. */
  readonly events: number;
  /** Part of the events that are credential events. */
  readonly credentialShare: number;
  /** Whether Edgewarden paces its requests and Cloudflare enforces its limit. */
  readonly limited: boolean;
  /** Folder for a CPU profile of the worker. */
  readonly profileTo?: string;
}

/** One audit log and a worker of its own that has done nothing yet, on a bucket of its own. */
export interface Scene {
  readonly sandboxUrl: string;
  /** Span of event time that holds the whole log. */
  readonly window: TimeWindow;
  readonly bucket: string;
  readonly worker: GuardedProcess;
  /** Settings file, secrets and Temporal's address, as the worker has them. */
  readonly env: NodeJS.ProcessEnv;
  stop(): Promise<void>;
}

export async function setScene(ground: Ground, options: SceneOptions): Promise<Scene> {
  const bucket = `bench-${randomBytes(4).toString('hex')}`;
  await ground.s3.send(new CreateBucketCommand({ Bucket: bucket, ObjectLockEnabledForBucket: true }));
  const endMs = Math.floor(Date.now() / 1_000) * 1_000;
  const sandbox = await startSandbox(endMs, options);
  const env = writeSettings(ground, bucket, sandbox.url, options.limited);
  const stopSandbox = (): Promise<void> => sandbox.process.stop();
  try {
    const worker = await startWorker(env, options.profileTo);
    return {
      sandboxUrl: sandbox.url,
      window: { since: new Date(endMs - SPAN_HOURS * HOUR_MS).toISOString(), before: new Date(endMs).toISOString() },
      bucket,
      worker,
      env,
      stop: async () => {
        await worker.stop();
        await stopSandbox();
      },
    };
  } catch (error) {
    await stopSandbox();
    throw error;
  }
}

async function startSandbox(
  endMs: number,
  { events, credentialShare, limited }: SceneOptions,
): Promise<{ process: GuardedProcess; url: string }> {
  const port = await claimPort();
  const url = `http://127.0.0.1:${port}`;
  const volume = ['--volume-events', events, '--volume-share', credentialShare, '--volume-hours', SPAN_HOURS];
  const process = await startGuarded({
    name: 'sandbox',
    command: globalThis.process.execPath,
    args: [
      ...['--import', 'tsx', 'sandbox/main.ts', '--story', 'empty', '--base', new Date(endMs).toISOString()],
      ...['--port', String(port), ...(events === 0 ? [] : volume.map(String)), ...(limited ? [] : ['--no-rate-limit'])],
    ],
    cwd: ROOT,
    ready: async () => (await fetch(`${url}/control/health`)).ok,
  });
  return { process, url };
}

/** The built worker, as the image has it: one that bundles its workflows first needs twice the memory. */
async function startWorker(env: NodeJS.ProcessEnv, profileTo: string | undefined): Promise<GuardedProcess> {
  let started = false;
  return startGuarded({
    name: 'worker',
    command: process.execPath,
    args: [
      ...(profileTo === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${path.resolve(profileTo)}`]),
      BUILT_WORKER,
    ],
    cwd: ROOT,
    env,
    readyWithinMs: 60_000,
    ready: () => Promise.resolve(started),
    onLine: (line) => (started ||= line.includes('"worker started"')),
  });
}

function writeSettings(
  { folder, store, temporalAddress }: Ground,
  bucket: string,
  sandboxUrl: string,
  limited: boolean,
): NodeJS.ProcessEnv {
  const { approvedIssuers, linear } = STORY_SETTING;
  const file = path.join(folder, `${bucket}.yaml`);
  const settings = {
    cloudflare: {
      baseUrl: `${sandboxUrl}/cloudflare/client/v4`,
      requestShare: 1,
      ...(limited ? {} : { requestsPer5Minutes: NO_LIMIT }),
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
    accounts: {
      [ACCOUNT]: { id: ACCOUNT_ID, name: 'Bench', token: { env: 'BENCH_CLOUDFLARE_TOKEN' }, enabled: false },
    },
  };
  writeFileSync(file, stringify(settings));
  return {
    ...process.env,
    ...imageEnvironment(),
    BENCH_S3_ACCESS_KEY_ID: store.credentials.accessKeyId,
    BENCH_S3_SECRET_ACCESS_KEY: store.credentials.secretAccessKey,
    BENCH_LINEAR_API_KEY: linear.apiKey,
    BENCH_CLOUDFLARE_TOKEN: READER_SECRET,
    EDGEWARDEN_CONFIG: file,
    TEMPORAL_ADDRESS: temporalAddress,
    TEMPORAL_NAMESPACE: NAMESPACE,
  };
}

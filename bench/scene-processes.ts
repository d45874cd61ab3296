import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { startGuarded, type GuardedProcess } from '../scripts/servers/guarded-process';
import { claimPort } from '../scripts/servers/ports';
import type { Ground } from './ground';
import { apiEnvironment } from './image-environment';

const ROOT = path.join(__dirname, '..');

/** A built process, as the image has it: a worker that bundles its workflows first needs twice the memory. */
export interface BuiltProcess {
  /** Its settings file, secrets and Temporal's address. */
  readonly env: NodeJS.ProcessEnv;
  /** Folder for a CPU profile. */
  readonly profileTo?: string | undefined;
}

/** Named at random. */
export async function createBucket({ s3 }: Ground): Promise<string> {
  const bucket = `bench-${randomBytes(4).toString('hex')}`;
  await s3.send(new CreateBucketCommand({ Bucket: bucket, ObjectLockEnabledForBucket: true }));
  return bucket;
}

/** A sandbox on a port of its own. */
interface RunningSandbox {
  readonly url: string;
  stop(): Promise<void>;
}

export async function startSandbox(args: readonly string[]): Promise<RunningSandbox> {
  const port = await claimPort();
  const url = `http://127.0.0.1:${port}`;
  const sandbox = await startGuarded({
    name: 'sandbox',
    command: process.execPath,
    args: ['--import', 'tsx', 'sandbox/main.ts', '--port', String(port), ...args],
    cwd: ROOT,
    ready: async () => (await fetch(`${url}/control/health`)).ok,
  });
  return { url, stop: () => sandbox.stop() };
}

export function startWorker(built: BuiltProcess): Promise<GuardedProcess> {
  let started = false;
  return startGuarded({
    name: 'worker',
    ...command('worker', built),
    readyWithinMs: 60_000,
    ready: () => Promise.resolve(started),
    onLine: (line) => (started ||= line.includes('"worker started"')),
  });
}

/** Its log goes to us, as it would go to the container's. */
export function startApi(url: string, built: BuiltProcess): Promise<GuardedProcess> {
  return startGuarded({
    name: 'API',
    ...command('api', { ...built, env: { ...built.env, ...apiEnvironment() } }),
    ready: async () => (await fetch(`${url}/readyz`)).ok,
  });
}

function command(main: 'worker' | 'api', { env, profileTo }: BuiltProcess) {
  return {
    command: process.execPath,
    args: [
      ...(profileTo === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${path.resolve(profileTo)}`]),
      path.join(ROOT, 'dist', main, 'main.js'),
    ],
    cwd: ROOT,
    env,
  };
}

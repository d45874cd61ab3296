import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';
import { startTemporal } from '../../scripts/servers/temporal-server';
import { startVersityGw } from '../../scripts/servers/versity-gateway';
import { ServerVariable, TEST_NAMESPACE } from './server-variables';

// One of each for the whole run. Several projects ask for the same thing, one after the other, in one process.
let directory: Promise<string> | undefined;
let s3: Promise<void> | undefined;
let temporal: Promise<void> | undefined;
let bundle: Promise<void> | undefined;
const stops: (() => Promise<void>)[] = [];

const runDirectory = (): Promise<string> => (directory ??= mkdtemp(join(tmpdir(), 'edgewarden-test-')));

export const ensureS3 = (): Promise<void> => (s3 ??= bringUpS3());
export const ensureTemporal = (): Promise<void> => (temporal ??= bringUpTemporal());
export const ensureBundle = (): Promise<void> => (bundle ??= writeBundle());

async function bringUpS3(): Promise<void> {
  const server = await startVersityGw({ dir: join(await runDirectory(), 's3') });
  stops.push(() => server.stop());
  process.env[ServerVariable.s3Endpoint] = server.endpoint;
  process.env[ServerVariable.s3AccessKeyId] = server.credentials.accessKeyId;
  process.env[ServerVariable.s3SecretAccessKey] = server.credentials.secretAccessKey;
}

async function bringUpTemporal(): Promise<void> {
  const server = await startTemporal({ namespace: TEST_NAMESPACE, headless: true });
  stops.push(() => server.stop());
  process.env[ServerVariable.temporalAddress] = server.address;
}

async function writeBundle(): Promise<void> {
  // Bundling takes seconds, so once for all test files.
  const { code } = await bundleWorkflowCode({
    workflowsPath: resolve(__dirname, '../../workflows/index.ts'),
    logger: new DefaultLogger('WARN'),
  });
  const path = join(await runDirectory(), 'workflows.bundle.js');
  await writeFile(path, code);
  process.env[ServerVariable.workflowBundle] = path;
}

/** Stops what was started and removes what it wrote. Silent, because the closing line has been printed by then. */
export async function stopServers(): Promise<void> {
  await Promise.all(stops.splice(0).map((stop) => stop()));
  if (directory !== undefined) await rm(await directory, { recursive: true, force: true });
  directory = s3 = temporal = bundle = undefined;
}

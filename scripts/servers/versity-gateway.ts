import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { findBinary } from './find-binary';
import { startGuarded } from './guarded-process';
import { onPort } from './ports';
import type { FixedPort } from './ports';
import { VERSITYGW } from './server-binary';

export interface S3Server {
  /** Base URL; buckets are addressed by path. */
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  stop(): Promise<void>;
}

/** Of a server that only this machine reaches. */
const CREDENTIALS = { accessKeyId: 'LOCALSTOREKEY', secretAccessKey: 'local-store-secret-0123456789' } as const;

/**
 * Starts VersityGW, an S3 server with versioning and Object Lock, on a directory, which it keeps between starts.
 *
 * @param options `dir` is made when it is missing, and needs a file system with extended attributes
 * @throws StartFailure when no server can be had, the fixed port is taken, or the server does not come up
 */
export async function startVersityGw(options: { readonly dir: string; readonly port?: FixedPort }): Promise<S3Server> {
  const binary = await findBinary(VERSITYGW);
  // VersityGW refuses relative paths.
  const data = resolve(options.dir, 'data');
  const versions = resolve(options.dir, 'versions');
  await Promise.all([mkdir(data, { recursive: true }), mkdir(versions, { recursive: true })]);

  return onPort(options.port, async (port) => {
    const endpoint = `http://127.0.0.1:${port}`;
    const server = await startGuarded({
      name: 'VersityGW',
      command: binary,
      args: [
        ...['--port', `127.0.0.1:${port}`, '--health', '/health', '--keep-alive', '--quiet'],
        // Without a directory for versions a bucket has none, and says so only when asked.
        ...['posix', '--versioning-dir', versions, data],
      ],
      env: {
        ...process.env,
        ROOT_ACCESS_KEY: CREDENTIALS.accessKeyId,
        ROOT_SECRET_KEY: CREDENTIALS.secretAccessKey,
      },
      ready: async () => (await fetch(`${endpoint}/health`, { signal: AbortSignal.timeout(2_000) })).ok,
    });
    return { endpoint, region: 'us-east-1', credentials: CREDENTIALS, stop: () => server.stop() };
  });
}

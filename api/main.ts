import { Client } from '@temporalio/client';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createDataConverter } from '../config/data-converter';
import { loadSettings } from '../config/load-settings';
import { createLogger } from '../config/logger';
import { EXIT_BAD_SETTINGS, SettingsError } from '../config/problem';
import { identityOf, isServing, lazyConnection } from '../config/temporal';
import { TASK_QUEUE } from '../workflows/ids';
import { createApp } from './app';
import { closeServer } from './close-server';

/** A container is killed ten seconds after it was asked to stop. */
const SHUTDOWN_GRACE_MS = 8_000;
/** A body of 256 KiB takes less over any line; who trickles one holds a connection no longer than this. */
const REQUEST_TIMEOUT_MS = 30_000;
/** Asked every few seconds: they would bury what senders do. */
const QUIET_ROUTES: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);

async function main(): Promise<void> {
  const settings = loadSettings({ role: 'api' });
  const logger = createLogger({ level: settings.logging.level, secrets: settings.secretValues() });
  const connection = lazyConnection(settings.temporal);
  const client = new Client({
    connection,
    namespace: settings.temporal.namespace,
    identity: identityOf('api'),
    dataConverter: createDataConverter(settings.encryption.keys),
  });
  const stopping = new AbortController();
  const app = createApp({
    settings,
    client,
    taskQueue: TASK_QUEUE,
    isReady: () => isServing(connection),
    reportError: (error, requestId) => logger.error({ err: error, requestId }, 'request failed'),
    log: (line) => logger[QUIET_ROUTES.has(line.route) ? 'debug' : 'info'](line, 'request'),
    stopping: stopping.signal,
  });

  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, app).listen(settings.api.port, settings.api.host);
  await once(server, 'listening');
  const { address, port } = server.address() as AddressInfo;
  logger.info({ address, port }, 'API started');

  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  logger.info('API stopping');
  stopping.abort();
  await closeServer(server, SHUTDOWN_GRACE_MS);
  await connection.close();
  logger.info('API stopped');
}

main().catch((error: unknown) => {
  const isSettings = error instanceof SettingsError;
  process.stderr.write(`${error instanceof Error ? error.message : 'the API ended for an unknown reason'}\n`);
  process.exitCode = isSettings ? EXIT_BAD_SETTINGS : 1;
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadSettings } from '../config/load-settings';
import { createLogger } from '../config/logger';
import { EXIT_BAD_SETTINGS, SettingsError } from '../config/problem';
import { isServing, lazyConnection } from '../config/temporal';
import { createApp } from './app';
import { closeServer } from './close-server';

/** A container is killed ten seconds after it was asked to stop. */
const SHUTDOWN_GRACE_MS = 8_000;

async function main(): Promise<void> {
  const settings = loadSettings({ role: 'api' });
  const logger = createLogger({ level: settings.logging.level, secrets: settings.secretValues() });
  const temporal = lazyConnection(settings.temporal);
  const app = createApp({
    isReady: () => isServing(temporal),
    reportError: (error) => logger.error({ err: error }, 'request failed'),
  });

  const server = createServer(app).listen(settings.api.port, settings.api.host);
  await once(server, 'listening');
  const { address, port } = server.address() as AddressInfo;
  logger.info({ address, port }, 'API started');

  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  logger.info('API stopping');
  await closeServer(server, SHUTDOWN_GRACE_MS);
  await temporal.close();
  logger.info('API stopped');
}

main().catch((error: unknown) => {
  const isSettings = error instanceof SettingsError;
  process.stderr.write(`${error instanceof Error ? error.message : 'the API ended for an unknown reason'}\n`);
  process.exitCode = isSettings ? EXIT_BAD_SETTINGS : 1;
});

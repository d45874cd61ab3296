import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { backgroundHeartbeat } from '../activities/shared/background-heartbeat';
import { ownWords } from '../activities/shared/own-words';
import { createDataConverter } from '../config/data-converter';
import { errorFields } from '../config/error-fields';
import { loadSettings } from '../config/load-settings';
import { createLogger, temporalLogger } from '../config/logger';
import { EXIT_BAD_SETTINGS, SettingsError } from '../config/problem';
import type { Settings } from '../config/settings';
import { connectionOptions, identityOf } from '../config/temporal';
import { TASK_QUEUE } from '../workflows/ids';
import { createWorkerParts } from './activities';
import { providerWarnings } from './provider-warnings';
import { registerSearchAttributes } from './search-attributes';

/** Time that a stopping worker leaves to running activities. The container is killed 10 s later. */
const SHUTDOWN_GRACE = '20s';
const SHUTDOWN_FORCE = '25s';
/** Bounded on purpose: past some fifty runs in flight, time-outs make more load than work. */
const MAX_ACTIVITIES = 40;
const MAX_WORKFLOW_TASKS = 20;
const PROBE_MS = 60_000;
/** Then a provider is said not to answer. */
const WARNINGS_MS = 10_000;
/** A machine that starts everything at once answers late. */
const CONNECT_TIMEOUT = '30s';

async function main(): Promise<void> {
  const settings = loadSettings({ role: 'worker' });
  const logger = createLogger({ level: settings.logging.level, secrets: settings.secretValues() });
  Runtime.install({
    logger: temporalLogger(logger),
    telemetryOptions: {
      logging: { forward: {}, filter: { core: 'WARN', other: 'WARN' } },
      ...(settings.metrics.bindAddress === undefined
        ? {}
        : { metrics: { prometheus: { bindAddress: settings.metrics.bindAddress } } }),
    },
  });

  const dataConverter = createDataConverter(settings.encryption.keys);
  const identity = identityOf('worker');
  const { namespace } = settings.temporal;
  // The worker's own connection carries tasks; activities reach the quota ledgers by this one.
  const clientConnection = await Connection.connect({
    ...connectionOptions(settings.temporal),
    connectTimeout: CONNECT_TIMEOUT,
  });
  const client = new Client({ connection: clientConnection, namespace, identity, dataConverter });
  const { activities, probeArchive } = createWorkerParts(settings, client);
  const { server, warnings } = await probeArchive(AbortSignal.timeout(PROBE_MS));
  for (const warning of warnings) logger.warn({ store: server }, warning);
  await registerSearchAttributes(clientConnection, namespace);
  // Beside the start: a provider that does not answer must not keep the worker from its work.
  void providerWarnings(settings.investigations, AbortSignal.timeout(WARNINGS_MS)).then((lacks) => {
    for (const lack of lacks) logger.warn(lack);
  });

  const connection = await NativeConnection.connect(connectionOptions(settings.temporal));
  try {
    const worker = await Worker.create({
      connection,
      namespace,
      identity,
      taskQueue: TASK_QUEUE,
      ...workflowCode(settings),
      activities,
      dataConverter,
      interceptors: { activity: [backgroundHeartbeat, ownWords] },
      maxConcurrentActivityTaskExecutions: MAX_ACTIVITIES,
      maxConcurrentWorkflowTaskExecutions: MAX_WORKFLOW_TASKS,
      shutdownGraceTime: SHUTDOWN_GRACE,
      shutdownForceTime: SHUTDOWN_FORCE,
    });
    logger.info({ taskQueue: TASK_QUEUE, accounts: [...settings.accounts.keys()] }, 'worker started');
    await worker.run();
    logger.info('worker stopped');
  } finally {
    await connection.close();
    await clientConnection.close();
  }
}

/**
 * A built image carries its workflows bundled; from source they are bundled at start, which takes a few seconds.
 *
 * The failure converter is part of a bundle: with the wrong one, what a workflow throws would be stored in the clear.
 */
function workflowCode({
  encryption,
}: Settings): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath' | 'bundlerOptions'> {
  const encrypts = encryption.keys.length > 0;
  const codePath = path.join(__dirname, '..', encrypts ? 'workflows.encrypting.bundle.js' : 'workflows.bundle.js');
  if (existsSync(codePath)) return { workflowBundle: { codePath } };
  return { workflowsPath: require.resolve('../workflows') };
}

main().catch((error: unknown) => {
  if (error instanceof SettingsError) {
    process.stderr.write(`${error.message}\n`);
    process.exit(EXIT_BAD_SETTINGS);
  }
  // What an error says of itself may quote a provider.
  process.stderr.write(`${errorFields(error).message}\n`);
  process.exit(1);
});

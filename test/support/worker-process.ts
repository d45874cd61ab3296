// A worker as `worker/main.ts` runs it, for tests that kill it: on a task queue of the test's, with the run's bundle, and
// asking before it reports an activity as completed. Usage: worker-process.ts <task queue> <bundle> <address to ask>
import type { Context } from '@temporalio/activity';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { backgroundHeartbeat } from '../../activities/shared/background-heartbeat';
import { ownWords } from '../../activities/shared/own-words';
import { createDataConverter } from '../../config/data-converter';
import { loadSettings } from '../../config/load-settings';
import { createLogger, temporalLogger } from '../../config/logger';
import { connectionOptions, connectTemporal, identityOf } from '../../config/temporal';
import { createWorkerParts } from '../../worker/activities';

interface ExecuteInput {
  readonly args: unknown[];
  readonly headers: Record<string, unknown>;
}

/** All of an activity's effects are done and nobody has been told: the last moment in which a crash makes it run again. */
function askBeforeCompletion(address: string) {
  return ({ info: { activityType } }: Context) => ({
    inbound: {
      async execute<I extends ExecuteInput>(input: I, next: (input: I) => Promise<unknown>): Promise<unknown> {
        const result = await next(input);
        await fetch(`${address}/${activityType}`, { method: 'POST' });
        return result;
      },
    },
  });
}

async function main([taskQueue = '', codePath = '', address]: readonly string[]): Promise<void> {
  const settings = loadSettings({ role: 'worker' });
  const logger = createLogger({ level: settings.logging.level, secrets: settings.secretValues() });
  Runtime.install({
    logger: temporalLogger(logger),
    telemetryOptions: { logging: { forward: {}, filter: { core: 'WARN', other: 'WARN' } } },
  });
  const client = await connectTemporal(settings, 'worker');
  const { activities, probeArchive } = createWorkerParts(settings, client, taskQueue);
  const { server, warnings } = await probeArchive(AbortSignal.timeout(60_000));
  for (const warning of warnings) logger.warn({ store: server }, warning);
  const connection = await NativeConnection.connect(connectionOptions(settings.temporal));
  const worker = await Worker.create({
    connection,
    namespace: settings.temporal.namespace,
    identity: identityOf('worker'),
    taskQueue,
    workflowBundle: { codePath },
    activities,
    dataConverter: createDataConverter(settings.encryption.keys),
    interceptors: {
      activity: [backgroundHeartbeat, ownWords, ...(address === undefined ? [] : [askBeforeCompletion(address)])],
    },
  });
  logger.info({ taskQueue }, 'worker started');
  await worker.run();
  await connection.close();
  await client.connection.close();
}

void main(process.argv.slice(2));

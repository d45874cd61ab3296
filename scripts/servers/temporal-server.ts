import { Connection } from '@temporalio/client';
import { findBinary } from './find-binary';
import { startGuarded } from './guarded-process';
import { claimPort, onPort } from './ports';
import type { FixedPort } from './ports';
import { TEMPORAL_CLI } from './server-binary';
import { StartFailure } from './start-failure';

export type SearchAttributeKind = 'Text' | 'Keyword' | 'Int' | 'Double' | 'Bool' | 'Datetime' | 'KeywordList';

export interface TemporalServerOptions {
  /** Created at start. */
  readonly namespace: string;
  /** Default: a free one. */
  readonly port?: FixedPort;
  /** Default: a free one. */
  readonly uiPort?: FixedPort;
  /** No web UI. */
  readonly headless?: boolean;
  /** Absolute path of the database, which survives a restart. Default: in memory. */
  readonly dbFile?: string;
  readonly searchAttributes?: Readonly<Record<string, SearchAttributeKind>>;
}

export interface TemporalServer {
  /** `host:port` of the gRPC front end. */
  readonly address: string;
  readonly namespace: string;
  readonly uiUrl?: string;
  stop(): Promise<void>;
}

/** An ordinary activity takes 100 ms with the server's defaults, 15 ms with these. */
const FAST = ['history.transferProcessorMaxPollRPS=2000', 'system.enableActivityEagerExecution=true'];
/** As fast as memory, and survives a kill. */
const PRAGMAS = ['journal_mode=WAL', 'synchronous=NORMAL'];

const RUNNING = 'EDGEWARDEN_TEMPORAL_ADDRESS';
const RUNNING_UI = 'EDGEWARDEN_TEMPORAL_UI';

/**
 * Starts a Temporal dev server and waits until the namespace and the search attributes are there; or uses the server that
 * `EDGEWARDEN_TEMPORAL_ADDRESS` names, which `stop` then leaves running.
 *
 * @throws StartFailure when no server can be had, a fixed port is taken, or the server does not come up
 */
export async function startTemporal(options: TemporalServerOptions): Promise<TemporalServer> {
  const running = process.env[RUNNING];
  if (running !== undefined && running !== '') return runningServer(running, options);

  const binary = await findBinary(TEMPORAL_CLI);
  return onPort(options.port, async (port) => {
    const uiPort = options.headless === true ? undefined : await claimPort(options.uiPort);
    const address = `127.0.0.1:${port}`;
    const server = await startGuarded({
      name: 'Temporal',
      command: binary,
      args: [
        ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'error'],
        ...flag('--namespace', options.namespace),
        ...(uiPort === undefined ? ['--headless'] : flag('--ui-port', String(uiPort))),
        ...(options.dbFile === undefined
          ? []
          : [...flag('--db-filename', options.dbFile), ...flag('--sqlite-pragma', ...PRAGMAS)]),
        ...flag('--dynamic-config-value', ...FAST),
        ...flag('--search-attribute', ...Object.entries(options.searchAttributes ?? {}).map((pair) => pair.join('='))),
      ],
      ready: () => isReady(address, options),
    });
    return {
      address,
      namespace: options.namespace,
      ...(uiPort !== undefined && { uiUrl: `http://127.0.0.1:${uiPort}` }),
      stop: () => server.stop(),
    };
  });
}

const flag = (name: string, ...values: readonly string[]): string[] => values.flatMap((value) => [name, value]);

async function runningServer(address: string, options: TemporalServerOptions): Promise<TemporalServer> {
  const reason = await isReady(address, { namespace: options.namespace }).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  if (reason !== undefined) {
    throw new StartFailure(
      `${RUNNING} is ${address}, but namespace "${options.namespace}" cannot be reached there (${reason}): ` +
        `start that server, create the namespace, or unset the variable.`,
    );
  }
  const uiUrl = process.env[RUNNING_UI];
  return {
    address,
    namespace: options.namespace,
    ...(uiUrl !== undefined && { uiUrl }),
    stop: () => Promise.resolve(),
  };
}

/** Asks the front end itself: the port opens before the namespace exists, and search attributes come last. */
async function isReady(
  address: string,
  { namespace, searchAttributes = {} }: Pick<TemporalServerOptions, 'namespace' | 'searchAttributes'>,
): Promise<boolean> {
  const connection = await Connection.connect({ address, connectTimeout: 2_000 });
  try {
    await connection.workflowService.describeNamespace({ namespace });
    const registered = await connection.operatorService.listSearchAttributes({ namespace });
    return Object.keys(searchAttributes).every((name) => name in registered.customAttributes);
  } finally {
    await connection.close();
  }
}

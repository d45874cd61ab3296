import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createApp } from '../../../api/app';
import { closeServer } from '../../../api/close-server';
import type { RequestLine } from '../../../api/observe-requests';
import { isServing, lazyConnection } from '../../../config/temporal';
import { registerSearchAttributes } from '../../../worker/search-attributes';
import { investigationWorkflowId } from '../../../workflows/ids';
import { temporalAddress, TEST_NAMESPACE } from '../../support/servers';
import { standardHeaders, WEBHOOK_SECRETS, type StandardSigning } from '../../support/signed-delivery';
import { load, settingsText } from '../../unit/config/settings-text';
import { ownNamespace } from '../cli/own-namespace';

const BEARER_KEY = 'a-bearer-key-of-thirty-two-chars';
/** Of the example in GitHub's documentation. */
export const DOCUMENTED_SECRET = "It's a Secret to Everybody";

const SECTIONS = {
  webhooks: `{ requestsPerMinutePerAddress: 1000000, senders: {
    siem: { scheme: standard, secrets: [{ env: SIEM_SECRET }, { env: SIEM_OLD_SECRET }], requestsPerMinute: 1000000 },
    forge: { scheme: github, secrets: [{ env: FORGE_SECRET }], requestsPerMinute: 1000000, mapping: { actorEmail: /who/mail, action: /event/name, timestamp: /event/at } },
    slow: { scheme: github, secrets: [{ env: SLOW_SECRET }], requestsPerMinute: 2 } } }`,
  investigations: '{ actorKey: { env: ACTOR_KEY } }',
  confluence:
    '{ siteUrl: https://wiki.example.com, email: bot@example.com, token: { env: WIKI_TOKEN }, spaceKey: SEC }',
};

export interface ApiRigOptions {
  /** Laid over the sections of the settings. */
  readonly sections?: Readonly<Record<string, string>>;
  readonly maxWaiting?: number;
  readonly trustedProxies?: number;
  /** Milliseconds since 1970, for the API; default: the clock of this machine. */
  readonly clock?: () => number;
  /** Where the API looks for Temporal; default: where it is. */
  readonly temporalAddress?: string;
  /** `own`: one in which no other test file starts anything. Default `shared`. */
  readonly namespace?: 'own' | 'shared';
  /** `none`: nobody works on investigations. Default `here`. */
  readonly worker?: 'here' | 'none';
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The text as JSON; undefined when it is none. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

export interface PostOptions extends StandardSigning {
  /** Value of the header `Prefer`; default `wait=0`. */
  readonly prefer?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** The real app over HTTP on the run's Temporal server, with a stand-in for the workflow. */
export class ApiRig {
  readonly lines: RequestLine[] = [];
  readonly errors: unknown[] = [];
  readonly stopping = new AbortController();
  private server: Server | undefined;
  private url = '';

  private constructor(
    readonly client: Client,
    readonly taskQueue: string,
    private readonly apiConnection: Connection,
    private readonly worker: Worker | undefined,
    private readonly running: Promise<void> | undefined,
    private readonly connections: readonly { close(): Promise<void> }[],
  ) {}

  static async start(options: ApiRigOptions = {}): Promise<ApiRig> {
    const address = temporalAddress();
    const taskQueue = `api-${randomUUID()}`;
    const [connection, native] = await Promise.all([
      Connection.connect({ address }),
      NativeConnection.connect({ address }),
    ]);
    const namespace = options.namespace === 'own' ? await ownNamespace(connection) : TEST_NAMESPACE;
    await registerSearchAttributes(connection, namespace);
    const worker =
      options.worker === 'none'
        ? undefined
        : await Worker.create({
            connection: native,
            namespace,
            taskQueue,
            workflowsPath: require.resolve('./canned-investigation'),
            bundlerOptions: { logger: new DefaultLogger('ERROR') } as never,
          });
    const apiConnection = lazyConnection({
      address: options.temporalAddress ?? address,
      namespace,
    });
    const rig = new ApiRig(new Client({ connection, namespace }), taskQueue, apiConnection, worker, worker?.run(), [
      connection,
      native,
      apiConnection,
    ]);
    await rig.listen(options);
    return rig;
  }

  private async listen({ sections, maxWaiting, trustedProxies, clock }: ApiRigOptions): Promise<void> {
    const api = `{ port: 0, bearerKey: { env: BEARER_KEY }, maxWaiting: ${maxWaiting ?? 200}, trustedProxies: ${trustedProxies ?? 0} }`;
    const env = { ...WEBHOOK_SECRETS, BEARER_KEY, SLOW_SECRET: 'the-secret-of-a-slow-sender', DOCUMENTED_SECRET };
    const { namespace } = this.client.options;
    const settings = load(settingsText({ ...SECTIONS, api, ...sections }), { role: 'api', env });
    const app = createApp({
      settings: { ...settings, temporal: { ...settings.temporal, namespace } },
      client: new Client({ connection: this.apiConnection, namespace }),
      taskQueue: this.taskQueue,
      isReady: () => isServing(this.apiConnection),
      reportError: (error) => void this.errors.push(error),
      log: (line) => void this.lines.push(line),
      stopping: this.stopping.signal,
      ...(clock === undefined ? {} : { clock }),
    });
    this.server = createServer(app).listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Posts a body as the sender `siem`, signed. */
  post(body: string | Buffer, options: PostOptions = {}): Promise<Answered> {
    return this.send('/webhooks/anomalies/siem', body, {
      ...options,
      headers: { ...standardHeaders(body, options), ...options.headers },
    });
  }

  /** Posts a body as it is. */
  async send(
    path: string,
    body: string | Buffer,
    { prefer = 'wait=0', headers, signal }: PostOptions = {},
  ): Promise<Answered> {
    const response = await fetch(this.url + path, {
      method: 'POST',
      body: typeof body === 'string' ? body : new Uint8Array(body),
      headers: {
        'content-type': 'application/json',
        ...(prefer === null ? {} : { prefer }),
        ...headers,
      },
      ...(signal === undefined ? {} : { signal }),
    });
    return answered(response);
  }

  /** Begins a delivery of a hundred bytes and hangs up in the middle of it. */
  async cut(path: string): Promise<void> {
    const posted = request(this.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': '100' },
    });
    posted.on('error', () => undefined);
    await new Promise<void>((resolve) => posted.write('{"actor":', () => resolve()));
    posted.destroy();
  }

  async get(path: string, key: string | null = BEARER_KEY, headers: Record<string, string> = {}): Promise<Answered> {
    const authorization = key === null ? {} : { authorization: `Bearer ${key}` };
    return answered(await fetch(this.url + path, { headers: { ...headers, ...authorization } }));
  }

  /** Ends an investigation that waits. */
  async end(investigation: string, how: 'published' | 'failed'): Promise<void> {
    await this.client.workflow.getHandle(investigationWorkflowId(investigation)).signal('end', how);
  }

  /** Ids of all runs of an investigation. */
  async runs(investigation: string): Promise<string[]> {
    const query = `WorkflowId = '${investigationWorkflowId(investigation)}'`;
    const found: string[] = [];
    for await (const { runId } of this.client.workflow.list({ query })) found.push(runId);
    return found;
  }

  /** Number of deliveries that wait now, as the metrics say. */
  async waiting(): Promise<number> {
    return Number(/^edgewarden_api_deliveries_waiting (\d+)$/m.exec((await this.get('/metrics')).text)?.[1]);
  }

  /** Nobody works on investigations any more. */
  async dismissWorker(): Promise<void> {
    this.worker?.shutdown();
    await this.running;
  }

  async close(): Promise<void> {
    if (this.server !== undefined) await closeServer(this.server, 0);
    const { client, taskQueue } = this;
    for await (const { workflowId } of client.workflow.list({
      query: `TaskQueue = '${taskQueue}' AND ExecutionStatus = 'Running'`,
    })) {
      await client.workflow
        .getHandle(workflowId)
        .terminate()
        .catch(() => undefined);
    }
    if (this.worker?.getState() === 'RUNNING') await this.dismissWorker();
    for (const connection of this.connections) await connection.close();
  }
}

/** What the SDK says of each state of each worker would bury a failure. */
Runtime.install({ logger: new DefaultLogger('ERROR') });

async function answered(response: Response): Promise<Answered> {
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson ? (JSON.parse(text) as Record<string, unknown>) : undefined,
  };
}

/** An anomaly of now; `publish`, `fail` and `crash` end at once, other actions wait. */
export function anomaly(action: string, more: object = {}): string {
  return JSON.stringify({ actor: 'mallory@example.com', action, timestamp: new Date().toISOString(), ...more });
}

/** An API for one test: closed whatever comes of it. */
export async function withApi(options: ApiRigOptions, work: (rig: ApiRig) => Promise<void>): Promise<void> {
  const rig = await ApiRig.start(options);
  try {
    await work(rig);
  } finally {
    await rig.close();
  }
}

/** Asks again until `isThere` says so; the test's own time limit ends it. The pause leaves the server time for others. */
export async function until(isThere: () => Promise<boolean>): Promise<void> {
  while (!(await isThere())) await sleep(10);
}

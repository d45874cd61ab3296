import { Client, type Connection } from '@temporalio/client';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from '../../api/app';
import { closeServer } from '../../api/close-server';
import { loadSettings } from '../../config/load-settings';
import { lazyConnection } from '../../config/temporal';
import type { SandboxPage } from '../../sandbox/confluence/store';
import type { Json } from '../../sandbox/json';
import { TEST_NAMESPACE } from './servers';
import { standardHeaders } from './signed-delivery';
import type { Trace } from './traces';
import { raiseRig, RIG_BEARER_KEY, RIG_WEBHOOK_SECRET, WorkerRig, type RigOptions, type RigParts } from './worker-rig';

/** An answer of the API, its body parsed. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

export interface PostOptions {
  readonly id?: string;
  /** Seconds to wait for the report; default 30. */
  readonly wait?: number;
}

/** An API process, as far as others can tell. */
interface RunningApi {
  readonly url: string;
  /** As an operator stops it: whoever waits is answered first. */
  stop(): Promise<void>;
}

/** Longer than any answer takes, shorter than a test. */
const GRACE_MS = 5_000;

/** Investigations on real servers: the API over HTTP, and the worker behind it. */
export class InvestigationsRig extends WorkerRig {
  /** What the API's processes have logged and answered. */
  readonly apiTraces: Trace[];
  private api: RunningApi;

  private constructor(
    private readonly raised: RigParts,
    { api, traces }: { readonly api: RunningApi; readonly traces: Trace[] },
  ) {
    super(raised);
    this.api = api;
    this.apiTraces = traces;
  }

  static async start(options: RigOptions = {}): Promise<InvestigationsRig> {
    const parts = await raiseRig({ ...options, investigations: true });
    const traces: Trace[] = [];
    return new InvestigationsRig(parts, { api: await startApi(parts, parts.client, traces), traces });
  }

  get apiUrl(): string {
    return this.api.url;
  }

  /** Every report that was published, with its attachments. */
  get reports(): readonly SandboxPage[] {
    return this.sandbox.control.confluence.pages().filter(({ title }) => title.startsWith('INV-'));
  }

  /** Stops the API and starts another one. */
  async restartApi(): Promise<void> {
    await this.api.stop();
    this.api = await startApi(this.raised, this.client, this.apiTraces);
  }

  /** Posts to an API that finds no Temporal where its settings say that it is. */
  async postWithoutTemporal(anomaly: object, options: PostOptions = {}): Promise<ApiAnswer> {
    const connection = lazyConnection({ address: await deadAddress(), namespace: TEST_NAMESPACE });
    const api = await startApi(this.raised, clientOf(connection), this.apiTraces);
    try {
      return await this.send(api.url, anomaly, options);
    } finally {
      await api.stop();
      await connection.close();
    }
  }

  /** Posts an anomaly as the rig's sender does, signed. */
  post(anomaly: object, options: PostOptions = {}): Promise<ApiAnswer> {
    return this.send(this.apiUrl, anomaly, options);
  }

  /** As people ask, with the bearer key. */
  async ask(path: string): Promise<ApiAnswer> {
    return this.parsed(
      await fetch(`${this.apiUrl}${path}`, { headers: { authorization: `Bearer ${RIG_BEARER_KEY}` } }),
    );
  }

  /** The API's metrics as Prometheus reads them. */
  async metrics(): Promise<string> {
    return (await fetch(`${this.apiUrl}/metrics`)).text();
  }

  /** Number of deliveries that wait now. */
  async waiting(): Promise<number> {
    return Number(/^edgewarden_api_deliveries_waiting (\d+)$/m.exec(await this.metrics())?.[1]);
  }

  /** Assessment of the only investigation. */
  async assessment(): Promise<Json> {
    const [key, ...others] = await this.keys('assessment/');
    if (key === undefined || others.length > 0)
      throw new Error(`${others.length} assessments besides ${key ?? 'none'}`);
    return this.json(key);
  }

  override async close(): Promise<void> {
    await this.api.stop();
    await super.close();
  }

  private async send(url: string, anomaly: object, { id, wait = 30 }: PostOptions) {
    const body = JSON.stringify(anomaly);
    const answer = await fetch(`${url}/webhooks/anomalies/detector`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...standardHeaders(body, { id, secret: RIG_WEBHOOK_SECRET }),
        prefer: `wait=${wait}`,
      },
      body,
    });
    return this.parsed(answer);
  }

  private async parsed(answer: Response): Promise<ApiAnswer> {
    const text = await answer.text();
    this.apiTraces.push({ where: 'api: answer', text });
    return {
      status: answer.status,
      headers: answer.headers,
      body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
    };
  }
}

async function startApi(parts: RigParts, client: Client, traces: Trace[]): Promise<RunningApi> {
  const stopping = new AbortController();
  const app = createApp({
    settings: loadSettings({ role: 'api', env: parts.env }),
    client,
    taskQueue: parts.taskQueue,
    isReady: () => Promise.resolve(true),
    reportError: (error) => traces.push({ where: 'api: log', text: error instanceof Error ? error.stack! : 'error' }),
    log: (line) => traces.push({ where: 'api: log', text: JSON.stringify(line) }),
    stopping: stopping.signal,
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      stopping.abort();
      await closeServer(server, GRACE_MS);
    },
  };
}

/** Where nobody listens any more. */
async function deadAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `127.0.0.1:${port}`;
}

function clientOf(connection: Connection): Client {
  return new Client({ connection, namespace: TEST_NAMESPACE });
}

import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from '../../api/app';
import { loadSettings } from '../../config/load-settings';
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

/** Investigations on real servers: the API over HTTP, and the worker behind it. */
export class InvestigationsRig extends WorkerRig {
  private constructor(
    parts: RigParts,
    readonly apiUrl: string,
    private readonly server: Server,
  ) {
    super(parts);
  }

  static async start(options: RigOptions = {}): Promise<InvestigationsRig> {
    const parts = await raiseRig({ ...options, investigations: true });
    const app = createApp({
      settings: loadSettings({ role: 'api', env: parts.env }),
      client: parts.client,
      taskQueue: parts.taskQueue,
      isReady: () => Promise.resolve(true),
      reportError: (error) => process.stderr.write(`${String(error)}\n`),
      log: () => undefined,
      stopping: new AbortController().signal,
    });
    const server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new InvestigationsRig(parts, `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server);
  }

  /** Posts an anomaly as the rig's sender does, signed. */
  async post(anomaly: object, { id = `msg_${randomUUID()}`, wait = 30 }: PostOptions = {}): Promise<ApiAnswer> {
    const body = JSON.stringify(anomaly);
    const seconds = String(Math.floor(Date.now() / 1_000));
    const key = Buffer.from(RIG_WEBHOOK_SECRET.replace('whsec_', ''), 'base64');
    const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
    const answer = await fetch(`${this.apiUrl}/webhooks/anomalies/detector`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': seconds,
        'webhook-signature': `v1,${signature}`,
        prefer: `wait=${wait}`,
      },
      body,
    });
    return parsed(answer);
  }

  /** As people ask, with the bearer key. */
  async ask(path: string): Promise<ApiAnswer> {
    return parsed(await fetch(`${this.apiUrl}${path}`, { headers: { authorization: `Bearer ${RIG_BEARER_KEY}` } }));
  }

  override async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    await super.close();
  }
}

async function parsed(answer: Response): Promise<ApiAnswer> {
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
  };
}

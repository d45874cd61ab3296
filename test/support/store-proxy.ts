import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { s3Connection } from './servers';

/** One request to the store, as it went through. */
export interface StoreRequest {
  readonly method: string;
  /** Without the bucket. */
  readonly key: string;
  /** With its question mark; empty for a plain read or write of an object. */
  readonly query: string;
}

export type StoreFaultKind =
  /** The store does it; the answer is lost with the connection. */
  | 'lost-answer'
  /** Instead of the store's own answer; nothing is done. */
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string };

export interface StoreFault {
  readonly method?: string;
  readonly key?: RegExp;
  /** How many requests it hits; default 1. */
  readonly times?: number | 'always';
  readonly kind: StoreFaultKind;
}

/** Called when the store has answered and before the answer goes on; the answer waits for it. */
export type StoreListener = (request: StoreRequest, status: number) => void | Promise<void>;

/** Stands between a worker and the run's VersityGW: tells what is done there, and does what a bad day does. */
export class StoreProxy {
  private faults: (StoreFault & { hits: number })[] = [];
  private listener: StoreListener = () => undefined;

  private constructor(
    readonly endpoint: string,
    private readonly shut: () => Promise<void>,
  ) {}

  static async start(): Promise<StoreProxy> {
    const server = createServer((incoming, outgoing) => void proxy.serve(incoming, outgoing));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const proxy = new StoreProxy(
      `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    );
    return proxy;
  }

  addFault(fault: StoreFault): void {
    this.faults.push({ ...fault, hits: 0 });
  }

  /** Requests that the faults have hit. */
  get hits(): number {
    return this.faults.reduce((sum, { hits }) => sum + hits, 0);
  }

  clearFaults(): void {
    this.faults = [];
  }

  onAnswered(listener: StoreListener): void {
    this.listener = listener;
  }

  close(): Promise<void> {
    return this.shut();
  }

  private async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    try {
      const body = await bodyOf(incoming);
      const asked = requestOf(incoming);
      const kind = this.take(asked);
      if (typeof kind === 'object') {
        outgoing.writeHead(kind.status, { 'content-type': 'application/xml', ...kind.headers });
        outgoing.end(asked.method === 'HEAD' ? undefined : kind.body);
        return;
      }
      const answer = await forward(incoming, body);
      const answerBody = await bodyOf(answer);
      await this.listener(asked, answer.statusCode ?? 0);
      if (kind === 'lost-answer') {
        outgoing.destroy();
        return;
      }
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      outgoing.end(answerBody);
    } catch {
      outgoing.destroy(); // one of the two sides is gone: a killed worker, or the store at the end of the tests
    }
  }

  private take({ method, key }: StoreRequest): StoreFaultKind | undefined {
    const fault = this.faults.find(
      (candidate) =>
        (candidate.method ?? method) === method &&
        (candidate.key?.test(key) ?? true) &&
        (candidate.times === 'always' || candidate.hits < (candidate.times ?? 1)),
    );
    if (fault === undefined) return undefined;
    fault.hits += 1;
    return fault.kind;
  }
}

/** An error as S3 stores write it. */
export function storeError(code: string, message = 'planted'): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
}

function requestOf({ method = '', url = '' }: IncomingMessage): StoreRequest {
  const { pathname, search } = new URL(url, 'http://store');
  return { method, key: decodeURIComponent(pathname).replace(/^\/[^/]+\/?/, ''), query: withoutSdkMark(search) };
}

/** The SDK adds the operation's name to each query. */
function withoutSdkMark(search: string): string {
  return search.replace(/([?&])x-id=[A-Za-z]+&?/, '$1').replace(/[?&]$/, '');
}

function forward(incoming: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const onward = request(
      s3Connection().endpoint + (incoming.url ?? ''),
      { method: incoming.method, headers: incoming.headers }, // the host header stays: it is signed
      resolve,
    );
    onward.on('error', reject);
    onward.end(body);
  });
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

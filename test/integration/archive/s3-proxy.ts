import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { s3Connection } from '../../support/servers';

export interface Seen {
  readonly method: string;
  readonly path: string;
  /** How many requests of this method came before. */
  readonly nth: number;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** What happens to a request: an answer of our own, or a fault on the way to or from the real store. */
export type Fault =
  | Answer
  | 'forward'
  /** The store does it; the answer is lost with the connection. */
  | 'lose answer'
  /** The store receives one byte changed. */
  | 'damage'
  /** The head of an answer comes, the rest never does. */
  | 'stall';

export interface S3Proxy {
  readonly endpoint: string;
  readonly seen: readonly Seen[];
  /** Settles when the client lets go of an answer that stalls. */
  readonly stallDropped: Promise<undefined>;
  close(): Promise<void>;
}

/** Stands before the run's VersityGW and shows what it does not show by itself. */
export async function startS3Proxy(fault: (seen: Seen) => Fault): Promise<S3Proxy> {
  const seen: Seen[] = [];
  const { promise: stallDropped, resolve: dropStall } = Promise.withResolvers<undefined>();
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const method = incoming.method ?? '';
      const entry = { method, path: incoming.url ?? '', nth: seen.filter((other) => other.method === method).length };
      seen.push(entry);
      const what = fault(entry);
      if (what === 'stall') outgoing.on('close', () => dropStall(undefined));
      act(what, incoming, Buffer.concat(chunks), outgoing);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    stallDropped,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function act(fault: Fault, incoming: IncomingMessage, body: Buffer, outgoing: ServerResponse): void {
  if (fault === 'stall') {
    outgoing.writeHead(200, { 'content-length': '100' });
    outgoing.write('{');
    return;
  }
  if (typeof fault === 'object') {
    outgoing.writeHead(fault.status, { 'content-type': 'application/xml', ...fault.headers });
    outgoing.end(incoming.method === 'HEAD' ? undefined : fault.body);
    return;
  }
  if (fault === 'damage' && body.length > 0) body[0] = (body[0] ?? 0) ^ 1;
  const target = request(
    s3Connection().endpoint + (incoming.url ?? ''),
    { method: incoming.method, headers: incoming.headers }, // the host header stays: it is signed
    (answer) => {
      if (fault === 'lose answer') {
        answer.resume().on('end', () => outgoing.destroy());
        return;
      }
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    },
  );
  target.end(body);
}

export function xmlError(code: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>planted-message</Message></Error>`;
}

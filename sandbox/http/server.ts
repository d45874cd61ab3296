import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Answer, Exchange, Provider, ProviderName } from './exchange';
import { json } from './exchange';
import { faultName, insteadOf, type Faults } from './faults';
import type { RequestLog } from './request-log';

/** Requests larger than this are cut off: nothing here has a reason to be. */
const MAX_BODY_BYTES = 64 * 1_024 * 1_024;

export interface Mount {
  /** Everything at or below this path is the provider's: `/cloudflare/client/v4`. */
  readonly prefix: string;
  /** What is taken off before the provider sees the path; default: the prefix. */
  readonly strip?: string;
  readonly name: ProviderName;
  readonly provider: Provider;
}

/** A door without faults and log: control, web pages. Undefined when the path is not its own. */
export type Door = (method: string, url: URL, body: string) => Answer | undefined;

export interface ServerParts {
  readonly mounts: readonly Mount[];
  readonly doors: readonly Door[];
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly now: () => number;
}

/**
 * Starts listening on 127.0.0.1.
 *
 * @param port 0 for any free one
 * @returns the port and a function that ends all connections, stalled ones too
 */
export async function listen(port: number, parts: ServerParts): Promise<{ port: number; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    void serve(request, response, parts).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else send(response, json(error instanceof URIError ? 400 : 500, { error: String(error) }));
    });
  });
  // Longer than any client's idle time: a connection closed by us at the wrong moment would look like a fault.
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return { port: (server.address() as AddressInfo).port, close: () => closeServer(server) };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => {
      if (error) reject(error);
      else resolve();
    });
    server.closeAllConnections();
  });
}

async function serve(request: IncomingMessage, response: ServerResponse, parts: ServerParts): Promise<void> {
  const method = request.method ?? 'GET';
  const target = request.url ?? '/';
  const url = new URL(target, 'http://sandbox');
  const { pathname } = url;
  const mount = parts.mounts.find(({ prefix }) => pathname === prefix || pathname.startsWith(`${prefix}/`));
  const bytes = await readBody(request);
  const body = bytes.toString('utf8');

  if (mount === undefined) {
    send(response, firstAnswer(parts.doors, method, url, body) ?? json(404, { error: 'nothing here' }));
    return;
  }
  const strip = (mount.strip ?? mount.prefix).length;
  const exchange: Exchange = {
    provider: mount.name,
    method,
    path: pathname.slice(strip),
    query: url.searchParams,
    target: target.slice(strip),
    headers: request.headers,
    body,
    bytes,
    at: parts.now(),
  };
  await serveProvider(exchange, mount.provider, response, parts);
}

async function serveProvider(
  exchange: Exchange,
  provider: Provider,
  response: ServerResponse,
  { faults, log }: ServerParts,
): Promise<void> {
  const operation = provider.operationOf(exchange);
  const kind = faults.take(exchange, operation)?.kind;
  const record = (status: number | null) =>
    log.add({
      at: exchange.at,
      provider: exchange.provider,
      method: exchange.method,
      path: exchange.target,
      ...(operation === undefined ? {} : { operation: operation.field }),
      token: provider.callerOf(exchange),
      status,
      ...(kind === undefined ? {} : { fault: faultName(kind) }),
    });

  if (kind === 'drop') {
    record(null);
    response.destroy();
    return;
  }
  provider.receive?.(exchange);
  if (typeof kind === 'object' && 'delayMs' in kind) await delay(kind.delayMs);
  const instead = kind === undefined ? undefined : insteadOf(kind, exchange.provider, operation, exchange.at);
  const answer = instead ?? provider.answer(exchange);
  record(kind === 'lost-answer' ? null : answer.status);

  if (kind === 'lost-answer') response.destroy();
  else if (kind === 'stalled-body') sendHalf(response, answer);
  else if (kind === 'truncated-json') send(response, { ...answer, body: firstHalf(answer.body) });
  else send(response, answer);
}

function firstAnswer(doors: readonly Door[], method: string, url: URL, body: string): Answer | undefined {
  for (const door of doors) {
    const answer = door(method, url, body);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

function sendHalf(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.write(firstHalf(body));
}

function firstHalf(body: string | Buffer): Buffer {
  const bytes = Buffer.from(body);
  return bytes.subarray(0, Math.floor(bytes.length / 2));
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Error('request body too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

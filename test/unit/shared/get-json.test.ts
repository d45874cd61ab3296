import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getJson, type GetJsonOptions } from '../../../activities/shared/get-json';
import { FailureType } from '../../../domain/failure-type';

const SECRET = 'planted-secret-0123456789';
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<URL> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/path?query=${SECRET}`);
}

const get = (url: URL, options: Partial<GetJsonOptions> = {}) =>
  getJson(url, {
    provider: 'cloudflare',
    operation: 'reading something',
    headers: { authorization: `Bearer ${SECRET}` },
    timeoutMs: 5_000,
    maxBytes: 1_000_000,
    signal: new AbortController().signal,
    ...options,
  });

it('gives status, headers and parsed body of any answer', async () => {
  const url = await serve((_request, answer) => answer.writeHead(404, { 'x-one': '1' }).end('{"a":1}'));
  const { status, headers, json } = await get(url);
  expect({ status, one: headers.get('x-one'), json }).toEqual({ status: 404, one: '1', json: { a: 1 } });
});

it.each([
  ['a web page', '<html></html>'],
  ['half of its JSON', '{"a":'],
  ['nothing', ''],
])('has no JSON in an answer with %s', async (_what, body) => {
  const url = await serve((_request, answer) => answer.end(body));
  expect((await get(url)).json).toBeUndefined();
});

it('gives up an answer whose body stalls: the time-out covers the body', async () => {
  const url = await serve((_request, answer) => answer.writeHead(200, { 'content-length': '100' }).write('{"a":'));
  await expect(get(url, { timeoutMs: 50 })).rejects.toMatchObject({
    type: FailureType.Unavailable,
    message: expect.stringContaining('no whole answer within 50 ms') as string,
  });
});

it('gives up an answer that never begins', async () => {
  const url = await serve(() => undefined);
  await expect(get(url, { timeoutMs: 50 })).rejects.toMatchObject({ type: FailureType.Unavailable });
});

it.each(['before the answer', 'within the body'])(
  'throws the reason of a cancellation %s, and nothing of its own',
  async (when) => {
    const reason = new Error('cancelled by the run');
    const caller = new AbortController();
    const url = await serve((_request, answer) => {
      if (when === 'within the body') answer.writeHead(200).write('{');
      setTimeout(() => caller.abort(reason), 20);
    });
    await expect(get(url, { signal: caller.signal })).rejects.toBe(reason);
  },
);

it('refuses a body that is longer than its bound, without reading it to its end', async () => {
  let closed: (() => void) | undefined;
  const closing = new Promise<void>((resolve) => (closed = resolve));
  const url = await serve((_request, answer) => {
    answer.on('close', () => closed?.());
    const more = (): void => {
      while (answer.write('x'.repeat(10_000)));
      answer.once('drain', more);
    };
    more();
  });
  await expect(get(url, { maxBytes: 1_000 })).rejects.toMatchObject({
    type: FailureType.UnexpectedAnswer,
    message: expect.stringContaining('longer than 1000 bytes') as string,
  });
  await closing;
});

it('follows no redirect: it would carry the credential to another host', async () => {
  const seen: (string | undefined)[] = [];
  const other = await serve((request, answer) => {
    seen.push(request.headers.authorization);
    answer.end('{}');
  });
  const url = await serve((_request, answer) => answer.writeHead(302, { location: other.href }).end());
  await expect(get(url)).rejects.toMatchObject({ type: FailureType.Unavailable });
  expect(seen).toEqual([]);
});

it('sends one request to a server that answers 421: a second one would be counted nowhere', async () => {
  let requests = 0;
  const url = await serve((_request, answer) => {
    requests += 1;
    answer.writeHead(requests === 1 ? 421 : 200).end(SECRET);
  });
  const error = (await get(url).catch((thrown: unknown) => thrown)) as Error;
  expect(error).toMatchObject({
    type: FailureType.Unavailable,
    nonRetryable: false,
    message: expect.stringContaining('HTTP 421') as string,
  });
  expect(error.message).not.toContain(SECRET);
  // What were still under way would come before this.
  expect((await get(url)).status).toBe(200);
  expect(requests).toBe(2);
});

it('sends as many requests as it is called, also at once', async () => {
  let requests = 0;
  const url = await serve((_request, answer) => {
    requests += 1;
    answer.end('{}');
  });
  await Promise.all([get(url), get(url), get(url)]);
  expect(requests).toBe(3);
});

it('calls a refused connection by its code', async () => {
  const url = await serve(() => undefined);
  servers[0]!.close();
  await expect(get(url)).rejects.toMatchObject({
    type: FailureType.Unavailable,
    message: expect.stringContaining('ECONNREFUSED') as string,
  });
});

it.each(['before the answer', 'within the body'])('may have been done when the connection dies %s', async (when) => {
  const url = await serve((_request, answer) => {
    if (when === 'within the body') answer.writeHead(200, { 'content-length': '100' }).write('{');
    setImmediate(() => answer.socket?.destroy());
  });
  await expect(get(url)).rejects.toMatchObject({ type: FailureType.Unavailable, nonRetryable: false });
});

it.each([
  ['a stalled body', (_request: unknown, answer: { write: (text: string) => unknown }) => void answer.write(SECRET)],
  [
    'a dead connection',
    (_request: unknown, answer: { socket: { destroy: () => unknown } | null }) => void answer.socket?.destroy(),
  ],
])('after %s says nothing of what was sent or answered', async (_what, listener) => {
  const url = await serve(listener);
  const error = (await get(url, { timeoutMs: 50 }).catch((thrown: unknown) => thrown)) as Error;
  expect(JSON.stringify([error.message, error.stack, error.cause, error])).not.toContain(SECRET);
});

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp, type AppDependencies } from '../../../api/app';

const servers: Server[] = [];

async function serve(dependencies: Partial<AppDependencies> = {}): Promise<string> {
  const app = createApp({ isReady: () => Promise.resolve(true), reportError: () => undefined, ...dependencies });
  const server = createServer(app).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

describe('/healthz', () => {
  it('is fine while Temporal is away, because a restart would not bring it back', async () => {
    const response = await fetch(`${await serve({ isReady: () => Promise.resolve(false) })}/healthz`);

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'ok' });
  });
});

describe('/readyz', () => {
  it('is 200 while Temporal answers', async () => {
    expect((await fetch(`${await serve()}/readyz`)).status).toBe(200);
  });

  it('is 503 and names Temporal while it does not', async () => {
    const response = await fetch(`${await serve({ isReady: () => Promise.resolve(false) })}/readyz`);

    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ status: 'unavailable', temporal: 'unreachable' });
  });
});

describe('any other path', () => {
  it('is a 404 in JSON that does not repeat the path', async () => {
    const response = await fetch(`${await serve()}/<script>`);

    expect(response.status).toBe(404);
    expect(await response.text()).toBe('{"error":"not found"}');
  });

  it('says nothing about what the API is built with', async () => {
    expect((await fetch(`${await serve()}/healthz`)).headers.get('x-powered-by')).toBeNull();
  });
});

describe('a request that fails inside', () => {
  it('is reported here and answered without a detail', async () => {
    const reported: unknown[] = [];
    const failure = new Error('planted detail');
    const url = await serve({
      isReady: () => Promise.reject(failure),
      reportError: (error) => void reported.push(error),
    });

    const response = await fetch(`${url}/readyz`);

    expect(response.status).toBe(500);
    expect(await response.text()).toBe('{"error":"internal error"}');
    expect(reported).toEqual([failure]);
  });
});

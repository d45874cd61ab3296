import { Client, Connection } from '@temporalio/client';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp, type AppDependencies } from '../../../api/app';
import { INVESTIGATION_SECRETS, INVESTIGATION_SECTIONS, load, SECRETS, settingsText } from '../config/settings-text';

const servers: Server[] = [];

async function serve(dependencies: Partial<AppDependencies> = {}): Promise<string> {
  const app = createApp({
    settings: load(settingsText(), { role: 'api' }),
    // Opens at its first request, and there is none.
    client: new Client({ connection: Connection.lazy() }),
    taskQueue: 'none',
    isReady: () => Promise.resolve(true),
    reportError: () => undefined,
    log: () => undefined,
    stopping: new AbortController().signal,
    ...dependencies,
  });
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

  it('is 503 once the process is about to stop, so that nobody sends more', async () => {
    expect((await fetch(`${await serve({ stopping: AbortSignal.abort() })}/readyz`)).status).toBe(503);
  });
});

describe('reading investigations where nobody may post', () => {
  it('is limited by address too, so that nobody can try keys without end', async () => {
    const { investigations, confluence, api } = INVESTIGATION_SECTIONS;
    const url = await serve({
      settings: load(settingsText({ investigations, confluence, api }), {
        role: 'api',
        env: { ...SECRETS, ...INVESTIGATION_SECRETS },
      }),
    });
    const statuses = new Map<number, number>();
    for (let n = 0; n < 605; n += 1) {
      const { status } = await fetch(`${url}/investigations`, { headers: { authorization: `Bearer wrong-${n}` } });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }

    expect([...statuses]).toEqual([
      [401, 600],
      [429, 5],
    ]);
  });
});

describe('any other path', () => {
  it('is a 404 as a problem document that does not repeat the path', async () => {
    const response = await fetch(`${await serve()}/<script>`);

    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ status: 404, code: 'not_found' });
    expect(text).not.toContain('script');
  });

  it.each(['/webhooks/anomalies/siem', '/investigations'])('is %s too, where there are no webhooks', async (path) => {
    expect((await fetch((await serve()) + path, { method: 'POST' })).status).toBe(404);
  });

  it('that cannot be decoded is no error of ours', async () => {
    const reported: unknown[] = [];
    const url = await serve({ reportError: (error) => void reported.push(error) });

    expect((await fetch(`${url}/%E0%A4%A`)).status).toBe(404);
    expect(reported).toEqual([]);
  });

  it('says nothing about what the API is built with, and keeps browsers from guessing', async () => {
    const { headers } = await fetch(`${await serve()}/healthz`);

    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('a request', () => {
  it('has an id of ours, whatever id the sender gives it', async () => {
    const response = await fetch(`${await serve()}/healthz`, { headers: { 'x-request-id': 'mallory@example.com' } });

    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('that fails inside is reported with its id and answered without a detail', async () => {
    const reported: unknown[] = [];
    const failure = new Error('planted detail');
    const url = await serve({
      isReady: () => Promise.reject(failure),
      reportError: (error, requestId) => void reported.push([error, requestId]),
    });

    const response = await fetch(`${url}/readyz`);

    expect(response.status).toBe(500);
    const text = await response.text();
    expect(text).not.toContain('planted');
    expect(reported).toEqual([[failure, response.headers.get('x-request-id')]]);
  });
});

describe('/metrics', () => {
  it('counts requests by route as the API declares it, never by what was asked for', async () => {
    const url = await serve();
    await fetch(`${url}/mallory@example.com`);
    await fetch(`${url}/healthz`);
    const text = await (await fetch(`${url}/metrics`)).text();

    expect(text).toContain(
      'edgewarden_api_request_duration_seconds_count{method="GET",route="/healthz",status="200"} 1',
    );
    expect(text).toContain('route="none",status="404"} 1');
    expect(text).not.toContain('mallory');
  });
});

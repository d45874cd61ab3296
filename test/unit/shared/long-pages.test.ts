import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createCloudflareClient } from '../../../activities/cloudflare/client';
import { createDatadogClient } from '../../../activities/datadog/client';
import { isTooLong } from '../../../activities/shared/failure';
import { createRequestPace } from '../../../activities/shared/request-pace';
import { FailureType } from '../../../domain/failure-type';

const MIB = 1024 * 1024;
const { signal } = new AbortController();
const span = { since: '2026-11-22T00:00:00Z', before: '2026-11-22T01:00:00Z' };

/** Brackets alone: parsed, each becomes an object of many times its size. */
let length = 0;
let server: Server;
let baseUrl: string;

beforeAll(async () => {
  server = createServer((request, answer) => {
    request.resume();
    answer.end('['.repeat(length));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const READERS: Readonly<Record<string, () => Promise<unknown>>> = {
  Cloudflare: () =>
    createCloudflareClient({
      ...{ baseUrl, token: 'a-token', pace: createRequestPace({ requests: 100, windowMs: 1_000, burst: 5 }) },
    }).auditPage('v2', 'acme', span, undefined, signal),
  Datadog: () =>
    createDatadogClient({ baseUrl, apiKey: 'a-key', applicationKey: 'a-key' }).searchAudit(
      { query: '*', from: span.since, to: span.before, direction: 'asc' },
      undefined,
      signal,
    ),
};

describe.each(Object.entries(READERS))('a page of %s', (_, read) => {
  it('of more than 16 MiB is refused before it is parsed, and may be asked for in smaller ones', async () => {
    length = 16 * MIB + 1;
    const error = await read().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ type: FailureType.UnexpectedAnswer });
    expect(isTooLong(error)).toBe(true);
  });

  it('of 3 MiB is looked at', async () => {
    length = 3 * MIB;
    const error = await read().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ type: FailureType.UnexpectedAnswer });
    expect(isTooLong(error)).toBe(false);
  });
});

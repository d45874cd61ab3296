import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createS3Client } from '../../../activities/archive/client';
import { createS3Calls } from '../../../activities/archive/s3-calls';
import { createCloudflareClient } from '../../../activities/cloudflare/client';
import { exchange as askConfluence } from '../../../activities/confluence/exchange';
import { createDatadogClient } from '../../../activities/datadog/client';
import { exchange as askLinear } from '../../../activities/linear/exchange';
import { callModel } from '../../../activities/model/call-model';
import { createModel } from '../../../activities/model/model-registry';
import { createRequestPace } from '../../../activities/shared/request-pace';
import { failureTypeOf } from '../../../activities/shared/failure';
import { errorFields } from '../../../config/error-fields';
import { Secret } from '../../../config/secret';

/** What a process may hold that was started before somebody looked: the settings refuse it. */
const FIRST_LINE = 'planted-key-0123456789';
const KEY = `${FIRST_LINE}\nand a second line`;
const { signal } = new AbortController();

const pace = createRequestPace({ requests: 1_000, windowMs: 1_000, burst: 5 });

let server: Server;
let base: string;

beforeAll(async () => {
  server = createServer((_request, answer) => answer.writeHead(401).end('{}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const CALLS: Readonly<Record<string, () => Promise<unknown>>> = {
  Cloudflare: () => createCloudflareClient({ baseUrl: base, token: KEY, pace }).ownToken('acme', signal),
  'Datadog, API key': () => askDatadog({ apiKey: KEY }),
  'Datadog, application key': () => askDatadog({ applicationKey: KEY }),
  Confluence: () =>
    askConfluence(
      'reading a page',
      { method: 'GET', path: '/wiki/x' },
      { apiBase: base, authorization: `Bearer ${KEY}`, fetchTimeoutMs: 5_000 },
      signal,
    ),
  Linear: () =>
    askLinear(
      'asking who we are',
      'query { viewer { id } }',
      {},
      { apiUrl: `${base}/graphql`, apiKey: KEY, fetchTimeoutMs: 5_000 },
      signal,
    ),
  'the archive, access key id': () => askArchive({ accessKeyId: KEY }),
  'the archive, session token': () => askArchive({ sessionToken: KEY }),
};

function askDatadog(keys: { apiKey?: string; applicationKey?: string }): Promise<unknown> {
  return createDatadogClient({ baseUrl: base, apiKey: 'a-key', applicationKey: 'a-key', ...keys }).searchAudit(
    { query: '*', from: '2026-11-22T00:00:00Z', to: '2026-11-22T01:00:00Z', direction: 'asc' },
    undefined,
    signal,
  );
}

function askArchive(keys: { accessKeyId?: string; sessionToken?: string }): Promise<unknown> {
  const client = createS3Client({
    ...{ endpoint: base, region: 'eu-central-1', bucket: 'acme', prefix: '', requireImmutability: true },
    ...{ retention: { mode: 'COMPLIANCE', days: 1 }, accessKeyId: 'an-id', secretAccessKey: 'a-key', ...keys },
  });
  return createS3Calls(client, 'acme')
    .list('audit/', signal)
    .finally(() => client.destroy());
}

describe('a credential of two lines', () => {
  it.each(Object.entries(CALLS))('(%s) ends in a failure of ours that quotes nothing of it', async (_, call) => {
    const error = await call().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(failureTypeOf(error)).toBeDefined();
    expect(everythingOf(error)).not.toContain(FIRST_LINE);
    expect(JSON.stringify(errorFields(error))).not.toContain(FIRST_LINE);
  });

  it.each(['openai', 'anthropic', 'local'] as const)(
    '(a model of %s) ends in a reason that quotes nothing of it',
    async (provider) => {
      const model = createModel({
        ...{ provider, name: 'x', baseUrl: base, apiKey: new Secret('model.apiKey', KEY) },
        ...{ maxTokens: 100, tokensPerDay: 1_000, timeoutMs: 5_000 },
      });
      const reply = await callModel({
        ...{ model, name: 'x', instructions: 'a', evidence: 'b', maxTokens: 100, timeoutMs: 5_000, signal },
      });
      expect(reply.fault?.reason).toMatch(/\w/);
      expect(JSON.stringify(reply)).not.toContain(FIRST_LINE);
    },
  );
});

/** Message, stack and fields of an error and of all its causes, however they are held. */
function everythingOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const fields = Object.getOwnPropertyNames(error).map((name) => (error as Readonly<Record<string, unknown>>)[name]);
  return fields.map(everythingOf).join('\n');
}

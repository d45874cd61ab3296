import { z } from 'zod';
import { githubHeaders, standardHeaders } from '../../support/signed-delivery';
import { anomaly, ApiRig, until, withApi, type Answered } from './api-rig';

let rig: ApiRig;

beforeAll(async () => {
  // What is listed is of the whole namespace.
  rig = await ApiRig.start({ namespace: 'own' });
});

afterAll(() => rig.close());

describe('GET /investigations/{id}', () => {
  it.each([
    ['no key', null],
    ['another key', 'another-bearer-key-of-32-characters'],
    ['the beginning of the key', 'a-bearer-key-of'],
  ])('tells nothing to who has %s', async (_, key) => {
    const { body } = await rig.post(anomaly('publish'), { prefer: 'wait=30' });
    const answer = await rig.get(`/investigations/${String(body?.id)}`, key);

    expect(answer).toMatchObject({ status: 401, text: '' });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('shows verdict, report, what is missing and the way to the run once it is published', async () => {
    const { body } = await rig.post(anomaly('publish'), { prefer: 'wait=30' });

    expect((await rig.get(`/investigations/${String(body?.id)}`)).body).toMatchObject({
      state: 'published',
      verdict: 'likely_malicious',
      confidence: 0.87,
      report: body?.report,
      missing: ['Datadog did not answer.'],
      failure: null,
      temporalUi: expect.stringContaining(`/workflows/investigation%2F${String(body?.id)}/`) as string,
    });
  });

  it('shows how far it is while it works', async () => {
    const { body } = await rig.post(anomaly('hold'));

    expect((await rig.get(`/investigations/${String(body?.id)}`)).body).toMatchObject({
      state: 'gathering',
      verdict: null,
      finishedAt: null,
    });
  });

  it('shows why it failed', async () => {
    const { body } = await rig.post(anomaly('fail'), { prefer: 'wait=30' });

    expect((await rig.get(`/investigations/${String(body?.investigation)}`)).body).toMatchObject({
      state: 'failed',
      failure: 'Confluence has no space SEC: create it, or correct confluence.spaceKey.',
      verdict: 'likely_malicious',
      confidence: 0.87,
      missing: ['Datadog did not answer.'],
    });
  });

  it('shows the verdict of a failed one without a worker too', () =>
    withApi({}, async (away) => {
      const { body } = await away.post(anomaly('fail'), { prefer: 'wait=30' });
      await away.dismissWorker();

      expect((await away.get(`/investigations/${String(body?.investigation)}`)).body).toMatchObject({
        state: 'failed',
        verdict: 'likely_malicious',
        confidence: null,
      });
    }));

  it.each(['0'.repeat(24), 'short', '..%2f..%2fquota-ledger', 'a'.repeat(25)])('knows nothing of %s', async (id) => {
    expect((await rig.get(`/investigations/${id}`)).status).toBe(404);
  });
});

describe('GET /investigations', () => {
  it('begins with the one that started last, whatever still works', async () => {
    await rig.post(anomaly('hold'));
    const { body } = await rig.post(anomaly('publish'), { prefer: 'wait=30' });
    const first = async () => {
      const { investigations } = (await rig.get('/investigations?limit=1')).body as unknown as {
        investigations: { id: string; state: string }[];
      };
      return investigations;
    };
    await until(async () => (await first())[0]?.id === body?.id && (await first())[0]?.state === 'published');

    expect(await first()).toHaveLength(1);
  });

  it('lists the newest ones with state and verdict', async () => {
    const { body } = await rig.post(anomaly('publish'), { prefer: 'wait=30' });
    const listed = async () => {
      const { investigations } = (await rig.get('/investigations?limit=200')).body as unknown as {
        investigations: { id: string; verdict: string; state: string }[];
      };
      return investigations.find(({ id }) => id === body?.id);
    };
    await until(async () => (await listed())?.verdict === 'likely_malicious');

    expect(await listed()).toMatchObject({ state: 'published', verdict: 'likely_malicious' });
  });

  it.each(['0', '201', 'x', '-1'])('refuses a limit of %s', async (limit) => {
    expect((await rig.get(`/investigations?limit=${limit}`)).status).toBe(400);
  });
});

describe('/openapi.json', () => {
  /** The schema that the served document has for an answer; undefined when it has none. */
  function schemaOf(
    document: OpenApi,
    method: string,
    path: string,
    { status, headers }: Answered,
  ): z.ZodType | undefined {
    const type = (headers.get('content-type') ?? '').split(';', 1)[0] ?? '';
    const schema = document.paths[path]?.[method]?.responses[String(status)]?.content?.[type]?.schema;
    const name = schema?.$ref?.split('/').at(-1) ?? '';
    return schema && z.fromJSONSchema(document.components.schemas[name] as never);
  }
  interface OpenApi {
    readonly paths: Readonly<
      Record<
        string,
        Record<string, { responses: Record<string, { content?: Record<string, { schema: { $ref?: string } }> }> }>
      >
    >;
    readonly components: { readonly schemas: Record<string, object> };
  }

  const document = async (): Promise<OpenApi> => (await rig.get('/openapi.json')).body as unknown as OpenApi;

  const anomalies = '/webhooks/anomalies/{sender}';
  const siem = '/webhooks/anomalies/siem';
  const post = (body: string, headers: Record<string, string> = standardHeaders(body)) =>
    rig.send(siem, body, { headers });
  const old = JSON.stringify({ actor: 'm@example.com', action: 'x', timestamp: '2001-01-01T00:00:00Z' });

  /** Somebody else has used up what `slow` may. */
  const tooMany = async (): Promise<Answered> => {
    const body = anomaly('publish');
    const headers = githubHeaders(body, 'the-secret-of-a-slow-sender');
    let last: Answered;
    do last = await rig.send('/webhooks/anomalies/slow', body, { headers });
    while (last.status < 300);
    return last;
  };
  const changed = async (): Promise<Answered> => {
    await rig.post(anomaly('hold'), { id: 'msg_described' });
    return rig.post(anomaly('hold-too'), { id: 'msg_described' });
  };

  const cases: [string, string, string, number, () => Promise<Answered>][] = [
    ['a report', 'post', anomalies, 200, () => rig.post(anomaly('publish'), { prefer: 'wait=30' })],
    ['an accepted delivery', 'post', anomalies, 202, () => rig.post(anomaly('hold'))],
    ['a body that is no JSON', 'post', anomalies, 400, () => post('{')],
    ['an anomaly that does not fit', 'post', anomalies, 400, () => post('{}')],
    ['an address that cannot be decoded', 'post', anomalies, 400, () => rig.send('/webhooks/anomalies/%E0%A4%A', '{}')],
    ['an unknown sender', 'post', anomalies, 404, () => rig.send('/webhooks/anomalies/nobody', '{}')],
    ['another method', 'post', anomalies, 405, () => rig.get(siem)],
    ['another body under the same id', 'post', anomalies, 409, changed],
    ['a body of 300 KiB', 'post', anomalies, 413, () => post(JSON.stringify('x'.repeat(300 * 1024)))],
    ['another type', 'post', anomalies, 415, () => post('{}', { 'content-type': 'text/plain' })],
    ['a compressed body', 'post', anomalies, 415, () => post('{}', { 'content-encoding': 'gzip' })],
    ['a time long ago', 'post', anomalies, 422, () => post(old)],
    ['more than a sender may send', 'post', anomalies, 429, tooMany],
    ['a failed investigation', 'post', anomalies, 502, () => rig.post(anomaly('fail'), { prefer: 'wait=30' })],
    ['the list', 'get', '/investigations', 200, () => rig.get('/investigations?limit=1')],
    ['a limit that does not fit', 'get', '/investigations', 400, () => rig.get('/investigations?limit=x')],
    [
      'an unknown investigation',
      'get',
      '/investigations/{id}',
      404,
      () => rig.get(`/investigations/${'0'.repeat(24)}`),
    ],
    ['health', 'get', '/healthz', 200, () => rig.get('/healthz')],
    ['readiness', 'get', '/readyz', 200, () => rig.get('/readyz')],
  ];

  it.each(cases)('describes %s as it is answered (%s %s)', async (_, method, path, status, call) => {
    const answer = await call();

    expect(answer.status).toBe(status);
    const schema = schemaOf(await document(), method, path, answer);
    expect(schema?.safeParse(answer.body).error?.issues).toBeUndefined();
    expect(schema).toBeDefined();
    expect(schema?.safeParse({ ...answer.body, surprise: 1 }).success).toBe(false);
  });

  it('describes a delivery that Temporal does not take (post, 503)', () =>
    withApi({ worker: 'none', temporalAddress: '127.0.0.1:9' }, async (away) => {
      const answers = await Promise.all([
        away.post(anomaly('hold')),
        away.get('/investigations'),
        away.get(`/investigations/${'0'.repeat(24)}`),
        away.get('/readyz'),
      ]);

      const described = await document();
      const places = [anomalies, '/investigations', '/investigations/{id}', '/readyz'];
      for (const [index, answer] of answers.entries()) {
        const path = places[index]!;
        const schema = schemaOf(described, path === anomalies ? 'post' : 'get', path, answer);
        expect(answer.status).toBe(503);
        expect(schema?.safeParse(answer.body).success).toBe(true);
      }
    }));

  it('describes every status that a delivery was answered with', async () => {
    const { paths } = await document();
    const known = Object.keys(paths[anomalies]?.post?.responses ?? {});

    const seen = rig.lines.filter(({ route }) => route.startsWith('/webhooks')).map(({ status }) => String(status));
    expect(seen.filter((status) => !known.includes(status))).toEqual([]);
  });

  it('describes what is posted by the schema that checks it', async () => {
    const { components } = await document();
    const schema = z.fromJSONSchema(components.schemas.Anomaly as never);

    expect(schema.safeParse(JSON.parse(anomaly('publish'))).success).toBe(true);
    expect(schema.safeParse({ actor: 'm@example.com', action: 'x' }).success).toBe(false);
  });
});

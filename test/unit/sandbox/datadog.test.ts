import type { Sandbox } from '../../../sandbox/sandbox';
import { useSandbox } from './clients';
import { searchAudit, trailEvent, wholeDay } from './datadog-client';

const sandboxOf = useSandbox();
const NOON = Date.parse('2026-11-22T12:00:00Z');
const DANAS = '@usr.email:"dana@example.com"';
const emptySandbox = () => sandboxOf({ story: 'empty', now: () => NOON });

/** Dana's events at 9:00, 9:01, ..., and one of Felix between them. */
async function withEvents(count: number): Promise<Sandbox> {
  const sandbox = await emptySandbox();
  for (let minute = 0; minute < count; minute += 1) {
    const clock = `09:${String(minute).padStart(2, '0')}:00.000`;
    sandbox.control.datadog.addEvent(trailEvent(`dana-${minute}`, clock, 'dana@example.com'));
  }
  sandbox.control.datadog.addEvent(trailEvent('felix-0', '09:00:30.000', 'felix@example.com'));
  return sandbox;
}

async function idsOf(sandbox: Sandbox, query: string, page?: Record<string, unknown>): Promise<string[]> {
  const { body } = await searchAudit(sandbox, wholeDay(query, page));
  return body.data.map(({ id }) => id);
}

async function walk(sandbox: Sandbox, limit: number): Promise<string[][]> {
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const { body } = await searchAudit(
      sandbox,
      wholeDay(DANAS, { limit, ...(cursor === undefined ? {} : { cursor }) }),
    );
    pages.push(body.data.map(({ id }) => id));
    cursor = body.meta.page?.after;
  } while (cursor !== undefined && pages.length < 20);
  return pages;
}

describe('who may search', () => {
  it.each([
    ['no keys', {}],
    ['a wrong API key', { 'dd-api-key': 'x', 'dd-application-key': 'ddapp0123456789abcdef0123456789abcdef0123' }],
    ['a wrong application key', { 'dd-api-key': '0123456789abcdef0123456789abcdef', 'dd-application-key': 'x' }],
  ])('is nobody with %s', async (_, headers) => {
    const sandbox = await emptySandbox();

    const { status, body } = await searchAudit(sandbox, wholeDay(DANAS), headers);

    expect([status, body]).toEqual([403, { errors: ['Forbidden'] }]);
  });

  it('is nobody whose key may not read audit logs', async () => {
    const sandbox = await emptySandbox();
    sandbox.control.datadog.setApi({ permitted: false });

    expect((await searchAudit(sandbox, wholeDay(DANAS))).status).toBe(403);
  });

  it('is told to the request log by the id of the key, never by the key', async () => {
    const sandbox = await emptySandbox();
    await searchAudit(sandbox, wholeDay(DANAS));
    await searchAudit(sandbox, wholeDay(DANAS), {});

    expect(sandbox.control.requests({ provider: 'datadog' })).toMatchObject([
      { path: '/api/v2/audit/events/search', token: 'dd-edgewarden-reader', status: 200 },
      { token: '?', status: 403 },
    ]);
  });
});

describe('queries', () => {
  it.each([
    ['an e-mail', '@usr.email:"dana@example.com"', ['by-email']],
    ['an id', '@usr.id:"u-1"', ['by-id']],
    ['an address', '@network.client.ip:"203.0.113.9"', ['by-address']],
    ['any of several', '(@usr.email:"dana@example.com" OR @usr.id:"u-1")', ['by-email', 'by-id']],
    ['several without brackets', '@usr.id:"u-1" OR @network.client.ip:"203.0.113.9"', ['by-id', 'by-address']],
    ['brackets in brackets', '((@usr.id:"u-1") OR (@usr.id:"u-2"))', ['by-id']],
    ['another case: nothing', '@usr.email:"Dana@example.com"', []],
    ['a wildcard in quotes: nothing', '@usr.email:"*"', []],
    ['escaped characters', '@usr.id:"a\\"b\\\\c"', ['odd']],
  ])('find by %s', async (_, query, ids) => {
    const sandbox = await emptySandbox();
    const { datadog } = sandbox.control;
    datadog.addEvent(trailEvent('by-email', '09:00:00.000', 'dana@example.com'));
    datadog.addEvent(trailEvent('by-id', '09:01:00.000', 'x@example.com', { usr: { id: 'u-1' } }));
    datadog.addEvent(
      trailEvent('by-address', '09:02:00.000', 'x@example.com', { network: { client: { ip: '203.0.113.9' } } }),
    );
    datadog.addEvent(trailEvent('odd', '09:03:00.000', 'x@example.com', { usr: { id: 'a"b\\c' } }));

    expect(await idsOf(sandbox, query)).toEqual(ids);
  });

  it.each([
    ['nothing at all', ''],
    ['everything', '*'],
    ['an unquoted value', '@usr.email:dana@example.com'],
    ['a wildcard', '@usr.email:*'],
    ['free text', 'dana'],
    ['another attribute', '@evt.name:"Authentication"'],
    ['AND', '@usr.id:"1" AND @usr.id:"2"'],
    ['a negation', '-@usr.id:"1"'],
    ['an open bracket', '(@usr.id:"1"'],
    ['what follows a closed quote', '@usr.id:"1" OR @usr.email:*'],
    ['an open quote', '@usr.id:"1'],
    ['an unknown escape', '@usr.id:"\\n"'],
  ])('refuse %s', async (_, query) => {
    const { status, body } = await searchAudit(await emptySandbox(), wholeDay(query));

    expect([status, body.errors]).toEqual([400, [expect.stringContaining('Invalid request')]]);
  });
});

describe('windows, order and size', () => {
  it('defaults to the last fifteen minutes and to ten events, the newest first', async () => {
    const sandbox = await emptySandbox();
    for (let minute = 0; minute < 15; minute += 1) {
      const clock = `11:${String(45 + minute)}:30.000`;
      sandbox.control.datadog.addEvent(trailEvent(`m${minute}`, clock, 'dana@example.com'));
    }
    sandbox.control.datadog.addEvent(trailEvent('before', '11:44:59.000', 'dana@example.com'));

    const { body } = await searchAudit(sandbox, { filter: { query: DANAS } });

    expect(body.data.map(({ id }) => id)).toEqual(['m14', 'm13', 'm12', 'm11', 'm10', 'm9', 'm8', 'm7', 'm6', 'm5']);
    const whole = await searchAudit(sandbox, { filter: { query: DANAS }, page: { limit: 100 } });
    expect(whole.body.data.map(({ id }) => id)).not.toContain('before');
    expect(whole.body.data).toHaveLength(15);
  });

  it.each([
    ['ISO 8601', '2026-11-22T09:00:00.000Z', '2026-11-22T09:01:00.000Z'],
    ['epoch milliseconds', String(Date.parse('2026-11-22T09:00:00Z')), String(Date.parse('2026-11-22T09:01:00Z'))],
    ['time that is relative to now', 'now-3h', 'now-179m'],
  ])('takes %s, both ends included', async (_, from, to) => {
    const sandbox = await withEvents(3);

    const { body } = await searchAudit(sandbox, { filter: { query: DANAS, from, to }, sort: 'timestamp' });

    expect(body.data.map(({ id }) => id)).toEqual(['dana-0', 'dana-1']);
  });

  it.each([
    ['a time that is none', { filter: { query: DANAS, from: 'yesterday' } }],
    ['an end before its beginning', { filter: { query: DANAS, from: 'now', to: 'now-1h' } }],
    ['another order', { filter: { query: DANAS }, sort: 'name' }],
    ['more than 1,000 events', wholeDay(DANAS, { limit: 1_001 })],
    ['a page of none', wholeDay(DANAS, { limit: 0 })],
    ['a number as text', wholeDay(DANAS, { limit: '10' })],
    ['a cursor of nobody', wholeDay(DANAS, { cursor: 'eyJ9' })],
    ['no JSON', '{'],
  ])('refuses %s', async (_, body) => {
    expect((await searchAudit(await emptySandbox(), body)).status).toBe(400);
  });

  it('answers only the search, and only to POST', async () => {
    const sandbox = await emptySandbox();

    expect((await fetch(`${sandbox.datadogUrl}/api/v2/audit/events/search`)).status).toBe(405);
    expect((await fetch(`${sandbox.datadogUrl}/api/v2/logs/events/search`, { method: 'POST' })).status).toBe(404);
  });
});

describe('pages', () => {
  it('lead through all events once, and a full page leads on even to nothing', async () => {
    expect(await walk(await withEvents(4), 2)).toEqual([['dana-0', 'dana-1'], ['dana-2', 'dana-3'], []]);
    expect(await walk(await withEvents(3), 2)).toEqual([['dana-0', 'dana-1'], ['dana-2']]);
  });

  it('have cursors that belong to their search', async () => {
    const sandbox = await withEvents(4);
    const { body } = await searchAudit(sandbox, wholeDay(DANAS, { limit: 2 }));

    const other = wholeDay('@usr.email:"felix@example.com"', { limit: 2, cursor: body.meta.page?.after });

    expect((await searchAudit(sandbox, other)).status).toBe(400);
  });

  it('can repeat the last event of the page before', async () => {
    const sandbox = await withEvents(5);
    sandbox.control.datadog.setApi({ repeatsEvents: true });

    expect(await walk(sandbox, 3)).toEqual([
      ['dana-0', 'dana-1', 'dana-2'],
      ['dana-2', 'dana-3', 'dana-4'],
      ['dana-4'],
    ]);
  });

  it('can lead back to themselves', async () => {
    const sandbox = await withEvents(5);
    sandbox.control.datadog.setApi({ stuckCursor: true });
    const first = (await searchAudit(sandbox, wholeDay(DANAS, { limit: 2 }))).body.meta.page?.after;

    const second = await searchAudit(sandbox, wholeDay(DANAS, { limit: 2, cursor: first }));

    expect(second.body.meta.page?.after).toBe(first);
  });

  it('show an event without a readable time where it was received', async () => {
    const sandbox = await withEvents(2);
    const { event } = trailEvent('lost', '09:00:00.000', 'dana@example.com');
    const attributes = { ...event.attributes, timestamp: 'not-a-date' };
    sandbox.control.datadog.addEvent({ event: { ...event, attributes }, time: '2026-11-22T09:00:30Z' });

    expect(await idsOf(sandbox, DANAS)).toEqual(['dana-0', 'lost', 'dana-1']);
    expect(() => sandbox.control.datadog.addEvent({ event: { ...event, attributes } })).toThrow('needs a place');
  });

  it('do not show an event before it has arrived', async () => {
    const sandbox = await emptySandbox();
    sandbox.control.datadog.addEvent({
      ...trailEvent('late', '09:00:00.000', 'dana@example.com'),
      visibleAt: NOON + 1,
    });

    expect(await idsOf(sandbox, DANAS)).toEqual([]);
    sandbox.control.settle();
    expect(await idsOf(sandbox, DANAS)).toEqual(['late']);
  });
});

describe('what goes wrong', () => {
  it('times out with half of the page and nothing that leads on', async () => {
    const sandbox = await withEvents(4);
    sandbox.control.datadog.addPartial({ kind: 'timeout' });

    const { status, body } = await searchAudit(sandbox, wholeDay(DANAS, { limit: 4 }));

    expect([status, body.data.length, body.meta.page]).toEqual([200, 2, undefined]);
    expect(body.meta).toMatchObject({ status: 'timeout', warnings: [{ title: 'Partial result' }] });
    expect(await idsOf(sandbox, DANAS)).toHaveLength(4);
  });

  it('warns, keeps an event to itself, and leads on', async () => {
    const sandbox = await withEvents(4);
    sandbox.control.datadog.addPartial({ kind: 'warnings', query: 'dana', times: 'always' });

    const { body } = await searchAudit(sandbox, wholeDay(DANAS, { limit: 2 }));

    expect(body.data.map(({ id }) => id)).toEqual(['dana-0']);
    expect(body.meta).toMatchObject({ status: 'done', warnings: [{}], page: {} });
    expect((await searchAudit(sandbox, wholeDay('@usr.email:"felix@example.com"'))).body.meta.warnings).toBeUndefined();
    sandbox.control.datadog.clearPartials();
    expect(await idsOf(sandbox, DANAS)).toHaveLength(4);
  });

  it('limits searches, and tells in seconds when to come again', async () => {
    let now = NOON;
    const sandbox = await sandboxOf({ story: 'empty', now: () => now });
    sandbox.control.datadog.setApi({ requests: 1, periodS: 30 });
    await searchAudit(sandbox, wholeDay(DANAS));
    now += 10_000;

    const { status, headers, body } = await searchAudit(sandbox, wholeDay(DANAS));

    expect([status, body]).toEqual([429, { errors: ['Too many requests'] }]);
    expect([headers.get('x-ratelimit-reset'), headers.get('x-ratelimit-remaining')]).toEqual(['20', '0']);
    now += 20_000;
    expect((await searchAudit(sandbox, wholeDay(DANAS))).status).toBe(200);
  });

  it('breaks for the searches that a fault names by their body, and for no other', async () => {
    const sandbox = await withEvents(1);
    const kind = { status: 503, body: { errors: ['Service Unavailable'] } };
    sandbox.control.addFault({ provider: 'datadog', body: 'dana@', times: 'always', kind });

    expect((await searchAudit(sandbox, wholeDay(DANAS))).status).toBe(503);
    expect((await searchAudit(sandbox, wholeDay('@usr.email:"felix@example.com"'))).status).toBe(200);
  });

  it.each([
    ['success-false', { data: [], meta: { status: 'timeout' } }],
    ['wrong-schema', { data: 'surprise' }],
  ] as const)('answers 200 with %s', async (kind, body) => {
    const sandbox = await withEvents(1);
    sandbox.control.addFault({ provider: 'datadog', kind });

    expect(await searchAudit(sandbox, wholeDay(DANAS))).toMatchObject({ status: 200, body });
  });

  it.each([
    ['with-retry-after', '7'],
    ['without-retry-after', null],
  ] as const)('limits by a fault %s', async (rateLimited, reset) => {
    const sandbox = await withEvents(1);
    sandbox.control.addFault({ provider: 'datadog', kind: { rateLimited, retryAfterS: 7 } });

    const { status, headers } = await searchAudit(sandbox, wholeDay(DANAS));

    expect([status, headers.get('x-ratelimit-reset')]).toEqual([429, reset]);
  });
});

it('is set up from another process', async () => {
  const sandbox = await emptySandbox();
  const post = (path: string, body: unknown, method = 'POST') =>
    fetch(`${sandbox.url}/control/${path}`, { method, body: JSON.stringify(body) });
  await post('datadog-events', [trailEvent('one', '09:00:00.000', 'dana@example.com')]);
  await post('datadog-partials', { kind: 'timeout', times: 'always' });
  await post('datadog-api', { permitted: false }, 'PATCH');

  expect((await searchAudit(sandbox, wholeDay(DANAS))).status).toBe(403);
  await post('datadog-api', { permitted: true }, 'PATCH');
  expect((await searchAudit(sandbox, wholeDay(DANAS))).body.meta.status).toBe('timeout');
  await fetch(`${sandbox.url}/control/datadog-partials`, { method: 'DELETE' });
  expect(await idsOf(sandbox, DANAS)).toEqual(['one']);
  expect(await (await fetch(`${sandbox.url}/control/datadog-events`)).json()).toMatchObject([{ id: 'one' }]);
});

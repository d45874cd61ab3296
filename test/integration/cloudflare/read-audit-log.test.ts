import type { Json } from '../../../sandbox/json';
import { sha256Hex } from '../../../activities/shared/hashing';
import { tokenEvent, tokenId } from '../../support/audit-records';
import {
  ACCOUNT_ID,
  at,
  createCloudflareRig,
  idsOf,
  MINUTE_MS,
  NO_SIGNAL,
  NOW_MS,
  type CloudflareRig,
} from './cloudflare-rig';

let rig: CloudflareRig;
beforeEach(async () => {
  rig = await createCloudflareRig();
});
afterEach(() => rig.close());

const creation = (id: string, minutesAgo: number, extra: Json = {}) =>
  tokenEvent({ accountId: ACCOUNT_ID, id, time: at(minutesAgo), token: tokenId(1), extra });
const noise = (index: number, minutesAgo: number) =>
  creation(`noise-${index}`, minutesAgo, { raw: { method: 'POST', uri: '/zones/z1/dns_records' } });
const many = <T>(count: number, of: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => of(i));
const queries = () =>
  rig.sandbox.control
    .requests({ pathMatches: '/logs/audit' })
    .map(({ path }) => new URL(path, 'http://sandbox').searchParams);

const page = (records: readonly unknown[], cursor: string) => ({
  success: true,
  errors: [],
  messages: [],
  result: records,
  result_info: { count: String(records.length), cursor },
});

describe('a walk over the newer log', () => {
  it('goes on by its cursor over many pages of one fixed window', async () => {
    rig.sandbox.control.addEvents(many(3_200, (index) => noise(index, 100 - index / 100)));
    rig.sandbox.control.addEvent(creation('first', 101));
    rig.sandbox.control.addEvent(creation('last', 1));

    const chunk = await rig.read();

    expect(idsOf([chunk])).toEqual(['first', 'last']);
    expect(chunk.counts).toEqual({ scanned: 3_202, known: 0, deleted: 0, failed: 0, unparsed: 0 });
    expect(chunk.windows).toEqual([{ stream: 'v2', since: at(120), before: at(0), scanned: 3_202 }]);
    expect(chunk.next).toBeNull();
    const asked = queries();
    expect(asked).toHaveLength(4);
    expect(new Set(asked.map((query) => `${query.get('since')} ${query.get('before')}`)).size).toBe(1);
    expect(asked.map((query) => [query.get('limit'), query.get('direction')])).toEqual(many(4, () => ['1000', 'asc']));
    expect(new Set(asked.map((query) => query.get('cursor'))).size).toBe(4);
  });

  it('that meets the same cursor twice has failed, not ended', async () => {
    const body = page([noise(1, 5).record], 'again');
    rig.sandbox.control.addFault({
      provider: 'cloudflare',
      path: '/logs/audit',
      times: 'always',
      kind: { status: 200, body },
    });

    await expect(rig.read()).rejects.toMatchObject({
      type: 'UnexpectedAnswer',
      message: expect.stringContaining('repeat themselves') as string,
    });
    expect(queries().length).toBeLessThan(5);
  });

  it('begins its slice again when the cursor is refused, and hands nothing over twice', async () => {
    rig.sandbox.control.addEvents([
      creation('first', 90),
      ...many(1_100, (index) => noise(index, 80)),
      creation('last', 70),
    ]);
    rig.sandbox.control.addFault({ provider: 'cloudflare', path: 'cursor=', kind: { status: 400 } });

    const chunk = await rig.read();

    expect(idsOf([chunk])).toEqual(['first', 'last']);
    expect(chunk.windows).toEqual([{ stream: 'v2', since: at(120), before: at(0), scanned: 1_102 }]);
  });

  it('whose cursor is refused again has failed', async () => {
    rig.sandbox.control.addEvents(many(1_100, (index) => noise(index, 80)));
    rig.sandbox.control.addFault({ provider: 'cloudflare', path: 'cursor=', times: 'always', kind: { status: 400 } });
    await expect(rig.read()).rejects.toMatchObject({ type: 'Refused' });
    expect(queries()).toHaveLength(4);
  });

  it.each([
    ['success-false', 'Unavailable'],
    ['html', 'UnexpectedAnswer'],
    ['truncated-json', 'UnexpectedAnswer'],
    ['wrong-schema', 'UnexpectedAnswer'],
    ['drop', 'Unavailable'],
    ['lost-answer', 'Unavailable'],
  ] as const)('that meets %s on its second page is %s, never a shorter log', async (kind, type) => {
    rig.sandbox.control.addEvents(many(1_100, (index) => noise(index, 80)));
    rig.sandbox.control.addFault({ provider: 'cloudflare', path: 'cursor=', kind });
    await expect(rig.read()).rejects.toMatchObject({ type });
  });

  it('without a list in its answer has failed', async () => {
    rig.sandbox.control.addFault({
      provider: 'cloudflare',
      kind: { status: 200, body: { success: true, errors: [], result: null } },
    });
    await expect(rig.read()).rejects.toMatchObject({ type: 'UnexpectedAnswer' });
  });

  it('without the permission names it', async () => {
    rig.sandbox.control.addCaller({
      secret: 'bare',
      tokenId: 'bare',
      name: 'bare',
      accounts: [ACCOUNT_ID],
      permissions: [],
    });
    const { auditPage } = rig.createClient({ token: 'bare' });
    await expect(
      auditPage('v2', ACCOUNT_ID, { since: at(9), before: at(0) }, undefined, NO_SIGNAL),
    ).rejects.toMatchObject({
      type: 'AuthRejected',
      nonRetryable: true,
      message: expect.stringContaining('"Account Settings: Read"') as string,
    });
  });

  it('counts deletes and failures, and keeps a record that does not parse', async () => {
    rig.sandbox.control.addEvents([
      creation('deleted', 9, { raw: { method: 'DELETE', uri: `/accounts/${ACCOUNT_ID}/tokens/${tokenId(1)}` } }),
      creation('failed', 8, { action: { type: 'create', result: 'failure', time: at(8) } }),
      { accountId: ACCOUNT_ID, record: { id: 7, raw: { method: 'POST', uri: '/zones/z/dns_records' } }, time: at(7) },
    ]);
    const { counts, events } = await rig.read();
    expect(counts).toEqual({ scanned: 3, known: 0, deleted: 1, failed: 1, unparsed: 1 });
    expect(events).toMatchObject([{ kind: 'record.unparsed', id: null, time: null }]);
  });
});

describe('what is read again', () => {
  it('from a watermark begins at its overlap, and its slices end at the watermark', async () => {
    const { windows } = await rig.read({ start: { through: at(60) } });
    expect(windows).toMatchObject([{ since: at(90), before: at(0) }]);
    expect(queries().map((query) => [query.get('since'), query.get('before')])).toEqual([
      [at(90), at(60)],
      [at(60), at(0)],
    ]);
  });

  it('cuts a slice where the last run stopped', async () => {
    await rig.read({ start: { through: at(60), stoppedAt: at(20) } });
    expect(queries().map((query) => query.get('since'))).toEqual([at(90), at(60), at(20)]);
  });

  it('is nothing where the log was read long after the watermark', async () => {
    await rig.read({ start: { through: at(60), readAt: at(10) } });
    expect(queries().map((query) => query.get('since'))).toEqual([at(60)]);
  });

  it('is counted, not handed over, when an earlier run finished it', async () => {
    rig.sandbox.control.addEvents([creation('old', 20), creation('new', 10)]);
    const [old] = (await rig.read()).events;
    const seen = [old!.sha256.slice(0, 16)];

    const again = await rig.read({ seen });

    expect(idsOf([again])).toEqual(['new']);
    expect(again).toMatchObject({ known: seen, counts: { known: 1 } });
  });

  it('on the edge of two slices is handed over once', async () => {
    rig.sandbox.control.addEvent(creation('edge', 60));
    const chunk = await rig.read({ start: { through: at(60) } });
    expect(chunk.counts.scanned).toBe(2);
    expect(idsOf([chunk])).toEqual(['edge']);
  });
});

describe('a chunk', () => {
  const text = (length: number) => ({ resource: { id: tokenId(1), request: { note: 'ü"'.repeat(length / 2) } } });
  const size = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

  it.each([
    ['two kilobytes', 2_000],
    ['six hundred bytes', 10],
  ])(
    'of a page of a thousand credential events of %s stays below 256 KiB, and nothing is lost or repeated',
    async (_what, length) => {
      rig.sandbox.control.addEvents(many(1_000, (index) => creation(`e${index}`, 100 - index / 20, text(length))));

      const chunks = await rig.walk();

      expect(chunks.length).toBeGreaterThan(3);
      for (const chunk of chunks) expect(size(chunk)).toBeLessThan(256 * 1024);
      expect(idsOf(chunks)).toEqual(many(1_000, (index) => `e${index}`));
      expect(chunks.reduce((sum, { counts }) => sum + counts.scanned, 0)).toBe(1_000);
      expect(chunks.flatMap(({ windows }) => windows)).toEqual([
        { stream: 'v2', since: at(120), before: at(0), scanned: 1_000 },
      ]);
      for (const { sha256, body } of chunks.flatMap(({ events }) => events)) expect(sha256Hex(body!)).toBe(sha256);
    },
  );

  it('loses nothing on the edge of two slices, and has nothing twice in itself', async () => {
    rig.sandbox.control.addEvents(many(120, (index) => creation(`e${index}`, 60, text(2_000))));
    const chunks = await rig.walk({ start: { through: at(60) } });
    expect(chunks.length).toBeGreaterThan(2);
    for (const chunk of chunks) expect(new Set(idsOf([chunk])).size).toBe(chunk.events.length);
    expect(new Set(idsOf(chunks))).toEqual(new Set(many(120, (index) => `e${index}`)));
  });

  it('carries an event over 64 KiB by the key of its bytes', async () => {
    rig.sandbox.control.addEvents([creation('large', 10, text(70_000)), creation('small', 9)]);
    const { events } = await rig.read();
    const [large, small] = events;
    expect(large).not.toHaveProperty('body');
    expect(large!.staged).toMatch(/^staging\//);
    expect(sha256Hex(await rig.handOver.getLarge(large!.staged!, NO_SIGNAL))).toBe(large!.sha256);
    expect(small).not.toHaveProperty('staged');
  });

  it('of a dry run stages nothing', async () => {
    rig.sandbox.control.addEvent(creation('large', 10, text(70_000)));
    const { events } = await rig.read({ stage: false });
    expect(events).toMatchObject([{ id: 'large' }]);
    expect(events[0]).not.toHaveProperty('staged');
    expect(await rig.keys()).toEqual([]);
  });

  it('scrubs before anything is staged', async () => {
    const value = 'EXAMPLE-NOT-A-REAL-TOKEN-0123456789';
    const resource = { id: tokenId(1), request: { note: 'x'.repeat(70_000) }, response: { id: tokenId(1), value } };
    rig.sandbox.control.addEvent(creation('large', 10, { resource }));
    const { events } = await rig.read();
    expect(await rig.handOver.getLarge(events[0]!.staged!, NO_SIGNAL)).not.toContain(value);
  });
});

describe('the older log', () => {
  const v1 = (id: string, minutesAgo: number, overrides: object = {}) => ({
    accountId: ACCOUNT_ID,
    record: {
      id,
      when: at(minutesAgo).replace('.000Z', 'Z'),
      action: { type: 'token_create', result: true },
      actor: { id: 'u1', email: 'alice@example.com', type: 'user' },
      metadata: { token_tag: tokenId(7) },
      resource: { id: 'u1', type: 'account' },
      ...overrides,
    },
  });
  const globalKey = (id: string, minutesAgo: number) =>
    v1(id, minutesAgo, { action: { type: 'API_key_view', result: true }, metadata: {} });
  const read = (input = {}) => rig.read({ stream: 'v1', ...input });

  it('is walked by page number to an empty page: a short one may only be shorter than asked for', async () => {
    for (const index of many(2_300, (i) => i)) {
      rig.sandbox.control.addEventV1(v1(`n${index}`, 100, { action: { type: 'login', result: true } }));
    }
    rig.sandbox.control.addEventV1(globalKey('last', 50));
    const chunk = await read();
    expect(chunk.counts.scanned).toBe(2_301);
    expect(idsOf([chunk])).toEqual(['last']);
    const pages = rig.sandbox.control
      .requests({ pathMatches: '/audit_logs' })
      .map(({ path }) => /[?&]page=(\d+)/.exec(path)?.[1]);
    expect(pages).toEqual(['1', '2', '3', '4']);
  });

  it('shows a token that version 2 does not show, once its overlap has passed', async () => {
    rig.sandbox.control.addEventV1(v1('early', 31));
    rig.sandbox.control.addEventV1(v1('late', 29));
    expect(idsOf([await read()])).toEqual(['early']);
  });

  it('is read to the end of a window that is long past', async () => {
    rig.sandbox.control.addEventV1(v1('near the end', 61));
    expect(idsOf([await read({ end: at(60) })])).toEqual(['near the end']);
  });

  it('says nothing that version 2 says', async () => {
    rig.sandbox.control.addEventV1(v1('twin', 40));
    rig.sandbox.control.addEvent(creation('v2', 40.1, { resource: { id: tokenId(7), response: { id: tokenId(7) } } }));
    const { events, known } = await read();
    expect(events).toEqual([]);
    expect(known).toHaveLength(1);
  });

  it.each([
    ['another token', 40, tokenId(8)],
    ['another time', 41, tokenId(7)],
  ])('says what version 2 says of %s only', async (_what, minutesAgo, token) => {
    rig.sandbox.control.addEventV1(v1('alone', 40));
    rig.sandbox.control.addEvent(creation('v2', minutesAgo, { resource: { id: token, response: { id: token } } }));
    expect(idsOf([await read()])).toEqual(['alone']);
  });

  it('shows the Global API key at once', async () => {
    rig.sandbox.control.addEventV1(globalKey('key', 1));
    expect(idsOf([await read()])).toEqual(['key']);
  });

  it('is read again for twice the overlap: what was too young then is old enough now', async () => {
    await read({ start: { through: at(60) } });
    const since = rig.sandbox.control
      .requests({ pathMatches: '/audit_logs' })
      .map(({ path }) => new URL(path, 'http://s').searchParams.get('since'));
    expect(since[0]).toBe(new Date(NOW_MS - 120 * MINUTE_MS).toISOString());
  });
});

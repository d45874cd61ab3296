import type { Sandbox } from '../../../sandbox/sandbox';
import { CORP, LABS } from '../../../sandbox/story/setting';
import { auditPath, cloudflare, LABS_ACCOUNT, useSandbox } from './clients';

const sandboxOf = useSandbox();
const minute = (number: number) => `2026-11-22T09:${String(number).padStart(2, '0')}:00.000Z`;
const event = (id: string, time: string, actor: Record<string, string> = {}) => ({
  accountId: CORP,
  record: { id, action: { time, type: 'create' }, actor },
});

async function walk(sandbox: Sandbox, query: Record<string, string>): Promise<string[]> {
  const ids: string[] = [];
  let cursor = '';
  do {
    const { body } = await cloudflare(sandbox, auditPath({ ...query, cursor }));
    ids.push(...(body.result as { id: string }[]).map(({ id }) => id));
    cursor = body.result_info?.cursor ?? '';
  } while (cursor !== '');
  return ids;
}

describe('audit log, version 2', () => {
  it('gives every record once when a walk follows the cursor to its end', async () => {
    const sandbox = await sandboxOf();
    const ids = Array.from({ length: 25 }, (_, index) => `e${index}`);
    sandbox.control.addEvents(ids.map((id, index) => event(id, minute(index))));

    expect(await walk(sandbox, { limit: '10' })).toEqual(ids);
  });

  it('keeps records of one time apart across a page border', async () => {
    const sandbox = await sandboxOf();
    sandbox.control.addEvents(['a', 'b', 'c', 'd', 'e'].map((id) => event(id, minute(1))));

    expect(await walk(sandbox, { limit: '2' })).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(await walk(sandbox, { limit: '2', direction: 'desc' })).toEqual(['e', 'd', 'c', 'b', 'a']);
  });

  it('answers newest first, a hundred, with the count as text, unless asked otherwise', async () => {
    const sandbox = await sandboxOf();
    sandbox.control.addEvents(Array.from({ length: 101 }, (_, index) => event(`e${index}`, minute(index % 60))));

    const { body } = await cloudflare(sandbox, auditPath({ direction: 'desc' }));

    expect(body.result).toMatchObject({ 0: { action: { time: minute(59) } } });
    expect(body.result).toHaveLength(100);
    expect(body.result_info).toMatchObject({ count: '100', cursor: expect.stringMatching(/./) as unknown });
  });

  it('counts both ends of the window in', async () => {
    const sandbox = await sandboxOf();
    sandbox.control.addEvents([event('first', minute(1)), event('last', minute(2)), event('after', minute(3))]);

    expect(await walk(sandbox, { since: minute(1), before: minute(2) })).toEqual(['first', 'last']);
  });

  it('gives the first page again to a client that counts pages', async () => {
    const sandbox = await sandboxOf();
    sandbox.control.addEvents([event('a', minute(1)), event('b', minute(2))]);

    const { body } = await cloudflare(sandbox, auditPath({ limit: '1', page: '2' }));

    expect(body.result).toMatchObject([{ id: 'a' }]);
  });

  it.each([
    ['no since', { since: '' }],
    ['no before', { before: '' }],
    ['a since that is no time', { since: 'yesterday' }],
    ['a limit over 1000', { limit: '1001' }],
    ['an unknown direction', { direction: 'up' }],
    ['a cursor that is none', { cursor: 'abc' }],
  ])('refuses %s with 400', async (_, query) => {
    expect((await cloudflare(await sandboxOf(), auditPath(query))).status).toBe(400);
  });

  it('refuses a cursor under another window', async () => {
    const sandbox = await sandboxOf();
    sandbox.control.addEvents([event('a', minute(1)), event('b', minute(2))]);
    const { body } = await cloudflare(sandbox, auditPath({ limit: '1' }));
    const cursor = body.result_info?.cursor ?? '';

    expect((await cloudflare(sandbox, auditPath({ cursor, since: minute(1) }))).status).toBe(400);
    expect((await cloudflare(sandbox, auditPath({ cursor }))).status).toBe(200);
  });

  it('filters by actor, positively and negatively', async () => {
    const sandbox = await sandboxOf();
    sandbox.control.addEvents([
      event('a', minute(1), { email: 'alice@example.com', token_id: 't1', id: 'u1' }),
      event('b', minute(2), { email: 'bob@example.com', token_id: 't2', id: 'u2' }),
    ]);

    expect(await walk(sandbox, { actor_email: 'bob@example.com' })).toEqual(['b']);
    expect(await walk(sandbox, { actor_token_id: 't1' })).toEqual(['a']);
    expect(await walk(sandbox, { 'actor_id.not': 'u1' })).toEqual(['b']);
  });

  it('hides a record until it has arrived, at its own place in time', async () => {
    let now = Date.parse(minute(10));
    const sandbox = await sandboxOf({ story: 'empty', now: () => now });
    sandbox.control.addEvents([
      event('early', minute(1)),
      { ...event('late', minute(2)), visibleAt: minute(11) },
      event('next', minute(3)),
    ]);

    expect(await walk(sandbox, {})).toEqual(['early', 'next']);
    now = Date.parse(minute(11));
    expect(await walk(sandbox, {})).toEqual(['early', 'late', 'next']);
  });

  it('serves records of any shape as they are', async () => {
    const sandbox = await sandboxOf();
    sandbox.control.addEvent({ accountId: CORP, time: minute(1), record: 'no object at all' });

    expect((await cloudflare(sandbox, auditPath())).body.result).toEqual(['no object at all']);
  });

  it('shows one event in every account that it is added to', async () => {
    const sandbox = await sandboxOf();
    sandbox.control.addEvent({ ...event('both', minute(1)), accountId: [CORP, LABS] });

    const labs = await cloudflare(sandbox, auditPath({}, LABS), LABS_ACCOUNT.secret);

    expect(await walk(sandbox, {})).toEqual(['both']);
    expect(labs.body.result).toMatchObject([{ id: 'both' }]);
  });
});

describe('audit log, version 1', () => {
  it('pages by number and repeats ids that come twice', async () => {
    const sandbox = await sandboxOf();
    const record = { id: 'k1', when: '2026-11-22T09:00:00Z', action: { type: 'rotate_API_key', result: true } };
    sandbox.control.addEventV1({ accountId: CORP, record });
    sandbox.control.addEventV1({ accountId: CORP, record });
    sandbox.control.addEventV1({
      accountId: CORP,
      record: { ...record, id: 'k2', when: '2026-11-22T09:00:01.100312Z' },
    });
    const page = (number: number) => `/accounts/${CORP}/audit_logs?direction=asc&per_page=2&page=${number}`;

    expect((await cloudflare(sandbox, page(1))).body.result).toMatchObject([{ id: 'k1' }, { id: 'k1' }]);
    expect((await cloudflare(sandbox, page(2))).body.result).toMatchObject([{ id: 'k2' }]);
    expect((await cloudflare(sandbox, page(3))).body.result).toEqual([]);
  });

  it('counts its lower end in', async () => {
    const sandbox = await sandboxOf();
    sandbox.control.addEventV1({ accountId: CORP, record: { id: 'k1', when: '2026-11-22T09:00:00Z' } });

    const { body } = await cloudflare(sandbox, `/accounts/${CORP}/audit_logs?since=2026-11-22T09:00:00Z`);

    expect(body.result).toHaveLength(1);
  });
});

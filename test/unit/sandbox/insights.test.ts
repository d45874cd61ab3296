import type { PageShift } from '../../../sandbox/cloudflare/insights/insight-api';
import type { FaultKind } from '../../../sandbox/http/faults';
import { valueAt } from '../../../sandbox/json';
import type { Sandbox } from '../../../sandbox/sandbox';
import { ZONE } from '../../../sandbox/story/places';
import { CORP, LABS } from '../../../sandbox/story/setting';
import { cloudflare, CORP_ACCOUNT, LABS_ACCOUNT, useSandbox, type CloudflareAnswer } from './clients';

const sandboxOf = useSandbox();
const NOVEMBER = Date.parse('2026-11-22T09:00:00Z');
const AT_NOVEMBER = { story: 'empty', now: () => NOVEMBER } as const;
const LIST = `/accounts/${CORP}/security-center/insights`;

const insight = (id: string, more: Record<string, unknown> = {}) => ({
  id,
  dismissed: false,
  severity: 'Low',
  subject: 'example.com',
  timestamp: '2026-11-20T00:00:00Z',
  ...more,
});
const ask = (sandbox: Sandbox, query = '', secret?: string) => cloudflare(sandbox, `${LIST}?${query}`, secret);
const idsOf = ({ body }: CloudflareAnswer) =>
  (valueAt(body.result, 'issues') as { id: string }[]).map(({ id }) => id).join(' ');
const countOf = ({ body }: CloudflareAnswer) => valueAt(body.result, 'count');

/** A sandbox whose Acme Corp has these insights. */
async function withInsights(...insights: readonly unknown[]): Promise<Sandbox> {
  const sandbox = await sandboxOf(AT_NOVEMBER);
  sandbox.control.replaceInsights(CORP, insights);
  return sandbox;
}
const withIds = (ids: string) => withInsights(...ids.split('').map((id) => insight(id)));

describe('the list', () => {
  it('answers insights under `issues`, with count and page, in the order of the list', async () => {
    const { body } = await ask(await withIds('cab'), 'page=1&per_page=2');

    expect(body).toMatchObject({
      success: true,
      result: { count: 3, page: 1, per_page: 2, issues: [{ id: 'c' }, { id: 'a' }] },
    });
    expect(body.result_info).toBeUndefined();
  });

  it('has 25 on a page unless told otherwise, and nothing behind the last', async () => {
    const sandbox = await withIds('abcdefghijklmnopqrstuvwxyz0');

    expect(idsOf(await ask(sandbox)).length).toBe(25 + 24);
    expect(idsOf(await ask(sandbox, 'page=2'))).toBe('z 0');
    expect(await ask(sandbox, 'page=3')).toMatchObject({ status: 200, body: { result: { count: 27, issues: [] } } });
  });

  it('keeps unknown members, and every byte of an insight that is given as text', async () => {
    const sandbox = await sandboxOf(AT_NOVEMBER);
    const text = '{"severity":"Critical", "id":"a", "risk":1.50, "name":"\\u0041", "new_member":{"deep":[1e3]}}';
    sandbox.control.addInsight({ accountId: CORP, insight: JSON.parse(text), text });

    const response = await fetch(`${sandbox.cloudflareUrl}${LIST}`, {
      headers: { authorization: `Bearer ${CORP_ACCOUNT.secret}` },
    });

    expect(await response.text()).toContain(text);
  });

  it.each(['per_page=1001', 'per_page=0', 'per_page=x', 'page=0', 'page=1.5', 'dismissed=maybe'])(
    'refuses %s',
    async (query) => {
      expect(await ask(await withIds('a'), query)).toMatchObject({ status: 400, body: { success: false } });
    },
  );

  it('accepts no larger page than it is told to', async () => {
    const sandbox = await withIds('a');
    sandbox.control.setInsightApi(CORP, { maxPerPage: 100 });

    const statuses = [(await ask(sandbox, 'per_page=101')).status, (await ask(sandbox, 'per_page=100')).status];

    expect(statuses).toEqual([400, 200]);
  });

  it('lists a zone by itself, by either name of its member', async () => {
    const sandbox = await withInsights(
      insight('a', { payload: { zone_tag: ZONE.corp.id } }),
      insight('b', { payload: { zone_id: ZONE.corp.id } }),
      insight('c', { payload: { zone_tag: ZONE.corpDocs.id } }),
      insight('d'),
    );

    expect(idsOf(await cloudflare(sandbox, `/zones/${ZONE.corp.id}/security-center/insights`))).toBe('a b');
  });

  it('comes in another order each time when told so, with the same insights', async () => {
    const sandbox = await withIds('abcdefghijklmnop');
    sandbox.control.setInsightApi(CORP, { order: 'changing' });

    const [first, second] = [idsOf(await ask(sandbox)), idsOf(await ask(sandbox))];

    expect(first).not.toBe(second);
    expect(first.split(' ').sort()).toEqual(second.split(' ').sort());
  });
});

describe('filters', () => {
  const sample = () =>
    withInsights(
      insight('a', { severity: 'Critical', issue_type: 'exposed_infrastructure', issue_class: 'exposed_database' }),
      insight('b', { severity: 'critical', issue_type: 'weak_authentication', subject: 'bob@example.com' }),
      insight('c', { severity: 'Moderate', issue_type: 'weak_authentication', product: 'access' }),
      insight('d', { severity: 'Low', dismissed: true }),
    );

  it.each([
    ['', 'a b c d'],
    ['dismissed=false', 'a b c'],
    ['dismissed=true', 'd'],
    ['severity=critical', 'a b'],
    ['severity=critical&severity=low', 'a b d'],
    ['severity~neq=critical&severity~neq=low', 'c'],
    ['issue_type=weak_authentication', 'b c'],
    ['issue_type~neq=weak_authentication', 'a d'],
    ['issue_class=exposed_database', 'a'],
    ['issue_class~neq=exposed_database', 'b c d'],
    ['product=access', 'c'],
    ['product~neq=access', 'a b d'],
    ['subject=bob@example.com', 'b'],
    ['subject~neq=bob@example.com', 'a c d'],
    ['issue_type=weak_authentication&severity~neq=moderate', 'b'],
    ['severity=Critical', ''],
  ])('answers "%s" with "%s"', async (query, ids) => {
    const answer = await ask(await sample(), query);

    expect(idsOf(answer)).toBe(ids);
    expect(countOf(answer)).toBe(ids === '' ? 0 : ids.split(' ').length);
  });
});

describe('cursors', () => {
  const withCursors = async () => {
    const sandbox = await withIds('abcde');
    sandbox.control.setInsightApi(CORP, { cursors: true });
    return sandbox;
  };

  it('lead through the list and end empty, whatever page is asked for', async () => {
    const sandbox = await withCursors();
    const pages: string[] = [];
    let cursor = '';
    do {
      const answer = await ask(sandbox, `per_page=2&page=1&cursor=${cursor}`);
      pages.push(idsOf(answer));
      cursor = answer.body.result_info?.cursor ?? '';
    } while (cursor !== '');

    expect(pages).toEqual(['a b', 'c d', 'e']);
  });

  it('belong to their query', async () => {
    const sandbox = await withCursors();
    const cursor = (await ask(sandbox, 'per_page=2')).body.result_info?.cursor ?? '';

    expect((await ask(sandbox, `per_page=2&dismissed=true&cursor=${cursor}`)).status).toBe(400);
    expect((await ask(sandbox, 'per_page=2&cursor=nonsense')).status).toBe(400);
  });
});

describe('who may read', () => {
  it.each(['Account Settings Read', 'Security Center Read'])('lets a token with %s in', async (permission) => {
    const sandbox = await withIds('a');
    sandbox.control.setCaller(CORP_ACCOUNT.secret, { permissions: [permission] });

    expect(idsOf(await ask(sandbox))).toBe('a');
  });

  it('answers a token without either permission as it does elsewhere', async () => {
    const sandbox = await withIds('a');
    sandbox.control.setCaller(CORP_ACCOUNT.secret, { permissions: ['Account API Tokens Read'] });

    expect(await ask(sandbox)).toMatchObject({ status: 403, body: { errors: [{ code: 10_000 }], result: null } });
  });

  it.each([
    ['disabled', { disabled: true }, { status: 'disabled' }],
    ['expired', { expiresOn: '2026-11-22T09:00:00Z' }, { status: 'expired', expires_on: '2026-11-22T09:00:00Z' }],
  ])('calls a token %s that it lets in no more', async (_, change, verdict) => {
    const sandbox = await withIds('a');
    for (const { secret } of [CORP_ACCOUNT, LABS_ACCOUNT]) sandbox.control.setCaller(secret, change);

    const own = await cloudflare(sandbox, `/accounts/${CORP}/tokens/verify`);
    const users = await cloudflare(sandbox, '/user/tokens/verify', LABS_ACCOUNT.secret);

    expect(await ask(sandbox)).toMatchObject({ status: 401, body: { errors: [{ code: 10_000 }] } });
    expect([own.body.result, users.body.result]).toMatchObject([verdict, verdict]);
  });

  it('calls a token active that will expire', async () => {
    const sandbox = await withIds('a');
    sandbox.control.setCaller(CORP_ACCOUNT.secret, { expiresOn: '2026-11-22T09:00:01Z' });

    expect((await ask(sandbox)).status).toBe(200);
    expect((await cloudflare(sandbox, `/accounts/${CORP}/tokens/verify`)).body.result).toMatchObject({
      status: 'active',
      expires_on: '2026-11-22T09:00:01Z',
    });
  });

  it('calls a token invalid that nobody knows', async () => {
    const answer = await cloudflare(await sandboxOf(), `/accounts/${CORP}/tokens/verify`, 'nobody');

    expect(answer).toMatchObject({ status: 401, body: { errors: [{ code: 1_000 }] } });
  });

  it('answers 403 with a code of its own where the plan has no such API', async () => {
    const sandbox = await withIds('a');
    sandbox.control.setInsightApi(CORP, { available: false });

    expect(await ask(sandbox)).toMatchObject({ status: 403, body: { errors: [{ code: 10_403 }] } });
  });

  it('asks for the account where none is named', async () => {
    const answer = await cloudflare(await sandboxOf(), '/accounts//security-center/insights');

    expect(answer).toMatchObject({ status: 400, body: { errors: [{ message: 'Account ID is required' }] } });
  });
});

describe('the month', () => {
  it('answers 429 past the limit and records each request beyond it', async () => {
    const sandbox = await withIds('a');
    sandbox.control.setInsightApi(CORP, { monthlyRequests: 2 });

    const statuses = [];
    for (let request = 0; request < 4; request += 1) statuses.push((await ask(sandbox)).status);

    expect(statuses).toEqual([200, 200, 429, 429]);
    expect(sandbox.control.insightRequests(CORP)).toEqual({ sent: 4, excess: 2 });
  });

  it.each([
    [null, null],
    [3_600, '3600'],
  ])('tells with retryAfterS %s when to come again: %s', async (retryAfterS, header) => {
    const sandbox = await withIds('a');
    sandbox.control.setInsightApi(CORP, { monthlyRequests: 0, retryAfterS });

    const { status, headers } = await ask(sandbox);

    expect([status, headers.get('retry-after')]).toEqual([429, header]);
  });

  it('begins anew in UTC by the clock of the sandbox, which can be moved', async () => {
    const sandbox = await withIds('a');
    sandbox.control.setInsightApi(CORP, { monthlyRequests: 1 });

    sandbox.control.setClock(Date.parse('2026-11-30T23:59:59.999Z'));
    const november = [(await ask(sandbox)).status, (await ask(sandbox)).status];
    sandbox.control.setClock(Date.parse('2026-12-01T00:00:00Z'));
    const december = (await ask(sandbox)).status;

    expect([...november, december]).toEqual([200, 429, 200]);
    expect(sandbox.control.insightMonths(CORP)).toEqual({
      '2026-11': { sent: 2, excess: 1 },
      '2026-12': { sent: 1, excess: 0 },
    });
    expect(sandbox.control.requests().map(({ at }) => new Date(at).getUTCMonth())).toEqual([10, 10, 11]);
  });

  it('is told apart from the five minutes, which begin anew when the clock is moved', async () => {
    const sandbox = await sandboxOf({ ...AT_NOVEMBER, rateLimit: { requests: 1 } });
    const november = [(await ask(sandbox)).status, (await ask(sandbox)).status];

    sandbox.control.setClock(NOVEMBER);

    expect([...november, (await ask(sandbox)).status]).toEqual([200, 429, 200]);
    expect(sandbox.control.insightRequests(CORP)).toEqual({ sent: 3, excess: 0 });
  });

  it('goes back to the usual clock', async () => {
    const sandbox = await withIds('a');
    sandbox.control.setClock(0);
    sandbox.control.setClock(null);

    await ask(sandbox);

    expect(sandbox.control.insightRequests(CORP, '2026-11').sent).toBe(1);
  });

  it('is counted for each account by itself, zones with theirs', async () => {
    const sandbox = await withIds('a');

    await ask(sandbox);
    await cloudflare(sandbox, `/zones/${ZONE.corp.id}/security-center/insights`);
    await cloudflare(sandbox, `/accounts/${LABS}/security-center/insights`, LABS_ACCOUNT.secret);

    expect([CORP, LABS].map((account) => sandbox.control.insightRequests(account).sent)).toEqual([2, 1]);
  });

  it('gives Acme Corp 2,500 requests, Acme Labs 100, and 100 to whom nobody mentioned', async () => {
    const sandbox = await sandboxOf(AT_NOVEMBER);
    const spend = async (accountId: string, requests: number) => {
      sandbox.control.addCaller({
        secret: accountId,
        tokenId: accountId,
        name: '',
        accounts: [accountId],
        permissions: [],
      });
      for (let request = 0; request < requests; request += 1) {
        await cloudflare(sandbox, `/accounts/${accountId}/security-center/insights`, accountId);
      }
      return sandbox.control.insightRequests(accountId).excess;
    };

    expect([await spend('other', 101), await spend(LABS, 101), await spend(CORP, 101)]).toEqual([1, 1, 0]);
  });

  it.each([
    ['page=0', CORP_ACCOUNT.secret],
    ['', 'nobody'],
    ['', LABS_ACCOUNT.secret],
  ])('counts what is refused: "%s"', async (query, secret) => {
    const sandbox = await withIds('a');

    await ask(sandbox, query, secret);

    expect(sandbox.control.insightRequests(CORP)).toEqual({ sent: 1, excess: 0 });
  });

  it.each<[FaultKind, number]>([
    ['drop', 0],
    ['lost-answer', 1],
    ['truncated-json', 1],
    ['wrong-schema', 1],
    ['success-false', 1],
    ['html', 1],
    [{ status: 503 }, 1],
    [{ rateLimited: 'without-retry-after' }, 1],
    [{ delayMs: 1 }, 1],
  ])('counts what a fault spoils, once it has arrived: %j', async (kind, sent) => {
    const sandbox = await withIds('a');
    sandbox.control.addFault({ provider: 'cloudflare', kind });

    await ask(sandbox).catch(() => undefined);

    expect(sandbox.control.insightRequests(CORP)).toEqual({ sent, excess: 0 });
  });

  it('counts nothing but requests for insights', async () => {
    const sandbox = await withIds('a');

    await cloudflare(sandbox, `/accounts/${CORP}/tokens/verify`);

    expect(sandbox.control.insightRequests(CORP).sent).toBe(0);
  });
});

describe('what happens to insights', () => {
  it('changes, dismisses, resolves and returns one, and stamps them all', async () => {
    const { control } = await withIds('ab');

    control.setInsight('a', { severity: 'Critical' });
    control.dismissInsight('a');
    expect(control.insights(CORP)).toMatchObject([{ id: 'a', severity: 'Critical', dismissed: true }, { id: 'b' }]);

    control.undismissInsight('a');
    control.resolveInsight('a');
    expect(control.insights(CORP)).toMatchObject([{ id: 'b' }]);

    control.returnInsight('a');
    control.scanInsights();
    expect(control.insights(CORP)).toEqual([
      insight('b', { timestamp: '2026-11-22T09:00:00.000Z' }),
      insight('a', { severity: 'Critical', timestamp: '2026-11-22T09:00:00.000Z' }),
    ]);
  });

  it('stamps later at every scan, though the clock stands still', async () => {
    const { control } = await withIds('a');

    control.scanInsights();
    control.scanInsights();

    expect(control.insights(CORP)).toEqual([insight('a', { timestamp: '2026-11-22T09:00:01.000Z' })]);
  });

  it('complains about an insight that is not there', async () => {
    const { control } = await withIds('a');

    expect(() => control.setInsight('b', null)).toThrow('no insight b');
    expect(() => control.returnInsight('a')).toThrow('no insight a has vanished');
  });
});

describe('a list that changes in the middle of a walk', () => {
  const walk = async (sandbox: Sandbox) => {
    const answers = [];
    for (const page of [1, 2]) answers.push(await ask(sandbox, `per_page=2&page=${page}`));
    return answers.map((answer) => `${idsOf(answer)} of ${String(countOf(answer))}`);
  };

  it.each<[string, Omit<PageShift, 'accountId' | 'afterPage'>, string[]]>([
    ['an insertion repeats one', { insert: [insight('x')] }, ['a b of 4', 'b c of 5']],
    ['a removal skips one', { remove: 1 }, ['a b of 4', 'd of 3']],
    ['a removal by id skips one', { remove: ['b'] }, ['a b of 4', 'd of 3']],
    [
      'both keep the count and skip or repeat',
      { remove: ['a', 'b'], insert: [insight('x'), insight('y')] },
      ['a b of 4', 'c d of 4'],
    ],
    ['the count moves alone', { count: 1 }, ['a b of 4', 'c d of 5']],
  ])('%s', async (_, shift, expected) => {
    const sandbox = await withIds('abcd');
    sandbox.control.shiftPages({ accountId: CORP, afterPage: 1, ...shift });

    expect(await walk(sandbox)).toEqual(expected);
  });

  it('is quiet again after one walk, unless it always shifts', async () => {
    const [once, always] = [await withIds('abcd'), await withIds('abcd')];
    once.control.shiftPages({ accountId: CORP, afterPage: 1, count: 1 });
    always.control.shiftPages({ accountId: CORP, afterPage: 1, count: 1, times: 'always' });

    expect([await walk(once), await walk(once)][1]).toEqual(['a b of 5', 'c d of 5']);
    expect([await walk(always), await walk(always)][1]).toEqual(['a b of 5', 'c d of 6']);
  });

  it('answers a page again and again when told so', async () => {
    const sandbox = await withIds('abcd');
    sandbox.control.setInsightApi(CORP, { repeatPage: 1 });

    expect(await walk(sandbox)).toEqual(['a b of 4', 'a b of 4']);
  });
});

it('obeys over HTTP as in process', async () => {
  const sandbox = await sandboxOf(AT_NOVEMBER);
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${sandbox.url}/control${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    expect([path, response.status]).toEqual([path, 200]);
    return response.json();
  };

  await call('PUT', `/insights/${CORP}`, [insight('a'), insight('b')]);
  await call('POST', '/insights', { accountId: CORP, insight: insight('c'), first: true });
  await call('PATCH', '/insights/a', { severity: 'High' });
  await call('POST', '/insights/b/resolve');
  await call('POST', '/insights/b/return');
  await call('POST', '/insights/b/dismiss');
  await call('POST', '/insights/b/undismiss');
  await call('POST', '/insight-scan', { accountId: CORP });
  await call('PATCH', `/insight-api/${CORP}`, { monthlyRequests: 1 });
  await call('POST', '/page-shifts', { accountId: CORP, afterPage: 1, count: 5 });
  await call('POST', '/clock', { at: '2026-12-01T00:00:00Z' });
  await ask(sandbox);
  await ask(sandbox);

  expect(await call('GET', `/insights/${CORP}`)).toMatchObject([
    { id: 'c' },
    { id: 'a', severity: 'High' },
    { id: 'b', dismissed: false, timestamp: '2026-11-22T09:00:00.000Z' },
  ]);
  expect(await call('GET', `/insight-requests/${CORP}`)).toEqual({ sent: 2, excess: 1 });
  expect(await call('GET', `/insight-requests/${CORP}?month=2026-11`)).toEqual({ sent: 0, excess: 0 });
  expect(await call('GET', `/insight-months/${CORP}`)).toEqual({ '2026-12': { sent: 2, excess: 1 } });
  expect(await call('POST', '/insight-step', { step: 2 })).toEqual({ step: 2 });
  await call('POST', '/clock', { at: null });
});

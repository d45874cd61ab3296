import type { FaultKind } from '../../../sandbox/http/faults';
import type { Sandbox } from '../../../sandbox/sandbox';
import { CORP, STORY_SETTING } from '../../../sandbox/story/setting';
import { auditPath, cloudflare, CORP_ACCOUNT, ISSUE_CREATE, issueInput, linear, useSandbox } from './clients';

const sandboxOf = useSandbox();
const create = (sandbox: Sandbox) => linear(sandbox, ISSUE_CREATE, issueInput());
const raw = (sandbox: Sandbox, signal?: AbortSignal) =>
  fetch(`${sandbox.cloudflareUrl}${auditPath()}`, {
    headers: { authorization: `Bearer ${CORP_ACCOUNT.secret}` },
    ...(signal === undefined ? {} : { signal }),
  });
const onCloudflare = (sandbox: Sandbox, kind: FaultKind) => sandbox.control.addFault({ provider: 'cloudflare', kind });

describe('faults that have their effect first', () => {
  it('loses the answer to a create that has happened', async () => {
    const sandbox = await sandboxOf();
    sandbox.control.addFault({ provider: 'linear', operation: 'issueCreate', kind: 'lost-answer' });

    await expect(create(sandbox)).rejects.toThrow('fetch failed');

    expect(sandbox.control.issues()).toHaveLength(1);
    expect(sandbox.control.requests()).toMatchObject([
      { operation: 'issueCreate', status: null, fault: 'lost-answer' },
    ]);
  });

  it('truncates the JSON of a create that has happened', async () => {
    const sandbox = await sandboxOf();
    sandbox.control.addFault({ provider: 'linear', operation: 'issueCreate', kind: 'truncated-json' });

    await expect(create(sandbox)).rejects.toThrow('JSON');

    expect(sandbox.control.issues()).toHaveLength(1);
  });

  it('stalls in the middle of a body after the headers have come', async () => {
    const sandbox = await sandboxOf();
    onCloudflare(sandbox, 'stalled-body');

    const response = await raw(sandbox, AbortSignal.timeout(200));

    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow(/aborted|timeout/i);
  });
});

describe('faults instead of an effect', () => {
  it('drops a connection before anything has happened', async () => {
    const sandbox = await sandboxOf();
    sandbox.control.addFault({ provider: 'linear', kind: 'drop' });

    await expect(create(sandbox)).rejects.toThrow('fetch failed');

    expect(sandbox.control.issues()).toEqual([]);
  });

  it('answers any status with any body and header', async () => {
    const sandbox = await sandboxOf();
    onCloudflare(sandbox, { status: 503, body: { busy: true }, headers: { 'retry-after': '7' } });

    const response = await raw(sandbox);

    expect([response.status, response.headers.get('retry-after'), await response.json()]).toEqual([
      503,
      '7',
      { busy: true },
    ]);
  });

  it.each([
    ['success-false', { success: false }],
    ['wrong-schema', { success: true, result: 'surprise' }],
  ] as const)('answers 200 with %s', async (kind, body) => {
    const sandbox = await sandboxOf();
    onCloudflare(sandbox, kind);

    expect(await cloudflare(sandbox, auditPath())).toMatchObject({ status: 200, body });
  });

  it('answers 200 with a web page', async () => {
    const sandbox = await sandboxOf();
    onCloudflare(sandbox, 'html');

    const response = await raw(sandbox);

    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html']);
  });

  it('resolves a Linear mutation without success and without effect', async () => {
    const sandbox = await sandboxOf();
    sandbox.control.addFault({ provider: 'linear', operation: 'IssueCreate', kind: 'success-false' });

    expect((await create(sandbox)).body).toEqual({ data: { issueCreate: { success: false } } });
    expect(sandbox.control.issues()).toEqual([]);
  });

  it.each([
    ['with-retry-after', '9'],
    ['without-retry-after', null],
  ] as const)('limits Cloudflare %s', async (rateLimited, retryAfter) => {
    const sandbox = await sandboxOf();
    onCloudflare(sandbox, { rateLimited, retryAfterS: 9 });

    const answer = await cloudflare(sandbox, auditPath());

    expect(answer).toMatchObject({ status: 429, body: { errors: [{ code: 971 }] } });
    expect(answer.headers.get('retry-after')).toBe(retryAfter);
  });

  it.each([200, 400, 429] as const)('limits Linear with HTTP %i', async (status) => {
    const sandbox = await sandboxOf({ story: 'empty', now: () => 5_000 });
    sandbox.control.addFault({
      provider: 'linear',
      kind: { rateLimited: 'without-retry-after', retryAfterS: 2, status },
    });

    const answer = await create(sandbox);

    expect(answer).toMatchObject({ status, body: { errors: [{ extensions: { code: 'RATELIMITED' } }] } });
    expect(answer.headers.get('x-ratelimit-requests-reset')).toBe('7000');
  });
});

describe('where a fault strikes', () => {
  it('strikes as often as it is told, after as many as it lets pass', async () => {
    const sandbox = await sandboxOf();
    sandbox.control.addFault({ provider: 'cloudflare', skip: 1, times: 2, kind: { status: 500 } });
    const statuses: number[] = [];
    for (let request = 0; request < 4; request += 1) statuses.push((await raw(sandbox)).status);

    expect(statuses).toEqual([200, 500, 500, 200]);
    expect(sandbox.control.faults()).toMatchObject([{ hits: 2 }]);
  });

  it('leaves other paths, methods and providers alone', async () => {
    const sandbox = await sandboxOf();
    sandbox.control.addFault({ provider: 'cloudflare', path: '/tokens/', times: 'always', kind: { status: 500 } });
    sandbox.control.addFault({ provider: 'cloudflare', method: 'POST', times: 'always', kind: { status: 500 } });

    expect((await raw(sandbox)).status).toBe(200);
    expect((await create(sandbox)).status).toBe(200);
    expect((await fetch(`${sandbox.cloudflareUrl}/accounts/${CORP}/tokens/t1`)).status).toBe(500);
  });

  it('answers as usual after a delay', async () => {
    const sandbox = await sandboxOf();
    onCloudflare(sandbox, { delayMs: 30 });
    const started = performance.now();

    expect((await raw(sandbox)).status).toBe(200);
    expect(performance.now() - started).toBeGreaterThan(25);
  });

  it('is programmed from another process, too', async () => {
    const sandbox = await sandboxOf();
    const faults = `${sandbox.url}/control/faults`;
    const fault = {
      provider: 'linear',
      times: 'always',
      kind: { status: 500, body: '<html>', headers: { 'content-type': 'text/html' } },
    };
    await fetch(faults, { method: 'POST', body: JSON.stringify(fault) });

    const response = await fetch(sandbox.linearUrl, {
      method: 'POST',
      headers: { authorization: STORY_SETTING.linear.apiKey },
    });
    expect([response.status, response.headers.get('content-type')]).toEqual([500, 'text/html']);
    await fetch(faults, { method: 'DELETE' });
    expect(await (await fetch(faults)).json()).toEqual([]);
  });

  it('tells a listener that the effect is done before the answer leaves', async () => {
    const sandbox = await sandboxOf();
    const seen: number[] = [];
    sandbox.control.onRequest(() => seen.push(sandbox.control.issues().length));

    await create(sandbox);

    expect(seen).toEqual([1]);
  });
});

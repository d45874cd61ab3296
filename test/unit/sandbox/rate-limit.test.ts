import type { Sandbox } from '../../../sandbox/sandbox';
import { CORP } from '../../../sandbox/story/setting';
import { cloudflare, CORP_ACCOUNT, LABS_ACCOUNT, useSandbox } from './clients';

const sandboxOf = useSandbox();
const verify = (sandbox: Sandbox) => cloudflare(sandbox, `/accounts/${CORP}/tokens/verify`);

describe("Cloudflare's limit of requests", () => {
  it('blocks a token that passes it, for the whole window, and nobody else', async () => {
    let now = 1_000_000;
    const sandbox = await sandboxOf({ story: 'empty', now: () => now, rateLimit: { requests: 3, windowMs: 300_000 } });
    for (let request = 0; request < 3; request += 1) expect((await verify(sandbox)).status).toBe(200);

    const blocked = await verify(sandbox);
    expect(blocked).toMatchObject({ status: 429, body: { errors: [{ code: 971 }] } });
    expect(blocked.headers.get('retry-after')).toBe('300');
    expect((await cloudflare(sandbox, '/user/tokens/verify', LABS_ACCOUNT.secret)).status).toBe(200);

    now += 299_000;
    expect((await verify(sandbox)).headers.get('retry-after')).toBe('1');
    now += 1_001;
    expect((await verify(sandbox)).status).toBe(200);
  });

  it('says what is left with every answer', async () => {
    const sandbox = await sandboxOf({ story: 'empty', rateLimit: { requests: 3, windowMs: 300_000 } });

    const { headers } = await verify(sandbox);

    expect(headers.get('ratelimit')).toBe('"default";r=2;t=300');
    expect(headers.get('ratelimit-policy')).toBe('"default";q=3;w=300');
  });

  it('only counts when it is not enforced', async () => {
    const sandbox = await sandboxOf({ story: 'empty', rateLimit: { requests: 1, enforce: false } });

    await verify(sandbox);

    expect((await verify(sandbox)).status).toBe(200);
    expect(sandbox.control.busiestWindow()).toBe(2);
  });

  it('finds the busiest window of a token in what was recorded', async () => {
    let now = 0;
    const sandbox = await sandboxOf({ story: 'empty', now: () => now, rateLimit: { windowMs: 100 } });
    for (const time of [0, 50, 100, 101, 300]) {
      now = time;
      await verify(sandbox);
    }

    expect(sandbox.control.busiestWindow(CORP_ACCOUNT.callerTokenId)).toBe(3);
    expect(sandbox.control.busiestWindow('somebody else')).toBe(0);
  });

  it('records time, token and path of each request, never the secret', async () => {
    const sandbox = await sandboxOf({ story: 'empty', now: () => 42 });

    await verify(sandbox);

    expect(sandbox.control.requests()).toEqual([
      {
        at: 42,
        provider: 'cloudflare',
        method: 'GET',
        path: `/accounts/${CORP}/tokens/verify`,
        token: CORP_ACCOUNT.callerTokenId,
        status: 200,
      },
    ]);
  });
});

import { createPermissionGroupCache } from '../../../activities/cloudflare/permission-group-cache';
import { ScopeReader } from '../../../activities/cloudflare/read-scope';
import { STORY_SETTING } from '../../../sandbox/story/setting';
import { GROUP } from '../../../sandbox/story/permission-groups';
import { tokenId } from '../../support/audit-records';
import { ACCOUNT_ID, at, createCloudflareRig, NO_SIGNAL, SECRET, type CloudflareRig } from './cloudflare-rig';

let rig: CloudflareRig;
beforeEach(async () => {
  rig = await createCloudflareRig();
});
afterEach(() => rig.close());

const HERE = { kind: 'accounts', id: ACCOUNT_ID } as const;
const many = <T>(count: number, of: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => of(i));
const without = (permission: string) => {
  const permissions = STORY_SETTING.accounts[0]!.permissions.filter((name) => name !== permission);
  rig.sandbox.control.setCaller(SECRET, { permissions });
};

describe('a look at one credential', () => {
  it('finds an account token', async () => {
    const policies = [{ id: 'p', effect: 'allow', permission_groups: [{ id: 'g' }], resources: { x: '*' } }];
    rig.sandbox.control.addToken({ id: tokenId(1), accountId: ACCOUNT_ID, body: { name: 'ci', policies } });
    expect(await rig.client.accountToken(ACCOUNT_ID, tokenId(1), NO_SIGNAL)).toMatchObject({
      state: 'found',
      value: { name: 'ci', policies: [{ effect: 'allow', resources: { x: '*' } }] },
    });
  });

  it('that is gone is missing', async () => {
    expect(await rig.client.accountToken(ACCOUNT_ID, tokenId(1), NO_SIGNAL)).toEqual({ state: 'missing' });
    expect(await rig.client.serviceToken(HERE, 's1', NO_SIGNAL)).toEqual({ state: 'missing' });
  });

  it('without the permission names it', async () => {
    without('Account API Tokens Read');
    expect(await rig.client.accountToken(ACCOUNT_ID, tokenId(1), NO_SIGNAL)).toEqual({
      state: 'denied',
      permission: 'Account API Tokens: Read',
    });
  });

  it('by an account on a user token is denied', async () => {
    expect(await rig.client.userToken(tokenId(1), NO_SIGNAL)).toMatchObject({ state: 'denied' });
  });

  it('with a token that is no longer valid is a failure, and never an answer about the credential', async () => {
    const client = rig.createClient({ token: 'revoked' });
    const failure = { type: 'AuthRejected', message: expect.stringContaining('`token` setting') as string };
    await expect(client.accountToken(ACCOUNT_ID, tokenId(1), NO_SIGNAL)).rejects.toMatchObject(failure);
    await expect(client.permissionGroups(ACCOUNT_ID, NO_SIGNAL)).rejects.toMatchObject(failure);
    await expect(client.accessPolicies(HERE, NO_SIGNAL)).rejects.toMatchObject(failure);
  });

  it.each([403, 400])('that is called invalid with %d is that failure too', async (status) => {
    const body = { success: false, errors: [{ code: 1000, message: 'Invalid API Token' }], result: null };
    rig.sandbox.control.addFault({ provider: 'cloudflare', times: 'always', kind: { status, body } });
    await expect(rig.client.accountToken(ACCOUNT_ID, tokenId(1), NO_SIGNAL)).rejects.toMatchObject({
      type: 'AuthRejected',
    });
    await expect(rig.client.permissionGroups(ACCOUNT_ID, NO_SIGNAL)).rejects.toMatchObject({ type: 'AuthRejected' });
  });

  it('in a shape that nobody documents says so', async () => {
    rig.sandbox.control.addToken({ id: tokenId(1), accountId: ACCOUNT_ID, body: { policies: 'all' } });
    expect(await rig.client.accountToken(ACCOUNT_ID, tokenId(1), NO_SIGNAL)).toEqual({ state: 'unknown_shape' });
  });

  it.each([
    ['success-false', 'Unavailable'],
    ['html', 'UnexpectedAnswer'],
    ['drop', 'Unavailable'],
    [{ rateLimited: 'with-retry-after', retryAfterS: 3 }, 'RateLimited'],
    [{ status: 502 }, 'Unavailable'],
  ] as const)('that meets %j has failed: it is no answer about the credential', async (kind, type) => {
    rig.sandbox.control.addFault({ provider: 'cloudflare', kind });
    await expect(rig.client.accountToken(ACCOUNT_ID, tokenId(1), NO_SIGNAL)).rejects.toMatchObject({ type });
  });

  it('cannot be led astray by an id', async () => {
    await rig.client.accountToken(ACCOUNT_ID, '../../user/tokens?x=#', NO_SIGNAL);
    await rig.client.serviceToken(HERE, '../apps', NO_SIGNAL);
    expect(rig.sandbox.control.requests().map(({ path }) => path)).toEqual([
      `/accounts/${ACCOUNT_ID}/tokens/..%2F..%2Fuser%2Ftokens%3Fx%3D%23`,
      `/accounts/${ACCOUNT_ID}/access/service_tokens/..%2Fapps`,
    ]);
  });
});

describe('permission groups', () => {
  it('are listed by id', async () => {
    const groups = await rig.client.permissionGroups(ACCOUNT_ID, NO_SIGNAL);
    expect(groups.state === 'found' && groups.value.get(GROUP.dnsWrite.id)).toBe('DNS Write');
  });

  it('without the permission are none, and the permission is named', async () => {
    without('Account API Tokens Read');
    const cache = createPermissionGroupCache();
    expect(await cache.groupsOf(rig.account, NO_SIGNAL)).toEqual({
      groups: new Map(),
      missingPermission: 'Account API Tokens: Read',
    });
  });

  it('in a shape that nobody documents are a failure', async () => {
    const body = { success: true, errors: [], result: { 0: 'odd' } };
    rig.sandbox.control.addFault({ provider: 'cloudflare', kind: { status: 200, body } });
    await expect(rig.client.permissionGroups(ACCOUNT_ID, NO_SIGNAL)).rejects.toMatchObject({
      type: 'UnexpectedAnswer',
    });
  });
});

describe('Access policies', () => {
  const naming = (id: string, token = 's1') => ({
    id,
    name: id,
    decision: 'non_identity',
    include: [{ service_token: { token_id: token } }],
  });
  const listed = (owner: Parameters<typeof rig.client.accessPolicies>[0] = HERE) =>
    rig.client.accessPolicies(owner, NO_SIGNAL);

  it('are those of the account, of its groups and of its applications, with their places', async () => {
    const { control } = rig.sandbox;
    control.addAccessPolicy({ accountId: ACCOUNT_ID, body: naming('reusable') });
    control.addAccessGroup({ accountId: ACCOUNT_ID, body: naming('group') });
    control.addAccessApp({ accountId: ACCOUNT_ID, body: { id: 'app', name: 'Wiki' } });
    control.addAccessPolicy({ accountId: ACCOUNT_ID, appId: 'app', body: naming('own') });
    const lookup = await listed();
    const places = lookup.state === 'found' ? lookup.value.map(({ where, policy }) => [where, policy.id]) : [];
    expect(places).toEqual([
      ['reusable policy', 'reusable'],
      ['group', 'group'],
      ['application Wiki', 'own'],
    ]);
  });

  it('are listed over all their pages: the last one may be the one that counts', async () => {
    for (const index of many(230, (i) => i)) {
      rig.sandbox.control.addAccessPolicy({
        accountId: ACCOUNT_ID,
        body: naming(`p${index}`, index === 229 ? 's1' : 's2'),
      });
    }
    const reader = new ScopeReader(ACCOUNT_ID, rig.client, NO_SIGNAL);
    rig.sandbox.control.addServiceToken({ id: 's1', accountId: ACCOUNT_ID });
    const reading = await reader.serviceToken(undefined, 's1');
    expect(reading).toMatchObject({ serviceToken: { namedBy: [{ id: 'p229' }] } });
  });

  it('of a zone are asked of the zone, which has no reusable ones', async () => {
    await listed({ kind: 'zones', id: '00112233445566778899aabbccddeeff' }).catch(() => undefined);
    const paths = rig.sandbox.control.requests().map(({ path }) => path.replace(/\?.*/, ''));
    expect(paths[0]).toBe('/zones/00112233445566778899aabbccddeeff/access/apps');
    expect(paths.some((path) => path.endsWith('/access/policies'))).toBe(false);
  });

  it.each([
    ['policies', 'Access: Apps and Policies: Read'],
    ['apps', 'Access: Apps and Policies: Read'],
    ['groups', 'Access: Organizations, Identity Providers, and Groups: Read'],
  ])('are denied when %s are, and the permission is named', async (kind, permission) => {
    rig.sandbox.control.addFault({ provider: 'cloudflare', path: `/access/${kind}`, kind: { status: 403 } });
    expect(await listed()).toEqual({ state: 'denied', permission });
  });

  it('are unknown when an application is gone before its policies were read', async () => {
    rig.sandbox.control.addAccessApp({ accountId: ACCOUNT_ID, body: { id: 'app', name: 'Wiki' } });
    rig.sandbox.control.addFault({ provider: 'cloudflare', path: '/apps/app/policies', kind: { status: 404 } });
    expect(await listed()).toEqual({ state: 'unknown_shape' });
  });

  const listOf = (items: readonly unknown[], total_count?: number) => ({
    status: 200,
    body: { success: true, errors: [], messages: [], result: items, result_info: { total_count } },
  });

  it.each([
    ['whose pages never end', listOf(many(100, (index) => ({ id: `a${index}` })))],
    ['that is shorter than its own count', listOf([], 3)],
  ])('in a list %s have failed: a part of them would look like "not bound"', async (_what, kind) => {
    rig.sandbox.control.addFault({ provider: 'cloudflare', path: '/access/apps', times: 'always', kind });
    await expect(listed()).rejects.toMatchObject({ type: 'UnexpectedAnswer' });
  });
});

describe('the pace of requests', () => {
  it('never passes its share in any window', async () => {
    const windowMs = 300;
    const client = rig.createClient({ requests: 12, windowMs });
    await Promise.all(many(30, () => client.accountToken(ACCOUNT_ID, tokenId(1), NO_SIGNAL)));
    const times = rig.sandbox.control.requests().map((request) => request.at);
    expect(times).toHaveLength(30);
    const busiest = Math.max(
      ...times.map((start) => times.filter((time) => time >= start && time < start + windowMs - 5).length),
    );
    expect(busiest).toBeLessThanOrEqual(12);
  });

  it('is not waited for by a caller who has given up', async () => {
    const client = rig.createClient({ requests: 3, windowMs: 3_600_000 });
    const caller = new AbortController();
    const calls = many(5, () => client.accountToken(ACCOUNT_ID, tokenId(1), caller.signal));
    caller.abort(new Error('given up'));
    const ends = await Promise.allSettled(calls);
    expect(ends.every(({ status }) => status === 'rejected')).toBe(true);
  });
});

it('a client lets a caller give up while the requests of others hold every place', async () => {
  rig.sandbox.control.addFault({ provider: 'cloudflare', times: 'always', kind: 'stalled-body' });
  const client = rig.createClient({ timeoutMs: 1_000 });
  const caller = new AbortController();
  const endOf = (who: string, signal: AbortSignal) =>
    client.accountToken(ACCOUNT_ID, tokenId(1), signal).then(
      () => 'an answer',
      () => who,
    );
  const ends = [endOf('another', NO_SIGNAL), endOf('another', NO_SIGNAL), endOf('the caller', caller.signal)];
  caller.abort(new Error('given up'));
  await expect(Promise.race(ends)).resolves.toBe('the caller');
  await Promise.all(ends);
});

it('a client gives up an answer that stalls, with its own time-out', async () => {
  rig.sandbox.control.addFault({ provider: 'cloudflare', kind: 'stalled-body' });
  const client = rig.createClient({ timeoutMs: 80 });
  const page = client.auditPage('v2', ACCOUNT_ID, { since: at(9), before: at(0) }, undefined, NO_SIGNAL);
  await expect(page).rejects.toMatchObject({ type: 'Unavailable' });
});

it('no failure of a client repeats its token or what Cloudflare wrote', async () => {
  const body = { success: false, errors: [{ code: 7, message: `token ${SECRET} is wrong` }], result: SECRET };
  rig.sandbox.control.addFault({ provider: 'cloudflare', times: 'always', kind: { status: 400, body } });
  const error = await rig.client.accountToken(ACCOUNT_ID, tokenId(1), NO_SIGNAL).catch((thrown: unknown) => thrown);
  expect(JSON.stringify([error, (error as Error).message, (error as Error).stack])).not.toContain(SECRET);
});

import { CORP, LABS, SERVICE_USER_ID } from '../../../sandbox/story/setting';
import { ZONE } from '../../../sandbox/story/places';
import { auditPath, cloudflare, CORP_ACCOUNT, LABS_ACCOUNT, useSandbox } from './clients';

const sandboxOf = useSandbox();

describe('who may call', () => {
  it('answers 401 with code 10000 to an unknown token', async () => {
    const answer = await cloudflare(await sandboxOf(), auditPath(), 'nobody');

    expect(answer).toMatchObject({ status: 401, body: { success: false, errors: [{ code: 10_000 }] } });
  });

  it('answers 400 with code 6003 to a request without a bearer token', async () => {
    const { cloudflareUrl } = await sandboxOf();

    const response = await fetch(`${cloudflareUrl}${auditPath()}`, { headers: { authorization: 'Token abc' } });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ code: 6_003 }] });
  });

  it.each([
    ['Account Settings Read', auditPath()],
    ['Account API Tokens Read', `/accounts/${CORP}/tokens/permission_groups`],
    ['Access: Service Tokens Read', `/accounts/${CORP}/access/service_tokens/any`],
    ['Access: Apps and Policies Read', `/accounts/${CORP}/access/policies`],
  ])('answers 403 without the permission %s', async (missing, path) => {
    const { control, ...sandbox } = await sandboxOf();
    const permissions = CORP_ACCOUNT.permissions.filter((permission) => permission !== missing);
    control.setCaller(CORP_ACCOUNT.secret, { permissions });

    const answer = await cloudflare({ control, ...sandbox }, path);

    expect(answer).toMatchObject({ status: 403, body: { errors: [{ code: 10_000 }] } });
  });

  it('answers 403 for an account that the token does not reach', async () => {
    expect((await cloudflare(await sandboxOf(), auditPath({}, LABS))).status).toBe(403);
  });

  it('refuses everything that writes', async () => {
    const { cloudflareUrl } = await sandboxOf();

    const response = await fetch(`${cloudflareUrl}/accounts/${CORP}/tokens/t1`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${CORP_ACCOUNT.secret}` },
    });

    expect(response.status).toBe(405);
  });
});

describe('tokens', () => {
  it('shows an account-owned token in its account until it is deleted', async () => {
    const sandbox = await sandboxOf();
    sandbox.control.addToken({ id: 't1', accountId: CORP, body: { name: 'ci' } });
    sandbox.control.addToken({ id: 't2', accountId: LABS });

    expect((await cloudflare(sandbox, `/accounts/${CORP}/tokens/t1`)).body.result).toMatchObject({
      id: 't1',
      name: 'ci',
    });
    expect((await cloudflare(sandbox, `/accounts/${CORP}/tokens/t2`)).status).toBe(404);
    sandbox.control.setToken('t1', null);
    expect((await cloudflare(sandbox, `/accounts/${CORP}/tokens/t1`)).status).toBe(404);
  });

  it("shows a user's own tokens and nobody else's", async () => {
    const sandbox = await sandboxOf();
    sandbox.control.addToken({ id: 'own', userId: SERVICE_USER_ID });
    sandbox.control.addToken({ id: 'other', userId: 'somebody' });

    expect((await cloudflare(sandbox, '/user/tokens/own', LABS_ACCOUNT.secret)).status).toBe(200);
    expect((await cloudflare(sandbox, '/user/tokens/other', LABS_ACCOUNT.secret)).status).toBe(404);
  });

  it('shows an account-owned caller no user token at all', async () => {
    const answer = await cloudflare(await sandboxOf(), '/user/tokens/own');

    expect(answer).toMatchObject({ status: 403, body: { errors: [{ code: 9_109 }] } });
  });

  it('verifies a token only at the endpoint of its own kind', async () => {
    const sandbox = await sandboxOf();

    const own = await cloudflare(sandbox, `/accounts/${CORP}/tokens/verify`);
    const other = await cloudflare(sandbox, '/user/tokens/verify');

    expect(own.body.result).toEqual({ id: CORP_ACCOUNT.callerTokenId, status: 'active' });
    expect(other).toMatchObject({ status: 401, body: { errors: [{ code: 1_000 }] } });
  });

  it('lists permission groups with their names', async () => {
    const { body } = await cloudflare(await sandboxOf(), `/accounts/${CORP}/tokens/permission_groups`);

    expect(body.result).toContainEqual(
      expect.objectContaining({ name: 'DNS Write', scopes: ['com.cloudflare.api.account.zone'] }),
    );
  });
});

describe('Access', () => {
  it('pages its lists by number with a total', async () => {
    const sandbox = await sandboxOf();
    for (let number = 0; number < 21; number += 1) {
      sandbox.control.addAccessPolicy({ accountId: CORP, body: { id: `p${number}` } });
    }

    const second = await cloudflare(sandbox, `/accounts/${CORP}/access/policies?page=2`);

    expect(second.body.result).toEqual([{ id: 'p20' }]);
    expect(second.body.result_info).toMatchObject({ count: 1, page: 2, per_page: 20, total_count: 21 });
  });

  it("keeps an application's policies apart from the reusable ones", async () => {
    const sandbox = await sandboxOf();
    sandbox.control.addAccessApp({ accountId: CORP, body: { id: 'app' } });
    sandbox.control.addAccessPolicy({ accountId: CORP, appId: 'app', body: { id: 'of-app' } });
    sandbox.control.addAccessPolicy({ accountId: CORP, body: { id: 'reusable' } });

    const ofApp = await cloudflare(sandbox, `/accounts/${CORP}/access/apps/app/policies`);
    const reusable = await cloudflare(sandbox, `/accounts/${CORP}/access/policies`);

    expect(ofApp.body.result).toEqual([{ id: 'of-app' }]);
    expect(reusable.body.result).toEqual([{ id: 'reusable' }]);
  });

  it('keeps zones apart from their account', async () => {
    const sandbox = await sandboxOf();
    const zoneId = ZONE.corp.id;
    sandbox.control.addServiceToken({ id: 's1', accountId: CORP, zoneId });
    sandbox.control.addAccessGroup({ accountId: CORP, zoneId, body: { id: 'g1' } });

    expect((await cloudflare(sandbox, `/zones/${zoneId}/access/service_tokens/s1`)).status).toBe(200);
    expect((await cloudflare(sandbox, `/accounts/${CORP}/access/service_tokens/s1`)).status).toBe(404);
    expect((await cloudflare(sandbox, `/zones/${zoneId}/access/groups`)).body.result).toEqual([{ id: 'g1' }]);
  });
});

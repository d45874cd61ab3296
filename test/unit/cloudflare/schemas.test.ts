import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { AccessPolicy, ApiToken, PermissionGroupList, ServiceToken } from '../../../activities/cloudflare/schemas';

const sample = (name: string): { result: unknown } =>
  JSON.parse(readFileSync(path.join(__dirname, '../../fixtures/cloudflare', name), 'utf8')) as { result: unknown };

const POLICY = { id: 'p', effect: 'allow', permission_groups: [{ id: 'g' }], resources: { a: '*' } };

describe('an API token', () => {
  it('is read from an answer of the account', () => {
    const token = ApiToken.parse(sample('account-token.json').result);
    expect(token.policies.length).toBeGreaterThan(0);
    expect(token.name).not.toBe('');
  });

  it.each(['request_ip', 'request.ip'])('limits addresses under the key %s', (key) => {
    const token = ApiToken.parse({ policies: [], condition: { [key]: { in: ['192.0.2.0/24'], not_in: ['::/0'] } } });
    expect(token).toMatchObject({ ipIn: ['192.0.2.0/24'], ipNotIn: ['::/0'] });
  });

  it('without an optional field is one that says nothing about it', () => {
    expect(ApiToken.parse({ policies: [POLICY] })).toEqual({
      name: '',
      status: '',
      issuedOn: undefined,
      modifiedOn: undefined,
      notBefore: undefined,
      expiresOn: undefined,
      policies: [{ effect: 'allow', permissionGroups: [{ id: 'g', name: undefined }], resources: { a: '*' } }],
      ipIn: [],
      ipNotIn: [],
    });
  });

  it('keeps resources of any shape for the judge', () => {
    const resources = { 'com.cloudflare.api.account.x': { 'com.cloudflare.api.account.zone.*': ['odd'] } };
    expect(ApiToken.parse({ policies: [{ ...POLICY, resources }] }).policies[0]?.resources).toEqual(resources);
  });

  it.each([
    ['no policies', {}],
    ['policies that are no list', { policies: { 0: POLICY } }],
    ['a policy without effect', { policies: [{ ...POLICY, effect: undefined }] }],
    ['a policy without groups', { policies: [{ ...POLICY, permission_groups: undefined }] }],
    ['a group without id', { policies: [{ ...POLICY, permission_groups: [{ name: 'DNS Read' }] }] }],
    ['addresses that are no list', { policies: [], condition: { request_ip: { in: '192.0.2.1' } } }],
  ])('with %s cannot be read: it would look harmless', (_what, token) => {
    expect(ApiToken.safeParse(token).success).toBe(false);
  });
});

it('permission groups are read from an answer, and none of them is left out', () => {
  const { result } = sample('permission-groups.json');
  expect(PermissionGroupList.parse(result)).toHaveLength((result as unknown[]).length);
  expect(PermissionGroupList.safeParse([{ id: 'g' }]).success).toBe(false);
});

it('a service token is read from an answer', () => {
  expect(ServiceToken.parse(sample('service-token.json').result)).toMatchObject({
    enabled: expect.any(Boolean) as unknown,
  });
});

describe('an Access policy', () => {
  it('is read from an answer', () => {
    const policies = z.array(AccessPolicy).parse(sample('access-policies.json').result);
    expect(policies.flatMap(({ include }) => include).some((rule) => rule.service_token !== undefined)).toBe(true);
  });

  it('may let in by rules that we do not know', () => {
    const { include, require } = AccessPolicy.parse({ include: [{ email: { email: 'a@example.com' } }, {}] });
    expect(include).toHaveLength(2);
    expect(require).toEqual([]);
  });

  it.each([
    ['include that is no list', { include: {} }],
    ['a service token without an id', { include: [{ service_token: {} }] }],
  ])('with %s cannot be read: it might let in any token', (_what, policy) => {
    expect(AccessPolicy.safeParse(policy).success).toBe(false);
  });
});

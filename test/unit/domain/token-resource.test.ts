import { reachedResources, reachOf, RESOURCE_RULES } from '../../../domain/token-resource';

describe.each([...RESOURCE_RULES])('resource rule $reach $hit', ({ reach, name, hit, miss }) => {
  it(`claims ${hit}`, () => expect(reachOf(hit)).toBe(reach));
  it(`leaves ${miss} alone`, () => expect(name.test(miss)).toBe(false));
  it('is the only row that knows its hit', () =>
    expect([...RESOURCE_RULES].filter((rule) => rule.name.test(hit))).toHaveLength(1));
});

it.each([
  'com.cloudflare.api.account.zone',
  'com.cloudflare.api.account.zone.',
  'com.cloudflare.api.account.',
  'com.cloudflare.api.account.a*',
  'COM.CLOUDFLARE.API.ACCOUNT.ZONE.Z1',
  ' com.cloudflare.api.account.zone.z1',
  'com.cloudflare.api.account.zone.z1\n',
  'xcom.cloudflare.api.account.zone.z1',
  '*',
  '',
  '__proto__',
])('does not know %j, so nobody knows how far it reaches', (name) => {
  expect(reachOf(name)).toBe('unknown');
});

it.each([null, undefined, '*', 7, true, [], ['x'], {}])('finds one resource of unknown reach in %j', (odd) => {
  expect(reachedResources(odd)).toEqual([{ resource: 'unreadable', reach: 'unknown' }]);
});

it('takes every zone for those of the account around it', () => {
  const resources = { 'com.cloudflare.api.account.a1': { 'com.cloudflare.api.account.zone.*': '*' } };
  expect(reachedResources(resources).map(({ reach }) => reach)).toEqual(['account_zones']);
});

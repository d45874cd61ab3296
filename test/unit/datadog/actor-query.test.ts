import fc from 'fast-check';
import { actorQueries } from '../../../activities/datadog/actor-query';
import { searchableActor } from '../../../activities/shared/searchable-actor';

const NOBODY = { email: null, id: null, tokenId: null, ip: null };
const queriesOf = (actor: Partial<typeof NOBODY> | Record<string, string>) =>
  actorQueries(searchableActor({ ...NOBODY, ...actor }));

describe('the search for an actor', () => {
  it('joins every name by which Datadog may know one, quoted', () => {
    expect(queriesOf({ email: 'Dana@example.com', id: '5d1f0b3c-7a9e' }).actor).toBe(
      '(@usr.email:"Dana@example.com" OR @usr.email:"dana@example.com" OR @usr.id:"5d1f0b3c-7a9e")',
    );
  });

  it('has no brackets around a single name', () => {
    expect(queriesOf({ email: 'dana@example.com' })).toEqual({ actor: '@usr.email:"dana@example.com"', address: null });
  });

  it('asks for a UUID in both places where a user has one', () => {
    const id = '5d1f0b3c-7a9e-11f0-9c55-da7ad0900002';
    expect(queriesOf({ id }).actor).toBe(`(@usr.id:"${id}" OR @usr.uuid:"${id}")`);
  });

  it.each([
    ['203.0.113.9', ['203.0.113.9', '::ffff:203.0.113.9']],
    [
      '2001:DB8:1:2:3:4:5:6',
      ['2001:db8:1:2:3:4:5:6', '2001:DB8:1:2:3:4:5:6', '2001:0db8:0001:0002:0003:0004:0005:0006'],
    ],
  ])('asks for the address %s apart, in every spelling that systems write', (ip, spellings) => {
    const terms = spellings.map((spelling) => `@network.client.ip:"${spelling}"`);
    expect(queriesOf({ ip })).toEqual({ actor: null, address: `(${terms.join(' OR ')})` });
  });

  it.each(['fe80::1%eth0', '203.0.113', '203.0.113.9/24', '999.1.1.1', '*'])('takes %s for no address', (ip) => {
    expect(queriesOf({ ip }).address).toBeNull();
  });

  it('takes no id of Cloudflare and no token for a name', () => {
    expect(queriesOf({ id: 'ab'.repeat(16), tokenId: 'cd'.repeat(16) })).toEqual({ actor: null, address: null });
  });

  it('ignores blanks around a name', () => {
    expect(queriesOf({ email: ' dana@example.com\n' }).actor).toBe('@usr.email:"dana@example.com"');
  });

  it('is never more than exact quoted terms, whatever was reported', () => {
    const term = '@(?:usr\\.email|usr\\.(?:id|uuid)|network\\.client\\.ip):"[A-Za-z0-9._%+\'@:-]+"';
    const whole = new RegExp(`^(?:${term}|\\(${term}(?: OR ${term})+\\))$`);
    const syntax = fc.string({
      unit: fc.constantFrom('"', '\\', ' ', '*', '(', ')', ':', '@', ' OR ', '-', 'a', '\n', '\u201c', '\u202e'),
    });
    const name = fc.oneof(
      fc.emailAddress(),
      fc.uuid(),
      fc.ipV4(),
      fc.ipV6(),
      syntax,
      fc.tuple(fc.emailAddress(), syntax).map((parts) => parts.join('')),
      fc.tuple(fc.uuid(), syntax).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(name, name, name, (email, id, ip) => {
        const { actor, address } = queriesOf({ email, id, ip });
        for (const query of [actor, address]) if (query !== null) expect(query).toMatch(whole);
      }),
      { numRuns: 2_000 },
    );
  });
});

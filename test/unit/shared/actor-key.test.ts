import { createActorKeyActivities } from '../../../activities/shared/actor-key';
import type { Anomaly } from '../../../domain/investigation/anomaly';

const { actorKeyOf } = createActorKeyActivities({ key: 'an-actor-key-of-thirty-two-chars' });
const keyOf = (actor: Partial<Anomaly['actor']>) =>
  actorKeyOf({ actor: { email: null, id: null, tokenId: null, ip: null, ...actor } });
const TOKEN = 'ab'.repeat(16);

describe('the key of an actor', () => {
  it.each([
    ['an e-mail address', { email: 'Dana@Example.com' }, { email: ' dana@example.com' }],
    ['an id', { id: TOKEN.toUpperCase() }, { id: TOKEN }],
    ['a token', { tokenId: TOKEN.toUpperCase() }, { tokenId: TOKEN }],
    ['an address', { ip: '2001:DB8:0:0:0:0:0:1' }, { ip: '2001:db8::1' }],
    ['an IPv4 address', { ip: '::ffff:203.0.113.9' }, { ip: '203.0.113.9' }],
  ])('is the same for two spellings of %s', async (_, one, other) => {
    expect(await keyOf(one)).toBe(await keyOf(other));
    expect(await keyOf(one)).toMatch(/^[0-9a-f]{32}$/);
  });

  it('tells ids apart that capitals tell apart', async () => {
    expect(await keyOf({ id: '00uA1b2C3' })).not.toBe(await keyOf({ id: '00ua1b2c3' }));
  });

  it('does not exist without an actor or a key', async () => {
    expect(await keyOf({})).toBeNull();
    const keyless = createActorKeyActivities({ key: undefined });
    const actor = { email: 'dana@example.com', id: null, tokenId: null, ip: null };
    expect(await keyless.actorKeyOf({ actor })).toBeNull();
  });
});

import { searchableActor, spellingsOfAddress } from '../../../activities/shared/searchable-actor';

const NOBODY = { email: null, id: null, tokenId: null, ip: null };
const TOKEN = 'ab'.repeat(16);

describe('the names that may stand in a search', () => {
  it('have hexadecimal ids in small letters, as providers write them', () => {
    const uuid = '5d1f0b3c-7a9e-11f0-9c55-da7ad0900002';
    const reported = { ...NOBODY, id: ` ${uuid.toUpperCase()}`, tokenId: TOKEN.toUpperCase() };
    expect(searchableActor(reported)).toMatchObject({ id: uuid, tokenId: TOKEN });
  });

  it('have every other id as it was reported: its capitals may tell it from another', () => {
    expect(searchableActor({ ...NOBODY, id: '00uA1b2C3' }).id).toBe('00uA1b2C3');
  });
});

describe('the spellings of an address that providers are asked for', () => {
  it.each([
    ['2001:DB8::1', ['2001:db8::1', '2001:DB8::1']],
    ['2001:db8:0:0:0:0:0:1', ['2001:db8::1', '2001:db8:0:0:0:0:0:1']],
    ['::ffff:203.0.113.9', ['203.0.113.9', '::ffff:203.0.113.9']],
    ['203.0.113.9', ['203.0.113.9']],
  ])('of %s are the usual one and the reported one', (ip, spellings) =>
    expect(spellingsOfAddress(ip)).toEqual(spellings),
  );
});

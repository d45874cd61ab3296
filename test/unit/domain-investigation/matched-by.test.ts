import { matchedBy } from '../../../domain/investigation/matched-by';
import { HOTEL } from './histories/build';

const nobody = { email: '', ids: [''], credentialId: '', address: '' };

describe('a record that a search found', () => {
  it.each([
    ['by e-mail, however it is written', { email: 'Mallory@example.com' }, { email: 'mallory@EXAMPLE.com' }, 'actor'],
    ['by one of its ids', { id: 'u1' }, { ids: ['x', 'u1'] }, 'actor'],
    ['by a token', { tokenIds: ['t1'] }, { credentialId: 't1' }, 'token'],
    ['by address alone', { ip: HOTEL }, { email: 'carol@example.com', address: HOTEL }, 'address'],
    ['by a token in capitals', { tokenIds: ['AB'.repeat(16)] }, { credentialId: 'ab'.repeat(16) }, 'token'],
    ['by an address in capitals', { ip: '2001:DB8::1' }, { address: '2001:db8::1' }, 'address'],
    ['by an address written out', { ip: '2001:db8:0:0:0:0:0:1' }, { address: '2001:db8::1' }, 'address'],
    ['by an address mapped into IPv6', { ip: '203.0.113.9' }, { address: '::ffff:203.0.113.9' }, 'address'],
    [
      'by name before address',
      { email: 'm@example.com', ip: HOTEL },
      { email: 'm@example.com', address: HOTEL },
      'actor',
    ],
  ] as const)('belongs to the actor %s', (_, actor, recorded, match) => {
    expect(matchedBy(actor, { ...nobody, ...recorded })).toBe(match);
  });

  it.each([
    ['whose e-mail only begins like it', { email: 'm@example.com' }, { email: 'm@example.com.evil.example' }],
    ['whose id differs in its capitals', { id: '00uA1b2C3' }, { ids: ['00ua1b2c3'] }],
    ['of another address', { ip: '2001:db8::1' }, { address: '2001:db8::10' }],
    ['when neither address is one', { ip: 'unknown' }, { address: 'unknown' }],
    ['when neither has a name', { email: '', id: '', tokenIds: [''], ip: '' }, {}],
    ['when nothing is known of the actor', {}, {}],
  ])('does not belong to an actor %s', (_, actor, recorded) => {
    expect(matchedBy(actor, { ...nobody, ...recorded })).toBeNull();
  });
});

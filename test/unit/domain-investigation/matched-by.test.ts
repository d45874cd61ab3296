import { matchedBy } from '../../../domain/investigation/matched-by';
import { HOTEL } from './histories/build';

const nobody = { email: '', ids: [''], credentialId: '', address: '' };

describe('a record that a search found', () => {
  it.each([
    ['by e-mail, however it is written', { email: 'Mallory@example.com' }, { email: 'mallory@EXAMPLE.com' }, 'actor'],
    ['by one of its ids', { id: 'u1' }, { ids: ['x', 'u1'] }, 'actor'],
    ['by a token', { tokenIds: ['t1'] }, { credentialId: 't1' }, 'token'],
    ['by address alone', { ip: HOTEL }, { email: 'carol@example.com', address: HOTEL }, 'address'],
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
    ['when neither has a name', { email: '', id: '', tokenIds: [''], ip: '' }, {}],
    ['when nothing is known of the actor', {}, {}],
  ])('does not belong to an actor %s', (_, actor, recorded) => {
    expect(matchedBy(actor, { ...nobody, ...recorded })).toBeNull();
  });
});

import { credentialIdentity, eventIdentity } from '../../../domain/credential-identity';
import { actionEvent, requestEvent } from './situations';

const HASH = 'a'.repeat(64);
const created = requestEvent('POST /user/tokens');

describe('a credential', () => {
  it('is its token id, whatever the account, the log and the kind of event', () => {
    const rolled = requestEvent('PUT /user/tokens/t1/value', {
      accountId: 'b2',
      id: 'other',
      request: { rayId: 'ray2' },
    });
    const shownByV1 = actionEvent('token_create', { metadata: { token_tag: 't1' } });
    expect([created, rolled, shownByV1].map((event) => credentialIdentity(event, 't1', HASH))).toEqual([
      't1',
      't1',
      't1',
    ]);
  });

  it('without an id is the request that made it, the same in every account that shows it', () => {
    const elsewhere = { ...created, accountId: 'b2', id: 'other' };
    expect(credentialIdentity(created, null, HASH)).toBe('9a1b2d0000000004|POST|/user/tokens');
    expect(credentialIdentity(elsewhere, null, 'b'.repeat(64))).toBe(credentialIdentity(created, null, HASH));
  });

  it.each([
    ['ray', requestEvent('POST /user/tokens', { request: { rayId: 'ray2' } })],
    ['method', requestEvent('PATCH /user/tokens')],
    ['path', requestEvent('POST /accounts/a1/tokens')],
  ])('without an id is another one when the %s differs', (_, event) => {
    expect(credentialIdentity(event, null, HASH)).not.toBe(credentialIdentity(created, null, HASH));
  });

  it('of version 1 without an id is its event', () => {
    expect(credentialIdentity(actionEvent('rotate_API_key', { id: 'e1' }), null, HASH)).toBe('v1:e1');
  });

  it('of a record without any id is its bytes', () => {
    expect(credentialIdentity({ ...actionEvent('x'), id: undefined }, null, HASH)).toBe(`sha256:${HASH}`);
  });
});

describe('an event', () => {
  it('of a user is one event in all accounts that show it', () => {
    const elsewhere = { ...created, accountId: 'b2', id: 'other' };
    expect(eventIdentity(created, HASH)).toBe('9a1b2d0000000004|POST|/user/tokens|2026-11-22T01:10:09.003Z');
    expect(eventIdentity(elsewhere, 'b'.repeat(64))).toBe(eventIdentity(created, HASH));
  });

  it('at another time is another event', () => {
    expect(eventIdentity({ ...created, time: '2026-11-22T01:10:09.004Z' }, HASH)).not.toBe(
      eventIdentity(created, HASH),
    );
  });

  it('without a ray is known by its id, which the two logs give out separately', () => {
    const noRay = requestEvent('POST /user/tokens', { id: 'e1', request: { rayId: ' ' } });
    expect(eventIdentity(noRay, HASH)).toBe('v2:e1');
    expect(eventIdentity(actionEvent('token_create', { id: 'e1' }), HASH)).toBe('v1:e1');
  });

  it('without a ray and an id is known by its bytes', () => {
    expect(eventIdentity({ ...actionEvent('x'), id: undefined }, HASH)).toBe(`sha256:${HASH}`);
  });

  it('without a time is still known by its request', () => {
    expect(eventIdentity({ ...created, time: undefined }, HASH)).toBe('9a1b2d0000000004|POST|/user/tokens|');
  });
});

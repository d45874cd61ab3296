import { credentialIdOf } from '../../../domain/credential-id';
import { ACCOUNT, actionEvent, auditEvent, ZONE } from './situations';

it('takes the id in the path before any other', () => {
  const event = auditEvent({ resource: { id: 'r1', response: { id: 'a1' } } });
  expect(credentialIdOf(event, 'p1')).toBe('p1');
});

it.each([
  ['the answer', { id: 'r1', response: { id: 'a1', result: { id: 'b1' } } }, 'a1'],
  ['the result of the answer', { id: 'r1', response: { result: { id: 'b1' } } }, 'b1'],
  ['an answer that is kept as text', { id: 'r1', response: '{"result":{"id":"b1"}}' }, 'b1'],
  ['the resource', { id: 'r1', response: {} }, 'r1'],
  ['the resource when the answer is no object', { id: 'r1', response: 'created' }, 'r1'],
])('takes the id of %s', (_, resource, id) => {
  expect(credentialIdOf(auditEvent({ resource }), undefined)).toBe(id);
});

it.each([
  ['the actor', '11aa22bb33cc44dd55ee66ff77008899'],
  ['the account', ACCOUNT],
  ['the zone', ZONE],
  ['nothing', ''],
  ['white space', '  '],
])('takes no resource id that is the id of %s', (_, id) => {
  expect(credentialIdOf(auditEvent({ resource: { id }, zone: { id: ZONE, name: '' } }), undefined)).toBeNull();
});

it.each([[7], [null], [{ id: 'x' }], [['x']], ['[scrubbed:32]'], ['']])('takes no id of the form %j', (id) => {
  expect(credentialIdOf(auditEvent({ resource: { response: { id } } }), undefined)).toBeNull();
});

it.each([
  ['millions of characters', 'A-'.repeat(1_200_000)],
  ['one character too many', 'x'.repeat(257)],
  ['half a character', '\ud800'],
  ['a letter beyond ASCII', 'tökén'],
  ['a line break inside', 'a\nb'],
  ['a dot', '.'],
  ['two dots', ' .. '],
])('takes no id of %s, from wherever it comes', (_, id) => {
  const resource = { id, response: { id, result: { id } } };
  expect(credentialIdOf(auditEvent({ resource }), id)).toBeNull();
  expect(credentialIdOf(actionEvent('token_create', { metadata: { token_tag: id } }), undefined)).toBeNull();
});

it('takes the longest id that is plausible', () => {
  expect(credentialIdOf(auditEvent({ resource: { id: 'x'.repeat(256) } }), undefined)).toBe('x'.repeat(256));
});

it('takes the tag of a version 1 token, and neither its resource nor its owner, which are the user', () => {
  const event = actionEvent('token_create', { metadata: { token_tag: 't1' }, resource: { id: 'user1' } });
  expect(credentialIdOf(event, undefined)).toBe('t1');
  expect(credentialIdOf({ ...event, metadata: {} }, undefined)).toBeNull();
});

it('takes no id that an object merely inherits', () => {
  const response: unknown = Object.create({ id: 'inherited' });
  expect(credentialIdOf(auditEvent({ resource: { response } }), undefined)).toBeNull();
});

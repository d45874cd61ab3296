import fc from 'fast-check';
import { changedFields, insightDiffers } from '../../../domain/insight-changes';

it('tells a member with what it was and what it is', () => {
  expect(changedFields({ id: 'i1', severity: 'Moderate' }, { id: 'i1', severity: 'Critical' })).toEqual([
    { field: 'severity', before: 'Moderate', after: 'Critical' },
  ]);
});

it('tells an added member without a value before, a removed one without a value after', () => {
  expect(changedFields({ status: 'active' }, { resolve_text: null })).toEqual([
    { field: 'resolve_text', after: null },
    { field: 'status', before: 'active' },
  ]);
});

it('tells the innermost member of an object, by its path', () => {
  const before = { payload: { host: 'a', deep: { port: 1, tls: true } } };
  const after = { payload: { host: 'a', deep: { port: 2, tls: true } } };

  expect(changedFields(before, after)).toEqual([{ field: 'payload.deep.port', before: 1, after: 2 }]);
});

it('tells an array as a whole, and only when it differs', () => {
  const before = { hosts: ['a', { b: 1 }], ports: [1, [2]] };
  const after = { hosts: ['a', { b: 2 }], ports: [1, [2]] };

  expect(changedFields(before, after)).toEqual([{ field: 'hosts', before: before.hosts, after: after.hosts }]);
});

it.each([
  [['a'], ['a', 'b']],
  [['a', 'b'], ['a']],
  [
    ['a', 'b'],
    ['b', 'a'],
  ],
])('tells that %p became %p', (was, is) => {
  expect(changedFields({ hosts: was }, { hosts: is })).toEqual([{ field: 'hosts', before: was, after: is }]);
  expect(insightDiffers({ hosts: was }, { hosts: is })).toBe(true);
});

it.each([
  [{ host: 'a' }, null],
  [{ host: 'a' }, ['a']],
  ['a', { host: 'a' }],
])('tells %p as a whole when it gives way to %p', (was, is) => {
  expect(changedFields({ payload: was }, { payload: is })).toEqual([{ field: 'payload', before: was, after: is }]);
});

it('ignores the time of the scan, and no other time', () => {
  const before = { timestamp: '1', since: '1', payload: { timestamp: '1' } };
  const after = { timestamp: '2', since: '1', payload: { timestamp: '2' } };

  expect(insightDiffers(before, { ...before, timestamp: { of: 'scan' } })).toBe(false);
  expect(insightDiffers(before, { since: '1', payload: { timestamp: '1' } })).toBe(false);
  expect(changedFields({ timestamp: { a: 1 } }, { timestamp: { a: 2 } })).toEqual([]);
  expect(changedFields(before, after)).toEqual([{ field: 'payload.timestamp', before: '1', after: '2' }]);
});

it('does not take the order of members for a change', () => {
  expect(insightDiffers({ a: 1, payload: { b: 1, c: 2 } }, { payload: { c: 2, b: 1 }, a: 1 })).toBe(false);
});

it('keeps names apart that contain a dot', () => {
  const fields = (insight: object): string[] => changedFields({}, insight).map(({ field }) => field);

  expect(fields({ 'a.b': 1 })).toEqual(['a\\.b']);
  expect(changedFields({ a: { b: 1 } }, { a: { b: 2 } })[0]?.field).toBe('a.b');
  expect(fields({ 'a\\.b': 1 })).toEqual(['a\\\\\\.b']);
});

it('sees members whose names mean something to the language', () => {
  const before: unknown = JSON.parse('{"__proto__":1,"payload":{}}');
  const after: unknown = JSON.parse('{"payload":{"toString":2}}');

  expect(changedFields(before, after)).toEqual([
    { field: '__proto__', before: 1 },
    { field: 'payload.toString', after: 2 },
  ]);
});

it('tells changes exactly when the insight differs, in an order that the order of members does not move', () => {
  const value = fc.letrec((tie) => ({
    node: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(1, 2, 'a', null),
      fc.array(tie('node'), { maxLength: 2 }),
      tie('object'),
    ),
    object: fc.dictionary(fc.constantFrom('a', 'b', 'a.b', 'timestamp', '__proto__'), tie('node'), { maxKeys: 3 }),
  })).object;
  fc.assert(
    fc.property(value, value, (one, two) => {
      const [before, after] = [one, two].map((part) => JSON.parse(JSON.stringify(part)) as Record<string, unknown>);
      const changes = changedFields(before, after);
      const reversed = Object.fromEntries(Object.entries(after ?? {}).reverse());

      expect(changes.length > 0).toBe(insightDiffers(before, after));
      expect(changedFields(before, reversed)).toEqual(changes);
      expect(changedFields(before, before)).toEqual([]);
      expect(new Set(changes.map(({ field }) => field)).size).toBe(changes.length);
    }),
  );
});

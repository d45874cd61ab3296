import { parseAuditRecord } from '../../../activities/cloudflare/audit-record';
import type { AuditStream } from '../../../domain/audit-event';

const ACCOUNT_ID = 'a1b2c3d4e5f60718293a4b5c6d7e8f90';

const V2 = {
  id: 'e1',
  action: { type: 'create', result: 'success', time: '2026-11-22T10:00:00.5Z', description: 'said' },
  actor: {
    id: 'u1',
    type: 'user',
    context: 'dash',
    email: 'alice@example.com',
    ip_address: '198.51.100.20',
    token_id: 't1',
    token_name: 'ci',
  },
  raw: { method: 'POST', uri: '/user/tokens', status_code: 200, cf_ray_id: 'ray', user_agent: 'agent' },
  resource: { id: 'r1', type: 'token', product: 'tokens', request: { name: 'n' }, response: { id: 'r1' } },
  zone: { id: 'z1', name: 'example.com' },
};
const V1 = {
  id: 'e1',
  when: '2026-11-22T10:00:00Z',
  action: { type: 'token_create', result: true, info: 'said' },
  actor: { id: 'u1', type: 'user', email: 'alice@example.com', ip: '198.51.100.20' },
  interface: 'UI',
  metadata: { token_tag: 't1' },
  newValueJson: { a: 1 },
  resource: { id: 'u1', type: 'account' },
};
const RECORDS: Readonly<Record<AuditStream, object>> = { v1: V1, v2: V2 };

/** Every path of a record whose value is read as text, number or object; bodies may have any shape. */
const READ: Readonly<Record<AuditStream, readonly string[]>> = {
  v2: [
    'id',
    ...['action', 'action.type', 'action.result', 'action.time', 'action.description'],
    ...['actor', 'actor.id', 'actor.type', 'actor.context', 'actor.email', 'actor.ip_address', 'actor.token_id'],
    ...['actor.token_name', 'raw', 'raw.method', 'raw.uri', 'raw.status_code', 'raw.cf_ray_id', 'raw.user_agent'],
    ...['resource', 'resource.id', 'resource.type', 'resource.product', 'zone', 'zone.id', 'zone.name'],
  ],
  v1: [
    ...['id', 'when', 'interface', 'action', 'action.type', 'action.result', 'action.info'],
    ...['actor', 'actor.id', 'actor.type', 'actor.email', 'actor.ip', 'metadata'],
    ...['resource', 'resource.id', 'resource.type'],
  ],
};
const FIELDS = (['v1', 'v2'] as const).flatMap((stream) => READ[stream].map((path) => [stream, path] as const));

function withAt(record: object, path: string, value: unknown): object {
  const [head = '', ...rest] = path.split('.');
  const copy: Record<string, unknown> = { ...record };
  if (rest.length > 0) copy[head] = withAt(copy[head] as object, rest.join('.'), value);
  else if (value === undefined) Reflect.deleteProperty(copy, head);
  else copy[head] = value;
  return copy;
}

const parsed = (stream: AuditStream, record: unknown) => parseAuditRecord(stream, ACCOUNT_ID, record);

describe('a record of the newer log', () => {
  it('is read field by field', () => {
    expect(parsed('v2', V2)).toEqual({
      stream: 'v2',
      id: 'e1',
      time: '2026-11-22T10:00:00.500Z',
      accountId: ACCOUNT_ID,
      action: { type: 'create', succeeded: true, description: 'said' },
      actor: {
        id: 'u1',
        type: 'user',
        context: 'dash',
        email: 'alice@example.com',
        ip: '198.51.100.20',
        tokenId: 't1',
        tokenName: 'ci',
      },
      request: { method: 'POST', uri: '/user/tokens', rayId: 'ray', userAgent: 'agent' },
      resource: { id: 'r1', type: 'token', product: 'tokens', request: { name: 'n' }, response: { id: 'r1' } },
      metadata: {},
      zone: { id: 'z1', name: 'example.com' },
    });
  });

  it.each([
    ['failure', 200, false],
    ['success', 403, true],
    ['failure', 403, false],
    ['', '404', false],
    ['', 502, false],
    ['', 499, true],
    ['', 504, true],
    ['success', 524, true],
    ['success', '', true],
    ['', 200, true],
    [undefined, undefined, true],
    [null, null, true],
  ])('with result %p and status %p has succeeded: %p', (result, status, succeeded) => {
    const record = withAt(withAt(V2, 'action.result', result), 'raw.status_code', status);
    expect(parsed('v2', record)?.action.succeeded).toBe(succeeded);
  });

  it('has no zone when the zone has no id', () => {
    expect(parsed('v2', withAt(V2, 'zone', { name: 'example.com' }))?.zone).toBeUndefined();
  });
});

describe('a record of the older log', () => {
  it('is read field by field', () => {
    expect(parsed('v1', V1)).toEqual({
      stream: 'v1',
      id: 'e1',
      time: '2026-11-22T10:00:00.000Z',
      accountId: ACCOUNT_ID,
      action: { type: 'token_create', succeeded: true, description: 'said' },
      actor: {
        id: 'u1',
        type: 'user',
        context: 'UI',
        email: 'alice@example.com',
        ip: '198.51.100.20',
        tokenId: '',
        tokenName: '',
      },
      request: { method: '', uri: '', rayId: '', userAgent: '' },
      resource: { id: 'u1', type: 'account', product: '', request: undefined, response: { a: 1 } },
      metadata: { token_tag: 't1' },
      zone: undefined,
    });
  });

  it.each([
    [false, false],
    ['false', false],
    [true, true],
    ['true', true],
    [undefined, true],
  ])('with result %p has succeeded: %p', (result, succeeded) => {
    expect(parsed('v1', withAt(V1, 'action.result', result))?.action.succeeded).toBe(succeeded);
  });
});

describe.each(FIELDS)('%s field %s', (stream, path) => {
  it('may be absent', () => expect(parsed(stream, withAt(RECORDS[stream], path, undefined))).toBeDefined());
  it('may be null', () => expect(parsed(stream, withAt(RECORDS[stream], path, null))).toBeDefined());
  it('makes the record unreadable with another type', () => {
    expect(parsed(stream, withAt(RECORDS[stream], path, [['odd']]))).toBeUndefined();
  });
});

it.each([[null], [undefined], ['text'], [7], [[]]])('%p is no record', (record) => {
  expect(parsed('v2', record)).toBeUndefined();
  expect(parsed('v1', record)).toBeUndefined();
});

it.each([
  ['2026-11-22T10:00:00Z', '2026-11-22T10:00:00.000Z'],
  ['2026-11-22T10:00:00.1Z', '2026-11-22T10:00:00.100Z'],
  ['2026-11-22T10:00:00.123456Z', '2026-11-22T10:00:00.123Z'],
  ['2026-11-22T10:00:00.123456789Z', '2026-11-22T10:00:00.123Z'],
  ['2026-11-22T12:00:00+02:00', '2026-11-22T10:00:00.000Z'],
  ['2026-11-22T10:00:00', undefined],
  ['Sun, 22 Nov 2026 10:00:00 GMT', undefined],
  ['2026-13-22T10:00:00Z', undefined],
  ['yesterday', undefined],
  ['1', undefined],
  ['', undefined],
])('time %p is read as %p, on every machine', (time, expected) => {
  expect(parsed('v2', withAt(V2, 'action.time', time))?.time).toBe(expected);
  expect(parsed('v1', withAt(V1, 'when', time))?.time).toBe(expected);
});

import { readFileSync } from 'node:fs';
import { jsonObject } from '../../../api/json-body';
import { Problem } from '../../../api/problem';
import { readAnomaly } from '../../../api/read-anomaly';
import type { PayloadMapping } from '../../../config/settings';

const NOW = '2026-11-22T03:00:00.000Z';
const FITTING = { actor: 'mallory@example.com', action: 'token_create', timestamp: '2026-11-22T02:00:00Z' };

const read = (payload: object, mapping: PayloadMapping = {}, scheme: 'standard' | 'github' = 'standard') =>
  readAnomaly(payload as Record<string, unknown>, { mapping, scheme, auditRetentionDays: 540, nowMs: Date.parse(NOW) });

function problemOf(use: () => unknown): Problem {
  try {
    use();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

const pointersOf = (payload: object, mapping?: PayloadMapping): string[] =>
  (problemOf(() => read(payload, mapping)).parts.errors ?? []).map(({ pointer }) => pointer);

describe('an anomaly of three fields', () => {
  it('is read with everything else empty', () => {
    expect(read(FITTING)).toEqual({
      actor: { email: 'mallory@example.com', id: null, tokenId: null, ip: null },
      action: 'token_create',
      timestamp: '2026-11-22T02:00:00.000Z',
      account: null,
      source: null,
      severity: null,
      title: null,
      details: {},
    });
  });
});

describe('an actor', () => {
  const actorOf = (actor: unknown) => read({ ...FITTING, actor }).actor;

  it.each([
    ['mallory@example.com', 'email'],
    ['198.51.100.7', 'ip'],
    ['2001:db8::7', 'ip'],
    ['7d0c8a52e2b14f39', 'id'],
    ['::1%eth0', 'id'],
  ])('as the text %s is an %s', (text, part) =>
    expect(actorOf(text)).toEqual({ email: null, id: null, tokenId: null, ip: null, [part]: text }),
  );

  it.each([
    [{ email: ' mallory@example.com ' }, { email: 'mallory@example.com' }],
    [{ ip: '198.51.100.7\n', id: '  ' }, { ip: '198.51.100.7' }],
  ])('as the object %j is read without blanks around it, like a text', (actor, read) =>
    expect(actorOf(actor)).toEqual({ email: null, id: null, tokenId: null, ip: null, ...read }),
  );

  it('as an object keeps its parts, and what else it says becomes details', () => {
    const anomaly = read({ ...FITTING, actor: { tokenId: 't1', ip: '198.51.100.7', name: 'Mallory' } });

    expect(anomaly.actor).toEqual({ email: null, id: null, tokenId: 't1', ip: '198.51.100.7' });
    expect(anomaly.details).toEqual({ 'actor.name': 'Mallory' });
  });

  it.each([
    [{}, '#/actor'],
    [{ email: '' }, '#/actor'],
    [{ id: '  ' }, '#/actor'],
    [{ email: 'nobody' }, '#/actor/email'],
    [{ ip: '300.1.1.1' }, '#/actor/ip'],
    [{ id: 7 }, '#/actor/id'],
    [{ id: 'x'.repeat(129) }, '#/actor/id'],
    [7, '#/actor'],
    ['  ', '#/actor'],
  ])('%j does not fit, at %s', (actor, pointer) => expect(pointersOf({ ...FITTING, actor })).toEqual([pointer]));
});

describe('what does not fit', () => {
  it('is listed as a whole, each with a remedy', () => {
    const { code, parts } = problemOf(() => read({ action: '', timestamp: 'yesterday', title: {} }));

    expect(code).toBe('invalid_anomaly');
    expect(parts.errors?.map(({ pointer, detail }) => [pointer, detail])).toEqual([
      ['#/actor', 'is missing'],
      ['#/action', 'must not be empty'],
      ['#/timestamp', 'must be a time as of RFC 3339'],
      ['#/title', 'must be a text or a number'],
    ]);
    for (const { remedy } of parts.errors ?? []) expect(remedy).toMatch(/^[A-Z].*\.$/);
  });

  it('never repeats what stood there', () => {
    const problem = problemOf(() => read({ actor: { email: 'planted-1' }, action: 1, timestamp: 'planted-2' }));

    expect(JSON.stringify(problem.parts)).not.toContain('planted');
  });

  it.each(['2026-11-22', '2026-11-22T02:00:00', '2026-02-30T00:00:00Z', '1795312800', 'Sun Nov 22 2026'])(
    'includes the time %s',
    (timestamp) => expect(pointersOf({ ...FITTING, timestamp })).toEqual(['#/timestamp']),
  );
});

describe('a time', () => {
  it.each([
    ['2026-11-22T03:10:00Z', 'ten minutes ahead'],
    ['2025-05-31T03:00:00Z', 'as old as the audit log'],
    ['2026-11-22T05:00:00.123+02:00', 'with an offset'],
    ['2026-11-22t02:00:00z', 'in small letters, as RFC 3339 allows'],
  ])('%s is taken: %s', (timestamp) => expect(() => read({ ...FITTING, timestamp })).not.toThrow());

  it.each([
    ['2026-11-22T03:10:01Z', 'lies more than 10 minutes ahead'],
    ['2025-05-31T02:59:59Z', 'is older than 540 days'],
  ])('%s is out of range: %s', (timestamp, detail) => {
    const { code, parts } = problemOf(() => read({ ...FITTING, timestamp }));

    expect(code).toBe('time_out_of_range');
    expect(parts.errors).toMatchObject([{ pointer: '#/timestamp', detail }]);
  });
});

describe('a time under the name occurredAt', () => {
  const { timestamp, ...timeless } = FITTING;

  it('is read where there is no timestamp, and is no detail then', () => {
    expect(read({ ...timeless, occurredAt: timestamp })).toEqual(read(FITTING));
  });

  it('is a detail beside a timestamp', () => {
    expect(read({ ...FITTING, occurredAt: 'earlier' }).details).toEqual({ occurredAt: 'earlier' });
  });

  it('is named where it does not fit', () => {
    expect(pointersOf({ ...timeless, occurredAt: 'yesterday' })).toEqual(['#/occurredAt']);
    expect(pointersOf(timeless)).toEqual(['#/timestamp']);
  });
});

describe('a time that nothing signs', () => {
  it.each(['2026-11-21T03:00:00Z', '2026-11-22T03:10:00Z'])('is taken within a day: %s', (timestamp) =>
    expect(() => read({ ...FITTING, timestamp }, {}, 'github')).not.toThrow(),
  );

  it('is out of range when it is older, for somebody may have kept the delivery', () => {
    const { code, parts } = problemOf(() => read({ ...FITTING, timestamp: '2026-11-21T02:59:59Z' }, {}, 'github'));

    expect(code).toBe('time_out_of_range');
    expect(parts.errors).toMatchObject([{ pointer: '#/timestamp', detail: 'is older than 24 hours' }]);
  });
});

describe('details', () => {
  it('of the same name, in whatever way they came to it, are numbered and none is lost', () => {
    const long = 'n'.repeat(70);
    const { details } = read({
      ...FITTING,
      actor: { id: 'a', name: 'inner' },
      details: { a: 1, 'actor.name': 'outer' },
      a: 2,
      'a (2)': 3,
      [`${long}1`]: 4,
      [`${long}2`]: 5,
      '(fields left out)': 6,
    });

    expect(Object.values(details).sort()).toEqual([1, 2, 3, 4, 5, 6, 'inner', 'outer']);
    expect(details).toMatchObject({ a: 1, 'a (2)': 2, 'a (2) (2)': 3, '(fields left out) (2)': 6 });
    expect(Math.max(...Object.keys(details).map((name) => name.length))).toBeLessThanOrEqual(64);
  });

  it('hold unknown fields, and nested ones as JSON', () => {
    const { details } = read({ ...FITTING, details: { a: 1 }, rule: { id: 'r-1' }, count: 3, gone: null });

    expect(details).toEqual({ a: 1, rule: '{"id":"r-1"}', count: 3, gone: null });
  });

  it('are bounded in number, length and total, and say how much was left out', () => {
    const many = Object.fromEntries(Array.from({ length: 80 }, (_, n) => [`field-${n}`, 'x'.repeat(5_000)]));
    const { details } = read({ ...FITTING, ...many, ['n'.repeat(500)]: 1 });

    expect(Object.keys(details).length).toBeLessThan(60);
    expect(JSON.stringify(details).length).toBeLessThan(25_000);
    expect(details['(fields left out)']).toBeGreaterThan(20);
  });

  it('keep a field that is called like something of JavaScript a field', () => {
    const { details } = read(
      JSON.parse(`{"__proto__": {"isAdmin": true}, "constructor": 1, ${JSON.stringify(FITTING).slice(1)}`) as object,
    );

    expect(Object.keys(details)).toEqual(expect.arrayContaining(['__proto__', 'constructor']));
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });
});

describe('secrets', () => {
  it('are scrubbed from every field before anything is cut', () => {
    const secret = `cfut_${'a1B2c3D4e5'.repeat(4)}0f0f0f0f`;
    const anomaly = read({
      ...FITTING,
      action: `rolled ${secret}`,
      title: `${'x'.repeat(290)} ${secret}`,
      account: secret,
      details: { client_secret: 'abc', deep: { note: `${'y'.repeat(980)} ${secret}` } },
    });

    expect(JSON.stringify(anomaly)).not.toMatch(/cfut_|abc/);
    expect(anomaly.action).toBe('rolled [scrubbed:53]');
  });
});

describe('a mapping', () => {
  const mapping = {
    actorEmail: '/detection/who/0/mail',
    actorIp: '/net/ip',
    action: '/detection/a~1b',
    timestamp: '/at',
    severity: '/level',
  };
  const payload = {
    detection: { who: [{ mail: 'mallory@example.com' }], 'a/b': 'token_create' },
    net: { ip: '198.51.100.7' },
    at: '2026-11-22T02:00:00Z',
    level: 7,
    action: 'alert',
  };

  it('finds the fields of an anomaly wherever they stand, and keeps the rest', () => {
    const anomaly = read(payload, mapping);

    expect(anomaly).toMatchObject({
      actor: { email: 'mallory@example.com', ip: '198.51.100.7', id: null },
      action: 'token_create',
      severity: '7',
    });
    expect(anomaly.details).toMatchObject({ action: 'alert' });
    expect(anomaly.details).not.toHaveProperty('at');
  });

  it('lets problems point to where the sender wrote it', () => {
    expect(pointersOf({ ...payload, detection: { who: [{ mail: 'nobody' }] }, at: 1 }, mapping)).toEqual([
      '#/detection/who/0/mail',
      '#/detection/a~1b',
      '#/at',
    ]);
  });

  it("keeps the payload's own actor as a detail where the parts stand elsewhere", () => {
    expect(read({ ...payload, actor: 'Falcon sensor 7' }, mapping)).toMatchObject({
      actor: { email: 'mallory@example.com', id: null },
      details: { actor: 'Falcon sensor 7' },
    });
  });

  it('lets a missing actor point to the first place of its parts, and says who looks there', () => {
    const { parts } = problemOf(() => read({ ...payload, detection: { 'a/b': 'x' }, net: {} }, mapping));

    expect(parts.errors).toMatchObject([
      {
        pointer: '#/detection/who/0/mail',
        detail: 'is missing',
        remedy: expect.stringContaining('mapping of this sender') as string,
      },
    ]);
  });

  it('is pointed to by URI fragments, whatever its names are made of', () => {
    expect(pointersOf(payload, { ...mapping, action: '/my action/50%/ü/#1/a[0]' })).toEqual([
      '#/my%20action/50%25/%C3%BC/%231/a%5B0%5D',
    ]);
  });

  it.each(['/constructor/name', '/__proto__/toString', '/at/length'])('leads nowhere by %s', (action) => {
    expect(pointersOf(payload, { ...mapping, action })).toEqual([`#${action}`]);
  });
});

describe('a body', () => {
  it.each(['', '{', '[]', 'null', '7', '"x"', '{"a":1}x'])('is no object: %s', (text) => {
    expect(problemOf(() => jsonObject(Buffer.from(text))).code).toBe('malformed_body');
  });

  it('that is not UTF-8 is refused and not guessed at', () => {
    expect(problemOf(() => jsonObject(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).code).toBe(
      'malformed_body',
    );
  });

  it('full of instructions and markup is data like any other', () => {
    const body = readFileSync('test/fixtures/webhooks/webhook-anomaly-injection.json');

    expect(read(jsonObject(body))).toHaveProperty('action');
  });
});

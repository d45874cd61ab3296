import fc from 'fast-check';
import {
  archiveKey,
  hourOf,
  isArchiveKey,
  isSafeKey,
  manifestKey,
  recordKey,
  revisionKey,
  stagingKey,
} from '../../../domain/archive-key';

const HASH = 'ab'.repeat(32);
const EVENT = {
  prefix: '',
  stream: 'v2',
  accountId: 'a1b2c3d4e5f60718293a4b5c6d7e8f90',
  id: '0193529e-4a10-7c31-9a55-2f6b1c0d9e01',
  identityHash: HASH,
  time: '2026-11-22T01:03:12.482Z',
} as const;
const FOLDER = 'audit/v2/account=a1b2c3d4e5f60718293a4b5c6d7e8f90';

describe('the key of an event', () => {
  it('names version, account, day, time and id', () => {
    expect(archiveKey(EVENT)).toBe(
      `${FOLDER}/date=2026-11-22/20261122T010312482Z_0193529e-4a10-7c31-9a55-2f6b1c0d9e01.json`,
    );
  });

  it('is the same for one time in another precision or zone', () => {
    const key = archiveKey({ ...EVENT, time: '2026-11-22T01:03:12.000Z' });
    expect(archiveKey({ ...EVENT, time: '2026-11-22T01:03:12Z' })).toBe(key);
    expect(archiveKey({ ...EVENT, time: '2026-11-22T03:03:12+02:00' })).toBe(key);
  });

  it.each([null, '', 'yesterday', '+012026-01-01T00:00:00.000Z', '2026-13-01T00:00:00Z'])(
    'has no day when the time is %p',
    (time) => expect(archiveKey({ ...EVENT, time, id: 'e1' })).toBe(`${FOLDER}/date=unknown/unknown_e1.json`),
  );

  it.each(['a', 'A.b_c-9', 'x'.repeat(128), '..', 'h-1'])('takes the id %s as it is', (id) =>
    expect(archiveKey({ ...EVENT, id })).toBe(`${FOLDER}/date=2026-11-22/20261122T010312482Z_${id}.json`),
  );

  it.each([null, '', 'x'.repeat(129), 'a/b', 'a b', 'é', 'a=b', 'a\nb', 'e1.r-0123456789abcdef'])(
    'takes a hash for the id %p',
    (id) => expect(archiveKey({ ...EVENT, id })).toBe(`${FOLDER}/date=2026-11-22/20261122T010312482Z_h-${HASH}.json`),
  );

  it('stands below the bucket prefix', () => {
    expect(archiveKey({ ...EVENT, prefix: 'sec/ew' })).toMatch(/^sec\/ew\/audit\/v2\//);
  });

  it('is kept as it is by every store, whatever the id', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('.', '..', '../x', '/')),
        (id) => {
          const key = archiveKey({ ...EVENT, id });
          expect(isSafeKey(key)).toBe(true);
          expect(isSafeKey(revisionKey(key, HASH))).toBe(true);
          expect(key.split('/')).toHaveLength(5);
        },
      ),
    );
  });

  it('differs for two ids that need no hash', () => {
    const plain = fc.stringMatching(/^[A-Za-z0-9._-]{1,40}$/);
    fc.assert(
      fc.property(plain, plain, (a, b) => {
        fc.pre(a !== b);
        expect(archiveKey({ ...EVENT, id: a })).not.toBe(
          archiveKey({ ...EVENT, id: b, identityHash: 'cd'.repeat(32) }),
        );
      }),
    );
  });
});

describe('a revision', () => {
  const key = archiveKey({ ...EVENT, id: 'e1' });

  it('stands beside its event under the hash of its bytes', () => {
    expect(revisionKey(key, HASH)).toBe(`${FOLDER}/date=2026-11-22/20261122T010312482Z_e1.r-abababababababab.json`);
  });

  it('is never the key of an event, whatever the event’s id', () => {
    expect(archiveKey({ ...EVENT, id: 'e1.r-abababababababab' })).not.toBe(revisionKey(key, HASH));
  });
});

describe('the keys of records', () => {
  it('share the event’s tail', () => {
    expect(recordKey('', 'judged', archiveKey(EVENT))).toBe(archiveKey(EVENT).replace('audit/', 'judged/'));
    expect(recordKey('p/q', 'assessed', archiveKey({ ...EVENT, prefix: 'p/q' }))).toBe(
      `p/q/assessed/${archiveKey(EVENT).slice('audit/'.length)}`,
    );
  });

  it.each([
    ['', 'audit/v2/x.json', true],
    ['p', 'p/audit/v2/x.json', true],
    ['p', 'audit/v2/x.json', false],
    ['', 'judged/v2/x.json', false],
    ['', 'audit/../judged/x.json', false],
    ['', 'audit//x.json', false],
  ])('with prefix "%s", %s is an event: %p', (prefix, key, expected) => {
    expect(isArchiveKey(prefix, key)).toBe(expected);
  });

  it('put a manifest under the hour of archiving, named after run and bytes', () => {
    expect(manifestKey('', 'a1', hourOf('2026-11-22T01:59:59.999Z'), 'run-1', HASH)).toBe(
      'manifest/account=a1/hour=2026-11-22T01/run-1-abababababababab.json',
    );
  });

  it('put a hand-over object under its day', () => {
    expect(stagingKey('p', '2026-11-22', HASH)).toBe(`p/staging/date=2026-11-22/${HASH}`);
  });
});

describe('a key that not every store keeps as it is', () => {
  it.each(['', '/a', 'a/', 'a//b', 'a/./b', 'a/../b', '..', 'a b', 'é', 'a/b\n', 'x'.repeat(201), 'a:b', 'a%2Fb'])(
    'is %p',
    (key) => expect(isSafeKey(key)).toBe(false),
  );
});

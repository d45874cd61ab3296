import fc from 'fast-check';
import {
  insightCommitKey,
  insightCommitPrefix,
  insightCommitSeq,
  insightInventoryKey,
  insightRecordsKey,
  insightsBegunKey,
  isSafeKey,
  stagedInsightsKey,
  stagingPrefix,
} from '../../../domain/archive-key';

const ACCOUNT_ID = 'a1b2c3d4e5f60718293a4b5c6d7e8f90';
const HASH = '0123456789abcdef'.repeat(4);
const AT = '2026-11-22T23:59:59.999Z';

describe('keys of the insights', () => {
  it.each([
    [insightCommitKey('', ACCOUNT_ID, 7), `insights/commit/account=${ACCOUNT_ID}/0000000007.json`],
    [
      insightRecordsKey('', ACCOUNT_ID, AT, 7, HASH),
      `insights/records/account=${ACCOUNT_ID}/date=2026-11-22/0000000007-0123456789abcdef.ndjson.gz`,
    ],
    [
      insightInventoryKey('', ACCOUNT_ID, 7, HASH),
      `insights/inventory/account=${ACCOUNT_ID}/0000000007-0123456789abcdef.ndjson.gz`,
    ],
    [insightsBegunKey('', ACCOUNT_ID), `insights/begun/account=${ACCOUNT_ID}.json`],
    [stagedInsightsKey('', ACCOUNT_ID, 'r1', 'open'), `staging/insights/account=${ACCOUNT_ID}/run=r1/open.ndjson.gz`],
  ])('%s', (key, expected) => {
    expect(key).toBe(expected);
    expect(isSafeKey(key)).toBe(true);
  });

  it('stand below the bucket prefix', () => {
    expect(insightCommitKey('sec/ew', ACCOUNT_ID, 1)).toMatch(/^sec\/ew\/insights\/commit\//);
    expect(stagedInsightsKey('sec/ew', ACCOUNT_ID, 'r1', 'open').startsWith(stagingPrefix('sec/ew'))).toBe(true);
  });

  it('name commits so that their order is that of their numbers', () => {
    const seq = fc.integer({ min: 1, max: 9_999_999_999 });
    fc.assert(
      fc.property(seq, seq, (a, b) => {
        const [first, second] = [insightCommitKey('', ACCOUNT_ID, a), insightCommitKey('', ACCOUNT_ID, b)];
        expect(first < second).toBe(a < b);
        expect(insightCommitSeq(first)).toBe(a);
      }),
    );
  });

  it.each(['7.json', '0000000007.json.bak', '0000000007', 'x0000000007.json', '0000000007-0123456789abcdef.json'])(
    'take no %s for a commit',
    (name) => expect(insightCommitSeq(`${insightCommitPrefix('', ACCOUNT_ID)}${name}`)).toBeUndefined(),
  );
});

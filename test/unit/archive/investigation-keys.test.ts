import { assessmentKey, evidenceKey, isSafeKey, keptPrefixes } from '../../../domain/archive-key';

const INVESTIGATION = '0123456789abcdef01234567';

describe('the keys of an investigation', () => {
  it('name the investigation and the evidence’s own hash', () => {
    const key = evidenceKey('sec/ew', INVESTIGATION, 'ab'.repeat(32));
    expect(key).toBe(`sec/ew/evidence/investigation=${INVESTIGATION}/abababababababab.ndjson.gz`);
    expect(isSafeKey(key)).toBe(true);
  });

  it('have one place for its assessment', () => {
    expect(assessmentKey('', INVESTIGATION)).toBe(`assessment/${INVESTIGATION}.json`);
  });

  it('lie in folders that no lifecycle rule may expire', () => {
    expect(keptPrefixes('ew')).toEqual(expect.arrayContaining(['ew/evidence/', 'ew/assessment/']));
  });
});

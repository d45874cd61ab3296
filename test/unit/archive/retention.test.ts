import fc from 'fast-check';
import { lockForEvent, lockToExtend, retainUntil, type LockMode } from '../../../domain/retention';

const START = '2026-11-22T01:00:00.750Z';
const EVENT_TIME = '2026-11-22T00:30:00.000Z';
const COMPLIANCE = lockForEvent({ mode: 'COMPLIANCE', days: 10 }, START, EVENT_TIME);

describe('the lock that is sent', () => {
  it('counts from the run’s start, in whole seconds', () => {
    expect(COMPLIANCE.retainUntil).toBe('2026-12-02T01:00:00.000Z');
  });

  it('is in order on an object that is there from event time plus retention on', () => {
    expect(COMPLIANCE.atLeast).toBe('2026-12-02T00:30:00.000Z');
  });

  it.each([null, 'unreadable', '2036-01-01T00:00:00.000Z', '+275760-09-13T00:00:00.000Z'])(
    'is itself the least when the event’s time is %p',
    (time) => {
      expect(lockForEvent({ mode: 'COMPLIANCE', days: 10 }, START, time).atLeast).toBe(COMPLIANCE.retainUntil);
    },
  );
});

describe('a lock that is found', () => {
  it.each<[string, LockMode | undefined, string | undefined, ReturnType<typeof lockToExtend>]>([
    ['missing', undefined, undefined, { mode: 'COMPLIANCE', retainUntil: '2026-12-02T01:00:00.000Z' }],
    ['without a date', 'COMPLIANCE', undefined, { mode: 'COMPLIANCE', retainUntil: '2026-12-02T01:00:00.000Z' }],
    [
      'a second short',
      'COMPLIANCE',
      '2026-12-02T00:29:59.000Z',
      { mode: 'COMPLIANCE', retainUntil: '2026-12-02T01:00:00.000Z' },
    ],
    ['exact', 'COMPLIANCE', '2026-12-02T00:30:00.000Z', undefined],
    ['longer', 'COMPLIANCE', '2027-01-01T00:00:00.000Z', undefined],
    [
      'weaker',
      'GOVERNANCE',
      '2026-12-02T00:30:00.000Z',
      { mode: 'COMPLIANCE', retainUntil: '2026-12-02T01:00:00.000Z' },
    ],
    [
      'weaker and longer',
      'GOVERNANCE',
      '2027-01-01T00:00:00.000Z',
      { mode: 'COMPLIANCE', retainUntil: '2027-01-01T00:00:00.000Z' },
    ],
  ])('%s is settled as it should', (_what, mode, until, expected) => {
    expect(lockToExtend({ mode, retainUntil: until }, COMPLIANCE)).toEqual(expected);
  });

  it('of the stronger mode is kept in it when it is too short', () => {
    const wanted = { ...COMPLIANCE, mode: 'GOVERNANCE' } as const;
    expect(lockToExtend({ mode: 'COMPLIANCE', retainUntil: '2026-11-23T00:00:00.000Z' }, wanted)).toEqual({
      mode: 'COMPLIANCE',
      retainUntil: COMPLIANCE.retainUntil,
    });
  });

  it('is compared in whole seconds, because stores cut milliseconds', () => {
    const wanted = { ...COMPLIANCE, atLeast: '2026-12-02T00:30:00.900Z' };
    expect(lockToExtend({ mode: 'COMPLIANCE', retainUntil: '2026-12-02T00:30:00.000Z' }, wanted)).toBeUndefined();
  });

  it('is never shortened and never weakened', () => {
    const mode = fc.constantFrom<LockMode>('GOVERNANCE', 'COMPLIANCE');
    const date = fc.date({ min: new Date('2026-01-01'), max: new Date('2028-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(mode, date, mode, date, (foundMode, foundDate, wantedMode, startDate) => {
        const wanted = lockForEvent({ mode: wantedMode, days: 30 }, startDate.toISOString(), null);
        const extended = lockToExtend({ mode: foundMode, retainUntil: foundDate.toISOString() }, wanted);
        if (extended === undefined) return;
        expect(Math.floor(Date.parse(extended.retainUntil) / 1000)).toBeGreaterThanOrEqual(
          Math.floor(foundDate.getTime() / 1000),
        );
        expect(extended.mode === 'GOVERNANCE' && foundMode === 'COMPLIANCE').toBe(false);
      }),
    );
  });
});

it('retention is added in whole days', () => {
  expect(retainUntil('2026-02-28T12:00:00.999Z', 1)).toBe('2026-03-01T12:00:00.000Z');
});

import { waitPreferred } from '../../../api/prefer';

describe('the time that a sender waits', () => {
  it.each([
    ['wait=0', 0],
    ['wait=7', 7],
    ['wait=60', 60],
    ['wait=61', 60],
    ['wait=999999999', 60],
    ['Wait = 7', 7],
    ['wait="7"', 7],
    ['respond-async, wait=7', 7],
    ['wait=7; foo=bar', 7],
    ['wait=7, wait=9', 7],
  ])('is as it says: %s', (header, seconds) => expect(waitPreferred([header])).toEqual({ seconds, isApplied: true }));

  it.each(['wait=-1', 'wait=1.5', 'wait=ten', 'wait', 'waiting=5', 'wait=', 'wait=7s', 'wait=9999999999', ''])(
    'is ten seconds where its wish cannot be read: %s',
    (header) => expect(waitPreferred([header])).toEqual({ seconds: 10, isApplied: false }),
  );

  it('is ten seconds without a wish', () => expect(waitPreferred(undefined).seconds).toBe(10));
  it('is read from any of several headers', () => expect(waitPreferred(['return=minimal', 'wait=3']).seconds).toBe(3));
});

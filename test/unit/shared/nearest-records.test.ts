import fc from 'fast-check';
import { NearestRecords } from '../../../activities/shared/nearest-records';
import { readingSpans, type ReadingSpan } from '../../../activities/shared/reading-spans';
import type { ReadSourceInput } from '../../../activities/shared/source-reading';

const MINUTE_MS = 60_000;
const ANOMALY_MS = Date.UTC(2026, 10, 22, 12);
const iso = (minutes: number) => new Date(ANOMALY_MS + minutes * MINUTE_MS).toISOString();
const SPANS = readingSpans({
  anomaly: { timestamp: iso(0) },
  window: { from: iso(-1_440), to: iso(1_440) },
} as ReadSourceInput);

/** The span that a time belongs to, in minutes from the anomaly. */
const spanAt = (minutes: number): ReadingSpan => SPANS[minutes >= 0 ? 0 : minutes >= -240 ? 1 : 2]!;
const roomOf = (places: number, minutes: readonly number[], raw = '{}') => {
  const room = new NearestRecords(SPANS, places);
  for (const [index, one] of minutes.entries()) {
    room.take(spanAt(one), `${one}#${index}`, { event: null, raw }, ANOMALY_MS + one * MINUTE_MS);
  }
  return room;
};
const kept = (room: NearestRecords) =>
  room
    .records()
    .map(([key]) => parseInt(key))
    .sort((a, b) => a - b);
const each = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

describe('a room', () => {
  it('keeps everything while there is place, in whichever part of the window', () => {
    const room = roomOf(100, each(1, 101));
    expect(kept(room)).toEqual(each(1, 101));
    expect(room.cuts()).toEqual([]);
    expect(room.isFull(spanAt(500), ANOMALY_MS + 500 * MINUTE_MS)).toBe(false);
  });

  it('lets go of what lies farthest, and says of which time', () => {
    const room = roomOf(100, each(1, 131));
    expect(kept(room)).toEqual(each(1, 101));
    expect(room.cuts()).toEqual([{ from: iso(100), to: iso(1_440) }]);
    expect(room.isFull(spanAt(100), ANOMALY_MS + 101 * MINUTE_MS)).toBe(true);
    expect(room.isFull(spanAt(50), ANOMALY_MS + 50 * MINUTE_MS)).toBe(false);
  });

  it.each([
    ['before hides nothing after', each(-239, -1), each(1, 11)],
    ['after hides nothing before', each(1, 1_000), each(-50, -10)],
    ['in the hours before hides no history', each(-239, -1), each(-1_000, -985)],
  ])('is shared out: who fills the time %s', (_, flood, others) => {
    const room = roomOf(100, [...others, ...flood]);
    expect(kept(room)).toEqual(expect.arrayContaining(others));
    expect(kept(room)).toHaveLength(100);
  });

  it('keeps the same records in whatever order they come', () => {
    const minutes = fc.uniqueArray(fc.integer({ min: -1_440, max: 1_440 }), { maxLength: 120 });
    fc.assert(
      fc.property(
        minutes.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([all, shuffled]) => {
          const stepwise = new NearestRecords(SPANS, 30);
          for (const one of shuffled) {
            const timeMs = ANOMALY_MS + one * MINUTE_MS;
            stepwise.take(spanAt(one), `${one}#`, { event: null, raw: '{}' }, timeMs);
            stepwise.isFull(spanAt(one), timeMs); // lets go of what is too much already
          }
          expect(kept(stepwise)).toEqual(kept(roomOf(30, all)));
        },
      ),
    );
  });

  it('takes several places for a large record', () => {
    expect(kept(roomOf(100, each(1, 101), 'x'.repeat(40_000)))).toEqual(each(1, 26));
  });

  it('takes a record once', () => {
    const room = new NearestRecords(SPANS, 10);
    for (const span of [SPANS[0]!, SPANS[1]!]) room.take(span, 'same', { event: null, raw: '{}' }, ANOMALY_MS);
    expect(room.records()).toHaveLength(1);
  });
});

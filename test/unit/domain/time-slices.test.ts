import fc from 'fast-check';
import { MAX_SLICE_MS, timeSlices } from '../../../domain/time-slices';

const at = (ms: number) => new Date(ms).toISOString();
const DAY_MS = 86_400_000;

describe('time slices', () => {
  it('cover the window without a gap, whatever its length', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 40 * DAY_MS }),
        fc.integer({ min: 1, max: 40 * DAY_MS }),
        (start, length) => {
          const slices = timeSlices({ since: at(start), before: at(start + length) });
          expect(slices[0]?.since).toBe(at(start));
          expect(slices.at(-1)?.before).toBe(at(start + length));
          slices.slice(1).forEach((slice, index) => expect(slice.since).toBe(slices[index]?.before));
        },
      ),
    );
  });

  it('are never longer than their bound', () => {
    const slices = timeSlices({ since: at(0), before: at(3.5 * MAX_SLICE_MS) });
    expect(slices.map(({ since, before }) => Date.parse(before) - Date.parse(since))).toEqual([
      MAX_SLICE_MS,
      MAX_SLICE_MS,
      MAX_SLICE_MS,
      MAX_SLICE_MS / 2,
    ]);
  });

  it('end where the last run stopped', () => {
    const slices = timeSlices({ since: at(0), before: at(MAX_SLICE_MS) }, at(1_234));
    expect(slices).toEqual([
      { since: at(0), before: at(1_234) },
      { since: at(1_234), before: at(MAX_SLICE_MS) },
    ]);
  });

  it('are none for an empty or reversed window', () => {
    expect(timeSlices({ since: at(5), before: at(5) })).toEqual([]);
    expect(timeSlices({ since: at(6), before: at(5) })).toEqual([]);
  });

  it('ignore a stop outside the window', () => {
    const window = { since: at(DAY_MS), before: at(DAY_MS + 10) };
    expect(timeSlices(window, at(0))).toEqual([window]);
    expect(timeSlices(window, at(9 * DAY_MS))).toEqual([window]);
  });
});

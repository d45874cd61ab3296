import { readingSpans } from '../../../activities/shared/reading-spans';
import type { ReadSourceInput } from '../../../activities/shared/source-reading';

const at = (hour: number) => new Date(Date.UTC(2026, 10, 22, hour)).toISOString();
const spans = (timestamp: string, from: string, to: string) =>
  readingSpans({ anomaly: { timestamp }, window: { from, to } } as ReadSourceInput).map(
    ({ from: start, to: end, direction }) => [start, end, direction],
  );

describe('a window', () => {
  it('is read outward from the anomaly: what follows, the four hours before, and what lies before those', () => {
    expect(spans(at(12), at(0), at(20))).toEqual([
      [at(12), at(20), 'asc'],
      [at(8), at(12), 'desc'],
      [at(0), at(8), 'desc'],
    ]);
  });

  it('has fewer parts when the anomaly lies at one of its ends, or outside', () => {
    expect(spans(at(0), at(0), at(20))).toEqual([[at(0), at(20), 'asc']]);
    expect(spans(at(2), at(0), at(20))).toEqual([
      [at(2), at(20), 'asc'],
      [at(0), at(2), 'desc'],
    ]);
    expect(spans(at(23), at(0), at(20))).toEqual([
      [at(16), at(20), 'desc'],
      [at(0), at(16), 'desc'],
    ]);
  });

  it('gives each of its three parts a share, and no more than there is', () => {
    const shares = readingSpans({
      anomaly: { timestamp: at(12) },
      window: { from: at(0), to: at(20) },
    } as ReadSourceInput).map(({ share }) => share);
    expect(Math.min(...shares)).toBeGreaterThan(0);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
  });
});

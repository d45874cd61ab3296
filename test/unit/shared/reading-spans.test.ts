import { readingSpans } from '../../../activities/shared/reading-spans';
import type { ReadSourceInput } from '../../../activities/shared/source-reading';

const at = (hour: number) => new Date(Date.UTC(2026, 10, 22, hour)).toISOString();
const spans = (timestamp: string, from: string, to: string) =>
  readingSpans({ anomaly: { timestamp }, window: { from, to } } as ReadSourceInput);

describe('the order in which a window is read', () => {
  it('begins an hour before the anomaly, and goes on backwards from there', () => {
    expect(spans(at(12), at(0), at(20))).toEqual([
      { from: at(11), to: at(20), direction: 'asc' },
      { from: at(0), to: at(11), direction: 'desc' },
    ]);
  });

  it('has one part when the anomaly lies at the beginning, or after the end', () => {
    expect(spans(at(0), at(0), at(20))).toEqual([{ from: at(0), to: at(20), direction: 'asc' }]);
    expect(spans(at(23), at(0), at(20))).toEqual([{ from: at(0), to: at(20), direction: 'desc' }]);
  });
});

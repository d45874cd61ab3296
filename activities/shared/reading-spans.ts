import type { ReadSourceInput } from './source-reading';

/** A part of the window, and from which end to read it. ISO 8601 UTC. */
export interface ReadingSpan {
  readonly from: string;
  readonly to: string;
  readonly direction: 'asc' | 'desc';
}

/** What leads up to an anomaly matters as much as what follows. */
const LEAD_MS = 3_600_000;

/**
 * The window in the order of weight: from an hour before the anomaly on, then backwards from there. A source that has more
 * than is read so loses what lies farthest from the anomaly.
 */
export function readingSpans({ anomaly, window }: ReadSourceInput): readonly ReadingSpan[] {
  const [fromMs, toMs] = [Date.parse(window.from), Date.parse(window.to)];
  const pivotMs = Math.max(fromMs, Math.min(toMs, Date.parse(anomaly.timestamp) - LEAD_MS));
  const pivot = new Date(pivotMs).toISOString();
  return [
    ...(pivotMs < toMs ? [{ from: pivot, to: window.to, direction: 'asc' } as const] : []),
    ...(pivotMs > fromMs ? [{ from: window.from, to: pivot, direction: 'desc' } as const] : []),
  ];
}

import { SUSPECT_MS } from '../../domain/investigation/indicator-context';
import type { ReadSourceInput } from './source-reading';

/** A part of the window, and from which end to read it. ISO 8601 UTC, both ends included. */
export interface ReadingSpan {
  readonly from: string;
  readonly to: string;
  readonly direction: 'asc' | 'desc';
  /** Part of a reading's room, 0 to 1, that nothing outside this span can take. */
  readonly share: number;
}

/**
 * The window in three parts, each read outward from the anomaly: what follows it, what leads up to it and is as suspect, and the
 * history before that. Each has a share of its own: whoever fills one of them hides nothing in the others.
 */
export function readingSpans({ anomaly, window }: ReadSourceInput): readonly ReadingSpan[] {
  const [fromMs, toMs] = [Date.parse(window.from), Date.parse(window.to)];
  const within = (ms: number): number => Math.max(fromMs, Math.min(toMs, ms));
  const anomalyMs = within(Date.parse(anomaly.timestamp));
  const leadMs = within(anomalyMs - SUSPECT_MS);
  const span = (startMs: number, endMs: number, direction: ReadingSpan['direction'], share: number) =>
    startMs < endMs
      ? [{ from: new Date(startMs).toISOString(), to: new Date(endMs).toISOString(), direction, share }]
      : [];
  return [
    ...span(anomalyMs, toMs, 'asc', 0.4),
    ...span(leadMs, anomalyMs, 'desc', 0.4),
    ...span(fromMs, leadMs, 'desc', 0.2),
  ];
}

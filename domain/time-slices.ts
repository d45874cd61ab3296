import type { TimeWindow } from './token-watch';

/**
 * Longest slice of event time, in milliseconds: six hours. A slice counts when it was read to its end, so that a run that
 * is cut short after days of silence loses at most one; each costs a request at least, so there are not too many.
 */
export const MAX_SLICE_MS = 6 * 3_600_000;

/**
 * Cuts `window` into slices of at most `MAX_SLICE_MS`, oldest first, without a gap.
 *
 * Neighbours share their edge, since nobody documents which end of a window the log includes. An empty or reversed
 * window gives no slices.
 *
 * @param cutAt time inside the window where a slice must end: what was done up to there then counts
 */
export function timeSlices(window: TimeWindow, cutAt?: string): TimeWindow[] {
  const endMs = Date.parse(window.before);
  const cutMs = cutAt === undefined ? endMs : Date.parse(cutAt);
  const slices: TimeWindow[] = [];
  for (let sinceMs = Date.parse(window.since); sinceMs < endMs;) {
    const limitMs = sinceMs < cutMs ? Math.min(cutMs, endMs) : endMs;
    const beforeMs = Math.min(sinceMs + MAX_SLICE_MS, limitMs);
    slices.push({ since: new Date(sinceMs).toISOString(), before: new Date(beforeMs).toISOString() });
    sinceMs = beforeMs;
  }
  return slices;
}

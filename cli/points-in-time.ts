import type { TimeWindow } from '../domain/token-watch';
import { parseDuration } from '../config/duration';
import { UsageError } from './command';

/** Cloudflare keeps the audit log for 18 months. See docs/sources.md#audit-logs-v2. */
const LONGEST_PAST_MS = 550 * 86_400_000;

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?Z$/;

/** A point in time as an operator writes it: `2026-11-01`, `2026-11-01T08:00:00Z`, or a duration before now, `36h`. */
export function pointInTime(option: string, text: string, now: Date): Date {
  const agoMs = parseDuration(text);
  if (agoMs !== undefined) return new Date(now.getTime() - agoMs);
  const point = new Date(DAY.test(text) || INSTANT.test(text) ? text : NaN);
  // JavaScript takes 30 February for 2 March.
  if (Number.isNaN(point.getTime()) || !point.toISOString().startsWith(text.slice(0, 10))) {
    throw new UsageError(
      `--${option} must be a day (2026-11-01), a time in UTC (2026-11-01T08:00:00Z) or a duration ago (36h)`,
    );
  }
  return point;
}

/** The span between two points. */
export function windowBetween(since: Date, before: Date, now: Date): TimeWindow {
  if (since >= before) throw new UsageError('--since must be earlier than --before');
  if (before > now)
    throw new UsageError('--before must not lie in the future: the log of that time is not written yet');
  if (now.getTime() - since.getTime() > LONGEST_PAST_MS)
    throw new UsageError('--since lies further back than Cloudflare keeps its audit log');
  return { since: since.toISOString(), before: before.toISOString() };
}

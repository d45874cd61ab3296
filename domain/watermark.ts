import type { StreamPosition, TimeWindow } from './token-watch';

/** What one chunk of a walk brought, in the order of the walk. */
export interface ChunkProgress {
  /** Spans whose walk ended within this chunk. */
  readonly windows: readonly TimeWindow[];
  /** Events of the chunk; finished means handled or pending. */
  readonly events: readonly { readonly time: string | null; readonly finished: boolean }[];
}

/**
 * Where a walk begins that resumes at `position`: what may have shown in the log since it was last read is read again.
 *
 * A watermark far behind the last reading needs no overlap: then that reading came late enough.
 */
export function readAgainFrom({ through, readAt = through }: StreamPosition, overlapMs: number): string {
  return earlier(through, new Date(Date.parse(readAt) - overlapMs).toISOString());
}

/**
 * The watermark after a run: the end of the last window all of whose events are finished, and of all windows before it.
 *
 * Never earlier than `from`. Where the run stopped inside a window, `stoppedAt` tells the next run to end a slice there.
 *
 * @param startedAt start of the run: nothing that showed in the log before is missing from what it read
 */
export function nextPosition(
  from: StreamPosition,
  chunks: readonly ChunkProgress[],
  startedAt: string,
): StreamPosition {
  let { through, readAt } = from;
  let lastFinished: string | undefined;
  const position = (stoppedAt: string | undefined): StreamPosition => ({
    through,
    // A stop at or before the watermark says nothing that the watermark does not.
    ...(stoppedAt !== undefined && stoppedAt > through ? { stoppedAt } : {}),
    ...(readAt === undefined ? {} : { readAt }),
  });
  for (const { windows, events } of chunks) {
    const open = events.filter(({ finished }) => !finished);
    if (open.length > 0) {
      const times = open.flatMap(({ time }) => time ?? []);
      return position(times.length > 0 ? times.reduce(earlier) : lastFinished);
    }
    if (windows.some(({ before }) => before >= from.through)) readAt = startedAt;
    through = windows.map(({ before }) => before).reduce(later, through);
    lastFinished = events
      .flatMap(({ time }) => time ?? [])
      .reduce<string | undefined>((latest, time) => (latest === undefined ? time : later(latest, time)), lastFinished);
  }
  return position(lastFinished);
}

/** ISO 8601 UTC strings of one precision sort by time. */
function later(a: string, b: string): string {
  return a > b ? a : b;
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}

import type { StreamPosition, TimeWindow } from './token-watch';

/** What one chunk of a walk brought, in the order of the walk. */
export interface ChunkProgress {
  /** Spans whose walk ended within this chunk. */
  readonly windows: readonly TimeWindow[];
  /** Events of the chunk; finished means handled or pending. */
  readonly events: readonly { readonly time: string | null; readonly finished: boolean }[];
}

/**
 * The watermark after a run: the end of the last window all of whose events are finished, and of all windows before it.
 *
 * Never earlier than `from`. Where the run stopped inside a window, `stoppedAt` tells the next run to end a slice there.
 */
export function nextPosition(from: StreamPosition, chunks: readonly ChunkProgress[]): StreamPosition {
  let through = from.through;
  let lastFinished: string | undefined;
  for (const { windows, events } of chunks) {
    const open = events.filter(({ finished }) => !finished);
    if (open.length > 0) {
      const times = open.flatMap(({ time }) => time ?? []);
      return position(through, times.length > 0 ? times.reduce(earlier) : lastFinished);
    }
    through = windows.map(({ before }) => before).reduce(later, through);
    lastFinished = events
      .flatMap(({ time }) => time ?? [])
      .reduce<string | undefined>((latest, time) => (latest === undefined ? time : later(latest, time)), lastFinished);
  }
  return position(through, lastFinished);
}

/** A stop at or before the watermark says nothing that the watermark does not. */
function position(through: string, stoppedAt: string | undefined): StreamPosition {
  return stoppedAt !== undefined && stoppedAt > through ? { through, stoppedAt } : { through };
}

/** ISO 8601 UTC strings of one precision sort by time. */
function later(a: string, b: string): string {
  return a > b ? a : b;
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}

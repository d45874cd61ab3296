import type { TokenWatchResult } from './contracts';

/** A result over 2 MB would end the run without appeal; well below it stays readable for people. */
const MAX_RESULT_BYTES = 200 * 1024;
/** Enough for a full run of 500 events in each of the three intervals that the overlap reads again. */
const MAX_SEEN = 2_000;

const MAX_TICKETS_LISTED = 500;

/**
 * Keeps a result within its bounds by giving up what costs least: first hashes, which spare the next run some look-ups,
 * then the lists of keys, which the manifests have too. What waits (`pending`) is never given up.
 */
export function fitResult(result: TokenWatchResult): TokenWatchResult {
  let fitted: TokenWatchResult = {
    ...result,
    seen: result.seen.slice(0, MAX_SEEN),
    tickets: result.tickets.slice(0, MAX_TICKETS_LISTED),
    ticketsNotListed: result.ticketsNotListed + Math.max(0, result.tickets.length - MAX_TICKETS_LISTED),
  };
  while (sizeOf(fitted) > MAX_RESULT_BYTES && fitted.seen.length > 0) {
    fitted = { ...fitted, seen: fitted.seen.slice(0, Math.floor(fitted.seen.length / 2)) };
  }
  while (sizeOf(fitted) > MAX_RESULT_BYTES && fitted.archived.length > 0) {
    const kept = Math.floor(fitted.archived.length / 2);
    fitted = {
      ...fitted,
      archived: fitted.archived.slice(0, kept),
      archivedNotListed: fitted.archivedNotListed + fitted.archived.length - kept,
    };
  }
  if (sizeOf(fitted) > MAX_RESULT_BYTES && fitted.rescued !== undefined) {
    fitted = { ...fitted, rescued: { ...fitted.rescued, first: [] } };
  }
  return fitted;
}

/** Keys and sentences are ASCII, so characters are bytes; text from outside is in none of the lists. */
function sizeOf(result: TokenWatchResult): number {
  return JSON.stringify(result).length;
}

/** Wait without a word from the sender, seconds. */
const DEFAULT_WAIT_S = 10;
const MAX_WAIT_S = 60;
const WAIT = /^wait\s*=\s*(?:(\d{1,9})|"(\d{1,9})")\s*(?:;|$)/i;

/**
 * How long a sender wants to wait for its report: `Prefer: wait=<seconds>` (RFC 7240), at most 60.
 *
 * A preference that cannot be read is as if it were not there; of two, the first counts.
 *
 * @param headers values of the header `Prefer`, one for each time that it stands there
 * @returns seconds, and whether they follow the sender's wish
 */
export function waitPreferred(headers: readonly string[] | undefined): { seconds: number; isApplied: boolean } {
  for (const preference of (headers ?? []).join(',').split(',')) {
    const match = WAIT.exec(preference.trim());
    const seconds = match?.[1] ?? match?.[2];
    if (seconds !== undefined) return { seconds: Math.min(MAX_WAIT_S, Number(seconds)), isApplied: true };
  }
  return { seconds: DEFAULT_WAIT_S, isApplied: false };
}

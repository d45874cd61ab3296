/** Calendar months in UTC, written `YYYY-MM`; such texts sort by time. */

/** @param atMs epoch milliseconds */
export function monthOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 7);
}

/** Epoch milliseconds at which a month begins. */
export function monthStartMs(month: string): number {
  return Date.parse(`${month}-01T00:00:00.000Z`);
}

/** Epoch milliseconds at which a month has ended and the next one begins. */
export function monthEndMs(month: string): number {
  return Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 1);
}

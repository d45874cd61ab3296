const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
type Unit = keyof typeof UNIT_MS;

/** A whole number and a unit: `90s`, `10m`, `24h`, `7d`. */
const DURATION_PATTERN = /^([1-9][0-9]{0,5})([smhd])$/;

/** Milliseconds of a duration such as `10m`; undefined when it is not one. */
export function parseDuration(text: string): number | undefined {
  const match = DURATION_PATTERN.exec(text);
  return match === null ? undefined : Number(match[1]) * UNIT_MS[match[2] as Unit];
}

/**
 * Milliseconds of a duration that the schema has accepted.
 *
 * @throws Error when it is not a duration, which is then a hole in the schema
 */
export function durationMs(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new Error('a duration passed the schema without being one');
  return ms;
}

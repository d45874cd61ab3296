import type { Anomaly } from '../domain/investigation/anomaly';

const MAX_FIELDS = 50;
const NAME_CAP = 64;
const TEXT_CAP = 1_000;
/** All names and texts together, in characters. */
const TOTAL_CAP = 20_000;
/** Under this name stands how many fields were left out. */
const OMITTED = '(fields left out)';

/**
 * What else a sender said, flat and bounded: what is nested becomes JSON text, what is too long is cut, names that are the same
 * are numbered.
 */
export function boundedDetails(sources: readonly Readonly<Record<string, unknown>>[]): Anomaly['details'] {
  const all = sources.flatMap((details) => Object.entries(details));
  const kept = new Map<string, string | number | boolean | null>();
  let size = 0;
  for (const [name, value] of all) {
    const field = freeName(name, kept);
    const flattened = flat(value);
    size += field.length + String(flattened).length;
    if (kept.size >= MAX_FIELDS || size > TOTAL_CAP) break;
    kept.set(field, flattened);
  }
  const omitted = all.length - kept.size;
  return Object.fromEntries(omitted === 0 ? kept : [...kept, [OMITTED, omitted]]);
}

/** `name`, cut to size; with a number where it is taken. */
function freeName(name: string, taken: ReadonlyMap<string, unknown>): string {
  const isFree = (candidate: string): boolean => candidate !== OMITTED && !taken.has(candidate);
  let candidate = cut(name, NAME_CAP);
  for (let number = 2; !isFree(candidate); number += 1) {
    const suffix = ` (${number})`;
    candidate = cut(name, NAME_CAP - suffix.length) + suffix;
  }
  return candidate;
}

function flat(value: unknown): string | number | boolean | null {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  return cut(typeof value === 'string' ? value : JSON.stringify(value), TEXT_CAP);
}

/** `text` in at most `cap` characters, never half of a pair. */
export function cut(text: string, cap: number): string {
  if (text.length <= cap) return text;
  return `${text.slice(0, cap - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

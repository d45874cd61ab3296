import type { Anomaly } from '../domain/investigation/anomaly';

const MAX_FIELDS = 50;
const NAME_CAP = 64;
const TEXT_CAP = 1_000;
/** All names and texts together, in characters. */
const TOTAL_CAP = 20_000;
/** Under this name stands how many fields were left out. */
const OMITTED = '(fields left out)';

/** What else a sender said, flat and bounded: what is nested becomes JSON text, what is too long is cut. */
export function boundedDetails(details: Readonly<Record<string, unknown>>): Anomaly['details'] {
  const all = Object.entries(details);
  const kept: [string, string | number | boolean | null][] = [];
  let size = 0;
  for (const [name, value] of all) {
    const entry: (typeof kept)[number] = [cut(name, NAME_CAP), flat(value)];
    size += entry[0].length + String(entry[1]).length;
    if (kept.length >= MAX_FIELDS || size > TOTAL_CAP) break;
    kept.push(entry);
  }
  const omitted = all.length - kept.length;
  return Object.fromEntries(omitted === 0 ? kept : [...kept, [OMITTED, omitted]]);
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

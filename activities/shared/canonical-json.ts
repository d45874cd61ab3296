/** Far beyond any record; below the depth at which the recursion would exhaust the stack. */
const MAX_DEPTH = 500;

/**
 * JSON whose bytes follow from the value alone: no spaces, keys sorted by UTF-16 code unit, numbers and strings as
 * `JSON.stringify` writes them. A retry writes the same bytes, and a hash over them names the value.
 *
 * Lone surrogates are escaped, so the text always has UTF-8 bytes.
 *
 * A number too large for a double (`1e400` is valid JSON) is read as infinity; it is written as a string, since whoever
 * makes a request could otherwise put its record beyond keeping.
 *
 * @throws TypeError for what JSON cannot carry: undefined, functions, symbols, bigints, NaN, objects other than plain
 * ones and arrays, and nesting beyond 500 levels. Names the depth, never the content.
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0);
}

function write(value: unknown, depth: number): string {
  if (depth > MAX_DEPTH) throw new TypeError(`canonical JSON: nested deeper than ${MAX_DEPTH} levels`);
  if (value === null || typeof value === 'boolean') return String(value);
  if (value === Infinity || value === -Infinity) return JSON.stringify(String(value));
  if (typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value))) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${Array.from(value, (item) => write(item, depth + 1)).join(',')}]`;
  if (isPlainObject(value)) {
    const members = Object.keys(value)
      .sort(byCodeUnit)
      .map((key) => `${JSON.stringify(key)}:${write(value[key], depth + 1)}`);
    return `{${members.join(',')}}`;
  }
  throw new TypeError(`canonical JSON: ${typeof value} at depth ${depth} is no JSON value`);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** `sort` without a comparison does this too; said aloud because a locale's order would differ by machine. */
function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

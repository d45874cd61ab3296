/** A JSON object whose fields nobody has checked. */
export type Json = Readonly<Record<string, unknown>>;

/** Whether `value` is a JSON object: neither an array nor null. */
export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Value at `path` of nested objects; undefined as soon as a step is missing or no object. */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (isJson(inner) ? inner[key] : undefined), value);
}

/**
 * A recorded request or response body as a value. Whether the log keeps bodies as JSON or as text is undocumented, so
 * text that holds JSON is read; other text stays as it is.
 */
export function eventBody(recorded: unknown): unknown {
  if (typeof recorded !== 'string' || !/^\s*[[{]/.test(recorded)) return recorded;
  try {
    return JSON.parse(recorded) as unknown;
  } catch {
    return recorded;
  }
}

/** The field of a value that may be anything; undefined when there is none. Inherited fields do not count. */
export function fieldOf(value: unknown, name: string): unknown {
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** Whether a value is an object with named fields: no array, no null. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

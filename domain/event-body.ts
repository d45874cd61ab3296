import { compatibleText, foldedKey } from './compatible-text';

/**
 * A recorded request or response body as a value. Whether the log keeps bodies as JSON or as text is undocumented, so
 * text that holds JSON is read, also when it was encoded twice; other text stays as it is.
 */
export function eventBody(recorded: unknown): unknown {
  let body = recorded;
  while (isJsonText(body)) {
    try {
      body = JSON.parse(body) as unknown;
    } catch {
      return body;
    }
  }
  return body;
}

/** Whether a value is text that begins like JSON. What `eventBody` leaves as such was cut short or broken. */
export function isJsonText(value: unknown): value is string {
  return typeof value === 'string' && /^\s*["[{]/.test(value);
}

/** The field of a value that may be anything; undefined when there is none. Inherited fields do not count. */
export function fieldOf(value: unknown, name: string): unknown {
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** Whether a field of another spelling stands there that a decoder without regard to case takes for one of `names`. */
export function hasLookalike(value: unknown, names: readonly string[]): boolean {
  return isRecord(value) && Object.keys(value).some((key) => !names.includes(key) && names.includes(foldedKey(key)));
}

/** Whether a value is an object with named fields: no array, no null. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Honest bodies are encoded once or twice. */
const MAX_UNESCAPING_ROUNDS = 4;

/** Broken JSON text in small plain letters, without its escapes: for looking for words, not for reading. */
export function unescapedText(text: string): string {
  let current = text;
  for (let round = 0; round < MAX_UNESCAPING_ROUNDS && current.includes('\\'); round += 1) {
    current = current
      .replace(/\\+/g, '\\') // runs are shortened first: looking for the end of a run from each of its characters is quadratic
      .replace(/\\(?:u([0-9a-f]{4})|(?="))/gi, (_, code: string | undefined) =>
        code === undefined ? '' : String.fromCharCode(Number.parseInt(code, 16)),
      );
  }
  return compatibleText(current).toLowerCase();
}

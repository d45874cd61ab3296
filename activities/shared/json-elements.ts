const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * The elements of an array within a JSON document, each as it was written: members, their order, repeated members and
 * numbers of any size stay as they are, all of which `JSON.parse` would change. Only whitespace outside of strings goes.
 *
 * Members are found as `JSON.parse` finds them: of several with one name the last counts. Linear in the length of the
 * text and without recursion, whoever wrote it.
 *
 * @param text a document that `JSON.parse` accepts; for any other the answer means nothing, but comes
 * @param path names of the members that lead to the array
 * @returns in the order of the array; undefined when there is no array at that place
 */
export function jsonElements(text: string, path: readonly string[]): string[] | undefined {
  let at: number | undefined = afterBlanks(text, 0);
  for (const name of path) {
    at = valueOfMember(text, at, name);
    if (at === undefined) return undefined;
  }
  if (text.charCodeAt(at) !== OPEN_ARRAY) return undefined;

  const elements: string[] = [];
  let start = afterBlanks(text, at + 1);
  while (start < text.length && text.charCodeAt(start) !== CLOSE_ARRAY) {
    const end = endOfValue(text, start);
    elements.push(withoutBlanks(text, start, end));
    start = afterBlanks(text, end);
    if (text.charCodeAt(start) !== COMMA) break;
    start = afterBlanks(text, start + 1);
  }
  return elements;
}

/**
 * Whether an object anywhere in a JSON document names a member twice, so that its parsed value does not show everything.
 *
 * @param value what `JSON.parse` makes of `json`
 */
export function hasRepeatedMembers(json: string, value: unknown): boolean {
  let members = 0;
  let at = 0;
  while (at < json.length) {
    const code = json.charCodeAt(at);
    if (code === COLON) members += 1;
    at = code === QUOTE ? endOfString(json, at) : at + 1;
  }
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== 'object' || next === null) continue;
    const values: readonly unknown[] = Object.values(next);
    if (!Array.isArray(next)) members -= values.length;
    for (const each of values) open.push(each);
  }
  return members > 0;
}

/** Where the value of an object's member begins. */
function valueOfMember(text: string, object: number, name: string): number | undefined {
  if (text.charCodeAt(object) !== OPEN_OBJECT) return undefined;
  let found: number | undefined;
  let at = afterBlanks(text, object + 1);
  while (text.charCodeAt(at) === QUOTE) {
    const endOfName = endOfString(text, at);
    const colon = afterBlanks(text, endOfName);
    if (text.charCodeAt(colon) !== COLON) break;
    const value = afterBlanks(text, colon + 1);
    if (isString(text.slice(at, endOfName), name)) found = value;
    at = afterBlanks(text, endOfValue(text, value));
    if (text.charCodeAt(at) !== COMMA) break;
    at = afterBlanks(text, at + 1);
  }
  return found;
}

/** Whether a string's text means `value`. The same name can be written in many ways: `"a"`, `"\u0061"`. */
function isString(json: string, value: string): boolean {
  if (!json.includes('\\')) return json.slice(1, -1) === value;
  try {
    return JSON.parse(json) === value;
  } catch {
    return false;
  }
}

/** Index behind a value. Inside of a container only brackets and strings matter; the rest was checked by `JSON.parse`. */
function endOfValue(text: string, start: number): number {
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
      if (depth === 0) return at;
    } else if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      depth += 1;
      at += 1;
    } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) {
      if (depth === 0) return at; // behind a number or a word, the last of its container
      depth -= 1;
      at += 1;
      if (depth === 0) return at;
    } else {
      if (depth === 0 && (code === COMMA || isBlank(code))) return at;
      at += 1;
    }
  }
  return at;
}

/** Index behind a string's closing quote: the next one that an even number of backslashes precedes. */
function endOfString(text: string, start: number): number {
  let at = start;
  for (;;) {
    at = text.indexOf('"', at + 1);
    if (at === -1) return text.length;
    let backslashes = 0;
    while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return at + 1;
  }
}

function withoutBlanks(text: string, start: number, end: number): string {
  const pieces: string[] = [];
  let pieceStart = start;
  let at = start;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
    } else if (isBlank(code)) {
      pieces.push(text.slice(pieceStart, at));
      at = afterBlanks(text, at);
      pieceStart = at;
    } else {
      at += 1;
    }
  }
  pieces.push(text.slice(pieceStart, end));
  return pieces.join('');
}

function afterBlanks(text: string, start: number): number {
  let at = start;
  while (isBlank(text.charCodeAt(at))) at += 1;
  return at;
}

/** JSON's own four; other spaces are none to it. */
function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

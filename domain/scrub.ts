import type { SecretName } from './secret-names';
import { secretNameOf } from './secret-names';
import { isMark, mark, scrubAssignments, scrubShapes, TOO_DEEP } from './secret-texts';
import { INVISIBLE } from './untrusted-text';

/**
 * Where a text stands: in a field that holds an id, directly below the `actor`, or anywhere else. Ids may have the shape of a
 * secret; those of actors are typed by people, and none that a source knows has one.
 */
type Place = 'text' | 'id' | 'actor';

/** Levels of nesting that are looked at, JSON and percent-encoding inside strings included. Real events have under 15. */
const MAX_DEPTH = 64;
/** Rounds after which a text that still changes is replaced as a whole. Real texts settle in two. */
const MAX_ROUNDS = 5;
/** Most strings of an event are short words, hex ids or UUIDs, and times: none can hold anything that a rule finds. */
const HARMLESS = /^(?:[A-Za-z0-9_.@-]{0,13}|[0-9a-f-]{0,36}|\d{4}-\d\d-\d\dT[\d:.]{8,18}Z)$/;
const ID_FIELD = /(?:^|_)(?:id|tag)$|I[dD]$/;
/** Nearly every text is plain, and this is quicker than looking for what is invisible. */
const PLAIN = /^[\t-\r -~]*$/;
const JSON_BRACKETS: ReadonlySet<string> = new Set(['{}', '[]', '""']);

/**
 * A copy of an audit record without its secrets: values under secret names (`SECRET_NAMES`) and secrets that their
 * text gives away (`SECRET_TEXTS`) become `[scrubbed:<length>]`; what is nested beyond 64 levels becomes
 * `[scrubbed:depth]`. JSON documents and percent-encoded text inside strings are looked into. A text in which invisible
 * characters hide a secret loses them with it: whoever shows it would leave them out.
 *
 * Applied to the whole record before anything else sees it. Scrubbing twice changes nothing more, so the bytes of an
 * event stay the same wherever it is scrubbed. Time is linear in the size of the record, whoever wrote it.
 *
 * @param value a value as `JSON.parse` returns it; never changed, and returned as it is when it holds no secret
 */
export function scrub(value: unknown): unknown {
  return look(value, 0, 'text');
}

function look(value: unknown, depth: number, place: Place): unknown {
  if (typeof value === 'string') return scrubText(value, depth, place === 'id');
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return TOO_DEEP;
  if (Array.isArray(value)) return mapArray(value, (item) => look(item, depth + 1, place));
  return mapObject(value, depth, (field, row, name) =>
    row === undefined ? look(field, depth + 1, placeOf(name, place)) : scrubNamed(field, row, depth + 1),
  );
}

function placeOf(name: string, around: Place): Place {
  if (name === 'actor') return 'actor';
  return around !== 'actor' && ID_FIELD.test(name) ? 'id' : 'text';
}

/** Everything under a secret name, except what says that there is nothing: null, an empty string, a boolean. */
function scrubNamed(value: unknown, row: SecretName, depth: number): unknown {
  if (typeof value === 'string') return value === '' || isMark(value) ? value : mark(value.length);
  if (typeof value === 'number') return mark(String(value).length);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return TOO_DEEP;
  if (Array.isArray(value)) return mapArray(value, (item) => scrubNamed(item, row, depth + 1));
  if (row.below === 'look') return look(value, depth, 'text');
  return mapObject(value, depth, (field) => scrubNamed(field, row, depth + 1));
}

/** Rules feed each other: what one leaves behind may be another's find. A text is done when a round changes nothing. */
function scrubText(text: string, depth: number, isId: boolean): string {
  if (HARMLESS.test(text)) return text;
  if (depth >= MAX_DEPTH) return isMark(text) ? text : mark(text.length);
  let current = text;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const next = applyRules(current, depth, isId);
    if (next === current) return current;
    current = next;
  }
  return mark(text.length);
}

/**
 * One round. Without what nobody sees the text may hold a secret: then that text is scrubbed and kept. Otherwise it stays as it
 * is, and is looked at as it stands: something invisible may part a secret from the word before it.
 */
function applyRules(text: string, depth: number, isId: boolean): string {
  const visible = withoutInvisible(text);
  const scrubbed = scrubPlain(scrubEncoded(scrubJson(visible, depth), depth, isId), isId);
  return visible === text || scrubbed !== visible ? scrubbed : scrubPlain(text, isId);
}

function withoutInvisible(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replace(INVISIBLE, (character) => (/[\t-\r]/.test(character) ? character : ''));
}

function scrubPlain(text: string, isId: boolean): string {
  return scrubAssignments(scrubShapes(text, isId));
}

function scrubJson(text: string, depth: number): string {
  const trimmed = text.trim();
  if (!JSON_BRACKETS.has(trimmed.charAt(0) + trimmed.slice(-1))) return text;
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return text; // cut off or no JSON at all: the rules for text look at it
  }
  const scrubbed = look(document, depth + 1, 'text');
  return scrubbed === document ? text : JSON.stringify(scrubbed);
}

/** Text is decoded only when a secret shows in its decoded form; then the decoded form is kept, without the secret. */
function scrubEncoded(text: string, depth: number, isId: boolean): string {
  if (!text.includes('%')) return text;
  const decoded = text.replace(/(?:%[0-9A-Fa-f]{2})+/g, decode);
  if (decoded === text) return text;
  const scrubbed = scrubText(decoded, depth + 1, isId);
  return scrubbed === decoded ? text : scrubbed;
}

function decode(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded; // not UTF-8: stays as it is
  }
}

function mapArray(items: readonly unknown[], change: (item: unknown) => unknown): unknown {
  const changed = items.map(change);
  return changed.every((item, index) => item === items[index]) ? items : changed;
}

/** Keys are text from outside as well. Two keys that become the same mark stay two, so that nothing gets lost. */
function mapObject(
  value: object,
  depth: number,
  change: (field: unknown, row: SecretName | undefined, name: string) => unknown,
): unknown {
  const copies = new Map<string, number>();
  const entries = Object.entries(value).map(([key, field]) => {
    const scrubbedKey = scrubText(key, depth, false);
    const copy = (copies.get(scrubbedKey) ?? 0) + 1;
    copies.set(scrubbedKey, copy);
    const name = copy === 1 ? scrubbedKey : `${scrubbedKey} (${copy})`;
    const changed = change(field, secretNameOf(key) ?? secretNameOf(name), name);
    return { name, changed, same: name === key && changed === field };
  });
  if (entries.every(({ same }) => same)) return value;
  return Object.fromEntries(entries.map(({ name, changed }) => [name, changed])); // gives even `__proto__` a field of its own
}

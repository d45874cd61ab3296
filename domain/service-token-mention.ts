import type { AuditEvent } from './audit-event';
import { foldedKey } from './compatible-text';
import { eventBody, isJsonText, isRecord, unescapedText } from './event-body';

/** What the bodies of an event say about Access service tokens. */
export interface ServiceTokenMention {
  /** Whether a service token, or any valid one, is named at all. A body that cannot be read is taken to name some. */
  readonly named: boolean;
  /** Whether every valid service token is accepted. */
  readonly anyValid: boolean;
  /** Ids of the tokens named, each once; none when a body cannot be read, for it may name others. */
  readonly tokenIds: readonly string[];
}

const ONE = 'service_token';
const ANY = 'any_valid_service_token';
/** Twice the longest word, for a letter may take two units of text. Longer keys are neither, and need no folding. */
const MAX_WORD = 2 * ANY.length;

/** Finds service tokens at any depth of an event's request and response, whatever the shape around them. */
export function serviceTokenMention(event: AuditEvent): ServiceTokenMention {
  const found = { one: false, any: false, ids: new Set<string>() };
  const seen = new Set<object>();
  const bodies = [eventBody(event.resource.request), eventBody(event.resource.response)];
  const unreadable = bodies.some(isJsonText);
  const open: { value: unknown; insideToken: boolean }[] = bodies.map((value) => ({ value, insideToken: false }));
  const note = (word: string): boolean => {
    const trimmed = word.trim();
    if (trimmed.length > MAX_WORD) return false;
    const name = foldedKey(trimmed);
    if (name === ANY) found.any = true;
    if (name === ONE) found.one = true;
    return name === ONE;
  };

  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const value = eventBody(next.value);
    if (typeof value === 'string') {
      if (next.insideToken) found.ids.add(value);
      noteText(value, note);
    } else if (typeof value === 'object' && value !== null && !seen.has(value)) {
      seen.add(value);
      for (const [key, child] of Object.entries(value)) {
        const namesToken = !Array.isArray(value) && note(key);
        const insideToken = namesToken || (next.insideToken && (Array.isArray(value) || foldedKey(key) === 'token_id'));
        open.push({ value: child, insideToken: insideToken || (next.insideToken && isRecord(child)) });
      }
    }
  }
  return {
    named: found.one || found.any || unreadable,
    anyValid: found.any,
    tokenIds: unreadable ? [] : [...found.ids],
  };
}

/** Text counts when it is the word itself, or when it is a broken or cut piece of JSON that quotes the word. */
function noteText(text: string, note: (word: string) => unknown): void {
  note(text);
  if (!text.includes('"')) return;
  for (const [, quoted] of unescapedText(text).matchAll(/"((?:any_valid_)?service_token)"/g)) note(quoted ?? '');
}

import type { AuditEvent } from './audit-event';
import { eventBody, isRecord } from './event-body';

/** What the bodies of an event say about Access service tokens. */
export interface ServiceTokenMention {
  /** Whether a service token, or any valid one, is named at all. */
  readonly named: boolean;
  /** Whether every valid service token is accepted. */
  readonly anyValid: boolean;
  /** Ids of the tokens named, each once, sorted. */
  readonly tokenIds: readonly string[];
}

const ONE = 'service_token';
const ANY = 'any_valid_service_token';

/** Finds service tokens at any depth of an event's request and response, whatever the shape around them. */
export function serviceTokenMention(event: AuditEvent): ServiceTokenMention {
  const found = { one: false, any: false, ids: new Set<string>() };
  const seen = new Set<object>();
  const open: { value: unknown; insideToken: boolean }[] = [
    { value: event.resource.request, insideToken: false },
    { value: event.resource.response, insideToken: false },
  ];
  const note = (word: string): boolean => {
    const name = word.trim().toLowerCase();
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
        const insideToken = namesToken || (next.insideToken && (Array.isArray(value) || key === 'token_id'));
        open.push({ value: child, insideToken: insideToken || (next.insideToken && isRecord(child)) });
      }
    }
  }
  return { named: found.one || found.any, anyValid: found.any, tokenIds: [...found.ids].sort() };
}

/** Text counts when it is the word itself, or when it is a broken or cut piece of JSON that quotes the word. */
function noteText(text: string, note: (word: string) => unknown): void {
  note(text);
  for (const [, quoted] of text.matchAll(/"((?:any_valid_)?service_token)"/gi)) note(quoted ?? '');
}

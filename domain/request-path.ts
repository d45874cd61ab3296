import { compatibleText } from './compatible-text';

/** Path of an API request, read so that no spelling hides what it addresses. */
export interface RequestPath {
  /** Decoded, without prefix, query, doubled or trailing slash and dot segments; letters keep their case. */
  readonly canonical: string;
  /** Whether any reading of the path goes through tokens or service tokens; true also when it cannot be decoded. */
  readonly touchesTokens: boolean;
}

const TOKEN_SEGMENT = /(?:^|[/;])(?:service_)?tokens/i;

/** A path that nobody has to decode or resolve: ordinary traffic stays on this road. */
const PLAIN = /^(?:\/[\w-]+)+$/;
const PREFIX = /^\/(?:client|api)\/v\d+(?=\/|$)/i;
const ENCODED = /%(?:u([0-9a-f]{4})|([0-7][0-9a-f]))/gi;
/** Bytes that occur in no UTF-8 text: an old way to write `/` and letters so that only some readers see them. */
const OVERLONG = /%c[01]/i;

/** Honest clients encode once, a proxy on the way perhaps again. Deeper nesting is an attempt to hide. */
const MAX_DECODING_ROUNDS = 8;

/** Reads the path out of a recorded URI, which may be any text. */
export function requestPath(uri: string): RequestPath {
  const recorded = withoutQuery(uri);
  if (PLAIN.test(recorded)) {
    const canonical = recorded.replace(PREFIX, '') || '/';
    return { canonical, touchesTokens: TOKEN_SEGMENT.test(canonical) };
  }

  const decoded = decode(recorded);
  const unresolved = compatibleText(decoded.text)
    .replace(/[\p{C}\p{Z}]/gu, '')
    .replace(/\\/g, '/')
    .replace(/^[a-z][a-z+.-]*:\/\/[^/]*/i, '');
  const canonical = resolve(unresolved.replace(/;[^/]*/g, ''));
  return { canonical, touchesTokens: !decoded.complete || TOKEN_SEGMENT.test(unresolved) };
}

/** Everything before the query. A `#` stays: no request carries a fragment, so one in a record is part of the path. */
export function withoutQuery(uri: string): string {
  const end = uri.indexOf('?');
  return end === -1 ? uri : uri.slice(0, end);
}

function decode(text: string): { text: string; complete: boolean } {
  let current = text;
  for (let round = 0; round < MAX_DECODING_ROUNDS; round += 1) {
    const next = decodeOnce(current);
    if (next === current) return { text: current, complete: !OVERLONG.test(current) };
    current = next;
  }
  return { text: current, complete: false };
}

function decodeOnce(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replace(ENCODED, (_, wide: string | undefined, narrow: string | undefined) =>
      String.fromCharCode(Number.parseInt(wide ?? narrow ?? '', 16)),
    );
  }
}

function resolve(path: string): string {
  if (path === '') return '';
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return `/${segments.join('/')}`.replace(PREFIX, '') || '/';
}

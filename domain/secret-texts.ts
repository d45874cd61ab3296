import type { SecretName } from './secret-names';
import { secretNameOf } from './secret-names';

/** Marks left behind: `[scrubbed:<length>]`, or `[scrubbed:depth]` for what is nested too deeply to be looked at. */
const MARK = /^\[scrubbed:(?:\d+|depth)\]$/;
export const TOO_DEEP = '[scrubbed:depth]';

/** The mark for a secret of `length` characters. */
export function mark(length: number): string {
  return `[scrubbed:${length}]`;
}

export function isMark(text: string): boolean {
  return MARK.test(text);
}

interface SecretText {
  readonly name: string;
  /** Group `secret` is replaced, group `before` kept. Each runs in time linear to the text: strangers write it. */
  readonly pattern: RegExp;
  /** Decides about what the pattern found; absent means yes. */
  readonly accepts?: (secret: string) => boolean;
  /** Nothing but its shape marks it, and ids have such shapes too: not looked for in fields that hold ids. */
  readonly bare?: boolean;
  readonly hit: string;
  readonly miss: string;
  readonly why: string;
}

const isMixedCase = (text: string): boolean => /[a-z]/.test(text) && /[A-Z]/.test(text);

/** Secrets that their own text gives away, wherever they stand. @see docs/sources.md#token-formats */
export const SECRET_TEXTS = [
  {
    name: 'PEM block',
    // Without its end line a block is cut off: everything after its begin line belongs to it.
    pattern: /(?<secret>-----BEGIN [A-Z0-9 ]{1,40}-----[\s\S]*?(?:-----END [A-Z0-9 ]{1,40}-----|$))/gi,
    hit: '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----',
    miss: '----- BEGIN -----',
    why: 'private keys; certificates go too, because the label is the writer’s word',
  },
  {
    name: 'PEM block in base64',
    pattern: /(?<secret>LS0tLS1CRUdJTi[A-Za-z0-9+/=_-]*)/g,
    hit: 'LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0t',
    miss: 'LS0tLS0tLS0t',
    why: 'how keys travel in environment variables',
  },
  {
    name: 'JWT',
    pattern: /(?<![A-Za-z0-9_-])(?<secret>eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*)*)/g,
    hit: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
    miss: 'eyJwIjoyfQ',
    why: 'a signed token is a credential while it is valid',
  },
  {
    name: 'JSON in base64',
    pattern: /(?<![A-Za-z0-9_-])(?<secret>eyJ[A-Za-z0-9_+/=-]{57,})/g,
    hit: `eyJhIjoi${'Zm9v'.repeat(20)}`,
    miss: 'eyJwIjoyLCJ0IjoiMjAyNi0xMS0yMlQwMToxNTo1MFoifQ',
    why: 'the token of a Cloudflare tunnel; a cursor is shorter',
  },
  {
    name: 'user and password of a URI',
    pattern: /(?<before>\b[a-z][a-z0-9+.-]{1,30}:\/\/)(?<secret>[^\s/?#"'<>]+)(?=@)/gi,
    hit: 'postgres://app:hunter2@db.example.com/app',
    miss: 'https://example.com/users/@alice',
    why: 'a user alone may be a token (https://<token>@host)',
  },
  {
    name: 'bearer or basic credentials',
    pattern: /(?<before>\b(?:bearer|basic)[\s:=+]+["']?)(?<secret>[^\s"',;<>]{6,})/gi,
    hit: 'curl -H "Authorization: Bearer abc.def-123"',
    miss: 'the bearer of it',
    why: 'headers end up in descriptions and user agents',
  },
  {
    name: 'token with a vendor’s prefix',
    pattern:
      /(?<![A-Za-z0-9])(?<secret>(?:cf(?:k|ut|at)_|dd(?:pat|sat|ap)_|gh[pousr]_|github_pat_|glpat-|xox[abeoprs]-|lin_(?:api|oauth)_|[rs]k[-_]|npm_|pypi-|hf_|do[opr]_v1_|AIza|ya29\.|v1\.0-)[A-Za-z0-9_-]{20,})/g,
    hit: `cfut_${'a1B2c3D4e5'.repeat(4)}0f0f0f0f`,
    miss: 'cfut_id',
    why: 'Cloudflare keys, user and account tokens since 2026, Origin CA keys, Datadog’s tokens, and what is pasted beside them',
  },
  {
    name: 'Atlassian API token',
    // The checksum behind its equals sign belongs to it.
    pattern: /(?<![A-Za-z0-9])(?<secret>AT[ACS]TT3[A-Za-z0-9_-]{20,}(?:=[A-Za-z0-9]{0,8})?)/g,
    hit: `ATATT3xFfGF0${'aB3_dE5-gH7'.repeat(14)}=1A2B3C4D`,
    miss: 'ATATT3xFfGF0',
    why: 'what reports are published with',
  },
  {
    name: 'key of a webhook',
    pattern: /(?<![A-Za-z0-9])(?<secret>wh(?:sec|sk)_[A-Za-z0-9+/_-]{16,}={0,2})/g,
    hit: 'whsec_ZWRnZXdhcmRlbi1zdGFuZGFyZC13ZWJob29rLWtleSE=',
    miss: 'whsec_id',
    why: 'whoever has it signs deliveries, by Standard Webhooks and of other senders',
  },
  {
    name: 'address of a webhook',
    pattern:
      /(?<before>(?:hooks\.slack\.com\/(?:services|workflows|triggers)|discord(?:app)?\.com\/api\/webhooks)\/)(?<secret>[A-Za-z0-9/_-]{16,})/gi,
    hit: 'https://hooks.slack.com/services/T00000000/B00000000/EXAMPLEexampleEXAMPLE',
    miss: 'https://hooks.slack.com/services/new',
    why: 'whoever knows it posts in the channel',
  },
  {
    name: 'SendGrid API key',
    pattern: /(?<![A-Za-z0-9])(?<secret>SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,})/g,
    hit: `SG.${'aB3_dE5-gH7'.repeat(2)}.${'aB3_dE5-gH7'.repeat(4)}`,
    miss: 'SG.example',
    why: 'two parts with a dot between them',
  },
  {
    name: 'AWS access key id',
    pattern: /(?<![A-Za-z0-9])(?<secret>(?:AKIA|ASIA)[A-Z0-9]{16})(?![A-Za-z0-9])/g,
    hit: 'AKIAIOSFODNN7EXAMPLE',
    miss: 'AKIAEXAMPLE',
    why: 'half of a credential, and the half that names it',
  },
  {
    name: 'AWS secret access key',
    pattern: /(?<![A-Za-z0-9/+_-])(?!\/)(?<secret>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+_-])/g,
    accepts: (text) => isMixedCase(text) && /\d/.test(text),
    bare: true,
    hit: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    miss: '/accounts/a1b2c3d4e5f60718293a4b5c6d7e8f',
    why: 'a path has no such mixture of cases',
  },
  {
    name: 'API token before 2026',
    pattern: /(?<![A-Za-z0-9_-])(?<secret>[A-Za-z0-9_-]{40})(?![A-Za-z0-9_-])/g,
    accepts: isMixedCase,
    bare: true,
    hit: 'Sn3lZJTBX6kkg7OdcBUAxOO963GEIyG_qnFTO-YY',
    miss: 'a-name-that-is-forty-characters-long-yes',
    why: '40 characters without a prefix; a random one lacks a case once in a billion',
  },
  {
    name: 'Global API key before 2026',
    pattern: /(?<![A-Za-z0-9_-])(?<secret>[0-9a-f]{37,45})(?![A-Za-z0-9_-])/g,
    bare: true,
    hit: 'c2547eb745079dac9320b638f5e225cf483cc',
    miss: 'a1b2c3d4e5f60718293a4b5c6d7e8f90',
    why: '37 to 45 hex digits; ids have 32. A commit hash goes too',
  },
] as const satisfies readonly SecretText[];

const TEXTS: readonly SecretText[] = SECRET_TEXTS;

/** Replaces what `SECRET_TEXTS` find. `isId`: the text stands in a field that holds an id. */
export function scrubShapes(text: string, isId: boolean): string {
  let result = text;
  for (const { pattern, accepts, bare } of TEXTS) {
    if (bare === true && isId) continue;
    result = result.replace(pattern, (found: string, ...rest: unknown[]) => {
      const { before = '', secret = '' } = rest.at(-1) as { before?: string; secret?: string };
      return isMark(secret) || accepts?.(secret) === false ? found : before + mark(secret.length);
    });
  }
  return result;
}

/** `name=`, `name: `, `"name":"`, `\"name\":\"`, `name =>`. Bounded parts keep it linear. */
const NAME_AND_SIGN = /([A-Za-z][A-Za-z0-9_.[\]-]{0,63})(?:\\{0,8}["']?\s{0,16}(?:=>|[:=])\s{0,16}(\\{0,8}["'`]?))/g;
const TO_QUOTE = {
  '"': /(?:\\[\s\S]|[^"\\])*/y,
  "'": /(?:\\[\s\S]|[^'\\])*/y,
  '`': /(?:\\[\s\S]|[^`\\])*/y,
} as const;
/** Inside an escaped document the closing quote is escaped too. */
const TO_ESCAPED_QUOTE = /[^"'\\]*/y;
const TO_DELIMITER = /[^\s"'`&,;<>]+/y;
const TO_LINE_END = /[^\r\n"'`]+/y;
/** Headers whose value has blanks in it. */
const WHOLE_LINE: ReadonlySet<string> = new Set(['authorization', 'cookie']);
const NO_SECRET = /^(?:true|false|null|undefined)$/;

/** Replaces the values of secret names written out in text: query strings, headers, cut-off or quoted JSON. */
export function scrubAssignments(text: string): string {
  let result = '';
  let done = 0;
  NAME_AND_SIGN.lastIndex = 0;
  for (let sign = NAME_AND_SIGN.exec(text); sign !== null; sign = NAME_AND_SIGN.exec(text)) {
    const row = secretNameOf(sign[1] ?? '');
    if (row === undefined) continue;
    const from = NAME_AND_SIGN.lastIndex;
    const opening = sign[2] ?? '';
    const end = valueEnd(text, from, opening, WHOLE_LINE.has(row.name));
    const value = text.slice(from, end);
    if (value === '' || isMark(value) || (opening === '' && isNoSecret(value, row))) continue;
    result += text.slice(done, from) + mark(value.length);
    done = end;
    NAME_AND_SIGN.lastIndex = end;
  }
  return result + text.slice(done);
}

/** Without quotes: a literal, or the beginning of an object whose fields have names of their own. */
function isNoSecret(value: string, row: SecretName): boolean {
  return NO_SECRET.test(value) || (row.below === 'look' && /^[{[]/.test(value));
}

function valueEnd(text: string, from: number, opening: string, wholeLine: boolean): number {
  const pattern = valuePattern(opening, wholeLine);
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : from;
}

function valuePattern(opening: string, wholeLine: boolean): RegExp {
  if (opening === '"' || opening === "'" || opening === '`') return TO_QUOTE[opening];
  if (opening !== '') return TO_ESCAPED_QUOTE;
  return wholeLine ? TO_LINE_END : TO_DELIMITER;
}

/**
 * Text from strangers, made fit for Markdown. Token names, user agents and addresses are chosen by whoever calls the API,
 * and a ticket is read by the person who decides: nothing in here may become a mention, a link, an image or structure.
 */

/** Longest single field in a ticket, in characters. The archive has the whole. */
const FIELD_CAP = 256;

/** Control, bidi, zero-width, tag and private characters, lone surrogates, and letters that show nothing. */
export const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}]/gu;
/** The braille blank is no space to Unicode and one to the eye. */
const BLANKS = /[\s\p{Z}\u2800]+/gu;
/** Marks piled on one letter run over the lines above and below. */
const PILED_MARKS = /(\p{M}{3})\p{M}+/gu;

/** `text` cut to the length of a field, otherwise as it is: for text that is repeated in many rows. */
export function fieldText(text: string): string {
  return text.length <= FIELD_CAP ? text : capped(text.slice(0, 2 * FIELD_CAP), FIELD_CAP);
}

/** `text` on one line: no control, invisible or direction-changing characters, capped at `cap` characters. */
export function singleLine(text: string, cap: number = FIELD_CAP): string {
  const line = text
    .replace(BLANKS, ' ')
    .replace(INVISIBLE, '')
    .replace(PILED_MARKS, '$1')
    .replace(/ {2,}/g, ' ')
    .trim();
  return capped(line, cap);
}

/** An address that neither a browser nor a tracker recognises: `hxxps://evil[.]example/x`. Names of resources stay as they are. */
export function defanged(text: string): string {
  return text
    .replace(/\bhttp(s?):\/\//gi, 'hxxp$1://')
    .replace(/(?<!hxxps?):\/\//gi, '[:]//')
    .replace(/(?<=\/\/)[^\s/?#]+/g, bracketedDots)
    .replace(/\bwww\.[^\s/?#]+/gi, bracketedDots)
    .replace(/(?<![@\p{L}\p{N}.-])(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}(?=[/?#]|:\d)/gu, bracketedDots)
    .replace(/edgewarden:/gi, 'edgewarden[:]'); // a ticket's own marker is written by us alone
}

/**
 * A stranger's value as inline code, also inside a table's cell; "(none)" when nothing is left of it.
 *
 * A pipe becomes a broken bar: parsers disagree on whether an escaped one inside code ends the cell.
 */
export function codeSpan(text: string, cap: number = FIELD_CAP): string {
  const line = capped(defanged(singleLine(text, cap)).replaceAll('|', '¦'), cap);
  if (line === '') return '(none)';
  const fence = '`'.repeat(longestBacktickRun(line) + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** Lines as a block of code whose fence is longer than any run of backticks inside. */
export function codeBlock(text: string, language: '' | 'sh' = ''): string {
  const lines = text.split(/\r\n|[\r\n\u2028\u2029]/u).map((line) => line.replace(INVISIBLE, ''));
  const fence = '`'.repeat(Math.max(3, longestBacktickRun(lines.join('\n')) + 1));
  return [`${fence}${language}`, ...lines, fence].join('\n');
}

/** Words for a title: letters, digits and what joins them. Nothing that is left means anything to Markdown or to a tracker. */
export function plainWords(text: string, cap = 80): string {
  const words = singleLine(text, FIELD_CAP)
    .replace(/[^\p{L}\p{M}\p{N} _.-]/gu, ' ')
    .replace(/(?<!\p{N})\.|\.(?!\p{N})/gu, ' ')
    .replace(/(?<![\p{L}\p{N}])[_-]+|[_-]+(?![\p{L}\p{N}])/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  return capped(words, cap);
}

/** A sentence as running text: every character that Markdown could read as markup is escaped. */
export function proseLine(text: string, cap = 500): string {
  return defanged(singleLine(text, cap))
    .replace(/[\\`*_{}[\]<>|~&]/g, '\\$&')
    .replaceAll('@', '(at)')
    .replace(/^[!"#$%'()+,./:;=?^-]/, '\\$&')
    .replace(/^(\d+)([.)])/, '$1\\$2');
}

function bracketedDots(address: string): string {
  return address.replaceAll('.', '[.]');
}

function capped(text: string, cap: number): string {
  const characters = Array.from(text);
  return characters.length <= cap
    ? text
    : `${characters
        .slice(0, cap - 1)
        .join('')
        .trimEnd()}…`;
}

function longestBacktickRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

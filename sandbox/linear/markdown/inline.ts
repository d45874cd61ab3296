import { escapeHtml } from '../../escape-html';

/** What a rule found at the start of the rest: its HTML and how many characters it used. */
interface Found {
  readonly html: string;
  readonly length: number;
}

type Rule = (rest: string, before: string) => Found | undefined;

const PUNCTUATION = /^\\([!-/:-@[-`{-~])/;
const ENTITY = /^&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});/i;
const DESTINATION = String.raw`\(\s*<?((?:[^\s()<>\\]|\\.|\([^\s()]*\))*)>?(?:\s+(?:"[^"]*"|'[^']*'))?\s*\)`;
const IMAGE = new RegExp(String.raw`^!\[((?:[^\[\]\\]|\\.)*)\]${DESTINATION}`);
const LINK = new RegExp(String.raw`^\[((?:[^\[\]\\]|\\.|!?\[[^\[\]]*\](?:\([^()]*\))?)*)\]${DESTINATION}`);
const BARE_URL = /^https?:\/\/[^\s<>`|]*[^\s<>`|.,;:!?'")\]*_~]/i;

/** In order: the first rule that finds something wins. */
const RULES: readonly Rule[] = [
  (rest) => whole(/^(?: {2,}|\\)\n/.exec(rest), () => '<br>'),
  (rest) => whole(PUNCTUATION.exec(rest), ([, character = '']) => escapeHtml(character)),
  codeSpan,
  (rest) => whole(IMAGE.exec(rest), ([, alt = '', url = '']) => image(alt, url)),
  (rest) => whole(LINK.exec(rest), ([, text = '', url = '']) => link(url, renderInline(text))),
  (rest) => whole(/^<(https?:\/\/[^\s<>]*)>/i.exec(rest), ([, url = '']) => mentionOrLink(url)),
  (rest, before) => (/\w$/.test(before) ? undefined : whole(BARE_URL.exec(rest), ([url]) => mentionOrLink(url))),
  (rest, before) => emphasis(rest, before, '**', 'strong') ?? emphasis(rest, before, '__', 'strong'),
  (rest, before) => emphasis(rest, before, '~~', 's'),
  (rest, before) => emphasis(rest, before, '*', 'em') ?? emphasis(rest, before, '_', 'em'),
  (rest) => whole(ENTITY.exec(rest), ([entity]) => entity),
];
/** Characters that no rule starts with, taken in one go. */
const PLAIN = /^[^\\`![<hH*_~& \n]+/;

/** Markdown within a block as HTML. Whatever is no markup is escaped, HTML too. */
export function renderInline(text: string): string {
  let html = '';
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    const plain = PLAIN.exec(rest)?.[0];
    if (plain !== undefined) {
      html += escapeHtml(plain);
      at += plain.length;
      continue;
    }
    const before = text.slice(0, at);
    const found = firstFound(rest, before) ?? { html: escapeHtml(rest.charAt(0)), length: 1 };
    html += found.html;
    at += found.length;
  }
  return html;
}

function firstFound(rest: string, before: string): Found | undefined {
  for (const rule of RULES) {
    const found = rule(rest, before);
    if (found !== undefined) return found;
  }
  return undefined;
}

function whole(match: RegExpExecArray | null, html: (match: RegExpExecArray) => string): Found | undefined {
  return match === null ? undefined : { html: html(match), length: match[0].length };
}

/** A run of backticks closes at the next run of the same length; without one it is plain text as a whole. */
function codeSpan(rest: string): Found | undefined {
  const fence = /^`+/.exec(rest)?.[0];
  if (fence === undefined) return undefined;
  const close = new RegExp(`(?<!\`)${fence}(?!\`)`).exec(rest.slice(fence.length));
  if (close === null) return { html: fence, length: fence.length };
  const code = rest.slice(fence.length, fence.length + close.index).replace(/\n/g, ' ');
  const inner = /^ .*[^ ].* $|^ [^ ] $/.test(code) ? code.slice(1, -1) : code;
  return { html: `<code>${escapeHtml(inner)}</code>`, length: 2 * fence.length + close.index };
}

function emphasis(rest: string, before: string, mark: string, tag: string): Found | undefined {
  if (!rest.startsWith(mark) || /^\s|^$/.test(rest.slice(mark.length))) return undefined;
  if (mark.startsWith('_') && /\w$/.test(before)) return undefined;
  for (let end = rest.indexOf(mark, mark.length + 1); end > 0; end = rest.indexOf(mark, end + 1)) {
    const after = rest.slice(end + mark.length);
    const closes = !/[\s\\]/.test(rest.charAt(end - 1)) && !(mark.startsWith('_') && /^\w/.test(after));
    if (!closes || (mark.length === 1 && after.startsWith(mark))) continue;
    const inner = renderInline(rest.slice(mark.length, end));
    return { html: `<${tag}>${inner}</${tag}>`, length: end + mark.length };
  }
  return undefined;
}

/** Linear fetches remote pictures. Here a box stands in their place, so that one in a ticket is seen. */
function image(alt: string, url: string): string {
  const label = `remote image${alt === '' ? '' : ` “${alt}”`}: ${url}`;
  return `<span class="remote-image" role="img">${escapeHtml(label)}</span>`;
}

function link(url: string, inner: string): string {
  return /^(?:https?:|mailto:)/i.test(url)
    ? `<a href="${escapeHtml(url)}" rel="noreferrer noopener nofollow">${inner}</a>`
    : `<span class="dead-link">${inner}</span>`;
}

/** A plain address of Linear's own becomes a mention: of a person, who is notified, or of an issue. */
function mentionOrLink(url: string): string {
  const person = /^https?:\/\/linear\.app\/[\w-]+\/profiles\/([\w.-]+)/i.exec(url)?.[1];
  if (person !== undefined) return `<span class="mention mention-user">@${escapeHtml(person)}</span>`;
  const issue = /^https?:\/\/(?:linear\.app\/[\w-]+|127\.0\.0\.1:\d+\/linear)\/issue\/([A-Z][A-Z0-9]*-\d+)/i.exec(
    url,
  )?.[1];
  if (issue !== undefined) return `<span class="mention mention-issue">${escapeHtml(issue.toUpperCase())}</span>`;
  return link(url, escapeHtml(url));
}

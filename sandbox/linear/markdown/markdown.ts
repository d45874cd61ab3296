import { escapeHtml } from '../../escape-html';
import { renderInline } from './inline';

/** A block that starts at the first of the given lines: its HTML and how many lines it takes. */
interface Block {
  readonly html: string;
  readonly lines: number;
}

type BlockRule = (lines: readonly string[]) => Block | undefined;

const FENCE = /^( {0,3})(`{3,}|~{3,})[ \t]*([^`]*)$/;
const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))??(?:[ \t]+#+)?[ \t]*$/;
const RULE = /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const SECTION = /^\+\+\+(?:[ \t]+(.*))?$/;
const SECTION_END = /^\+\+\+[ \t]*$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])(?:[ \t]+(.*))?$/;
const TASK = /^\[([ xX])\][ \t]+/;
const INDENTED = /^(?: {4}|\t)/;
const DELIMITER_ROW = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
const SETEXT = /^ {0,3}(=+|-+)[ \t]*$/;

/** In order: the first rule that knows the line takes it. What nobody knows is a paragraph. */
const BLOCKS: readonly BlockRule[] = [fencedCode, section, heading, thematicBreak, quote, list, table, indentedCode];

/**
 * Markdown as Linear shows it: headings, lists with check boxes, tables, code, quotes, and its `+++ title` sections that
 * open on a click. HTML is text. Pictures and dangerous links are replaced, mentions are marked.
 */
export function renderMarkdown(markdown: string): string {
  return renderBlocks(markdown.replace(/\r\n?/g, '\n').split('\n'));
}

function renderBlocks(lines: readonly string[]): string {
  let html = '';
  for (let at = 0; at < lines.length;) {
    if (isBlank(lines[at])) {
      at += 1;
      continue;
    }
    const rest = lines.slice(at);
    const block = firstBlock(rest) ?? paragraph(rest);
    html += block.html;
    at += block.lines;
  }
  return html;
}

function firstBlock(lines: readonly string[]): Block | undefined {
  for (const rule of BLOCKS) {
    const block = rule(lines);
    if (block !== undefined) return block;
  }
  return undefined;
}

const isBlank = (line: string | undefined): boolean => line !== undefined && line.trim() === '';

function fencedCode(lines: readonly string[]): Block | undefined {
  const open = FENCE.exec(lines[0] ?? '');
  const [, indent = '', fence = '', language = ''] = open ?? [];
  if (open === null) return undefined;
  const close = new RegExp(`^ {0,3}${fence.charAt(0)}{${fence.length},}[ \\t]*$`);
  const end = lines.findIndex((line, index) => index > 0 && close.test(line));
  const body = lines
    .slice(1, end === -1 ? lines.length : end)
    .map((line) => line.replace(new RegExp(`^ {0,${indent.length}}`), ''));
  const label = language.trim() === '' ? '' : ` data-language="${escapeHtml(language.trim())}"`;
  return {
    html: `<pre${label}><code>${escapeHtml(body.join('\n'))}</code></pre>`,
    lines: end === -1 ? lines.length : end + 1,
  };
}

/** Hides what it holds until somebody clicks: to its end line, or to the end of the text. */
function section(lines: readonly string[]): Block | undefined {
  const open = SECTION.exec(lines[0] ?? '');
  if (open === null) return undefined;
  const end = lines.findIndex((line, index) => index > 0 && SECTION_END.test(line));
  const body = renderBlocks(lines.slice(1, end === -1 ? lines.length : end));
  const title = renderInline(open[1] ?? '');
  return {
    html: `<details class="section"><summary>${title}</summary>${body}</details>`,
    lines: end === -1 ? lines.length : end + 1,
  };
}

function heading(lines: readonly string[]): Block | undefined {
  const match = HEADING.exec(lines[0] ?? '');
  if (match === null) return undefined;
  const level = match[1]?.length ?? 1;
  return { html: `<h${level}>${renderInline(match[2] ?? '')}</h${level}>`, lines: 1 };
}

function thematicBreak(lines: readonly string[]): Block | undefined {
  return RULE.test(lines[0] ?? '') ? { html: '<hr>', lines: 1 } : undefined;
}

function quote(lines: readonly string[]): Block | undefined {
  const end = lines.findIndex((line) => !QUOTE.test(line));
  const count = end === -1 ? lines.length : end;
  if (count === 0) return undefined;
  const inner = lines.slice(0, count).map((line) => line.replace(QUOTE, ''));
  return { html: `<blockquote>${renderBlocks(inner)}</blockquote>`, lines: count };
}

function list(lines: readonly string[]): Block | undefined {
  const first = ITEM.exec(lines[0] ?? '');
  if (first === null) return undefined;
  const ordered = /\d/.test(first[2] ?? '');
  const items: string[] = [];
  let at = 0;
  while (at < lines.length) {
    const start = ITEM.exec(lines[at] ?? '');
    if (start === null || /\d/.test(start[2] ?? '') !== ordered || RULE.test(lines[at] ?? '')) break;
    const body = itemBody(lines.slice(at), (start[1]?.length ?? 0) + (start[2]?.length ?? 0) + 1);
    items.push(item([start[3] ?? '', ...body.lines]));
    at += 1 + body.taken;
  }
  const tag = ordered ? 'ol' : 'ul';
  return { html: `<${tag}>${items.join('')}</${tag}>`, lines: at };
}

/** Lines after an item's first that belong to it: indented ones, and what goes on without a blank line. */
function itemBody(lines: readonly string[], indent: number): { lines: string[]; taken: number } {
  const body: string[] = [];
  let taken = 0;
  for (const [index, line] of lines.entries()) {
    if (index === 0) continue;
    const isIndented = line.length - line.trimStart().length >= Math.min(indent, 2);
    const afterBlank = isBlank(body.at(-1));
    if (isBlank(line)) body.push('');
    else if (isIndented) body.push(line.slice(Math.min(indent, line.length - line.trimStart().length)));
    else if (afterBlank || startsBlock(lines.slice(index))) break;
    else body.push(line);
    if (!isBlank(line)) taken = index;
  }
  return { lines: body.slice(0, taken), taken };
}

function item(lines: readonly string[]): string {
  const [first = '', ...rest] = lines;
  const task = TASK.exec(first);
  const text = first.replace(TASK, '');
  const isTight = !lines.some((line, index) => index > 0 && isBlank(line));
  const body = isTight ? tightBody([text, ...rest]) : renderBlocks([text, ...rest]);
  if (task === null) return `<li>${body}</li>`;
  const isDone = task[1] !== ' ';
  const box = `<span class="checkbox${isDone ? ' checked' : ''}" role="checkbox" aria-checked="${isDone}"></span>`;
  return `<li class="task${isDone ? ' done' : ''}">${box}<div>${body}</div></li>`;
}

/** A tight item has no paragraphs of its own: its text stands bare, lists below it follow. */
function tightBody(lines: readonly string[]): string {
  const next = lines.findIndex((_, index) => index > 0 && startsBlock(lines.slice(index)));
  const text = lines.slice(0, next === -1 ? lines.length : next);
  if (startsBlock(text)) return renderBlocks(lines);
  return renderInline(text.join('\n')) + (next === -1 ? '' : renderBlocks(lines.slice(next)));
}

function table(lines: readonly string[]): Block | undefined {
  const [head = '', delimiter = ''] = lines;
  if (!head.includes('|') || !DELIMITER_ROW.test(delimiter)) return undefined;
  const columns = cells(head);
  const alignments = cells(delimiter).map(alignment);
  if (alignments.length !== columns.length) return undefined;

  const end = lines.findIndex((line, index) => index > 1 && (isBlank(line) || startsBlock([line])));
  const rows = lines.slice(2, end === -1 ? lines.length : end).map(cells);
  const row = (tag: string, values: readonly string[]) =>
    `<tr>${columns.map((_, index) => `<${tag}${alignments[index] ?? ''}>${renderInline(values[index] ?? '')}</${tag}>`).join('')}</tr>`;
  const body = rows.map((values) => row('td', values)).join('');
  return {
    html: `<div class="table"><table><thead>${row('th', columns)}</thead><tbody>${body}</tbody></table></div>`,
    lines: 2 + rows.length,
  };
}

/** Cells of a row: split at bars that are not escaped. As in GitHub's tables, a bar inside code splits as well. */
function cells(line: string): string[] {
  const inner = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replace(/\\\|/g, '|'));
}

function alignment(cell: string): string {
  if (/^:-+:$/.test(cell)) return ' class="center"';
  return /-:$/.test(cell) ? ' class="right"' : '';
}

function indentedCode(lines: readonly string[]): Block | undefined {
  const end = lines.findIndex((line) => !INDENTED.test(line) && !isBlank(line));
  const count = end === -1 ? lines.length : end;
  if (!INDENTED.test(lines[0] ?? '')) return undefined;
  const code = lines.slice(0, count).map((line) => line.replace(INDENTED, ''));
  return { html: `<pre><code>${escapeHtml(code.join('\n').trimEnd())}</code></pre>`, lines: count };
}

function startsBlock(lines: readonly string[]): boolean {
  const line = lines[0] ?? '';
  return (
    [FENCE, SECTION, HEADING, RULE, QUOTE, ITEM].some((pattern) => pattern.test(line)) || table(lines) !== undefined
  );
}

function paragraph(lines: readonly string[]): Block {
  const end = lines.findIndex(
    (line, index) => index > 0 && (isBlank(line) || SETEXT.test(line) || startsBlock(lines.slice(index))),
  );
  const count = end === -1 ? lines.length : end;
  const text = renderInline(
    lines
      .slice(0, count)
      .map((line) => line.trimStart())
      .join('\n')
      .trimEnd(),
  );
  const underline = SETEXT.exec(lines[count] ?? '')?.[1];
  if (underline === undefined) return { html: `<p>${text}</p>`, lines: count };
  const level = underline.startsWith('=') ? 1 : 2;
  return { html: `<h${level}>${text}</h${level}>`, lines: count + 1 };
}

import { escapeHtml } from '../../escape-html';
import { isJson, valueAt, type Json } from '../../json';

/** The document as a browser shows it. Text is text: nothing in it becomes markup. */
export function renderAdf(document: unknown): string {
  return isJson(document) ? children(document, { document }) : '';
}

interface Context {
  /** The whole, for the table of contents. */
  readonly document: Json;
}

type Render = (node: Json, inner: string, context: Context) => string;

const PANEL_SIGNS: Readonly<Record<string, string>> = {
  info: 'i',
  note: '✎',
  tip: '★',
  warning: '!',
  error: '✕',
  success: '✓',
};

const NODES: Readonly<Record<string, Render>> = {
  paragraph: (_, inner) => `<p>${inner === '' ? '&nbsp;' : inner}</p>`,
  heading: (node, inner) => {
    const level = Number(attribute(node, 'level'));
    return `<h${level} id="${anchorOf(node)}">${inner}</h${level}>`;
  },
  panel: (node, inner) => {
    const type = attribute(node, 'panelType');
    return `<div class="panel panel-${escapeHtml(type)}"><span class="sign">${PANEL_SIGNS[type] ?? ''}</span><div>${inner}</div></div>`;
  },
  expand: (node, inner) => expander(node, inner),
  nestedExpand: (node, inner) => expander(node, inner),
  table: (node, inner) => {
    const columns = columnsOf(node);
    const fixed = columns === '' ? '' : ' class="fixed"';
    return `<div class="table"><table${fixed}>${columns}<tbody>${inner}</tbody></table></div>`;
  },
  tableRow: (_, inner) => `<tr>${inner}</tr>`,
  tableHeader: (node, inner) => cell('th', node, inner),
  tableCell: (node, inner) => cell('td', node, inner),
  bulletList: (_, inner) => `<ul>${inner}</ul>`,
  orderedList: (node, inner) => `<ol start="${Number(attribute(node, 'order') || 1)}">${inner}</ol>`,
  listItem: (_, inner) => `<li>${inner}</li>`,
  taskList: (_, inner) => `<ul class="tasks">${inner}</ul>`,
  taskItem: (node, inner) => {
    const done = attribute(node, 'state') === 'DONE';
    return `<li${done ? ' class="done"' : ''}><span class="checkbox${done ? ' checked' : ''}"></span><div>${inner}</div></li>`;
  },
  blockquote: (_, inner) => `<blockquote>${inner}</blockquote>`,
  codeBlock: (_, inner) => `<pre><code>${inner}</code></pre>`,
  rule: () => '<hr>',
  hardBreak: () => '<br>',
  status: (node) =>
    `<span class="status status-${escapeHtml(attribute(node, 'color'))}">${escapeHtml(attribute(node, 'text'))}</span>`,
  date: (node) => {
    const iso = new Date(Number(attribute(node, 'timestamp'))).toISOString();
    return `<time class="date" datetime="${iso}">${iso.slice(0, 10)}</time>`;
  },
  extension: (_, __, { document }) => tableOfContents(document),
  text: (node) => marksOf(node).reduce(marked, escapeHtml(String(node['text']))),
};

function children(node: Json, context: Context): string {
  return nodesIn(node)
    .map((child) => {
      const render = NODES[String(child['type'])];
      return render === undefined ? '' : render(child, children(child, context), context);
    })
    .join('');
}

function attribute(node: Json, name: string): string {
  const attrs = node['attrs'];
  const value = isJson(attrs) ? attrs[name] : undefined;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function expander(node: Json, inner: string): string {
  const title = attribute(node, 'title');
  return `<details class="expand"><summary>${escapeHtml(title === '' ? 'Click here to expand…' : title)}</summary><div>${inner}</div></details>`;
}

function cell(tag: 'th' | 'td', node: Json, inner: string): string {
  const spans = (['colspan', 'rowspan'] as const).map((name) => {
    const span = attribute(node, name);
    return span === '' ? '' : ` ${name}="${escapeHtml(span)}"`;
  });
  return `<${tag}${spans.join('')}>${inner}</${tag}>`;
}

/** Shares of the width, as far as the cells of the first row name theirs. */
function columnsOf(table: Json): string {
  const [row] = nodesIn(table);
  const widths = (row === undefined ? [] : nodesIn(row)).flatMap((one) => {
    const widthsOfCell: unknown = valueAt(one, 'attrs', 'colwidth');
    return Array.isArray(widthsOfCell) ? widthsOfCell.map(Number) : [Number.NaN];
  });
  const total = widths.reduce((sum, width) => sum + width, 0);
  if (!(total > 0)) return '';
  const columns = widths.map((width) => `<col style="width:${((100 * width) / total).toFixed(1)}%">`);
  return `<colgroup>${columns.join('')}</colgroup>`;
}

function nodesIn(node: Json): Json[] {
  return Array.isArray(node['content']) ? node['content'].filter(isJson) : [];
}

function marksOf(node: Json): Json[] {
  return Array.isArray(node['marks']) ? node['marks'].filter(isJson) : [];
}

const TAGS: Readonly<Record<string, string>> = {
  code: 'code',
  strong: 'strong',
  em: 'em',
  strike: 's',
  underline: 'u',
};

function marked(inner: string, mark: Json): string {
  const type = String(mark['type']);
  const tag = TAGS[type] ?? attribute(mark, 'type');
  if (type === 'link') return link(attribute(mark, 'href'), inner);
  if (type === 'textColor') return `<span style="color:${escapeHtml(attribute(mark, 'color'))}">${inner}</span>`;
  return tag === '' ? inner : `<${tag}>${inner}</${tag}>`;
}

/** What leads to no page is shown as the dead end that it is. */
function link(href: string, inner: string): string {
  const escaped = escapeHtml(href);
  return /^https?:\/\//i.test(href)
    ? `<a href="${escaped}" rel="nofollow noreferrer">${inner}</a>`
    : `<span class="dead-link" title="${escaped}">${inner}</span>`;
}

function tableOfContents(document: Json): string {
  const headings = nodesIn(document).filter((node) => node['type'] === 'heading');
  const items = headings.map((node) => `<li><a href="#${anchorOf(node)}">${escapeHtml(plainText(node))}</a></li>`);
  return `<ul class="toc">${items.join('')}</ul>`;
}

function anchorOf(heading: Json): string {
  return encodeURIComponent(plainText(heading).replace(/\s+/g, '-'));
}

function plainText(node: Json): string {
  if (typeof node['text'] === 'string') return node['text'];
  return nodesIn(node).map(plainText).join('');
}

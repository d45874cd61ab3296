/**
 * The part of the Atlassian Document Format that reports are made of. Nodes that act by themselves (mentions, cards, media,
 * extensions) are missing on purpose: what cannot be written cannot be smuggled in.
 * @see https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/
 */

export type AdfMark =
  { readonly type: 'strong' | 'em' | 'code' } | { readonly type: 'link'; readonly attrs: { readonly href: string } };

export interface AdfText {
  readonly type: 'text';
  readonly text: string;
  readonly marks?: readonly AdfMark[];
}

export type StatusColor = 'neutral' | 'purple' | 'blue' | 'red' | 'yellow' | 'green';

interface AdfStatus {
  readonly type: 'status';
  readonly attrs: { readonly text: string; readonly color: StatusColor };
}

export type AdfInline = AdfText | AdfStatus;

export interface AdfParagraph {
  readonly type: 'paragraph';
  readonly content: readonly AdfInline[];
}

export type PanelType = 'info' | 'note' | 'warning' | 'error' | 'success';

interface AdfListItem {
  readonly type: 'listItem';
  readonly content: readonly [AdfParagraph];
}

interface AdfCell {
  readonly type: 'tableHeader' | 'tableCell';
  readonly attrs: { readonly colwidth: readonly [number] };
  readonly content: readonly AdfParagraph[];
}

interface AdfTaskItem {
  readonly type: 'taskItem';
  readonly attrs: { readonly localId: string; readonly state: 'TODO' };
  readonly content: readonly AdfInline[];
}

export interface AdfTable {
  readonly type: 'table';
  readonly attrs: { readonly layout: 'default' | 'wide' };
  readonly content: readonly { readonly type: 'tableRow'; readonly content: readonly AdfCell[] }[];
}

export type AdfBlock =
  | AdfParagraph
  | AdfTable
  | { readonly type: 'heading'; readonly attrs: { readonly level: 2 | 3 }; readonly content: readonly AdfInline[] }
  | {
      readonly type: 'panel';
      readonly attrs: { readonly panelType: PanelType };
      readonly content: readonly AdfParagraph[];
    }
  | { readonly type: 'bulletList'; readonly content: readonly AdfListItem[] }
  | {
      readonly type: 'taskList';
      readonly attrs: { readonly localId: string };
      readonly content: readonly AdfTaskItem[];
    }
  | {
      readonly type: 'expand';
      readonly attrs: { readonly title: string };
      readonly content: readonly (AdfParagraph | AdfTable)[];
    };

export interface AdfDocument {
  readonly version: 1;
  readonly type: 'doc';
  readonly content: readonly AdfBlock[];
}

/** Nodes of a line, as they come: builders flatten them. */
export type Inline = readonly AdfInline[];

/** Hosts that a report may link to. All other addresses are text. */
const LINKED_HOSTS: ReadonlySet<string> = new Set(['attack.mitre.org', 'dash.cloudflare.com']);

/** Our own words. An empty text is no node: the format knows none. */
export function text(words: string, ...marks: readonly ('strong' | 'em')[]): Inline {
  return words === ''
    ? []
    : [{ type: 'text', text: words, ...(marks.length === 0 ? {} : { marks: marks.map((type) => ({ type })) }) }];
}

/** A value, set apart from the words around it. */
export function code(value: string): Inline {
  return value === '' ? [] : [{ type: 'text', text: value, marks: [{ type: 'code' }] }];
}

/** The words of a line, for where there is no markup. */
export function plainText(line: Inline): string {
  return line.map((node) => (node.type === 'text' ? node.text : node.attrs.text)).join('');
}

/** Words that link, if the address is https and of a known host; else the words alone. */
export function link(words: string, href: string): Inline {
  const url = URL.parse(href);
  if (words === '' || url?.protocol !== 'https:' || !LINKED_HOSTS.has(url.host)) return text(words);
  return [{ type: 'text', text: words, marks: [{ type: 'link', attrs: { href } }] }];
}

/** A coloured word, the lozenge of Confluence. */
export function status(words: string, color: StatusColor): Inline {
  return words === '' ? [] : [{ type: 'status', attrs: { text: words, color } }];
}

/** The lines one after another in one paragraph, with nothing between them. */
export function paragraph(...content: readonly Inline[]): AdfParagraph {
  return { type: 'paragraph', content: content.flat() };
}

/** Level 1 is the title of the page, which is no part of the document. */
export function heading(level: 2 | 3, words: string): AdfBlock {
  return { type: 'heading', attrs: { level }, content: text(words) };
}

/** A box with a sign. It holds nothing but paragraphs. */
export function panel(panelType: PanelType, content: readonly AdfParagraph[]): AdfBlock {
  return { type: 'panel', attrs: { panelType }, content };
}

/** No list without items: the format knows none. */
export function bulletList(items: readonly Inline[]): readonly AdfBlock[] {
  if (items.length === 0) return [];
  return [{ type: 'bulletList', content: items.map((item) => ({ type: 'listItem', content: [paragraph(item)] })) }];
}

/** A list to tick off. @param id unique in the page */
export function taskList(id: string, items: readonly Inline[]): readonly AdfBlock[] {
  if (items.length === 0) return [];
  const content = items.map((item, index): AdfTaskItem => ({
    type: 'taskItem',
    attrs: { localId: `${id}-${index + 1}`, state: 'TODO' },
    content: item,
  }));
  return [{ type: 'taskList', attrs: { localId: id }, content }];
}

/** One column: its head and its width in pixels. */
export interface Column {
  readonly head: string;
  readonly width: number;
}

/** A cell is one line, or several. */
export type Cell = Inline | readonly AdfParagraph[];

/** A table with a head. A row that has fewer cells than there are columns is filled up with empty ones. */
export function table(
  layout: AdfTable['attrs']['layout'],
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
): AdfTable {
  const cell = (type: AdfCell['type'], { width }: Column, content: Cell = []): AdfCell => ({
    type,
    attrs: { colwidth: [width] },
    content: isLine(content) ? [paragraph(content)] : content,
  });
  return {
    type: 'table',
    attrs: { layout },
    content: [
      { type: 'tableRow', content: columns.map((column) => cell('tableHeader', column, text(column.head, 'strong'))) },
      ...rows.map((row) => ({
        type: 'tableRow' as const,
        content: columns.map((column, index) => cell('tableCell', column, row[index])),
      })),
    ],
  };
}

/** Facts, one a row, without a head. */
export function factsTable(rows: readonly (readonly [string, Cell])[]): AdfTable {
  const cell = (type: AdfCell['type'], width: number, content: Cell): AdfCell => ({
    type,
    attrs: { colwidth: [width] },
    content: isLine(content) ? [paragraph(content)] : content,
  });
  return {
    type: 'table',
    attrs: { layout: 'default' },
    content: rows.map(([name, value]) => ({
      type: 'tableRow',
      content: [cell('tableHeader', 170, text(name, 'strong')), cell('tableCell', 590, value)],
    })),
  };
}

/** What is folded away until somebody asks for it. */
export function expand(title: string, content: readonly (AdfParagraph | AdfTable)[]): AdfBlock {
  return { type: 'expand', attrs: { title }, content };
}

function isLine(content: Cell): content is Inline {
  return content[0]?.type !== 'paragraph';
}

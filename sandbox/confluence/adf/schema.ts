/** A check of one attribute's value. */
export type AttributeCheck = (value: unknown) => boolean;

export interface AttributeRules {
  readonly required?: Readonly<Record<string, AttributeCheck>>;
  readonly optional?: Readonly<Record<string, AttributeCheck>>;
}

/** What a node may be. Whatever is not named here is not allowed. */
export interface NodeRule extends AttributeRules {
  /** Types of its children; absent: it has none. */
  readonly children?: readonly string[];
  /** Fewest children; default 0. */
  readonly atLeast?: number;
  /** Types of its first child; default: those of all. */
  readonly first?: readonly string[];
  /** Whether text in it carries marks; default true. */
  readonly marks?: false;
}

export interface MarkRule extends AttributeRules {
  /** Marks that may stand beside it; default: all. */
  readonly beside?: readonly string[];
}

const text: AttributeCheck = (value) => typeof value === 'string';
const filled: AttributeCheck = (value) => typeof value === 'string' && value !== '';
const flag: AttributeCheck = (value) => typeof value === 'boolean';
const oneOf =
  (...allowed: readonly unknown[]): AttributeCheck =>
  (value) =>
    allowed.includes(value);
const whole =
  (least: number, most = Infinity): AttributeCheck =>
  (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;

const widths: AttributeCheck = (value) => Array.isArray(value) && value.every(whole(0));

const INLINE = ['text', 'hardBreak', 'status', 'date'] as const;
const LISTS = ['bulletList', 'orderedList', 'taskList'] as const;
const IN_PANEL = ['paragraph', 'heading', ...LISTS, 'codeBlock', 'rule'] as const;
const IN_CELL = [...IN_PANEL, 'panel', 'blockquote', 'nestedExpand'] as const;
const TOP = [...IN_PANEL, 'panel', 'blockquote', 'table', 'expand', 'extension'] as const;

const CELL: NodeRule = {
  optional: { colspan: whole(1), rowspan: whole(1), colwidth: widths, background: text, localId: text },
  children: IN_CELL,
  atLeast: 1,
};

/** The part of ADF that reports are made of. Of the rest of it nothing is accepted, although Confluence would. */
export const NODES: Readonly<Record<string, NodeRule>> = {
  doc: { children: TOP },
  paragraph: { optional: { localId: text }, children: INLINE },
  heading: { required: { level: whole(1, 6) }, optional: { localId: text }, children: INLINE },
  panel: {
    required: { panelType: oneOf('info', 'note', 'tip', 'warning', 'error', 'success') },
    optional: { localId: text },
    children: IN_PANEL,
    atLeast: 1,
  },
  expand: {
    optional: { title: text, localId: text },
    children: [...IN_PANEL, 'panel', 'blockquote', 'table', 'nestedExpand'],
    atLeast: 1,
  },
  nestedExpand: {
    required: { title: text },
    optional: { localId: text },
    children: [...IN_PANEL, 'panel', 'blockquote'],
    atLeast: 1,
  },
  table: {
    optional: {
      isNumberColumnEnabled: flag,
      layout: oneOf('default', 'wide', 'full-width', 'center', 'align-start', 'align-end'),
      displayMode: oneOf('default', 'fixed'),
      width: whole(1),
      localId: filled,
    },
    children: ['tableRow'],
    atLeast: 1,
  },
  tableRow: { optional: { localId: text }, children: ['tableHeader', 'tableCell'], atLeast: 1 },
  tableHeader: CELL,
  tableCell: CELL,
  bulletList: { optional: { localId: text }, children: ['listItem'], atLeast: 1 },
  orderedList: { optional: { order: whole(0), localId: text }, children: ['listItem'], atLeast: 1 },
  listItem: {
    optional: { localId: text },
    first: ['paragraph'],
    children: ['paragraph', 'bulletList', 'orderedList', 'codeBlock'],
    atLeast: 1,
  },
  taskList: { required: { localId: text }, children: ['taskItem'], atLeast: 1 },
  taskItem: { required: { localId: text, state: oneOf('TODO', 'DONE') }, children: INLINE },
  blockquote: { children: ['paragraph', 'bulletList', 'orderedList', 'codeBlock'], atLeast: 1 },
  codeBlock: {
    optional: { language: text, uniqueId: text, localId: text },
    children: ['text'],
    marks: false,
  },
  rule: {},
  hardBreak: {},
  status: {
    required: { text: filled, color: oneOf('neutral', 'purple', 'blue', 'red', 'yellow', 'green') },
    optional: { localId: text, style: text },
  },
  date: { required: { timestamp: (value) => typeof value === 'string' && /^\d{1,15}$/.test(value) } },
  extension: {
    required: { extensionType: oneOf('com.atlassian.confluence.macro.core'), extensionKey: oneOf('toc') },
    optional: { parameters: (value) => typeof value === 'object', layout: text, localId: text, text },
  },
};

export const MARKS: Readonly<Record<string, MarkRule>> = {
  code: { beside: ['link'] },
  strong: {},
  em: {},
  strike: {},
  underline: {},
  subsup: { required: { type: oneOf('sub', 'sup') } },
  textColor: { required: { color: (value) => typeof value === 'string' && /^#[0-9a-fA-F]{6}$/.test(value) } },
  // Any text: what a link leads to, also a script, is none of the schema's business.
  link: { required: { href: filled }, optional: { title: text } },
};

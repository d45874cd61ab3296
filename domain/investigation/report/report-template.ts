import { singleLine } from '../../untrusted-text';
import type { Inline } from './adf';
import { text } from './adf';

/** A part of a report's wording that a team may replace. */
interface ReportBlock {
  /** As in the settings. */
  readonly name: string;
  /** `line`: one line, never empty. `paragraphs`: a blank line begins the next. `steps`: one a line. */
  readonly form: 'line' | 'paragraphs' | 'steps';
  /** Our wording; empty where a report says nothing unless the team wants it to. */
  readonly text: string;
  /** Values that the wording may name, as `{name}`. */
  readonly placeholders: readonly string[];
  readonly doc: string;
}

const SUMMARY = ['sender', 'actor', 'action', 'time', 'from', 'to', 'events', 'verdict', 'confidence'] as const;

const heading = <const Name extends string>(name: Name, words: string, doc: string) =>
  ({ name: `heading.${name}`, form: 'line', text: words, placeholders: [], doc }) as const;

const steps = <const Name extends string>(verdict: Name) =>
  ({
    name: `steps.${verdict}`,
    form: 'steps',
    text: '',
    placeholders: [],
    doc: `Your own steps of the checklist, put before ours when the verdict is ${verdict}.`,
  }) as const;

/**
 * The wording of a report, block by block. What says where a text comes from (the model's label, the note on strangers' values)
 * and what a reader compares (title, marker, verdict, evidence) is no block: it reads the same in every report.
 */
export const REPORT_BLOCKS = [
  { name: 'intro', form: 'paragraphs', text: '', placeholders: SUMMARY, doc: 'Your own words below the verdict.' },
  {
    name: 'verdict.benign',
    form: 'line',
    text: 'This looks like ordinary work.',
    placeholders: SUMMARY,
    doc: 'What the verdict means, in the panel at the top.',
  },
  {
    name: 'verdict.misconfiguration',
    form: 'line',
    text: 'This looks like a mistake, made and mended by somebody who may work here.',
    placeholders: SUMMARY,
    doc: 'The same for a misconfiguration.',
  },
  {
    name: 'verdict.inconclusive',
    form: 'line',
    text: 'The evidence decides neither way. Somebody has to ask the actor.',
    placeholders: SUMMARY,
    doc: 'The same where the evidence does not decide.',
  },
  {
    name: 'verdict.likely_malicious',
    form: 'line',
    text: 'Treat the account as taken over until somebody has shown otherwise.',
    placeholders: SUMMARY,
    doc: 'The same for a likely attack.',
  },
  {
    name: 'summary',
    form: 'paragraphs',
    text: '{sender} reported that {actor} did {action} on {time}. From {from} to {to} the sources that could be read show {events} of this actor.',
    placeholders: SUMMARY,
    doc: 'First words of the summary; acts and reasons follow as lists.',
  },
  heading('summary', 'Summary', 'Heading of the summary.'),
  heading('next_step', 'Recommended next step', 'Heading of the next step and its checklist.'),
  heading('indicators', 'Indicators', 'Heading of the table of indicators.'),
  heading('timeline', 'Timeline', 'Heading of the table of events.'),
  heading('asked', 'What was asked', 'Heading of what the sender reported.'),
  heading('coverage', 'What could not be read', 'Heading of the sources and their gaps.'),
  heading('model', 'What the model says', 'Heading of the model’s part; only in reports in which one was asked.'),
  heading('evidence', 'Evidence', 'Heading of the evidence’s address and hash.'),
  steps('benign'),
  steps('misconfiguration'),
  steps('inconclusive'),
  steps('likely_malicious'),
  { name: 'closing', form: 'paragraphs', text: '', placeholders: [], doc: 'Your own words at the end of the page.' },
] as const satisfies readonly ReportBlock[];

export type ReportBlockName = (typeof REPORT_BLOCKS)[number]['name'];
export type SummaryPlaceholder = (typeof SUMMARY)[number];

/** A team's own wording; what it leaves out reads as ours. */
export type ReportTemplate = { readonly [Name in ReportBlockName]?: string | undefined };

/** Longest wording of one block, in characters. */
const BLOCK_CAP = 4_000;
const LINE_CAP = 300;
const MAX_PARAGRAPHS = 20;
const PLACEHOLDER = /\{(\w+)\}/g;

/** What is wrong with a team's wording: each problem is a sentence with its remedy, and names its block. */
export function templateProblems(
  template: Readonly<Record<string, string>>,
): readonly { readonly block: string; readonly problem: string }[] {
  return Object.entries(template).flatMap(([name, words]) => {
    const block = blockOf(name);
    if (block === undefined) {
      const names = REPORT_BLOCKS.map((one) => one.name).join(', ');
      return [{ block: name, problem: `is no block of a report; the blocks are ${names}` }];
    }
    return problemsOf(block, words).map((problem) => ({ block: name, problem }));
  });
}

function problemsOf({ form, placeholders }: ReportBlock, words: string): readonly string[] {
  const known = new Set(placeholders);
  const unknown = new Set([...words.matchAll(PLACEHOLDER)].flatMap(([, name = '']) => (known.has(name) ? [] : [name])));
  const offer = placeholders.length === 0 ? 'this block has none' : `use ${[...known].join(', ')}`;
  const lines = linesOf(words);
  return [
    ...[...unknown].map((name) => `{${name}} is no placeholder here; ${offer}`),
    ...(form === 'line' && lines.length !== 1 ? ['must be one line of text; write it without line ends'] : []),
    ...(form === 'line' && words.length > LINE_CAP ? [`is longer than ${LINE_CAP} characters; shorten it`] : []),
    ...(words.length > BLOCK_CAP ? [`is longer than ${BLOCK_CAP} characters; shorten it`] : []),
    ...(form !== 'line' && lines.length > MAX_PARAGRAPHS
      ? [`has more than ${MAX_PARAGRAPHS} lines; leave some out`]
      : []),
  ];
}

/** The words of a block of one line. */
export function lineOf(name: ReportBlockName, template: ReportTemplate): string {
  const [line] = linesOf(wordingOf(name, template));
  return line ?? defaultOf(name);
}

/** The steps of a block, each a line. */
export function stepsOf(name: ReportBlockName, template: ReportTemplate): readonly string[] {
  return linesOf(wordingOf(name, template)).slice(0, MAX_PARAGRAPHS);
}

/**
 * The paragraphs of a block with its placeholders filled in, in one pass: a value that reads like a placeholder stays a value.
 * None when the block is empty.
 */
export function filled(
  name: ReportBlockName,
  template: ReportTemplate,
  values: Readonly<Record<SummaryPlaceholder, Inline>>,
): readonly Inline[] {
  const block = blockOf(name);
  const wording = wordingOf(name, template);
  const paragraphs = block?.form === 'line' ? [wording] : wording.split(/\n[^\S\n]*\n/);
  return paragraphs
    .slice(0, MAX_PARAGRAPHS)
    .map((words) => singleLine(words, BLOCK_CAP))
    .filter((words) => words !== '')
    .map((words) => fill(words, new Map<string, Inline>(Object.entries(values))));
}

function fill(words: string, values: ReadonlyMap<string, Inline>): Inline {
  // Splitting by a pattern with a group keeps what the group has caught: every second part is a name.
  return words
    .split(PLACEHOLDER)
    .flatMap((part, index) => (index % 2 === 0 ? text(part) : (values.get(part) ?? text(`{${part}}`))));
}

function wordingOf(name: ReportBlockName, template: ReportTemplate): string {
  return template[name] ?? defaultOf(name);
}

function defaultOf(name: ReportBlockName): string {
  return blockOf(name)?.text ?? '';
}

function blockOf(name: string): ReportBlock | undefined {
  return REPORT_BLOCKS.find((block) => block.name === name);
}

function linesOf(words: string): readonly string[] {
  return words
    .split(/\r\n|[\r\n\u2028\u2029]/u)
    .map((line) => singleLine(line, LINE_CAP))
    .filter((line) => line !== '');
}

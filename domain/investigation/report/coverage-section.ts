import type { SourceState } from '../source-state';
import { SOURCE_NAMES } from '../timeline';
import type { AdfBlock, Column, StatusColor } from './adf';
import { bulletList, heading, paragraph, status, table, text } from './adf';
import type { ReportContext } from './report-context';
import { grouped } from './report-context';
import { lineOf } from './report-template';
import { harmless } from './stranger-text';

const COLUMNS: readonly Column[] = [
  { head: 'Source', width: 120 },
  { head: 'Read', width: 150 },
  { head: 'Events', width: 90 },
  { head: 'Note', width: 400 },
];

const STATES: Readonly<Record<SourceState, readonly [string, StatusColor]>> = {
  complete: ['COMPLETELY', 'green'],
  not_configured: ['NOT CONNECTED', 'neutral'],
  truncated: ['IN PART', 'yellow'],
  partial: ['IN PART', 'yellow'],
  not_searchable: ['NOT SEARCHABLE', 'yellow'],
  missing: ['NOT AT ALL', 'red'],
};

/** A note names what each account or log lacks and the remedy: none of it may be cut off. */
const NOTE_CAP = 20_000;

/** What was read, and what is missing: a gap is said aloud, because nothing else would show it. */
export function coverageSection({ facts, template }: ReportContext): readonly AdfBlock[] {
  const { sources, assessment } = facts;
  const rows = sources.map(({ source, state, events, note }) => [
    text(SOURCE_NAMES[source]),
    status(...STATES[state]),
    text(grouped(events)),
    text(harmless(note ?? '', NOTE_CAP)),
  ]);
  return [
    heading(2, lineOf('heading.coverage', template)),
    ...(assessment.gaps.length === 0
      ? [paragraph(text('Nothing: every source was read completely.'))]
      : [
          paragraph(text('What is missing lowers the confidence and never the verdict.')),
          ...bulletList(assessment.gaps.map((gap) => text(gap))),
        ]),
    ...(rows.length === 0 ? [] : [table('default', COLUMNS, rows)]),
  ];
}

import type { ActionKind } from '../action-kind';
import { ACTION_WORDS } from '../action-kind';
import type { TimelineEvent } from '../timeline';
import { SOURCE_NAMES } from '../timeline';
import { eventRef } from '../timeline';
import type { AdfBlock, AdfParagraph, Cell, Column, Inline } from './adf';
import { heading, paragraph, plainText, status, table, text } from './adf';
import { byWhom, hasFailed } from './event-words';
import { WHERE_FILES_ARE } from './evidence-section';
import type { ReportContext } from './report-context';
import { counted, grouped } from './report-context';
import { lineOf } from './report-template';
import { CELL_CAP, strangerValue } from './stranger-text';
import { tellingEvents } from './telling-events';
import { utcSeconds } from './utc-words';

const COLUMNS: readonly Column[] = [
  { head: 'Ref', width: 60 },
  { head: 'Time (UTC)', width: 110 },
  { head: 'System', width: 100 },
  { head: 'What happened', width: 390 },
  { head: 'From', width: 180 },
  { head: 'Signs', width: 120 },
];

/** Kinds that say little without the record's own words. */
const VAGUE: ReadonlySet<ActionKind> = new Set(['create', 'change', 'delete', 'read', 'unknown']);
const MAX_SIGNS = 6;

/** Names of the attachments that have all events. */
interface TimelineFiles {
  readonly svg: string;
  readonly csv: string;
}

/**
 * The events that tell most, in the order of time, with the anomaly in its place.
 *
 * @param most rows at most, that of the anomaly included
 */
export function timelineSection(context: ReportContext, most: number, files: TimelineFiles): readonly AdfBlock[] {
  const { facts, template, signs } = context;
  const { timeline, anomaly } = facts;
  const head = heading(2, lineOf('heading.timeline', template));
  if (timeline.length === 0) {
    return [head, paragraph(text('No source that was read shows an event of this actor in this span of time.'))];
  }
  const shown = tellingEvents(timeline, signs, anomaly.timestamp, most - 1);
  const isLater = ({ time }: TimelineEvent): boolean =>
    time === null || Date.parse(time) > Date.parse(anomaly.timestamp);
  const place = shown.findIndex(isLater);
  const rows = shown.map((event) => eventRow(event, context));
  rows.splice(place === -1 ? rows.length : place, 0, anomalyRow(context));
  return [
    head,
    paragraph(text(extent(timeline.length, shown.length, files))),
    paragraph(...legend()),
    table('wide', COLUMNS, rows),
  ];
}

function extent(all: number, shown: number, { svg, csv }: TimelineFiles): string {
  const rows =
    all === shown
      ? `${all === 1 ? 'The only event' : `All ${counted(all, 'event')}`}, by time.`
      : `The ${grouped(shown)} most telling of ${counted(all, 'event')}, by time; ${grouped(all - shown)} are left out here.`;
  return `${rows} Attached are all of them with every field (${csv}) and as a picture (${svg}): ${WHERE_FILES_ARE}.`;
}

function legend(): readonly Inline[] {
  return [
    text('Signs: '),
    status('A', 'red'),
    text(' speaks for an attack, '),
    status('M', 'yellow'),
    text(' for a mistake, '),
    status('R', 'green'),
    text(' for routine; the number is that of the indicator. '),
    status('OPEN', 'purple'),
    text(' is accounted for by nothing.'),
  ];
}

function anomalyRow({ values }: ReportContext): readonly Cell[] {
  const seconds = plainText(values.time);
  const what = paragraph(text('The reported anomaly: ', 'strong'), values.action);
  return [
    text('▶'),
    text(seconds.replace(/ UTC$/, ''), 'strong'),
    values.sender,
    [what],
    [],
    status('ANOMALY', 'blue'),
  ];
}

function eventRow(event: TimelineEvent, { labels, signs }: ReportContext): readonly Cell[] {
  const ref = eventRef(event);
  return [
    text(labels.get(ref) ?? ''),
    text(event.time === null ? 'unknown' : (utcSeconds(event.time) ?? 'unknown')),
    text(SOURCE_NAMES[event.source]),
    whatHappened(event),
    whereFrom(event),
    [
      ...signs
        .of(ref)
        .slice(0, MAX_SIGNS)
        .flatMap(({ label, color }) => [...status(label, color), ...text(' ')]),
      ...(signs.toneOf(ref) === 'open' ? status('OPEN', 'purple') : []),
    ],
  ];
}

function whatHappened(event: TimelineEvent): readonly AdfParagraph[] {
  const { name, more } = objectOf(event);
  return [
    paragraph(
      text(capitalised(ACTION_WORDS[event.kind])),
      ...(name === '' ? [] : [text(': '), strangerValue(name, CELL_CAP)]),
      ...(hasFailed(event) ? [text(' '), status('FAILED', 'neutral')] : []),
    ),
    ...(more === '' ? [] : [paragraph(strangerValue(more, CELL_CAP))]),
    ...byWhom(event).map((words) => paragraph(words)),
  ];
}

/** What was acted on, and the record's own words where ours say little: `PATCH /zones/z1` says what `/zones/z1` says. */
function objectOf({ kind, target, text: { summary, targetName } }: TimelineEvent): {
  readonly name: string;
  readonly more: string;
} {
  const name = targetName || target;
  const path = summary.slice(summary.indexOf(' ') + 1);
  if (!VAGUE.has(kind) || name.startsWith(`${path}/`)) return { name, more: '' };
  return summary.endsWith(name) ? { name: summary, more: '' } : { name, more: summary };
}

function whereFrom({ address, country, credentialId }: TimelineEvent): readonly AdfParagraph[] {
  const place = [
    ...(address === null ? text('not recorded') : strangerValue(address, CELL_CAP)),
    ...(country === null ? [] : [...text(', '), ...strangerValue(country, CELL_CAP)]),
  ];
  return [
    paragraph(place),
    ...(credentialId === null ? [] : [paragraph(text('credential '), strangerValue(credentialId, 40))]),
  ];
}

function capitalised(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

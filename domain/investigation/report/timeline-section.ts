import type { ActionKind } from '../action-kind';
import { ACTION_WORDS } from '../action-kind';
import type { TimelineEvent, TimelineSource } from '../timeline';
import { eventRef } from '../timeline';
import type { AdfBlock, AdfParagraph, Cell, Column, Inline } from './adf';
import { heading, paragraph, status, table, text } from './adf';
import type { ReportContext } from './report-context';
import { counted, grouped } from './report-context';
import { lineOf } from './report-template';
import { CELL_CAP, strangerValue } from './stranger-text';
import { tellingEvents } from './telling-events';
import { utcSeconds } from './utc-words';

export const SOURCE_NAMES: Readonly<Record<TimelineSource, string>> = { cloudflare: 'Cloudflare', datadog: 'Datadog' };

const COLUMNS: readonly Column[] = [
  { head: 'Ref', width: 60 },
  { head: 'Time (UTC)', width: 150 },
  { head: 'System', width: 100 },
  { head: 'What happened', width: 370 },
  { head: 'From', width: 190 },
  { head: 'Signs', width: 90 },
];

/** Kinds that say little without the record's own words. */
const VAGUE: ReadonlySet<ActionKind> = new Set(['create', 'change', 'delete', 'read', 'unknown']);
const MAX_SIGNS = 6;

/**
 * The events that tell most, in the order of time, with the anomaly in its place.
 *
 * @param most rows at most
 * @param csv name of the attachment that has all events
 */
export function timelineSection(context: ReportContext, most: number, csv: string): readonly AdfBlock[] {
  const { facts, template, signs } = context;
  const { timeline, anomaly } = facts;
  const head = heading(2, lineOf('heading.timeline', template));
  if (timeline.length === 0) {
    return [head, paragraph(text('No source that was read shows an event of this actor in this span of time.'))];
  }
  const shown = tellingEvents(timeline, signs, anomaly.timestamp, most);
  const isLater = ({ time }: TimelineEvent): boolean =>
    time === null || Date.parse(time) > Date.parse(anomaly.timestamp);
  const place = shown.findIndex(isLater);
  const rows = shown.map((event) => eventRow(event, context));
  rows.splice(place === -1 ? rows.length : place, 0, anomalyRow(context));
  return [
    head,
    paragraph(text(extent(timeline.length, shown.length, csv))),
    paragraph(...legend()),
    table('wide', COLUMNS, rows),
  ];
}

function extent(all: number, shown: number, csv: string): string {
  if (all === shown)
    return `${all === 1 ? 'The only event' : `All ${counted(all, 'event')}`}, by time. The attached ${csv} has every field of them.`;
  return `The ${grouped(shown)} most telling of ${counted(all, 'event')}, by time; ${grouped(all - shown)} are left out here. The attached ${csv} has all of them.`;
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
  const seconds = values.time.map((node) => ('text' in node ? node.text : '')).join('');
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
  const { kind, outcome, target, text: words } = event;
  const name = words.targetName || target;
  return [
    paragraph(
      text(capitalised(ACTION_WORDS[kind])),
      ...(name === '' ? [] : [text(': '), strangerValue(name, CELL_CAP)]),
      ...(outcome === 'failure' && kind !== 'login_failed' ? [text(' '), status('FAILED', 'neutral')] : []),
    ),
    ...(VAGUE.has(kind) && words.summary !== '' ? [paragraph(strangerValue(words.summary, CELL_CAP))] : []),
    ...byWhom(event),
  ];
}

/** Said only where it may be somebody else. */
function byWhom({ matchedBy, actor, approvedIssuer }: TimelineEvent): readonly AdfParagraph[] {
  const name = strangerValue(actor.email || actor.name || actor.id, CELL_CAP);
  return [
    ...(matchedBy === 'address' ? [paragraph(text('by '), name, text(', who shares only the address'))] : []),
    ...(matchedBy === 'token' ? [paragraph(text('with a token of the actor, recorded as '), name)] : []),
    ...(approvedIssuer ? [paragraph(text('by an approved issuer'))] : []),
  ];
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

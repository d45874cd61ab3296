import { randomBytes } from 'node:crypto';
import type { Anomaly } from '../../domain/investigation/anomaly';
import { eventLabels } from '../../domain/investigation/report/event-labels';
import { eventSigns } from '../../domain/investigation/report/event-signs';
import { tellingEvents } from '../../domain/investigation/report/telling-events';
import { eventRef, type TimelineEvent } from '../../domain/investigation/timeline';
import type { RulesAssessment } from '../../domain/investigation/verdict';
import { scrub } from '../../domain/scrub';
import { singleLine } from '../../domain/untrusted-text';

/** The evidence as a model is shown it. */
export interface EvidenceText {
  /** Untrusted throughout: records between two lines that nobody can foresee. */
  readonly text: string;
  readonly begin: string;
  readonly end: string;
  /** The events in it by their labels, which are those of the report. */
  readonly shown: ReadonlyMap<string, TimelineEvent>;
  /** Events for which there was no room. */
  readonly omitted: number;
}

/** Stands for a blank in strangers' text, from which every private-use character has been removed. */
export const BLANK_MARK = '\uE000';

const MAX_EVENTS = 200;
/** UTF-8 bytes. */
const MAX_BYTES = 60_000;
/** Of these, what the anomaly may take before its details are left out. */
const MAX_ANOMALY_BYTES = 16_000;
/** Characters of one field that are sent, and that are looked through for secrets before it is cut. */
const FIELD_CAP = 512;
const READ_CAP = 8_192;

/**
 * Anomaly and events as delimited data, one JSON record a line: cleaned, scrubbed, capped, and with marked blanks, so that no
 * stranger's sentence reads as ours. When not everything fits, the events that tell most are kept, in the order of time.
 */
export function evidenceText(
  anomaly: Anomaly,
  timeline: readonly TimelineEvent[],
  assessment: RulesAssessment,
): EvidenceText {
  const signs = eventSigns(assessment);
  const labels = eventLabels(timeline);
  const first = anomalyLine(anomaly);
  const labelOf = (event: TimelineEvent): string => labels.get(eventRef(event)) ?? '';

  let chosen = tellingEvents(timeline, signs, anomaly.timestamp, MAX_EVENTS);
  let lines = chosen.map((event) => eventLine(labelOf(event), event));
  while (bytesOf([first, ...lines]) > MAX_BYTES && chosen.length > 0) {
    chosen = tellingEvents(chosen, signs, anomaly.timestamp, Math.floor(chosen.length * 0.8));
    lines = chosen.map((event) => eventLine(labelOf(event), event));
  }
  return {
    ...delimited([first, ...lines]),
    shown: new Map(chosen.map((event) => [labelOf(event), event])),
    omitted: timeline.length - chosen.length,
  };
}

/** Details, which a stranger fills most easily, may not take the room of the events: those that do not fit are counted. */
function anomalyLine(anomaly: Anomaly): string {
  const { details, ...rest } = shownAs({ record: 'anomaly', ...anomaly }) as Anomaly;
  let room = MAX_ANOMALY_BYTES - bytesOf([JSON.stringify(rest)]);
  const all = Object.entries(details);
  const kept = all.filter(([name, value]) => {
    const size = bytesOf([JSON.stringify({ [name]: value })]);
    if (size > room) return false;
    room -= size;
    return true;
  });
  const detailsLeftOut = all.length - kept.length;
  return JSON.stringify({ ...rest, details: Object.fromEntries(kept), ...(detailsLeftOut > 0 && { detailsLeftOut }) });
}

function eventLine(label: string, event: TimelineEvent): string {
  const { source, time, kind, outcome, matchedBy, actor, address, country, userAgent } = event;
  const { credentialId, target, area, approvedIssuer, text } = event;
  const record = {
    record: 'event',
    label,
    ...{ source, time, kind, outcome, matchedBy, actor, address, country, userAgent },
    ...{ credentialId, target, area, approvedIssuer, summary: text.summary, targetName: text.targetName },
  };
  return JSON.stringify(shownAs(record));
}

/** Cleaned before it is scrubbed, so that nothing invisible hides a secret; cut after it, so that no half of one is left. */
function shownAs(record: object): unknown {
  const cleaned = mapTexts(record, (text) => singleLine(text.normalize('NFC'), READ_CAP));
  return mapTexts(scrub(cleaned), (text) => singleLine(text, FIELD_CAP).replaceAll(' ', BLANK_MARK));
}

/** Names of fields are a stranger's too, in the details of an anomaly. */
function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [change(key), mapTexts(field, change)]));
}

function delimited(lines: readonly string[]): Pick<EvidenceText, 'text' | 'begin' | 'end'> {
  const body = lines.join('\n');
  let secret: string;
  do secret = randomBytes(16).toString('hex');
  while (body.includes(secret));
  const begin = `<<<evidence ${secret}>>>`;
  const end = `<<<end of evidence ${secret}>>>`;
  return { text: `${begin}\n${body}\n${end}`, begin, end };
}

function bytesOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
}

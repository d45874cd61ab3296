import { ACTION_WORDS } from '../action-kind';
import type { TimelineEvent } from '../timeline';
import { eventRef } from '../timeline';
import type { AdfBlock, Inline } from './adf';
import { bulletList, heading, paragraph, status, text } from './adf';
import { labelList } from './event-labels';
import type { Tone } from './event-signs';
import { byWhom, hasFailed, isOfOthers } from './event-words';
import type { ReportContext } from './report-context';
import { counted } from './report-context';
import { filled, lineOf } from './report-template';
import { CELL_CAP, strangerValue } from './stranger-text';
import { tellingEvents } from './telling-events';
import { utcSeconds } from './utc-words';

/** Reasons that are shown; the table of indicators has them all. */
const MAX_REASONS = 6;
const MAX_ACTS = 6;
const MAX_OPEN = 30;
const TELLING: ReadonlySet<Tone> = new Set(['attack', 'open', 'mistake']);

/** What happened in a few lines, and why the verdict is what it is. */
export function summarySection(context: ReportContext): readonly AdfBlock[] {
  const { facts, template, values, labels } = context;
  const { because, unaccounted } = facts.assessment;
  const acts = keyActs(context);
  const reasons = because.slice(0, MAX_REASONS).map((sentence) => text(sentence));
  const left = because.length - reasons.length;
  return [
    heading(2, lineOf('heading.summary', template)),
    ...filled('summary', template, values).map((words) => paragraph(words)),
    ...ofOthers(facts.timeline.filter(isOfOthers).length),
    ...(acts.length === 0 ? [] : [paragraph(text('The acts that stand out:', 'strong')), ...bulletList(acts)]),
    paragraph(text('Why this verdict:', 'strong')),
    ...bulletList(left > 0 ? [...reasons, text(`And ${left} more, in the table of indicators.`)] : reasons),
    ...(unaccounted.length === 0
      ? []
      : [
          paragraph(
            text('Acts that nothing accounts for: ', 'strong'),
            text(`${labelList(unaccounted, labels, MAX_OPEN)}.`),
          ),
        ]),
  ];
}

/** Not for the wording to leave out: what merely shares an address is easily taken for the actor's. */
function ofOthers(count: number): readonly AdfBlock[] {
  if (count === 0) return [];
  const are = count === 1 ? 'is' : 'are';
  return [
    paragraph(text(`${counted(count, 'event')} at the same address ${are} not known to be the actor’s; each says so.`)),
  ];
}

/** The few acts that somebody would tell a colleague about, by time. */
function keyActs({ facts, signs, labels }: ReportContext): readonly Inline[] {
  const { timeline, anomaly } = facts;
  const telling = timeline.filter((event) => TELLING.has(signs.toneOf(eventRef(event))));
  return tellingEvents(telling, signs, anomaly.timestamp, MAX_ACTS).map((event) => {
    return [
      ...text(`${utcSeconds(event.time ?? '') ?? 'at an unknown time'}: ${ACTION_WORDS[event.kind]}`),
      ...objectOf(event),
      ...(hasFailed(event) ? [...text(' '), ...status('FAILED', 'neutral')] : []),
      ...text(` (${labels.get(eventRef(event)) ?? ''})`),
      ...byWhom(event).flatMap((words) => [...text(', '), ...words]),
    ];
  });
}

/** What was acted on; of a sign-in, where it came from. */
function objectOf({ kind, address, target, text: { targetName } }: TimelineEvent): Inline {
  const isSignIn = kind === 'login' || kind === 'login_failed';
  const name = isSignIn ? (address ?? '') : targetName || target;
  return name === '' ? [] : [...text(isSignIn ? ' from ' : ' '), ...strangerValue(name, CELL_CAP)];
}

import type { InsightLife, LifecycleState, Sighting } from '../../../domain/insight';
import type { LifecycleFacts } from '../../../domain/insight-lifecycle';
import { nextLife } from '../../../domain/insight-lifecycle';
import type { SightingView } from '../../../domain/insight-sighting';
import { sightingOf } from '../../../domain/insight-sighting';
import type { TicketView } from '../../../domain/insight-ticket-rule';
import { ticketActionOf } from '../../../domain/insight-ticket-rule';
import { life, TODAY } from './situations';

/** One situation and what has to come of it, written by hand. */
export interface InsightCase {
  readonly name: string;
  readonly actual: () => unknown;
  readonly expected: unknown;
}

/** Whether today's rules do what the case asks for. A hole in a table is no answer. */
export function insightHolds({ actual, expected }: InsightCase): boolean {
  try {
    return JSON.stringify(actual()) === JSON.stringify(expected);
  } catch {
    return false;
  }
}

function lives(
  name: string,
  known: Partial<InsightLife> | undefined,
  facts: Partial<LifecycleFacts> & { readonly sighting: Sighting },
  becomes: Partial<InsightLife> | undefined,
  tells: LifecycleState | null,
): InsightCase {
  const all = { differs: false, wanted: true, includeDismissed: false, at: TODAY, ...facts };
  return {
    name,
    actual: () => nextLife(known && life(known), all),
    expected: { life: becomes && life(becomes), state: tells },
  };
}

const FIRST = { firstSeen: TODAY, lastSeen: TODAY };
const SEEN = { lastSeen: TODAY };
const hidden = { written: 0 };

export const LIFECYCLE_CASES: readonly InsightCase[] = [
  lives('an unknown insight that is open is new', undefined, { sighting: 'open' }, FIRST, 'new'),
  lives(
    'an unknown insight that filters hide is known and not told',
    undefined,
    { sighting: 'open', wanted: false },
    { ...FIRST, ...hidden },
    null,
  ),
  lives(
    'an unknown insight that is dismissed is new where dismissed ones are included',
    undefined,
    { sighting: 'dismissed', includeDismissed: true },
    { ...FIRST, standing: 'dismissed' },
    'new',
  ),
  lives('an unknown insight that is dismissed is not taken up', undefined, { sighting: 'dismissed' }, undefined, null),
  lives('an unknown insight that is resolved is not taken up', undefined, { sighting: 'resolved' }, undefined, null),
  lives('an open insight that differs has changed', {}, { sighting: 'open', differs: true }, SEEN, 'changed'),
  lives('an open insight that is as it was tells nothing', {}, { sighting: 'open' }, SEEN, null),
  lives(
    'a gone insight that is back and differs has changed',
    { standing: 'gone' },
    { sighting: 'open', differs: true },
    SEEN,
    'changed',
  ),
  lives('a gone insight that is back as it was tells nothing', { standing: 'gone' }, { sighting: 'open' }, SEEN, null),
  lives(
    'an open insight in the dismissed list was dismissed',
    {},
    { sighting: 'dismissed' },
    { ...SEEN, standing: 'dismissed' },
    'dismissed',
  ),
  lives(
    'a gone insight in the dismissed list was dismissed',
    { standing: 'gone' },
    { sighting: 'dismissed' },
    { ...SEEN, standing: 'dismissed' },
    'dismissed',
  ),
  lives('an open insight that nobody looked for is gone', {}, { sighting: 'unseen' }, { standing: 'gone' }, null),
  lives(
    'a gone insight that nobody looked for stays gone',
    { standing: 'gone' },
    { sighting: 'unseen' },
    { standing: 'gone' },
    null,
  ),
  lives(
    'a dismissed insight that is open again was undismissed',
    { standing: 'dismissed' },
    { sighting: 'open' },
    SEEN,
    'undismissed',
  ),
  lives(
    'a dismissed insight that differs has changed',
    { standing: 'dismissed' },
    { sighting: 'dismissed', differs: true },
    { ...SEEN, standing: 'dismissed' },
    'changed',
  ),
  lives(
    'a dismissed insight that is as it was tells nothing',
    { standing: 'dismissed' },
    { sighting: 'dismissed' },
    { ...SEEN, standing: 'dismissed' },
    null,
  ),
  lives(
    'a dismissed insight that nobody looked for stays dismissed',
    { standing: 'dismissed' },
    { sighting: 'unseen' },
    { standing: 'dismissed' },
    null,
  ),
  ...(['open', 'gone', 'dismissed'] as const).flatMap((standing) => [
    lives(
      `an insight that was ${standing} and is in neither list is resolved`,
      { standing },
      { sighting: 'absent' },
      { standing: 'resolved' },
      'resolved',
    ),
    lives(
      `an insight that was ${standing} and is listed as resolved is resolved`,
      { standing },
      { sighting: 'resolved' },
      { ...SEEN, standing: 'resolved' },
      'resolved',
    ),
  ]),
  lives(
    'a resolved insight that is open again has reappeared, for its next episode and without a ticket',
    { standing: 'resolved', ticketed: true },
    { sighting: 'open' },
    { ...SEEN, episode: 2, written: 2 },
    'reappeared',
  ),
  lives(
    'a resolved insight that is dismissed has reappeared where dismissed ones are included',
    { standing: 'resolved' },
    { sighting: 'dismissed', includeDismissed: true },
    { ...SEEN, standing: 'dismissed', episode: 2, written: 2 },
    'reappeared',
  ),
  lives(
    'a resolved insight that is dismissed stays resolved',
    { standing: 'resolved' },
    { sighting: 'dismissed', differs: true },
    { standing: 'resolved' },
    null,
  ),
  ...(['resolved', 'absent', 'unseen'] as const).map((sighting) =>
    lives(
      `a resolved insight that is ${sighting} stays as it ended`,
      { standing: 'resolved' },
      { sighting, differs: true },
      { standing: 'resolved' },
      null,
    ),
  ),
  lives(
    'an insight that filters hid until now is new, with its true first sighting',
    hidden,
    { sighting: 'open', differs: true },
    SEEN,
    'new',
  ),
  lives(
    'an insight that filters hid through its first episode is new when it comes back',
    { ...hidden, standing: 'resolved' },
    { sighting: 'open' },
    { ...SEEN, episode: 2, written: 2 },
    'new',
  ),
  lives(
    'an insight that filters hid when it came back reappears when they let it through',
    { episode: 2, written: 1 },
    { sighting: 'open' },
    { ...SEEN, episode: 2, written: 2 },
    'reappeared',
  ),
  lives(
    'an insight that filters hid is new although it is dismissed, where dismissed ones are included',
    { ...hidden, standing: 'dismissed' },
    { sighting: 'dismissed', includeDismissed: true },
    { ...SEEN, standing: 'dismissed' },
    'new',
  ),
  lives(
    'an insight that filters hid until its dismissal is not told',
    hidden,
    { sighting: 'dismissed' },
    { ...SEEN, ...hidden, standing: 'dismissed' },
    null,
  ),
  lives(
    'an insight that filters hid is not told to be resolved',
    hidden,
    { sighting: 'absent' },
    { ...hidden, standing: 'resolved' },
    null,
  ),
  lives(
    'an insight that was told is told on although filters would hide it now',
    {},
    { sighting: 'open', differs: true, wanted: false },
    SEEN,
    'changed',
  ),
  lives(
    'an insight that was told is told to be resolved although filters would hide it now',
    {},
    { sighting: 'absent', wanted: false },
    { standing: 'resolved' },
    'resolved',
  ),
  lives(
    'an insight that comes back is not told when filters hide it now',
    { standing: 'resolved' },
    { sighting: 'open', wanted: false },
    { ...SEEN, episode: 2 },
    null,
  ),
];

function seen(name: string, view: Partial<SightingView>, sighting: Sighting): InsightCase {
  const all = { inOpen: false, inDismissed: false, facts: undefined, dismissedRead: true, ...view };
  return { name, actual: () => sightingOf(all), expected: sighting };
}

const OPEN = { status: 'active', dismissed: false };
const SILENT = { status: null, dismissed: null };

export const SIGHTING_CASES: readonly InsightCase[] = [
  seen('an insight of the open list is open', { inOpen: true, facts: OPEN }, 'open'),
  seen('an insight of the open list that does not say more is open', { inOpen: true, facts: SILENT }, 'open'),
  seen(
    'an insight of the open list is open while the other is unread',
    { inOpen: true, facts: OPEN, dismissedRead: false },
    'open',
  ),
  seen(
    'an insight that says it is dismissed is dismissed in the open list too',
    { inOpen: true, facts: { ...OPEN, dismissed: true } },
    'dismissed',
  ),
  seen(
    'an insight of the dismissed list is dismissed',
    { inDismissed: true, facts: { ...OPEN, dismissed: true } },
    'dismissed',
  ),
  seen(
    'an insight of the dismissed list that does not say is dismissed',
    { inDismissed: true, facts: SILENT },
    'dismissed',
  ),
  seen(
    'an insight of both lists that does not say is dismissed',
    { inOpen: true, inDismissed: true, facts: SILENT },
    'dismissed',
  ),
  seen(
    'an insight that says it is not dismissed is open in the dismissed list too',
    { inDismissed: true, facts: OPEN },
    'open',
  ),
  seen(
    'an insight of the open list with status resolved is resolved',
    { inOpen: true, facts: { ...OPEN, status: 'Resolved' } },
    'resolved',
  ),
  seen(
    'an insight of the dismissed list with status resolved is resolved',
    { inDismissed: true, facts: { status: 'resolved', dismissed: true } },
    'resolved',
  ),
  seen('an insight of neither list is absent', {}, 'absent'),
  seen('an insight of no list that was read is unseen', { dismissedRead: false }, 'unseen'),
];

function files(name: string, view: Partial<TicketView>, action: 'open' | 'close' | null): InsightCase {
  const all: TicketView = {
    ticketsFrom: 'high',
    baseline: false,
    state: 'new',
    standing: 'open',
    severity: 'critical',
    ticketed: false,
    ...view,
  };
  return { name, actual: () => ticketActionOf(all), expected: action };
}

export const TICKET_CASES: readonly InsightCase[] = [
  files('a new insight above the severity gets a ticket', {}, 'open'),
  files('a new insight of just the severity gets a ticket', { severity: 'high' }, 'open'),
  files('a new insight below the severity gets none', { severity: 'moderate' }, null),
  files('a reappeared insight gets a ticket', { state: 'reappeared' }, 'open'),
  files('a new insight that was dismissed before it was seen gets none', { standing: 'dismissed' }, null),
  files('a reappeared insight that is dismissed gets none', { state: 'reappeared', standing: 'dismissed' }, null),
  files('the baseline gets none', { baseline: true }, null),
  files('a severity that rises later gets none', { state: 'changed' }, null),
  files('a dismissal leaves the ticket as it is', { state: 'dismissed', standing: 'dismissed', ticketed: true }, null),
  files('taking a dismissal back leaves the ticket as it is', { state: 'undismissed', ticketed: true }, null),
  files('a resolution closes the ticket', { state: 'resolved', standing: 'resolved', ticketed: true }, 'close'),
  files(
    'a resolution closes the ticket whatever the severity is by now',
    { state: 'resolved', standing: 'resolved', ticketed: true, severity: 'low' },
    'close',
  ),
  files('a resolution without a ticket closes nothing', { state: 'resolved', standing: 'resolved' }, null),
  files(
    'a ticket that was left open while tickets were off is closed later',
    { state: null, standing: 'resolved', ticketed: true },
    'close',
  ),
  files('nothing is opened while tickets are off', { ticketsFrom: null }, null),
  files(
    'nothing is closed while tickets are off',
    { ticketsFrom: null, state: 'resolved', standing: 'resolved', ticketed: true },
    null,
  ),
];

export const INSIGHT_CASES: readonly InsightCase[] = [...LIFECYCLE_CASES, ...SIGHTING_CASES, ...TICKET_CASES];

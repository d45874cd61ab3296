import type { InsightSeverity, LifecycleState, Standing } from './insight';
import { isAtLeast } from './insight-filter';
import type { TicketOrderReference } from './insight-sync';

/** Something that a sync wants done in the tracker. */
export interface TicketOrder extends TicketOrderReference {
  /** Start of the run that gives the order, ISO 8601 UTC. */
  readonly at: string;
}

/** What decides whether the tracker hears of an insight. */
export interface TicketView {
  /** From which severity on new insights get a ticket; null when none do. */
  readonly ticketsFrom: InsightSeverity | null;
  readonly baseline: boolean;
  readonly state: LifecycleState | null;
  readonly standing: Standing;
  readonly severity: InsightSeverity;
  readonly ticketed: boolean;
}

interface TicketRule {
  readonly name: string;
  readonly when: (view: TicketView) => boolean;
  readonly action: 'open' | 'close' | null;
  readonly why: string;
}

/** What a sync orders in the tracker. The first row that applies counts. */
export const TICKET_RULES = [
  {
    name: 'switched off',
    when: ({ ticketsFrom }) => ticketsFrom === null,
    action: null,
    why: 'there is no place to file in; what is resolved meanwhile is closed when tickets are switched on again, unless it has reappeared by then',
  },
  {
    name: 'resolved',
    when: ({ standing, ticketed }) => standing === 'resolved' && ticketed,
    action: 'close',
    why: 'looks at the standing, not at the step, so that nothing left open is forgotten',
  },
  {
    name: 'baseline',
    when: ({ baseline }) => baseline,
    action: null,
    why: 'everything is new then, and nothing has happened',
  },
  {
    name: 'begins severe',
    when: ({ state, standing, severity, ticketsFrom }) =>
      (state === 'new' || state === 'reappeared') &&
      standing === 'open' &&
      ticketsFrom !== null &&
      isAtLeast(severity, ticketsFrom),
    action: 'open',
    why: 'an episode is told to begin once, so it has one ticket; one that begins dismissed has been looked at already',
  },
  {
    name: 'everything else',
    when: () => true,
    action: null,
    why: 'a dismissal says that people looked and may be taken back, so the ticket stays as it is; a severity that rises later is a record, not a ticket',
  },
] as const satisfies readonly TicketRule[];

/** What the tracker is to do about an insight after a sync; null for nothing. */
export function ticketActionOf(view: TicketView): 'open' | 'close' | null {
  const rule = TICKET_RULES.find(({ when }) => when(view));
  if (rule === undefined) throw new TypeError('no rule says whether a ticket is due');
  return rule.action;
}

import type { Expectation } from '../../sandbox/story/expectations';
import type { HeldEvent, HeldTicket } from './holdings';

/**
 * Holds what the store and the tracker have against what the story expects, written by hand.
 *
 * @returns one sentence for each difference; none when the demo proves what it should
 */
export function differences(
  expectations: Readonly<Record<string, Expectation>>,
  events: readonly HeldEvent[],
  tickets: readonly HeldTicket[],
): string[] {
  const found: string[] = [];
  const ticketsById = new Map(tickets.map((ticket) => [ticket.id, ticket]));
  const claimed = new Set<string>();
  const ticketOf = new Map<string, string>();
  const expectedEvents = new Set<string>();

  for (const [id, expected] of Object.entries(expectations)) {
    const held = events.filter(
      ({ key, text }) => key.includes(`account=${expected.account}/`) && text.includes(expected.match),
    );
    for (const { key } of held) expectedEvents.add(key);
    const [event] = held;
    if (held.length !== (expected.archived ? 1 : 0)) {
      found.push(`${id}: ${held.length} archived objects instead of ${expected.archived ? 1 : 0} (${expected.why})`);
    }
    if (event === undefined || !expected.archived || expected.kind === null) continue;

    if (!event.handled) found.push(`${id}: archived but not handled`);
    const [wanted, has] = [expected.reasons, event.reasons].map((reasons) => [...reasons].sort().join(', ') || 'none');
    if (wanted !== has) found.push(`${id}: reasons ${has} instead of ${wanted} (${expected.why})`);

    const flagged = expected.ticket !== 'none';
    if (flagged && event.ticketId === null) found.push(`${id}: no ticket (${expected.why})`);
    if (!flagged && event.ticketId !== null) found.push(`${id}: a ticket that nobody asked for`);
    if (event.ticketId === null) continue;
    claimed.add(event.ticketId);
    if (!ticketsById.has(event.ticketId)) found.push(`${id}: its ticket ${event.ticketId} is not in the tracker`);
    const credential = expected.credential ?? id;
    const other = ticketOf.get(credential);
    if (other !== undefined && other !== event.ticketId)
      found.push(`${id}: a second ticket for credential ${credential}`);
    ticketOf.set(credential, event.ticketId);
  }

  for (const { key } of events)
    if (!expectedEvents.has(key)) found.push(`${key}: archived, and the story does not know it`);
  for (const { id, identifier } of tickets)
    if (!claimed.has(id)) found.push(`${identifier}: a ticket without an event`);
  if (new Set(ticketOf.values()).size !== ticketOf.size) found.push('two credentials share one ticket');
  return found;
}

import type { TokenWatchResult } from '../workflows/contracts';

/** More keys than this are counted, not listed: the run's page has them. */
const MOST_KEYS = 50;

/** A run's result for people. Says `would` where a dry run did nothing. */
export function resultLines(result: TokenWatchResult, { dry }: { readonly dry: boolean }): string[] {
  const { archived, archivedNotListed, counts, created, flagged, pending, tickets, ticketsNotListed } = result;
  const found = archived.length + archivedNotListed;
  const listed = archived.slice(0, MOST_KEYS);
  return [
    `outcome   ${result.outcome}`,
    ...result.attention.map((sentence) => `          ${sentence}`),
    `read      ${counts.scanned} audit events up to ${result.through}`,
    dry
      ? `archive   would hold ${found} credential events`
      : `archive   ${found} credential events, ${created} of them new`,
    dry
      ? `tickets   would be asked for ${flagged} of them`
      : `tickets   ${tickets.length + ticketsNotListed} filed for ${flagged} flagged events`,
    `pending   ${pending.length}`,
    ...pending.map((event) => `          ${event.key}: ${event.step}, ${event.type}`),
    ...(listed.length === 0 ? [] : ['', dry ? 'would be archived:' : 'archived:', ...listed.map((key) => `  ${key}`)]),
    ...(found > listed.length ? [`  and ${found - listed.length} more`] : []),
  ];
}

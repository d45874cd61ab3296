import type { TokenWatchResult } from './contracts';
import type { FlaggedEvent, TicketLink } from './token-watch-state';

/** Lines of a list that an operator reads before turning to the archive. */
const MAX_LINES = 20;

/**
 * What the Temporal UI shows of a run while it goes on and after: Markdown, with nothing in it that came from outside
 * except keys, whose characters are bounded.
 */
export function currentDetails(
  step: string,
  result: TokenWatchResult,
  flagged: readonly FlaggedEvent[],
  tickets: ReadonlyMap<string, TicketLink>,
): string {
  const { counts } = result;
  return [
    `**${step}**, audit log handled through ${result.through}`,
    '',
    '| scanned | known | deleted | failed | unparsed | created | flagged | tickets | pending |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    `| ${counts.scanned} | ${counts.known} | ${counts.deleted} | ${counts.failed} | ${counts.unparsed} | ${result.created} | ${result.flagged} | ${result.tickets.length} | ${result.pending.length} |`,
    ...section(
      'Attention',
      result.attention.map((sentence) => `- ${sentence}`),
    ),
    ...section(
      'Flagged',
      flagged.map(
        ({ severity, reasons, key }) => `- ${severity}: ${reasons.join(', ')} \`${key}\`${linked(tickets.get(key))}`,
      ),
    ),
    ...section(
      'Pending',
      result.pending.map(({ step: at, type, key }) => `- ${at}, ${type}: \`${key}\``),
    ),
  ].join('\n');
}

/** An address that can end a Markdown link early is left out: it comes from the tracker. */
const PLAIN_URL = /^https?:\/\/[\w.:-]+\/[\w/.%-]*$/;
const PLAIN_IDENTIFIER = /^[A-Z0-9]{1,20}-\d{1,9}$/;

function linked(ticket: TicketLink | undefined): string {
  if (ticket === undefined || !PLAIN_IDENTIFIER.test(ticket.identifier) || !PLAIN_URL.test(ticket.url)) return '';
  return ` [${ticket.identifier}](${ticket.url})`;
}

function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const more = lines.length > MAX_LINES ? [`- and ${lines.length - MAX_LINES} more`] : [];
  return ['', `**${title}**`, '', ...lines.slice(0, MAX_LINES), ...more];
}

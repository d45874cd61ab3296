import { SEVERITIES, type Severity } from './judgement';
import { markerLine, type ReviewFacts, type TicketDraft, type TicketSettings } from './review-ticket';
import { codeSpan, plainWords } from './untrusted-text';

/** What the summary ticket of a flood says. */
export interface FloodFacts {
  readonly account: { readonly id: string; readonly name: string };
  /** Day of the flood, `YYYY-MM-DD` UTC. */
  readonly date: string;
  /** Flagged credentials that wait for a ticket. */
  readonly count: number;
  readonly bySeverity: Readonly<Partial<Record<Severity, number>>>;
  readonly marker: ReviewFacts['marker'];
}

/** One ticket a day that says that a run found more flagged credentials than it may open tickets for. */
export function floodTicket(facts: FloodFacts, settings: TicketSettings): TicketDraft {
  const { account, date, count, bySeverity } = facts;
  const descending = [...SEVERITIES].reverse().filter((severity) => (bySeverity[severity] ?? 0) > 0);
  const lines = descending.map((severity) => `| ${severity} | ${bySeverity[severity] ?? 0} |`);
  return {
    title: `Flood: ${count} flagged credentials wait for a ticket in ${plainWords(account.name) || 'no name'} on ${date}`,
    description: [
      markerLine(facts),
      `**More flagged credentials than one run may open tickets for.** In account ${codeSpan(account.name)}, id ${codeSpan(account.id)}, ${count} of them had no ticket yet when this was first noticed on ${date} (UTC).`,
      ['| Severity | Waiting |', '| --- | --- |', ...lines].join('\n'),
      'Nothing is lost: every event is archived, and the next runs file the rest, the most severe first. The details of the latest run in the Temporal UI have the numbers of this moment; this ticket keeps those of the first notice.',
      '## What to do',
      [
        '- [ ] Find the common cause: one issuer, one script, one automation that mints tokens? The open tickets of this account name issuer and address.',
        '- [ ] If it is an attack: contain the issuer first (its own token or its membership), then go through the tickets.',
        '- [ ] If it is wanted: add the issuer to the approved issuers, so that only broad and writing credentials are flagged.',
        '- [ ] Close this ticket when no event of the account is pending any more.',
      ].join('\n'),
    ].join('\n\n'),
    priority: settings.priority[descending[0] ?? 'high'],
    labelNames: settings.labels,
  };
}

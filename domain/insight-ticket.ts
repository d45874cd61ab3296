import type { InsightSeverity } from './insight';
import { insightTypeRule } from './insight-type-rule';
import { markerLine, type ReviewFacts, type TicketDraft, type TicketPriority } from './review-ticket';
import { archiveAddress, capitalised, markdownTable, STRANGERS_NOTE, timeWords } from './ticket-markdown';
import { codeSpan, plainWords } from './untrusted-text';

/** The settings that shape a ticket about an insight. */
export interface InsightTicketSettings {
  /** The operator's own Markdown, put before the facts. */
  readonly intro?: string | undefined;
  readonly labels: readonly string[];
  readonly priority: Readonly<Record<InsightSeverity, TicketPriority>>;
}

/** Everything that a ticket or a comment about one episode of an insight shows. Texts are Cloudflare's: untrusted. */
export interface InsightTicketFacts {
  readonly account: { readonly id: string; readonly name: string };
  readonly insightId: string;
  /** 1 for the first appearance. */
  readonly episode: number;
  readonly severity: InsightSeverity;
  /** As received; null when there is none. */
  readonly reportedSeverity: string | null;
  readonly issueType: string | null;
  readonly issueClass: string | null;
  readonly subject: string | null;
  readonly zoneId: string | null;
  /** Since when, as Cloudflare says. */
  readonly since: string | null;
  /** Start of the sync that listed it first, ISO 8601 UTC. */
  readonly firstSeen: string;
  /** Start of the sync that ordered the ticket or its end, ISO 8601 UTC. */
  readonly at: string;
  readonly resolveText: string | null;
  readonly resolveLink: string | null;
  /** Where the lifecycle record is; the key is null when filters keep this insight out of the records. */
  readonly records: { readonly bucket: string; readonly key: string | null };
  /** Hashes of the identities of the episode and of what is filed. */
  readonly marker: ReviewFacts['marker'];
}

/** Linear documents no limit; other tools stop at 255. */
const TITLE_CAP = 200;
const ADVICE_CAP = 2_000;
const SECURITY_INSIGHTS = '[Security insights](https://dash.cloudflare.com/?to=/:account/security-center)';

/** The ticket that asks a person to deal with one episode of an insight. Its marker comes first: see `markerIn`. */
export function insightTicket(facts: InsightTicketFacts, settings: InsightTicketSettings): TicketDraft {
  return {
    title: title(facts),
    description: [
      markerLine(facts),
      ...(settings.intro === undefined ? [] : [settings.intro.trim()]),
      summary(facts),
      '## What Cloudflare found',
      factsTable(facts),
      '## What to do',
      advice(facts),
      checklist(facts),
      '## Evidence',
      evidence(facts),
    ].join('\n\n'),
    priority: settings.priority[facts.severity],
    labelNames: settings.labels,
  };
}

/** The comment with which a ticket ends. True also where people have closed it before. */
export function resolvedComment(facts: InsightTicketFacts): string {
  const { subject, firstSeen, at, episode } = facts;
  return [
    markerLine(facts),
    `**Resolved.** At the sync of ${timeWords(at)} Cloudflare no longer reported this insight, neither as open nor as dismissed.`,
    markdownTable(
      ['Fact', 'Value'],
      [
        ['Insight', insightWords(facts)],
        ['Subject', shown(subject)],
        ['First seen', timeWords(firstSeen)],
        ['Resolved', timeWords(at)],
      ],
    ),
    `If there is more to do, open this ticket again: Edgewarden leaves it open. Should the insight come back, that is episode ${episode + 1}, with a ticket of its own.`,
    `Record: ${recordAddress(facts)}`,
    STRANGERS_NOTE,
  ].join('\n\n');
}

/** Nobody's address of e-mail: titles travel further than tickets. */
function title({ issueClass, subject, account, episode }: InsightTicketFacts): string {
  const what = plainWords(classWords(issueClass)) || 'not named by Cloudflare';
  const isPerson = (subject ?? '').normalize('NFKC').includes('@');
  const where = isPerson ? '' : plainWords(subject ?? '');
  const text = [
    `${episode > 1 ? 'Insight again' : 'Insight'}: ${what} in ${plainWords(account.name) || 'no name'}`,
    ...(where === '' ? [] : [where]),
  ].join(': ');
  return Array.from(text).slice(0, TITLE_CAP).join('');
}

const ACRONYMS = /\b(?:api|caa|ddos|dkim|dmarc|dns|dnssec|hsts|http|https|mfa|mx|rdp|spf|ssl|tls|waf)\b/g;

/** `users_without_mfa` as words: `users without MFA`. */
function classWords(issueClass: string | null): string {
  return (issueClass ?? '').replaceAll('_', ' ').replace(ACRONYMS, (word) => word.toUpperCase());
}

function summary(facts: InsightTicketFacts): string {
  const { subject, account, episode, firstSeen, at } = facts;
  const on = subject === null || subject === '' ? '' : ` on ${codeSpan(subject)}`;
  const news =
    episode > 1
      ? `It had been resolved, and was back at ${timeWords(at)}: this is episode ${episode}. It was first seen at ${timeWords(firstSeen)}.`
      : `It was first seen at ${timeWords(firstSeen)}.`;
  return `**${capitalised(facts.severity)} severity.** Cloudflare's Security Center reports ${insightWords(facts)}${on} in ${codeSpan(account.name)}. ${news}`;
}

function factsTable(facts: InsightTicketFacts): string {
  const { account, subject, zoneId, since, firstSeen, episode, insightId, issueType } = facts;
  return markdownTable(
    ['Fact', 'Value'],
    [
      ['Insight', insightWords(facts)],
      ['Type', insightTypeRule(issueType)?.words ?? shown(issueType)],
      ['Severity', severityWords(facts)],
      ['Subject', shown(subject)],
      ['Zone', zoneId === null ? 'none: it concerns the account' : codeSpan(zoneId)],
      ['Since', since === null ? 'not recorded' : `${timeWords(since)}, as Cloudflare says`],
      ['First seen', timeWords(firstSeen)],
      ['Episode', episode > 1 ? `${episode}: it had been resolved before` : '1: it is new'],
      ['Account', `${codeSpan(account.name)}, id ${codeSpan(account.id)}`],
      ['Id', codeSpan(insightId)],
    ],
  );
}

/** A severity that nobody has documented ranks as high, and the ticket says what Cloudflare called it. */
function severityWords({ severity, reportedSeverity }: InsightTicketFacts): string {
  const words = capitalised(severity);
  if (reportedSeverity?.toLowerCase() === severity) return words;
  return `${words}: Edgewarden's rank, Cloudflare says ${reportedSeverity === null ? 'nothing' : codeSpan(reportedSeverity)}`;
}

/** In code, however long: running text of a stranger's could mention people and tickets. */
function advice({ resolveText }: InsightTicketFacts): string {
  if (resolveText === null || resolveText.trim() === '') return 'Cloudflare gives no advice on this insight.';
  return `Cloudflare's advice:\n\n> ${codeSpan(resolveText, ADVICE_CAP)}`;
}

function checklist({ issueType, resolveLink }: InsightTicketFacts): string {
  const firstStep =
    insightTypeRule(issueType)?.firstStep ??
    'Find out what it means: Edgewarden does not know this type of insight yet.';
  return [
    `- [ ] ${firstStep}`,
    `- [ ] Fix it.${pointer(resolveLink)}`,
    `- [ ] Have it checked: start a scan in ${SECURITY_INSIGHTS}, or wait for the next one, which can take a week. The first sync that finds it resolved closes this ticket.`,
    '- [ ] If the risk is accepted instead: archive the insight there, which the API calls to dismiss, write down here who accepts it and why, and cancel this ticket. Edgewarden records the dismissal and leaves the ticket to you.',
  ].join('\n');
}

function evidence(facts: InsightTicketFacts): string {
  return [`- Record: ${recordAddress(facts)}`, `- In the dashboard: ${SECURITY_INSIGHTS}`, '', STRANGERS_NOTE].join(
    '\n',
  );
}

function recordAddress({ records: { bucket, key } }: InsightTicketFacts): string {
  if (key === null) return 'none, the filters of this account leave this insight out';
  return `${archiveAddress({ bucket, key })}, the line with this insight's id`;
}

function insightWords({ issueClass }: InsightTicketFacts): string {
  return issueClass === null || issueClass === '' ? 'an insight without a name' : codeSpan(issueClass);
}

function shown(value: string | null): string {
  return value === null || value === '' ? 'not recorded' : codeSpan(value);
}

/**
 * Pages of Cloudflare that its advice points to. Hosts in full: below `cloudflare.com` there are forums too. Nothing in the
 * rest of the address can end a Markdown link or a cell, or name a user before the host.
 */
const CLOUDFLARE_PAGE = /^https:\/\/(?:dash|one\.dash|developers)\.cloudflare\.com(?:[/?#][\w\-.~/?#:=&%+,]{0,1000})?$/;

function pointer(address: string | null): string {
  if (address === null || address === '') return '';
  if (CLOUDFLARE_PAGE.test(address)) return ` Cloudflare has [a page for it](${address}).`;
  return ` Cloudflare points to ${codeSpan(address)}, which is no page of its dashboard or documentation: look before you go there.`;
}

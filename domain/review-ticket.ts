import type { AuditEvent } from './audit-event';
import type { CredentialKind } from './credential-kind';
import type { Judgement, ScopeRow, Severity } from './judgement';
import { KIND_WORDS } from './kind-words';
import { revokeChecklist } from './revoke-checklist';
import { reachOf, type Reach } from './token-resource';
import {
  archiveAddress,
  capitalised,
  DESCRIPTION_CAP,
  markdownTable,
  recorded,
  STRANGERS_NOTE,
  tableRow,
  timeWords,
} from './ticket-markdown';
import { DEFAULT_TICKET_TITLE, ticketTitle } from './ticket-title';
import { codeSpan, proseLine } from './untrusted-text';

/** How urgent a ticket looks in the tracker. */
export const TICKET_PRIORITIES = ['urgent', 'high', 'medium', 'low', 'none'] as const;
export type TicketPriority = (typeof TICKET_PRIORITIES)[number];

/** The settings that shape a ticket. */
export interface TicketSettings {
  /** Template with the placeholders of `TICKET_TITLE_PLACEHOLDERS`. */
  readonly title?: string | undefined;
  /** The operator's own Markdown, put before the facts. */
  readonly intro?: string | undefined;
  readonly labels: readonly string[];
  readonly priority: Readonly<Record<Severity, TicketPriority>>;
}

/** Everything that a ticket or a comment about one flagged event shows. */
export interface ReviewFacts {
  readonly event: AuditEvent;
  readonly kind: CredentialKind;
  /** The provider's id of the credential; null when the event names none. */
  readonly credentialId: string | null;
  /** Name of the credential, empty when unknown. Untrusted. */
  readonly credentialName: string;
  readonly judgement: Judgement;
  readonly account: { readonly id: string; readonly name: string };
  readonly archive: { readonly bucket: string; readonly key: string; readonly sha256: string };
  /** Hashes of the identities of the credential and of this event. */
  readonly marker: { readonly credentialHash: string; readonly eventHash: string };
}

/** A ticket ready to be filed, but for the ids that the tracker wants. */
export interface TicketDraft {
  readonly title: string;
  /** Markdown, at most 30,000 characters. */
  readonly description: string;
  readonly priority: TicketPriority;
  readonly labelNames: readonly string[];
}

const MAX_SENTENCES = 20;
const MARKER = /^\s*(`?)edgewarden:([0-9a-f]{16})\/([0-9a-f]{16})\1[^\S\n]*(?:\n|$)/;

/**
 * The ticket that asks a person to review one credential.
 *
 * The marker comes first and is found again by `markerIn`. What does not fit is left out of the scope table, which then
 * says so and names the archived event.
 */
export function reviewTicket(facts: ReviewFacts, settings: TicketSettings): TicketDraft {
  const { event, kind, credentialId, credentialName, judgement, account } = facts;
  const before = [
    markerLine(facts),
    ...(settings.intro === undefined ? [] : [settings.intro.trim()]),
    summary(facts),
    '## Why it needs a review',
    whyFlagged(judgement),
    '## What happened',
    factsTable(facts),
    '## What it may do',
  ].join('\n\n');
  const after = [
    '## Revoke checklist',
    revokeChecklist({
      kind,
      accountId: account.id,
      credentialId,
      zoneId: zoneOf(event),
      issuerTokenId: event.actor.tokenId,
      time: event.time,
    }),
    '## Evidence',
    evidence(facts),
  ].join('\n\n');
  const room = DESCRIPTION_CAP - before.length - after.length - 4;
  return {
    title: ticketTitle(settings.title ?? DEFAULT_TICKET_TITLE, {
      kind,
      severity: judgement.severity,
      credentialName,
      accountName: account.name,
    }),
    description: [before, scopeTable(judgement, archiveAddress(facts.archive), room), after].join('\n\n'),
    priority: settings.priority[judgement.severity],
    labelNames: settings.labels,
  };
}

/** The comment for a flagged event of a credential that has an open ticket already. */
export function furtherEventComment(facts: ReviewFacts): string {
  return comment(facts, `**A further event of this credential: ${KIND_WORDS[facts.kind]}.**`);
}

/** The comment that says why a closed ticket is open again. */
export function reopeningComment(facts: ReviewFacts): string {
  return comment(
    facts,
    `**Opened again: ${KIND_WORDS[facts.kind]}, after this ticket was closed.** Go through the checklist once more.`,
  );
}

/**
 * Hashes of the credential and of the opening event that a ticket names in the first line of its description; undefined when
 * it is none of ours. A marker further down is anybody's text.
 */
export function markerIn(description: string): ReviewFacts['marker'] | undefined {
  const [, , credentialHash, eventHash] = MARKER.exec(description) ?? [];
  return credentialHash === undefined || eventHash === undefined ? undefined : { credentialHash, eventHash };
}

/** First line of everything we file. Code, so that no tracker takes it for a link or an emoji. */
export function markerLine({ marker }: Pick<ReviewFacts, 'marker'>): string {
  return `\`edgewarden:${marker.credentialHash}/${marker.eventHash}\``;
}

function comment(facts: ReviewFacts, headline: string): string {
  return [
    markerLine(facts),
    `${headline} ${severityWords(facts.judgement.severity)}`,
    whyFlagged(facts.judgement),
    factsTable(facts),
    evidence(facts),
  ].join('\n\n');
}

function summary({ event, kind, credentialName, judgement, account }: ReviewFacts): string {
  const name = credentialName === '' ? '' : `: ${codeSpan(credentialName)}`;
  return [
    `**${severityWords(judgement.severity)}** ${capitalised(KIND_WORDS[kind])}${name}, by ${issuer(event)}, in ${codeSpan(account.name)}, ${eventTimeWords(event)}.`,
    'Decide whether it is wanted. If nobody can say so, contain it first and find out afterwards.',
  ].join(' ');
}

function whyFlagged({ reasons, aggravations, notes }: Judgement): string {
  const raised = aggravations
    .slice(0, MAX_SENTENCES)
    .map((sentence) => proseLine(sentence))
    .join(' ');
  return [
    ...reasons.map(({ sentence }) => `- ${proseLine(sentence)}`),
    ...(raised === '' ? [] : [`- Raises the severity: ${raised}`]),
    ...notes.slice(0, MAX_SENTENCES).map((note) => `- Note: ${proseLine(note)}`),
  ].join('\n');
}

function factsTable({ event, kind, credentialId, credentialName, account }: ReviewFacts): string {
  const { actor, request } = event;
  const rows: readonly (readonly [string, string])[] = [
    ['What', KIND_WORDS[kind]],
    ['Name', credentialName === '' ? 'not recorded' : codeSpan(credentialName)],
    ['Id', credentialId === null ? 'not recorded' : codeSpan(credentialId)],
    ['When', eventTimeWords(event)],
    ['Who', [issuer(event), actorDetail(event)].filter((part) => part !== '').join(', ')],
    ['With', instrument(event)],
    ['From', `${recorded(actor.ip)}, ${request.userAgent === '' ? 'no user agent' : codeSpan(request.userAgent)}`],
    ['Account', `${codeSpan(account.name)}, id ${codeSpan(account.id)}`],
    ['Request', request.uri === '' ? recorded(event.action.type) : codeSpan(`${request.method} ${request.uri}`)],
    [
      'Event',
      `${recorded(event.id ?? '')}${request.rayId === '' ? '' : `, ray ${codeSpan(request.rayId)}`}, audit log ${event.stream}`,
    ],
  ];
  return markdownTable(['Fact', 'Value'], rows);
}

/** Broad and writing rows first: when not all fit, the harmless ones are left out. */
function scopeTable({ scope, reasons }: Judgement, address: string, room: number): string {
  if (scope.length === 0) {
    return reasons.some(({ code }) => code === 'scope_unknown')
      ? 'Its scope could not be read. Until somebody has looked, take it that it may do everything its issuer may.'
      : 'Nothing that was read lets it in anywhere yet. That changes as soon as somebody names it in a rule.';
  }
  const head = markdownTable(['Resource', 'Permission', 'Access'], []);
  const leftOut = (rows: number) =>
    `\n\nThis table is cut: ${rows} of ${scope.length} rows are left out. The archived event has what it says of them: ${address}`;
  let text = head;
  let rows = 0;
  const reserve = leftOut(scope.length).length;
  for (const { resource, permission, access, broad } of [...scope].sort((a, b) => weight(b) - weight(a))) {
    const row = `\n${tableRow([resourceWords(resource), codeSpan(permission), `${access === 'write' ? '**write**' : 'read'}${broad ? ', broad' : ''}`])}`;
    if (text.length + row.length + reserve > room) break;
    text += row;
    rows += 1;
  }
  return rows === scope.length ? text : `${text}${leftOut(scope.length - rows)}`;
}

/** How far a resource reaches, before its name: the names are long and look alike. */
const REACH_WORDS: Readonly<Record<Reach, string>> = {
  all_accounts: 'every account: ',
  all_zones: 'every zone: ',
  whole_account: 'a whole account: ',
  account_zones: 'every zone of one account: ',
  unknown: '',
  part: '',
};

function resourceWords(resource: string): string {
  const path = resource.split(' > ');
  const reach = reachOf(path.at(-1) ?? '');
  return `${REACH_WORDS[path.length > 1 && reach === 'all_zones' ? 'account_zones' : reach]}${codeSpan(resource)}`;
}

function weight({ access, broad }: ScopeRow): number {
  return (access === 'write' ? 2 : 0) + (broad ? 1 : 0);
}

function evidence(facts: ReviewFacts): string {
  return [
    `- Archived event: ${archiveAddress(facts.archive)}`,
    `- SHA-256 of its bytes: ${codeSpan(facts.archive.sha256)}`,
    '- In the dashboard: [audit log](https://dash.cloudflare.com/?to=/:account/audit-log)',
    '',
    STRANGERS_NOTE,
  ].join('\n');
}

function severityWords(severity: Severity): string {
  return `${capitalised(severity)} severity.`;
}

/** The best name that the event has for whoever did it. */
function issuer({ actor }: AuditEvent): string {
  if (actor.email !== '') return codeSpan(actor.email);
  if (actor.tokenName !== '') return `token ${codeSpan(actor.tokenName)}`;
  if (actor.id !== '') return `actor ${codeSpan(actor.id)}`;
  return 'an actor that the event does not name';
}

function actorDetail({ actor }: AuditEvent): string {
  const type = actor.type === '' ? '' : codeSpan(actor.type);
  const id = actor.id === '' || actor.email === '' ? '' : `id ${codeSpan(actor.id)}`;
  return [type, id].filter((part) => part !== '').join(', ');
}

/** What the issuer showed to be let in: a token of their own, or the way they came. */
function instrument({ actor }: AuditEvent): string {
  if (actor.tokenId === '') return recorded(actor.context);
  return `token ${actor.tokenName === '' ? '' : `${codeSpan(actor.tokenName)}, `}id ${codeSpan(actor.tokenId)}`;
}

function eventTimeWords({ time }: AuditEvent): string {
  return time === undefined ? 'at a time that the event does not tell' : timeWords(time);
}

/** Zone whose Access configuration the request changed; empty when it was the account's. */
function zoneOf({ request }: AuditEvent): string {
  return /^(?:\/client\/v4)?\/zones\/([0-9A-Za-z]+)\/access\//.exec(request.uri)?.[1] ?? '';
}

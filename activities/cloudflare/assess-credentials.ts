import { Context } from '@temporalio/activity';
import { isRevisionKey } from '../../domain/archive-key';
import type { AuditEvent, AuditStream } from '../../domain/audit-event';
import { classifyEvent } from '../../domain/classify-event';
import { credentialIdentity, eventIdentity } from '../../domain/credential-identity';
import { ALWAYS_ON_FAMILIES, OPTIONAL_FAMILIES, type CredentialKind } from '../../domain/credential-kind';
import { credentialNameOf } from '../../domain/credential-name';
import type { FailureType } from '../../domain/failure-type';
import { judgeCredential } from '../../domain/judge-credential';
import { SEVERITIES, type Judgement, type ReasonCode, type ScopeReading, type Severity } from '../../domain/judgement';
import {
  furtherEventComment,
  reopeningComment,
  reviewTicket,
  type ReviewFacts,
  type TicketSettings,
} from '../../domain/review-ticket';
import { retainUntil } from '../../domain/retention';
import { assessedRecordSchema, type AssessedRecord } from '../shared/assessed-record';
import { failureTypeOf, isFinal } from '../shared/failure';
import { sha256Hex } from '../shared/hashing';
import { judgedRecordSchema, type JudgedRecord } from '../shared/judged-record';
import { parseRecord } from '../shared/parse-record';
import type { RecordStore, StoredEvent } from '../shared/record-store';
import { settleEach } from '../shared/settle-each';
import { ticketMarker } from '../shared/ticket-marker';
import type { CloudflareAccount, FindAccount } from './account';
import { parseAuditRecord, unparsedEvent } from './audit-record';
import { issuerInvestigation, type IssuerInvestigation } from './issuer-investigation';
import { createPermissionGroupCache } from './permission-group-cache';
import { ScopeReader } from './read-scope';

export interface AssessCredentialsInput {
  /** Key of the account in the settings. */
  readonly account: string;
  readonly events: readonly EventToAssess[];
  /** Start of the run, from which the retention of records counts. */
  readonly runStart: string;
  /** Writes nothing and judges the documents that the events bring along. */
  readonly dryRun: boolean;
}

export interface EventToAssess {
  readonly eventKey: string;
  readonly stream: AuditStream;
  /** False for an event that never reached the archive: it is only looked up whether it was accepted. Default true. */
  readonly isArchived?: boolean;
  /** Dry run: the scrubbed document; absent where it is too large to travel. */
  readonly body?: string;
}

export type AssessedItem =
  /** An earlier run brought it to its end. */
  | { readonly eventKey: string; readonly outcome: 'handled' }
  /** Judged now, nothing to review. */
  | { readonly eventKey: string; readonly outcome: 'passed' }
  | {
      readonly eventKey: string;
      readonly outcome: 'flagged';
      readonly severity: Severity;
      readonly reasons: readonly ReasonCode[];
      /** Identity of the credential. */
      readonly credential: string;
      /** Present when the settings want the issuer investigated. */
      readonly investigate?: IssuerInvestigation;
    }
  /** Not judged: it is not archived, or too large for a dry run. */
  | { readonly eventKey: string; readonly outcome: 'not judged' }
  | { readonly eventKey: string; readonly outcome: 'pending'; readonly type: FailureType; readonly message: string };

type FlaggedItem = Extract<AssessedItem, { readonly outcome: 'flagged' }>;

export interface AssessCredentialsResult {
  readonly items: readonly AssessedItem[];
  /** Permissions that our own token lacks to read scopes, each once. */
  readonly missingPermissions: readonly string[];
  /** End of the lock of this run's records, ISO 8601 UTC: the ticket's record is given the same. */
  readonly retainUntil: string;
}

/** What tickets say besides the facts of an event. */
export interface TicketTexts {
  readonly settings: TicketSettings;
  readonly bucket: string;
}

export interface AssessDeps {
  readonly findAccount: FindAccount;
  readonly records: RecordStore;
  readonly ticketTexts: (account: string) => TicketTexts;
  /** Days that records are kept. */
  readonly retentionDays: number;
  /** Least severity that has the issuer investigated; undefined for none. */
  readonly investigateFrom?: Severity | undefined;
}

/** Most of the work is with the archive; the client itself keeps to two requests at a time. */
const CONCURRENCY = 8;
const ALL_FAMILIES = new Set([...ALWAYS_ON_FAMILIES, ...OPTIONAL_FAMILIES]);

/**
 * Judges archived credential events by what they say and what Cloudflare answers about the credential now.
 *
 * A flagged judgement is stored with its ticket before the ticket is filed; an event with nothing to review is handled
 * with its record. What an earlier attempt or run has stored wins over judging again: the credential may answer
 * something else by now.
 * @throws ApplicationFailure when the provider or the archive fails as a whole
 */
export function createAssessCredentials(deps: AssessDeps) {
  const { findAccount, records, ticketTexts, retentionDays, investigateFrom } = deps;
  const groupCache = createPermissionGroupCache();

  return async function assessCredentials(input: AssessCredentialsInput): Promise<AssessCredentialsResult> {
    const context = Context.current();
    const signal = context.cancellationSignal;
    const account = findAccount(input.account);
    const scopes = new ScopeReader(account.id, account.client, signal);
    const missingPermissions = new Set<string>();
    const lockUntil = retainUntil(input.runStart, retentionDays);

    async function assess(item: EventToAssess): Promise<AssessedItem> {
      const { eventKey } = item;
      const handled = await records.readRecord('assessed', eventKey, signal);
      if (handled !== undefined) return { eventKey, outcome: 'handled' };
      if (item.isArchived === false || (input.dryRun && item.body === undefined))
        return { eventKey, outcome: 'not judged' };
      const judged = await records.readRecord('judged', eventKey, signal);
      if (judged !== undefined) {
        return flagged(parseRecord(judgedRecordSchema, judged, 'judged', eventKey), () => archivedEvent(item));
      }

      const stored = await documentOf(item);
      const facts = await factsOf(account, item.stream, stored, scopes);
      const { groups, missingPermission } = await groupCache.groupsOf(account, signal);
      const judgement = judgeCredential({ ...facts, groups }, account.scopePolicy);
      for (const permission of [missingPermission, judgement.missingPermission]) {
        if (permission !== undefined) missingPermissions.add(permission);
      }
      if (!judgement.flagged) {
        const record = passedRecord(eventKey, stored.sha256, judgement);
        if (!input.dryRun) await records.createRecord('assessed', eventKey, record, lockUntil, signal);
        return { eventKey, outcome: 'passed' };
      }
      const record = judgedRecord(eventKey, stored.sha256, facts, judgement, account, ticketTexts(input.account));
      const standing = input.dryRun
        ? record
        : await records.createRecord('judged', eventKey, record, lockUntil, signal);
      return flagged(parseRecord(judgedRecordSchema, standing, 'judged', eventKey), () => facts.event);
    }

    async function flagged(
      judged: JudgedRecord,
      eventOf: () => AuditEvent | Promise<AuditEvent | undefined>,
    ): Promise<AssessedItem> {
      const item = flaggedItem(judged);
      if (input.dryRun || investigateFrom === undefined || !isAtLeast(judged.severity, investigateFrom)) return item;
      const event = await eventOf();
      const investigate = event && issuerInvestigation(judged, event, input.account, input.runStart);
      return investigate === undefined ? item : { ...item, investigate };
    }

    /** Undefined when it cannot be read for good: an investigation that cannot be started holds up no ticket. */
    async function archivedEvent({ eventKey, stream }: EventToAssess): Promise<AuditEvent | undefined> {
      try {
        return eventIn(account, stream, await records.readEvent(eventKey, signal));
      } catch (error) {
        if (!isFinal(error)) throw error;
        context.log.warn('an issuer is not investigated', { eventKey, type: failureTypeOf(error) });
        return undefined;
      }
    }

    async function documentOf({ eventKey, body }: EventToAssess): Promise<StoredEvent> {
      if (body === undefined) return records.readEvent(eventKey, signal);
      return { document: JSON.parse(body), sha256: sha256Hex(body) };
    }

    const items = await settleEach<EventToAssess, AssessedItem>({
      items: input.events,
      concurrency: CONCURRENCY,
      attempt: context.info.attempt,
      signal,
      work: assess,
      setAside: ({ eventKey }, { type, message }) => {
        context.log.warn('a credential could not be judged', { eventKey, type, message });
        return { eventKey, outcome: 'pending', type, message };
      },
      progress: (finished) => context.heartbeat(finished),
    });
    return { items, missingPermissions: [...missingPermissions], retainUntil: lockUntil };
  };
}

interface Facts {
  readonly event: AuditEvent;
  readonly kind: CredentialKind;
  readonly credentialId: string | null;
  readonly reading: ScopeReading;
}

/** The archived document decides, not what was said of it on the way: it is what an auditor will read. */
async function factsOf(
  account: CloudflareAccount,
  stream: AuditStream,
  stored: StoredEvent,
  scopes: ScopeReader,
): Promise<Facts> {
  const event = eventIn(account, stream, stored);
  const classification = classifyEvent(event, ALL_FAMILIES);
  const { kind, credentialId } =
    classification.outcome === 'credential'
      ? classification
      : { kind: 'credential.unknown' as const, credentialId: null };
  return { event, kind, credentialId, reading: await scopes.read(event, kind, credentialId) };
}

function eventIn({ id }: CloudflareAccount, stream: AuditStream, { document }: StoredEvent): AuditEvent {
  return parseAuditRecord(stream, id, document) ?? unparsedEvent(stream, id);
}

function isAtLeast(severity: Severity, least: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least);
}

function judgedRecord(
  eventKey: string,
  sha256: string,
  { event, kind, credentialId }: Facts,
  judgement: Judgement,
  account: CloudflareAccount,
  { settings, bucket }: TicketTexts,
): JudgedRecord {
  const credential = credentialIdentity(event, credentialId, sha256);
  // A revision says something else about the same event: its ticket must hear of it.
  const identity = isRevisionKey(eventKey) ? `${eventIdentity(event, sha256)}|${sha256}` : eventIdentity(event, sha256);
  const facts: ReviewFacts = {
    event,
    kind,
    credentialId,
    credentialName: credentialNameOf(event),
    judgement,
    account: { id: account.id, name: account.name },
    archive: { bucket, key: eventKey, sha256 },
    marker: ticketMarker(credential, identity),
  };
  const { labelNames, ...ticket } = reviewTicket(facts, settings);
  return {
    schema: 1,
    eventKey,
    eventSha256: sha256,
    kind,
    credential,
    event: identity,
    eventTime: event.time ?? null,
    severity: judgement.severity,
    reasons: [...judgement.reasons],
    scope: [...judgement.scope],
    notes: [...judgement.notes],
    ticket: { ...ticket, labelNames: [...labelNames] },
    comment: furtherEventComment(facts),
    reopeningComment: reopeningComment(facts),
  };
}

function passedRecord(eventKey: string, eventSha256: string, judgement: Judgement): AssessedRecord {
  return assessedRecordSchema.parse({
    schema: 1,
    eventKey,
    eventSha256,
    flagged: false,
    severity: judgement.severity,
    reasons: [],
    scope: judgement.scope,
    notes: judgement.notes,
    ticket: null,
    accepted: null,
  });
}

function flaggedItem({ eventKey, severity, reasons, credential }: JudgedRecord): FlaggedItem {
  return { eventKey, outcome: 'flagged', severity, reasons: reasons.map(({ code }) => code), credential };
}

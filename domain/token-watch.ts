import type { AuditStream } from './audit-event';
import type { CredentialKind } from './credential-kind';
import type { Severity } from './judgement';
import type { FailureType } from './failure-type';

/** What a run of tokenWatch is for. Only `watch` moves the watermark; `dry-run` writes nothing. */
export type Job = 'watch' | 'sweep' | 'backfill' | 'dry-run';

/** A span of event time, both ends ISO 8601 UTC with milliseconds. */
export interface TimeWindow {
  readonly since: string;
  readonly before: string;
}

/** A record that does not parse and touches no token path: kept for the auditor, not judged. */
export const UNPARSED_RECORD = 'record.unparsed';

/** What an archived event is. */
export type EventKind = CredentialKind | typeof UNPARSED_RECORD;

/** A credential event on its way from the audit log to the archive, scrubbed. */
export interface FoundEvent {
  readonly stream: AuditStream;
  readonly id: string | null;
  readonly time: string | null;
  readonly kind: EventKind;
  readonly credentialId: string | null;
  /** SHA-256 of the canonical bytes, hex. */
  readonly sha256: string;
  /** Canonical JSON of the scrubbed event; absent when `staged` is set, and for large events of a dry run. */
  readonly body?: string;
  /** Key of the hand-over object that holds the bytes of an event too large to travel. */
  readonly staged?: string;
}

/** A window that was read from its first to its last page. */
export interface ReadWindow extends TimeWindow {
  readonly stream: AuditStream;
  readonly scanned: number;
}

/** An event that stands in the archive. */
export interface ArchivedEvent {
  readonly key: string;
  readonly sha256: string;
  readonly outcome: 'created' | 'already there' | 'revision';
  readonly stream: AuditStream;
  readonly id: string | null;
  readonly time: string | null;
  readonly kind: EventKind;
  readonly credentialId: string | null;
}

/** An event that could not be finished, carried from run to run until it is. */
export interface PendingEvent {
  readonly stream: AuditStream;
  /** Archive key: where it stands, or for the step `archive` where it should. */
  readonly key: string;
  /** With `id`, where the log shows an event that is to be archived again. */
  readonly time: string | null;
  readonly id: string | null;
  readonly step: 'archive' | 'assess' | 'ticket';
  readonly type: FailureType | 'Flood';
  readonly severity: Severity;
  /** When it first could not be finished, ISO 8601 UTC. */
  readonly since: string;
}

/** A place inside a walk over the audit log. */
export interface WalkPosition extends TimeWindow {
  readonly cursor: string | null;
  /** Short hashes of the events of the page under the cursor that were handed over already. */
  readonly taken: readonly string[];
  /** Records scanned so far in this window. */
  readonly scanned: number;
  /** Records a page, the same for the whole walk. */
  readonly limit: number;
}

/** How far one stream was read. */
export interface StreamPosition {
  /** Every event up to here was read and is handled or pending. ISO 8601 UTC; never moves back. */
  readonly through: string;
  /** Where the last run stopped inside a slice: the next one cuts a slice here, so that the part that is done counts. */
  readonly stoppedAt?: string;
  /** Start of the run that last read everything up to `through`: what shows in the log later is younger by the overlap. */
  readonly readAt?: string;
}

import type { AuditEvent, AuditStream } from '../../domain/audit-event';
import { classifyEvent, touchesTokenPath, type Classification } from '../../domain/classify-event';
import type { CredentialFamily } from '../../domain/credential-kind';
import { UNPARSED_RECORD, type EventKind, type FoundEvent } from '../../domain/token-watch';
import { canonicalJson } from '../shared/canonical-json';
import { sha256Hex } from '../shared/hashing';
import { scrub } from '../../domain/scrub';
import { parseAuditRecord } from './audit-record';

/** A longer id is none of the provider's: the event then goes by the hash of its bytes. */
const MAX_ID = 512;

/** A record worth keeping: what travels on, and the facts that decide whether it is kept. */
export interface KeptRecord {
  readonly found: FoundEvent & { readonly body: string };
  /** Undefined when the record does not parse. */
  readonly event: AuditEvent | undefined;
}

/** What one record of the audit log is to the token watch. */
export type ExaminedRecord =
  | { readonly outcome: 'kept'; readonly kept: KeptRecord }
  | { readonly outcome: Exclude<Classification['outcome'], 'credential'> };

/**
 * Decides on one record, and scrubs what is kept before anything else sees it.
 *
 * A record that does not parse is kept whatever it is; it counts as a credential event of unknown kind when its method
 * or URI cannot be read or touches a token path.
 */
export function examineRecord(
  stream: AuditStream,
  accountId: string,
  families: ReadonlySet<CredentialFamily>,
  record: unknown,
): ExaminedRecord {
  const event = parseAuditRecord(stream, accountId, record);
  if (event === undefined) {
    return { outcome: 'kept', kept: keep(stream, accountId, record, undefined, unparsedKind(record), families) };
  }
  const classification = classifyEvent(event, families);
  if (classification.outcome !== 'credential') return { outcome: classification.outcome };
  return { outcome: 'kept', kept: keep(stream, accountId, record, event, classification.kind, families) };
}

function keep(
  stream: AuditStream,
  accountId: string,
  record: unknown,
  event: AuditEvent | undefined,
  kind: EventKind,
  families: ReadonlySet<CredentialFamily>,
): KeptRecord {
  const scrubbed = scrub(record);
  const body = canonicalJson(scrubbed);
  // Ids are taken from the scrubbed record: a path or an id may hold a secret in the wrong place.
  const clean = event === undefined ? undefined : parseAuditRecord(stream, accountId, scrubbed);
  const classified = clean === undefined ? undefined : classifyEvent(clean, families);
  return {
    event,
    found: {
      stream,
      id: clean?.id !== undefined && clean.id.length <= MAX_ID ? clean.id : null,
      time: clean?.time ?? null,
      kind,
      credentialId: classified?.outcome === 'credential' ? classified.credentialId : null,
      sha256: sha256Hex(body),
      body,
    },
  };
}

function unparsedKind(record: unknown): EventKind {
  const raw = isObject(record) && isObject(record['raw']) ? record['raw'] : {};
  const { method, uri } = raw;
  const readable = typeof method === 'string' && typeof uri === 'string';
  return readable && !touchesTokenPath(uri) ? UNPARSED_RECORD : 'credential.unknown';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import type { AuditEvent } from '../audit-event';
import type { CredentialKind } from '../credential-kind';
import type { ReasonCode, Severity } from '../judgement';
import { scrub } from '../scrub';
import type { Anomaly } from './anomaly';

/** What token watch knows of a flagged event. */
export interface FlaggedFacts {
  readonly event: AuditEvent;
  readonly kind: CredentialKind;
  readonly severity: Severity;
  readonly reasons: readonly ReasonCode[];
  /** Title of the review ticket. */
  readonly title: string;
  readonly archiveKey: string;
  /** Start of the watch, ISO 8601 UTC: stands in for the time of an event that has none. */
  readonly runStart: string;
}

/** Longest name that is passed on, in characters. A name that is cut would be somebody else's. */
const NAME_CAP = { email: 320, id: 128, tokenId: 128, ip: 64 } as const;

/**
 * A flagged credential event as an anomaly of its issuer, without secrets; undefined when the event names nobody whose doings
 * could be looked up.
 */
export function issuerAnomaly(facts: FlaggedFacts): Anomaly | undefined {
  const { event, kind, severity, reasons, title, archiveKey, runStart } = facts;
  const named = (name: keyof typeof NAME_CAP): string | null => {
    const value = event.actor[name].trim();
    return value === '' || value.length > NAME_CAP[name] ? null : value;
  };
  const actor = { email: named('email'), id: named('id'), tokenId: named('tokenId'), ip: named('ip') };
  if (Object.values(actor).every((name) => name === null)) return undefined;
  return scrub({
    actor,
    action: kind,
    timestamp: event.time ?? runStart,
    account: event.accountId,
    source: 'Edgewarden token watch',
    severity,
    title,
    details: { reasons: reasons.join(', '), archivedEvent: archiveKey },
  }) as Anomaly;
}

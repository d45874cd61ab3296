import type { AuditEvent } from '../../domain/audit-event';
import type { Anomaly } from '../../domain/investigation/anomaly';
import { investigationId, TOKEN_WATCH_SENDER } from '../../domain/investigation/investigation-id';
import type { InvestigationTicket } from '../../domain/investigation/investigation-ticket';
import { issuerAnomaly } from '../../domain/investigation/issuer-anomaly';
import { sha256Hex } from '../shared/hashing';
import type { JudgedRecord } from '../shared/judged-record';

/** The investigation of whoever issued a flagged credential. */
export interface IssuerInvestigation {
  /** Public id: the same for every look at the event, in every account that shows it. */
  readonly investigation: string;
  readonly anomaly: Anomaly;
  readonly ticket: InvestigationTicket;
}

/**
 * @param account its key in the settings
 * @param runStart start of the watch, ISO 8601 UTC
 * @returns undefined when the event names no issuer
 */
export function issuerInvestigation(
  judged: JudgedRecord,
  event: AuditEvent,
  account: string,
  runStart: string,
): IssuerInvestigation | undefined {
  const { kind, severity, credential, eventKey } = judged;
  const anomaly = issuerAnomaly({
    event,
    kind,
    severity,
    reasons: judged.reasons.map(({ code }) => code),
    title: judged.ticket.title,
    archiveKey: eventKey,
    runStart,
  });
  if (anomaly === undefined) return undefined;
  return {
    investigation: investigationId(TOKEN_WATCH_SENDER, `${credential}\n${judged.event}`, sha256Hex),
    anomaly,
    ticket: { account, credential, event: judged.event },
  };
}

import type { AuditEvent } from './audit-event';
import { requestPath } from './request-path';

/**
 * What makes two events events of one credential, as a plain string to be hashed: the provider's token id, without
 * account and kind of event. Without one, the request that made it.
 *
 * @param sha256 hash of the event's bytes: the last resort for a record without id and request
 */
export function credentialIdentity(event: AuditEvent, credentialId: string | null, sha256: string): string {
  if (credentialId !== null) return credentialId;
  return requestIdentity(event) ?? eventIdIdentity(event, sha256);
}

/**
 * What makes two records one event, as a plain string to be hashed. An event of a user shows in every account that the
 * user can reach, each time under another id: the request and its time tell that it is one.
 *
 * @param sha256 hash of the event's bytes: the last resort for a record without id and request
 */
export function eventIdentity(event: AuditEvent, sha256: string): string {
  const request = requestIdentity(event);
  return request === undefined ? eventIdIdentity(event, sha256) : `${request}|${event.time ?? ''}`;
}

function requestIdentity({ request }: AuditEvent): string | undefined {
  const rayId = request.rayId.trim();
  if (rayId === '') return undefined;
  return `${rayId}|${request.method.trim().toUpperCase()}|${requestPath(request.uri).canonical}`;
}

function eventIdIdentity(event: AuditEvent, sha256: string): string {
  return event.id === undefined ? `sha256:${sha256}` : `${event.stream}:${event.id}`;
}

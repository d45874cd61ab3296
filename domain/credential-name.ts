import type { AuditEvent } from './audit-event';
import { eventBody, fieldOf } from './event-body';

/**
 * The name that the event gives the credential; empty when it gives none. Chosen by the issuer: untrusted.
 *
 * What was answered wins over what was asked for. In v1 the name stands in the metadata.
 */
export function credentialNameOf(event: AuditEvent): string {
  const [request, response] = [eventBody(event.resource.request), eventBody(event.resource.response)];
  const names = [fieldOf(fieldOf(response, 'result'), 'name'), fieldOf(response, 'name'), fieldOf(request, 'name')];
  const name = [...names, fieldOf(event.metadata, 'token_name')].find(
    (found) => typeof found === 'string' && found !== '',
  );
  return typeof name === 'string' ? name : '';
}

import type { AuditEvent } from './audit-event';
import { eventBody, fieldOf } from './event-body';

/** Ids are never replaced by scrubbing; if one was, it would be the same for every credential of that length. */
const SCRUBBED = '[scrubbed:';

/** Visible ASCII. The provider's own ids are 32 hex digits or a UUID. */
const PLAUSIBLE = /^[\x21-\x7e]{1,256}$/;

/**
 * The provider's id of the credential that an event is about; null when the event names none.
 *
 * @param pathId the id in the request's path, if its shape has one: it wins, for it is what the request acted on
 */
export function credentialIdOf(event: AuditEvent, pathId: string | undefined): string | null {
  if (event.stream === 'v1') return plausibleId(event.metadata['token_tag']) ?? null;

  const response = eventBody(event.resource.response);
  return (
    plausibleId(pathId) ??
    plausibleId(fieldOf(response, 'id')) ??
    plausibleId(fieldOf(fieldOf(response, 'result'), 'id')) ??
    ownId(event)
  );
}

/** `resource.id`, unless it is the id of whom or what the event merely took place in. */
function ownId(event: AuditEvent): string | null {
  const id = plausibleId(event.resource.id);
  if (id === undefined || id === event.actor.id || id === event.accountId || id === event.zone?.id) return null;
  return id;
}

/**
 * A value as the id of a credential; undefined when it cannot be one. Ids travel into paths, keys and histories, and
 * bodies are written by strangers.
 */
export function plausibleId(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const id = value.trim();
  if (!PLAUSIBLE.test(id) || id === '.' || id === '..' || id.includes(SCRUBBED)) return undefined;
  return id;
}

import type { AuditEvent } from '../../domain/audit-event';
import { classifyEvent } from '../../domain/classify-event';
import type { EventKind, FoundEvent } from '../../domain/token-watch';
import type { CloudflareAccount } from './account';
import { parseAuditRecord } from './audit-record';

/** The two logs stamp one action within seconds of each other; their ids never overlap. */
const SAME_ACTION_MS = 10_000;

/** v1 kinds that v2 records as well. The Global API key is in v1 alone and waits for nothing. */
const ALSO_IN_V2: ReadonlySet<EventKind> = new Set(['token.create', 'token.roll', 'token.delete']);

/**
 * Up to which event time a v1 event of this kind is looked at: v2 has until the end of the overlap to show it first.
 */
export function v1ReadableUntilMs(kind: EventKind, nowMs: number, overlapMs: number): number {
  return ALSO_IN_V2.has(kind) ? nowMs - overlapMs : Number.POSITIVE_INFINITY;
}

/**
 * Whether v2 shows the same action on the same token. Kept twice in the archive it would be judged twice.
 *
 * A v1 event that names no token can be matched with nothing and is never shadowed.
 */
export async function isShadowedByV2(
  account: CloudflareAccount,
  event: AuditEvent,
  found: FoundEvent,
  signal: AbortSignal,
): Promise<boolean> {
  if (!ALSO_IN_V2.has(found.kind) || found.credentialId === null || event.time === undefined) return false;
  const timeMs = Date.parse(event.time);
  const window = {
    since: new Date(timeMs - SAME_ACTION_MS).toISOString(),
    before: new Date(timeMs + SAME_ACTION_MS).toISOString(),
  };
  let cursor: string | undefined;
  do {
    const page = await account.client.auditPage('v2', account.id, window, cursor, signal);
    for (const record of page.records) {
      const twin = parseAuditRecord('v2', account.id, record);
      if (twin === undefined) continue;
      const classification = classifyEvent(twin, account.families);
      if (classification.outcome !== 'credential' || classification.credentialId !== found.credentialId) continue;
      if (actionOf(classification.kind) === actionOf(found.kind)) return true;
    }
    cursor = page.cursor === cursor ? undefined : page.cursor;
  } while (cursor !== undefined);
  return false;
}

/** `create` of `user_token.create`: v1 does not tell whose token it is. */
function actionOf(kind: EventKind): string {
  return kind.slice(kind.lastIndexOf('.') + 1);
}

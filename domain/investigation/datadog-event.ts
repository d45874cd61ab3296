import { issuerStanding } from '../approved-issuer';
import type { TimelineFacts } from './cloudflare-event';
import { MINTING_KINDS, type ActionKind } from './action-kind';
import type { DatadogActionRule } from './datadog-action-rule';
import { DATADOG_ACTION_RULES } from './datadog-action-rule';
import type { DatadogAuditEvent } from './datadog-audit-event';
import type { TimelineEvent } from './timeline';
import { cut } from './timeline';

/** One parsed event of Datadog's Audit Trail as an event of the timeline. Never throws. */
export function datadogTimelineEvent(event: DatadogAuditEvent, facts: TimelineFacts): TimelineEvent {
  const { actor, request, asset } = event;
  const kind = kindOf(event);
  const outcome = outcomeOf(event);
  return {
    source: 'datadog',
    id: event.id === '' ? facts.fallbackId : event.id,
    time: event.time ?? null,
    kind: kind === 'login' && outcome === 'failure' ? 'login_failed' : kind,
    outcome: kind === 'login_failed' ? 'failure' : outcome,
    actor: {
      id: cut(actor.uuid || actor.id),
      email: cut(actor.email),
      name: cut(actor.name),
      type: cut(actor.actorType),
    },
    address: event.ip === '' ? null : cut(event.ip),
    country: /^[a-z]{2}$/i.test(event.country) ? event.country.toUpperCase() : null,
    userAgent: cut(request.userAgent),
    credentialId: event.credentialId === '' ? null : cut(event.credentialId),
    target: cut(asset.id === '' ? request.path : KEYS.has(kind) ? asset.id : `${asset.type}/${asset.id}`),
    area: cut((asset.type || event.name).toLowerCase()),
    requestId: null,
    approvedIssuer: MINTING_KINDS.has(kind) && isApproved(event, facts),
    text: { summary: cut(event.message), targetName: cut(asset.name) },
    matchedBy: facts.matchedBy,
  };
}

/** Kinds whose target is a credential: told by its id alone, as it is when the credential is used. */
const KEYS: ReadonlySet<ActionKind> = new Set([...MINTING_KINDS, 'credential_changed', 'credential_deleted']);

function kindOf(event: DatadogAuditEvent): ActionKind {
  const rules: readonly DatadogActionRule[] = DATADOG_ACTION_RULES;
  const rule = rules.find(
    ({ asset, action, when }) =>
      (asset?.test(event.asset.type) ?? true) && action.test(event.action.trim()) && (when?.(event) ?? true),
  );
  return rule?.kind ?? 'unknown';
}

const FAILED = /^(?:failure|failed|error|denied|unauthorized)$/i;
const DONE = /^(?:success|succeeded|ok|info)$/i;

/** What the record says itself wins over the status of the answer. */
function outcomeOf({ outcome, request }: DatadogAuditEvent): TimelineEvent['outcome'] {
  if (FAILED.test(outcome.trim())) return 'failure';
  if (request.statusCode !== undefined) return request.statusCode >= 400 ? 'failure' : 'success';
  return DONE.test(outcome.trim()) ? 'success' : 'unknown';
}

/** An approval that is limited to some of Cloudflare's kinds of credentials says nothing about Datadog's. */
function isApproved({ time, actor }: DatadogAuditEvent, { approvedIssuers }: TimelineFacts): boolean {
  const issued = { time, actor: { email: actor.email, id: actor.uuid, tokenId: '' } };
  return issuerStanding(issued, 'credential.unknown', approvedIssuers) === 'approved';
}

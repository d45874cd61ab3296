import { issuerStanding } from '../approved-issuer';
import type { AuditEvent } from '../audit-event';
import { classifyEvent } from '../classify-event';
import { plausibleId } from '../credential-id';
import type { CredentialKind } from '../credential-kind';
import { OPTIONAL_FAMILIES } from '../credential-kind';
import { credentialNameOf } from '../credential-name';
import { eventBody, fieldOf } from '../event-body';
import type { ApprovedIssuer } from '../judgement';
import { requestPath, withoutQuery } from '../request-path';
import type { ActionKind } from './action-kind';
import type { CloudflareActionRule } from './cloudflare-action-rule';
import { CLOUDFLARE_ACTION_RULES } from './cloudflare-action-rule';
import { CLOUDFLARE_V1_ACTION_RULES } from './cloudflare-v1-action-rule';
import type { MatchedBy, TimelineEvent } from './timeline';
import { cut } from './timeline';

/** What an event cannot know of itself. */
export interface TimelineFacts {
  /** Used when the record has no id: a hash of its bytes. */
  readonly fallbackId: string;
  readonly matchedBy: MatchedBy;
  readonly approvedIssuers: readonly ApprovedIssuer[];
}

const EVERY_FAMILY = new Set(OPTIONAL_FAMILIES);

/** One parsed record of Cloudflare's audit log, of either version, as an event of the timeline. Never throws. */
export function cloudflareTimelineEvent(event: AuditEvent, facts: TimelineFacts): TimelineEvent {
  const { actor, request, resource, action } = event;
  const credential = credentialOf(event);
  const kind = specificKind(event) ?? (credential && credentialAction(credential.kind)) ?? plainKind(event);
  const failed = !action.succeeded;
  return {
    source: 'cloudflare',
    id: event.id ?? facts.fallbackId,
    time: event.time ?? null,
    kind: failed && kind === 'login' ? 'login_failed' : kind,
    outcome: failed ? 'failure' : 'success',
    actor: {
      id: cut(actor.id),
      email: cut(actor.email),
      name: cut(actor.tokenName),
      type: cut(actor.type),
    },
    address: actor.ip === '' ? null : cut(actor.ip),
    country: null,
    userAgent: cut(request.userAgent),
    credentialId: actor.tokenId === '' ? null : cut(actor.tokenId),
    target: cut(credential?.id ?? targetOf(event)),
    area: areaOf(event),
    requestId: request.rayId === '' ? null : cut(request.rayId),
    approvedIssuer:
      credential !== undefined && issuerStanding(event, credential.kind, facts.approvedIssuers) === 'approved',
    text: {
      summary: cut(action.description || `${request.method} ${withoutQuery(request.uri)}`.trim() || action.type),
      targetName: cut(credentialNameOf(event) || nameIn(resource.request)),
    },
    matchedBy: facts.matchedBy,
  };
}

/** Kinds of the credential table in the words of the timeline. */
function credentialAction(kind: CredentialKind): ActionKind {
  if (kind === 'global_key.view') return 'secret_viewed';
  if (kind === 'global_key.change' || /\.(?:roll|rotate|refresh)$/.test(kind)) return 'credential_rolled';
  if (kind.endsWith('.create')) return 'credential_minted';
  return kind.endsWith('.delete') ? 'credential_deleted' : 'credential_changed';
}

function credentialOf(event: AuditEvent): { kind: CredentialKind; id: string | null } | undefined {
  const found = classifyEvent(event, EVERY_FAMILY);
  if (found.outcome === 'other') return undefined;
  return { kind: found.kind, id: 'credentialId' in found ? found.credentialId : null };
}

function specificKind(event: AuditEvent): ActionKind | undefined {
  if (event.stream === 'v1') return undefined;
  const method = event.request.method.trim().toUpperCase();
  const { canonical } = requestPath(event.request.uri);
  for (const { kind, methods, path, when } of CLOUDFLARE_ACTION_RULES as readonly CloudflareActionRule[]) {
    const found = methods.includes(method) ? path.exec(canonical) : null;
    if (found !== null && (when?.(event, found.groups?.['setting']) ?? true)) return kind;
  }
  return event.action.type.trim().toLowerCase() === 'login' ? 'login' : undefined;
}

const PLAIN_KINDS: Readonly<Record<string, ActionKind>> = {
  POST: 'create',
  PUT: 'change',
  PATCH: 'change',
  DELETE: 'delete',
  GET: 'read',
  HEAD: 'read',
  OPTIONS: 'read',
};

function plainKind(event: AuditEvent): ActionKind {
  if (event.stream === 'v1') {
    return CLOUDFLARE_V1_ACTION_RULES.find(({ action }) => action.test(event.action.type))?.kind ?? 'unknown';
  }
  return PLAIN_KINDS[event.request.method.trim().toUpperCase()] ?? 'unknown';
}

/** The path; for what a POST made, the path that its removal will have. */
function targetOf({ stream, request, resource, action }: AuditEvent): string {
  if (stream === 'v1') return `${resource.type}/${resource.id}`;
  const { canonical } = requestPath(request.uri);
  if (request.method.trim().toUpperCase() !== 'POST') return canonical;
  const response = eventBody(resource.response);
  const made =
    plausibleId(fieldOf(response, 'id')) ??
    plausibleId(fieldOf(fieldOf(response, 'result'), 'id')) ??
    plausibleId(resource.id);
  return made === undefined || canonical.endsWith(`/${made}`) ? canonical || action.type : `${canonical}/${made}`;
}

/** After these a path has a name that somebody chose. */
const NAMED: ReadonlySet<string | undefined> = new Set([
  'scripts',
  'services',
  'projects',
  'namespaces',
  'buckets',
  'secrets',
  'values',
]);

/** Words of the path: ids have digits or are long, words are not. Names that somebody chose are words as well. */
function areaOf({ stream, request, action }: AuditEvent): string {
  if (stream === 'v1') return cut(action.type.toLowerCase());
  const segments = requestPath(request.uri).canonical.toLowerCase().split('/');
  const words = segments.filter(
    (segment, index) =>
      !NAMED.has(segments[index - 1]) && (/^[a-z][a-z_-]{0,40}$/.test(segment) || /^v\d$/.test(segment)),
  );
  return cut(words.join('/'));
}

function nameIn(body: unknown): string {
  const name = fieldOf(eventBody(body), 'name') ?? fieldOf(eventBody(body), 'email');
  return typeof name === 'string' ? name : '';
}

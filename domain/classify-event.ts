import type { AuditEvent } from './audit-event';
import { credentialIdOf, plausibleId } from './credential-id';
import type { CredentialFamily, CredentialKind } from './credential-kind';
import { ALWAYS_ON_FAMILIES } from './credential-kind';
import type { ActionRule, RequestRule } from './credential-rule';
import { ACTION_RULES, REQUEST_RULES } from './credential-rule';
import type { RequestPath } from './request-path';
import { requestPath, withoutQuery } from './request-path';
import { serviceTokenMention } from './service-token-mention';

/** What an audit event is to the token watch. */
export type Classification =
  /** Somebody got a new credential, a new secret for an old one, or more power for one: archived and judged. */
  | {
      readonly outcome: 'credential';
      readonly kind: CredentialKind;
      readonly family: CredentialFamily;
      readonly credentialId: string | null;
    }
  /** A credential was taken away: counted. */
  | { readonly outcome: 'deleted'; readonly kind: CredentialKind; readonly credentialId: string | null }
  /** The record says that the request failed: counted. */
  | { readonly outcome: 'failed'; readonly kind: CredentialKind }
  | { readonly outcome: 'other' };

const OTHER: Classification = { outcome: 'other' };
const READING: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
const ALWAYS_ON: ReadonlySet<CredentialFamily> = new Set(ALWAYS_ON_FAMILIES);

/** A path with a word of some rule in it, or with a character behind which such a word may hide. */
const WORTH_A_LOOK = new RegExp(
  [...new Set(REQUEST_RULES.map(({ hint }) => hint).filter((hint) => hint !== '')), '[^\\w/.-]'].join('|'),
  'i',
);

/**
 * Says what one audit event is. Never throws, whatever the event's texts and bodies hold.
 *
 * @param families optional families to watch; the families that are always on need not be named
 */
export function classifyEvent(event: AuditEvent, families: ReadonlySet<CredentialFamily>): Classification {
  const match = event.stream === 'v2' ? matchRequest(event, families) : matchAction(event);
  if (match === undefined) return OTHER;

  const { kind, family } = match.rule;
  if (!event.action.succeeded) return { outcome: 'failed', kind };
  const credentialId = kind === 'service_token.bind' ? boundToken(event) : credentialIdOf(event, match.pathId);
  return kind.endsWith('.delete')
    ? { outcome: 'deleted', kind, credentialId }
    : { outcome: 'credential', kind, family, credentialId };
}

/**
 * Whether a URI leads through tokens or service tokens, in any spelling. For records that do not parse: one that
 * touches a token path is kept as an unknown credential.
 */
export function touchesTokenPath(uri: string): boolean {
  return requestPath(uri).touchesTokens;
}

interface Match {
  readonly rule: RequestRule | ActionRule;
  readonly pathId: string | undefined;
}

function matchRequest(event: AuditEvent, families: ReadonlySet<CredentialFamily>): Match | undefined {
  const { uri } = event.request;
  const recorded = withoutQuery(uri);
  if (recorded !== '' && !WORTH_A_LOOK.test(recorded)) return undefined;
  const method = event.request.method.trim().toUpperCase();
  if (READING.has(method)) return undefined;

  const path = requestPath(uri);
  for (const rule of REQUEST_RULES as readonly RequestRule[]) {
    if (rule.methods !== 'not-reading' && !rule.methods.includes(method)) continue;
    const found = rule.path.exec(path.canonical);
    if (found === null && !hides(rule, path)) continue;
    if (!ALWAYS_ON.has(rule.family) && !families.has(rule.family)) continue;
    if (rule.needs === 'service_token_in_body' && !serviceTokenMention(event).named) continue;
    return { rule, pathId: found?.groups?.['id'] };
  }
  return undefined;
}

function hides(rule: RequestRule, path: RequestPath): boolean {
  return rule.anyReading === true && path.touchesTokens;
}

function matchAction(event: AuditEvent): Match | undefined {
  const type = event.action.type.trim();
  const rule = (ACTION_RULES as readonly ActionRule[]).find(({ action }) => action.test(type));
  return rule === undefined ? undefined : { rule, pathId: undefined };
}

/** The one token that a written policy names. Several, or any: no one id stands for them. */
function boundToken(event: AuditEvent): string | null {
  const { tokenIds, anyValid } = serviceTokenMention(event);
  return tokenIds.length === 1 && !anyValid ? (plausibleId(tokenIds[0]) ?? null) : null;
}

import type { AuditEvent } from '../../../domain/audit-event';
import type {
  CredentialFacts,
  PermissionGroups,
  ScopePolicy,
  ScopeReading,
  ServiceTokenReading,
  TokenPolicy,
  TokenReading,
} from '../../../domain/judgement';

export const ACCOUNT = 'a1b2c3d4e5f60718293a4b5c6d7e8f90';
export const ZONE = 'd41d8cd98f00b204e9800998ecf8427e';
export const TOKEN_ID = '0f1e2d3c4b5a69788796a5b4c3d2e1aa';
export const EVENT_TIME = '2026-11-22T01:10:09.003Z';

export const ONE_ZONE = { [`com.cloudflare.api.account.zone.${ZONE}`]: '*' };
export const WHOLE_ACCOUNT = { [`com.cloudflare.api.account.${ACCOUNT}`]: '*' };
export const ZONES_OF_ACCOUNT = {
  [`com.cloudflare.api.account.${ACCOUNT}`]: { 'com.cloudflare.api.account.zone.*': '*' },
};

export const GROUPS: PermissionGroups = new Map([
  ['dns-write', 'DNS Write'],
  ['dns-read', 'DNS Read'],
  ['analytics-read', 'Analytics Read'],
  ['cache-purge', 'Cache Purge'],
  ['account-tokens-write', 'Account API Tokens Write'],
  ['user-tokens-write', 'API Tokens Write'],
  ['user-tokens-edit', 'API Tokens Edit'],
  ['billing-edit', 'Billing  edit'],
  ['spread', 'Widespread'],
  ['small-letters', 'zone read'],
]);

type Parts<T> = { readonly [K in keyof T]?: T[K] extends object | undefined ? Partial<T[K]> : T[K] };

/** A successful request by Alice, who is approved, unless the parts say otherwise. */
export function auditEvent(parts: Parts<AuditEvent> = {}): AuditEvent {
  const { action, actor, request, resource, metadata, zone, ...flat } = parts;
  return {
    stream: 'v2',
    id: '019352a0-1111-7aaa-8bbb-000000000004',
    time: EVENT_TIME,
    accountId: ACCOUNT,
    ...flat,
    action: { type: 'create', succeeded: true, description: '', ...action },
    actor: {
      id: '11aa22bb33cc44dd55ee66ff77008899',
      type: 'user',
      context: 'dash',
      email: 'alice@example.com',
      ip: '198.51.100.20',
      tokenId: '',
      tokenName: '',
      ...actor,
    },
    request: {
      method: 'POST',
      uri: `/accounts/${ACCOUNT}/tokens`,
      rayId: '9a1b2d0000000004',
      userAgent: '',
      ...request,
    },
    resource: { id: '', type: '', product: '', request: undefined, response: undefined, ...resource },
    metadata: metadata ?? {},
    zone: zone === undefined ? undefined : { id: '', name: '', ...zone },
  };
}

/** A v2 event of one request, written as `POST /user/tokens`. */
export function requestEvent(line: string, parts: Parts<AuditEvent> = {}): AuditEvent {
  const gap = line.indexOf(' ');
  return auditEvent({ ...parts, request: { method: line.slice(0, gap), uri: line.slice(gap + 1), ...parts.request } });
}

/** A v1 event of one action type. */
export function actionEvent(type: string, parts: Parts<AuditEvent> = {}): AuditEvent {
  return auditEvent({
    stream: 'v1',
    ...parts,
    action: { type, ...parts.action },
    request: { method: '', uri: '', rayId: '' },
  });
}

export function allow(groups: readonly string[], resources: unknown, effect = 'allow'): TokenPolicy {
  return { effect, permissionGroups: groups.map((id) => ({ id, name: undefined })), resources };
}

/** A policy as the provider spells it in a body. */
export function wirePolicy(groups: readonly string[], resources: unknown, effect = 'allow'): unknown {
  return { effect, permission_groups: groups.map((id) => ({ id })), resources };
}

/** A token that nobody has to look at: reads one zone, from a few addresses, for a month, unchanged since the event. */
export function harmlessToken(parts: Partial<TokenReading> = {}): ScopeReading {
  return {
    state: 'token',
    token: {
      name: 'zone analytics reader',
      status: 'active',
      issuedOn: '2026-11-22T01:10:09Z',
      modifiedOn: '2026-11-22T01:10:09Z',
      notBefore: undefined,
      expiresOn: '2026-12-22T00:00:00Z',
      policies: [allow(['analytics-read'], ONE_ZONE)],
      ipIn: ['198.51.100.0/28'],
      ipNotIn: [],
      ...parts,
    },
  };
}

/** A service token that one policy names and that ends in a month. */
export function harmlessServiceToken(parts: Partial<ServiceTokenReading> = {}): ScopeReading {
  return {
    state: 'service_token',
    serviceToken: {
      name: 'backup-sync',
      enabled: true,
      duration: '720h',
      expiresAt: '2026-12-22T00:00:00Z',
      updatedAt: EVENT_TIME,
      namedBy: [{ id: 'p1', name: 'CI may reach the artifact store', decision: 'non_identity', where: 'policy' }],
      anyValid: [],
      ...parts,
    },
  };
}

export const ANY_VALID = { id: 'p2', name: 'Legacy', decision: 'non_identity', where: 'policy' };

/** Alice is approved for everything; reading a whole account is broad. */
export function settings(parts: Partial<ScopePolicy> = {}): ScopePolicy {
  return {
    approvedIssuers: [{ email: 'alice@example.com' }],
    readOnlyAccountIsBroad: true,
    criticalPermissionGroups: [],
    longLivedDays: 90,
    ...parts,
  };
}

/** An account token that Alice made and nobody has to look at. */
export function harmlessFacts(parts: Partial<CredentialFacts> = {}): CredentialFacts {
  return {
    event: auditEvent(),
    kind: 'account_token.create',
    credentialId: TOKEN_ID,
    reading: harmlessToken(),
    groups: GROUPS,
    ...parts,
  };
}

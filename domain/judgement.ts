import type { AuditEvent } from './audit-event';
import type { CredentialKind } from './credential-kind';

/** How urgent a review is. Ordered: `low` < `medium` < `high` < `critical`. */
export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Why a credential needs a review. Any one of these opens a ticket. */
export const REASON_CODES = ['write_scope', 'broad_scope', 'unapproved_issuer', 'scope_unknown'] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

/** One reason with a sentence that an operator understands. The sentence carries no text from outside. */
export interface Reason {
  readonly code: ReasonCode;
  readonly sentence: string;
}

/** One line of the scope table: what the credential may do, on what. Texts come from the provider: untrusted. */
export interface ScopeRow {
  readonly resource: string;
  readonly permission: string;
  readonly access: 'read' | 'write';
  readonly broad: boolean;
}

/** A token's policy as Cloudflare answers or as the event's request body carries it. */
export interface TokenPolicy {
  readonly effect: string;
  readonly permissionGroups: readonly { readonly id: string; readonly name: string | undefined }[];
  /** `{name: "*"}` or nested `{name: {name: "*"}}`; any other shape counts as broad. */
  readonly resources: unknown;
}

/** What Cloudflare answers about an API token now. Times are ISO 8601 UTC. */
export interface TokenReading {
  readonly name: string;
  readonly status: string;
  readonly issuedOn: string | undefined;
  readonly modifiedOn: string | undefined;
  readonly notBefore: string | undefined;
  readonly expiresOn: string | undefined;
  readonly policies: readonly TokenPolicy[];
  /** Addresses the token may be used from; empty means anywhere. */
  readonly ipIn: readonly string[];
  readonly ipNotIn: readonly string[];
}

/** What Cloudflare answers about an Access service token now, and the policies that accept it. */
export interface ServiceTokenReading {
  readonly name: string;
  readonly enabled: boolean;
  /** Go duration such as `8760h`, or `forever`. */
  readonly duration: string;
  readonly expiresAt: string | undefined;
  readonly updatedAt: string | undefined;
  /** Access policies, applications' policies and groups that name this token. */
  readonly namedBy: readonly AccessPolicyRef[];
  /** Policies that accept any valid service token: these reach every service token. */
  readonly anyValid: readonly AccessPolicyRef[];
}

export interface AccessPolicyRef {
  readonly id: string;
  readonly name: string;
  readonly decision: string;
  /** Where it stands: a reusable policy, an application's policy, or a group. */
  readonly where: string;
}

/** What could be learnt about a credential's reach. All but the first two are reasons to flag (`scope_unknown`). */
export type ScopeReading =
  | { readonly state: 'token'; readonly token: TokenReading }
  | { readonly state: 'service_token'; readonly serviceToken: ServiceTokenReading }
  /** 404: deleted meanwhile, or not in this account. */
  | { readonly state: 'missing' }
  /** 403: our own token lacks `permission`. */
  | { readonly state: 'denied'; readonly permission: string }
  /** Nothing to read: no id, a user token of somebody else, a kind without a readable scope. */
  | { readonly state: 'unreadable'; readonly why: 'no_id' | 'not_readable' | 'unknown_shape' };

/** Names of permission groups by id, as listed by the provider. A group that is not in here counts as write. */
export type PermissionGroups = ReadonlyMap<string, string>;

/** Someone who may issue credentials. One of `email`, `actorId`, `tokenId` is set; an empty value never matches. */
export interface ApprovedIssuer {
  readonly email?: string | undefined;
  readonly actorId?: string | undefined;
  readonly tokenId?: string | undefined;
  /** Limits the approval to these kinds; absent means all. */
  readonly kinds?: readonly string[] | undefined;
  /** Last day of the approval, `YYYY-MM-DD` UTC, inclusive; absent means no end. */
  readonly until?: string | undefined;
}

/** The settings that judging reads. */
export interface ScopePolicy {
  readonly approvedIssuers: readonly ApprovedIssuer[];
  /** Whether read access to a whole account is broad. Default true. */
  readonly readOnlyAccountIsBroad: boolean;
  /** Names of permission groups that raise severity, compared without regard to case. */
  readonly criticalPermissionGroups: readonly string[];
  /** A life longer than this many days raises severity. Default 90. */
  readonly longLivedDays: number;
}

/** Everything a judgement is made from. */
export interface CredentialFacts {
  readonly event: AuditEvent;
  readonly kind: CredentialKind;
  /** The provider's id of the credential; null when the event names none. */
  readonly credentialId: string | null;
  readonly reading: ScopeReading;
  readonly groups: PermissionGroups;
}

/** The verdict on one credential event. */
export interface Judgement {
  readonly flagged: boolean;
  /** `low` when not flagged. */
  readonly severity: Severity;
  /** In the order of `REASON_CODES`, each code at most once. */
  readonly reasons: readonly Reason[];
  readonly scope: readonly ScopeRow[];
  /** What raised the severity, each a sentence: "never expires", "usable from any address". */
  readonly aggravations: readonly string[];
  /** Facts worth knowing that flag nothing: "not bound yet". */
  readonly notes: readonly string[];
  /** Permission that our own token lacks; makes the run `attention`. */
  readonly missingPermission: string | undefined;
}

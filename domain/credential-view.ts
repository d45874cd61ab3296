import type { IssuerStanding } from './approved-issuer';
import { issuerStanding } from './approved-issuer';
import type { CredentialKind } from './credential-kind';
import { eventBody, fieldOf } from './event-body';
import type { EventPolicies } from './event-policies';
import { eventPolicies } from './event-policies';
import type { CredentialFacts, ScopePolicy } from './judgement';
import { serviceTokenMention } from './service-token-mention';
import type { TokenScope } from './token-scope';
import { isPartial, tokenScope } from './token-scope';

/** What sort of thing the credential is; decides which rules speak about it. */
export type CredentialSort = 'api_token' | 'service_token' | 'global_key' | 'product_secret' | 'unknown';

/** How today's answer about a token relates to the moment of the event. */
export type Freshness =
  /** The event carries policies itself, or the token has not changed since. */
  | 'shown'
  /** The token was changed after the event, and the event does not say what it was. */
  | 'changed_since'
  /** Nothing says when the token was changed, or when the event was. */
  | 'untold';

/** A credential event, worked out as far as all rules need it: what the event carries and what was read, together. */
export interface CredentialView extends CredentialFacts {
  readonly settings: ScopePolicy;
  readonly sort: CredentialSort;
  readonly issuer: IssuerStanding;
  /** What API token policies allow, those of the event and those of today. */
  readonly scope: TokenScope;
  /** Whether the event carries policies that cannot be read in full, or that allow nothing. */
  readonly eventPoliciesUnclear: boolean;
  /** Whether the token's policies of today are empty, allow nothing, or lack permissions. */
  readonly policiesUnclear: boolean;
  readonly freshness: Freshness;
  /** Whether the event writes a policy that accepts any valid service token. */
  readonly bindsAny: boolean;
  /** When the credential ends: epoch milliseconds, `never` when it does not or not in a readable form, undefined when not read. */
  readonly endsAtMs: number | 'never' | undefined;
}

/**
 * How much later than its event the change of a token may be stamped and still be the event's own change: `modified_on`
 * has whole seconds, and the log stamps a request before its effect is written.
 */
const SAME_CHANGE_MS = 1_000;

/** Works out what the rules look at. Nothing in here decides. */
export function credentialView(facts: CredentialFacts, settings: ScopePolicy): CredentialView {
  const { event, kind, reading, groups } = facts;
  const sort = SORTS[kind];
  const carried = carriedPolicies(facts, sort);
  const today = reading.state === 'token' ? reading.token.policies : [];
  const carriesPolicies = carried.policies.length > 0;
  return {
    ...facts,
    settings,
    sort,
    issuer: issuerStanding(event, kind, settings.approvedIssuers),
    scope: tokenScope([...carried.policies, ...today], groups, settings),
    eventPoliciesUnclear: carried.unreadable || (carriesPolicies && isPartial(carried.policies)),
    policiesUnclear: reading.state === 'token' && isPartial(today),
    freshness: carriesPolicies && sort === 'api_token' ? 'shown' : freshness(facts),
    bindsAny: kind === 'service_token.bind' && serviceTokenMention(event).anyValid,
    endsAtMs: endOf(facts),
  };
}

const SORTS: Readonly<Record<CredentialKind, CredentialSort>> = {
  'user_token.create': 'api_token',
  'user_token.roll': 'api_token',
  'user_token.update': 'api_token',
  'user_token.delete': 'api_token',
  'account_token.create': 'api_token',
  'account_token.roll': 'api_token',
  'account_token.update': 'api_token',
  'account_token.delete': 'api_token',
  'token.create': 'api_token',
  'token.roll': 'api_token',
  'token.delete': 'api_token',
  'service_token.create': 'service_token',
  'service_token.rotate': 'service_token',
  'service_token.refresh': 'service_token',
  'service_token.update': 'service_token',
  'service_token.delete': 'service_token',
  'service_token.bind': 'service_token',
  'global_key.change': 'global_key',
  'global_key.view': 'global_key',
  'other_secret.create': 'product_secret',
  'credential.unknown': 'unknown',
};

/** A roll, or a deletion, ignores its body. What a request of an unknown shape does with its body nobody knows. */
function carriedPolicies({ event, kind }: CredentialFacts, sort: CredentialSort): EventPolicies {
  if (sort !== 'api_token' && sort !== 'unknown') return { policies: [], unreadable: false };
  return eventPolicies(event, sort === 'unknown' || /\.(?:create|update)$/.test(kind));
}

function freshness({ event, reading }: CredentialFacts): Freshness {
  if (reading.state !== 'token') return 'untold';
  const changedMs = Date.parse(reading.token.modifiedOn ?? '');
  const eventMs = Date.parse(event.time ?? '');
  if (Number.isNaN(changedMs) || Number.isNaN(eventMs)) return 'untold';
  return changedMs <= eventMs + SAME_CHANGE_MS ? 'shown' : 'changed_since';
}

function endOf({ event, kind, reading }: CredentialFacts): CredentialView['endsAtMs'] {
  if (reading.state === 'token') return readEnd(reading.token.expiresOn);
  const asked = kind.startsWith('service_token.') && askedForever(event.resource.request, event.resource.response);
  if (asked) return 'never';
  if (reading.state !== 'service_token') return undefined;
  return isForever(reading.serviceToken.duration) ? 'never' : readEnd(reading.serviceToken.expiresAt);
}

function askedForever(request: unknown, response: unknown): boolean {
  const bodies = [eventBody(request), eventBody(response), fieldOf(eventBody(response), 'result')];
  return bodies.some((body) => isForever(fieldOf(body, 'duration')));
}

function isForever(duration: unknown): boolean {
  return typeof duration === 'string' && duration.trim().toLowerCase() === 'forever';
}

function readEnd(end: string | undefined): number | 'never' {
  const ms = Date.parse(end ?? '');
  return Number.isNaN(ms) ? 'never' : ms;
}

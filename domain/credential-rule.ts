import type { CredentialFamily, CredentialKind } from './credential-kind';

/** One way in which version 2 of the audit log shows a credential event: an API request. */
export interface RequestRule {
  readonly kind: CredentialKind;
  readonly family: CredentialFamily;
  /** HTTP methods in capitals; `not-reading` is every method but GET, HEAD and OPTIONS, also none and unknown ones. */
  readonly methods: readonly string[] | 'not-reading';
  /** Matched against the canonical path, without regard to case. A group named `id` holds the credential's id. */
  readonly path: RegExp;
  /** A word of the path, in small letters, without which the rule cannot match. Lets ordinary traffic pass quickly. */
  readonly hint: string;
  /** Matches only when a body names a service token. */
  readonly needs?: 'service_token_in_body';
  /** Matches also when another reading of the path goes through tokens. */
  readonly anyReading?: true;
  /** Method and path that this row must claim. */
  readonly hit: string;
  /** The nearest neighbour, which it must leave alone. */
  readonly miss: string;
  readonly why: string;
}

/** One way in which version 1 of the audit log shows a credential event: an action type. */
export interface ActionRule {
  readonly kind: CredentialKind;
  readonly family: CredentialFamily;
  /** Matched against the action type, without regard to case. */
  readonly action: RegExp;
  readonly hit: string;
  readonly miss: string;
  readonly why: string;
}

const WRITES = ['POST', 'PUT', 'PATCH'];

/**
 * What counts in version 2. The first row that matches wins; the cautious rows come last.
 *
 * Method and path, because no source documents product or type of token events. See docs/sources.md#audit-logs-v2.
 */
export const REQUEST_RULES = [
  {
    kind: 'user_token.create',
    family: 'user_token',
    methods: ['POST'],
    path: /^\/user\/tokens$/i,
    hint: 'tokens',
    hit: 'POST /user/tokens',
    miss: 'POST /user/tokens/t1',
    why: 'a new token that acts as its user in every account the user can reach',
  },
  {
    kind: 'user_token.roll',
    family: 'user_token',
    methods: ['PUT'],
    path: /^\/user\/tokens\/(?<id>[^/]+)\/value$/i,
    hint: 'tokens',
    hit: 'PUT /user/tokens/t1/value',
    miss: 'PUT /user/tokens/t1',
    why: 'a new secret under an old name: a list of tokens looks unchanged',
  },
  {
    kind: 'user_token.update',
    family: 'user_token',
    methods: ['PUT'],
    path: /^\/user\/tokens\/(?<id>[^/]+)$/i,
    hint: 'tokens',
    hit: 'PUT /user/tokens/t1',
    miss: 'PATCH /user/tokens/t1',
    why: 'an old secret may have been given more power',
  },
  {
    kind: 'user_token.delete',
    family: 'user_token',
    methods: ['DELETE'],
    path: /^\/user\/tokens\/(?<id>[^/]+)$/i,
    hint: 'tokens',
    hit: 'DELETE /user/tokens/t1',
    miss: 'DELETE /user/tokens/t1/value',
    why: 'takes power away: counted, not kept',
  },
  {
    kind: 'account_token.create',
    family: 'account_token',
    methods: ['POST'],
    path: /^\/accounts\/[^/]+\/tokens$/i,
    hint: 'tokens',
    hit: 'POST /accounts/a1/tokens',
    miss: 'POST /accounts/a1/members',
    why: 'a new token that belongs to the account and outlives its creator; a member is no credential',
  },
  {
    kind: 'account_token.roll',
    family: 'account_token',
    methods: ['PUT'],
    path: /^\/accounts\/[^/]+\/tokens\/(?<id>[^/]+)\/value$/i,
    hint: 'tokens',
    hit: 'PUT /accounts/a1/tokens/t1/value',
    miss: 'PUT /accounts/a1/tokens/t1',
    why: 'a new secret under an old name: a list of tokens looks unchanged',
  },
  {
    kind: 'account_token.update',
    family: 'account_token',
    methods: ['PUT'],
    path: /^\/accounts\/[^/]+\/tokens\/(?<id>[^/]+)$/i,
    hint: 'tokens',
    hit: 'PUT /accounts/a1/tokens/t1',
    miss: 'PUT /accounts/a1/tokens/t1/value',
    why: 'an old secret may have been given more power',
  },
  {
    kind: 'account_token.delete',
    family: 'account_token',
    methods: ['DELETE'],
    path: /^\/accounts\/[^/]+\/tokens\/(?<id>[^/]+)$/i,
    hint: 'tokens',
    hit: 'DELETE /accounts/a1/tokens/t1',
    miss: 'DELETE /accounts/a1/tokens',
    why: 'takes power away: counted, not kept',
  },
  {
    kind: 'service_token.create',
    family: 'service_token',
    methods: ['POST'],
    path: /^\/(?:accounts|zones)\/[^/]+\/access\/service_tokens$/i,
    hint: 'tokens',
    hit: 'POST /zones/z1/access/service_tokens',
    miss: 'POST /zones/z1/access/service_tokens/s1',
    why: 'a new secret that Access policies may let through; in the zone twin of the API as well',
  },
  {
    kind: 'service_token.rotate',
    family: 'service_token',
    methods: ['POST'],
    path: /^\/(?:accounts|zones)\/[^/]+\/access\/service_tokens\/(?<id>[^/]+)\/rotate$/i,
    hint: 'tokens',
    hit: 'POST /accounts/a1/access/service_tokens/s1/rotate',
    miss: 'POST /accounts/a1/access/service_tokens/s1/refresh',
    why: 'a new secret for a token that policies already trust',
  },
  {
    kind: 'service_token.refresh',
    family: 'service_token',
    methods: ['POST'],
    path: /^\/(?:accounts|zones)\/[^/]+\/access\/service_tokens\/(?<id>[^/]+)\/refresh$/i,
    hint: 'tokens',
    hit: 'POST /accounts/a1/access/service_tokens/s1/refresh',
    miss: 'POST /accounts/a1/access/service_tokens/s1/rotate',
    why: 'a longer life for a secret that was about to end',
  },
  {
    kind: 'service_token.update',
    family: 'service_token',
    methods: ['PUT'],
    path: /^\/(?:accounts|zones)\/[^/]+\/access\/service_tokens\/(?<id>[^/]+)$/i,
    hint: 'tokens',
    hit: 'PUT /accounts/a1/access/service_tokens/s1',
    miss: 'PUT /accounts/a1/access/service_tokens/s1/rotate',
    why: 'a higher client_secret_version in it is a new secret',
  },
  {
    kind: 'service_token.delete',
    family: 'service_token',
    methods: ['DELETE'],
    path: /^\/(?:accounts|zones)\/[^/]+\/access\/service_tokens\/(?<id>[^/]+)$/i,
    hint: 'tokens',
    hit: 'DELETE /accounts/a1/access/service_tokens/s1',
    miss: 'DELETE /accounts/a1/access/service_tokens/s1/rotate',
    why: 'takes power away: counted, not kept',
  },
  {
    kind: 'service_token.bind',
    family: 'service_token',
    methods: WRITES,
    path: /^\/(?:accounts|zones)\/[^/]+\/access\/(?:policies|apps|groups)(?:\/|$)/i,
    hint: 'access',
    needs: 'service_token_in_body',
    hit: 'POST /accounts/a1/access/apps/p1/policies',
    miss: 'POST /accounts/a1/access/tags',
    why: 'lets a service token in where it was not: more power for an old secret',
  },
  {
    kind: 'other_secret.create',
    family: 'r2',
    methods: ['POST'],
    path: /^\/.+\/r2\/temp-access-credentials$/i,
    hint: 'temp-access-credentials',
    hit: 'POST /accounts/a1/r2/temp-access-credentials',
    miss: 'POST /accounts/a1/r2/buckets',
    why: 'S3 keys for a bucket',
  },
  {
    kind: 'other_secret.create',
    family: 'tunnel',
    methods: ['POST'],
    path: /^\/.+\/cfd_tunnel$/i,
    hint: 'cfd_tunnel',
    hit: 'POST /accounts/a1/cfd_tunnel',
    miss: 'POST /accounts/a1/cfd_tunnel/u1/management',
    why: 'a tunnel comes with a token that lets a machine serve traffic for the account',
  },
  {
    kind: 'other_secret.create',
    family: 'turnstile',
    methods: ['POST'],
    path: /^\/.+\/challenges\/widgets$/i,
    hint: 'widgets',
    hit: 'POST /accounts/a1/challenges/widgets',
    miss: 'POST /accounts/a1/challenges/widgets/w1/rotate_secret',
    why: 'a widget comes with a secret that decides who is human',
  },
  {
    kind: 'other_secret.create',
    family: 'certificate',
    methods: ['POST'],
    path: /^\/certificates$/i,
    hint: 'certificates',
    hit: 'POST /certificates',
    miss: 'POST /zones/z1/custom_certificates',
    why: 'an origin certificate with its private key',
  },
  {
    kind: 'other_secret.create',
    family: 'stream_key',
    methods: ['POST'],
    path: /^\/.+\/stream\/keys$/i,
    hint: 'stream',
    hit: 'POST /accounts/a1/stream/keys',
    miss: 'POST /accounts/a1/stream/live_inputs',
    why: 'a key that signs access to videos',
  },
  {
    kind: 'other_secret.create',
    family: 'oauth_client',
    methods: ['POST'],
    path: /^\/.+\/oauth_clients$/i,
    hint: 'oauth_clients',
    hit: 'POST /accounts/a1/oauth_clients',
    miss: 'POST /accounts/a1/oauth_clients/c1',
    why: 'a client secret with which an application asks for access',
  },
  {
    kind: 'other_secret.create',
    family: 'rotated_secret',
    methods: ['POST'],
    path: /^\/.+\/rotate_secret$/i,
    hint: 'rotate_secret',
    hit: 'POST /accounts/a1/challenges/widgets/w1/rotate_secret',
    miss: 'POST /accounts/a1/challenges/widgets',
    why: 'a new secret of a product that exists already',
  },
  {
    kind: 'credential.unknown',
    family: 'unknown',
    methods: 'not-reading',
    path: /\/(?:service_)?tokens/i,
    hint: 'tokens',
    anyReading: true,
    hit: 'POST /accounts/a1/tokens/bulk',
    miss: 'POST /accounts/a1/access/apps/p1/revoke_tokens',
    why: 'a request under a token path that nobody has described: kept and flagged, never passed',
  },
  {
    kind: 'credential.unknown',
    family: 'unknown',
    methods: WRITES,
    path: /^$/,
    hint: '',
    hit: 'POST ',
    miss: 'POST /',
    why: 'a write that does not say where; system events carry neither method nor path and stay out',
  },
] as const satisfies readonly RequestRule[];

/** What counts in version 1, which records no request. The first row that matches wins. See docs/sources.md#audit-logs-v1. */
export const ACTION_RULES = [
  {
    kind: 'token.create',
    family: 'token',
    action: /^token_create$/i,
    hit: 'token_create',
    miss: 'token_revoke',
    why: 'a new API token, owned by a user or by the account: version 1 does not say which',
  },
  {
    kind: 'token.roll',
    family: 'token',
    action: /^token_roll$/i,
    hit: 'token_roll',
    miss: 'token_create',
    why: 'a new secret under an old name',
  },
  {
    kind: 'token.delete',
    family: 'token',
    action: /^token_revoke$/i,
    hit: 'token_revoke',
    miss: 'token_roll',
    why: 'takes power away: counted, not kept',
  },
  {
    kind: 'global_key.change',
    family: 'global_key',
    action: /^(?:rotate_API_key|API_key_created)$/i,
    hit: 'rotate_API_key',
    miss: 'API_key_view',
    why: 'a new key with every permission of its user; version 2 does not show it',
  },
  {
    kind: 'global_key.view',
    family: 'global_key',
    action: /^API_key_view$/i,
    hit: 'API_key_view',
    miss: 'API_key_created',
    why: 'somebody read a key with every permission of its user; version 2 never shows views',
  },
  {
    kind: 'credential.unknown',
    family: 'unknown',
    action: /(?:^|_)(?:tokens?|api_?keys?)(?:_|$)/i,
    hit: 'token_update',
    miss: 'rec_set',
    why: 'an action on tokens or keys that nobody has described: kept and flagged, never passed',
  },
] as const satisfies readonly ActionRule[];

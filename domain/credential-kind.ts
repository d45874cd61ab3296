/** Families that are watched whatever the settings say: what they give away opens an account, not one product. */
export const ALWAYS_ON_FAMILIES = [
  'user_token',
  'account_token',
  /** Version 1 of the log, which does not tell user tokens from account tokens. */
  'token',
  'service_token',
  'global_key',
  'unknown',
] as const;

/** Families that a setting switches on: secrets of single products. */
export const OPTIONAL_FAMILIES = [
  'r2',
  'tunnel',
  'turnstile',
  'certificate',
  'stream_key',
  'oauth_client',
  'rotated_secret',
] as const;

export type OptionalFamily = (typeof OPTIONAL_FAMILIES)[number];

/** Group of credential kinds that is watched, or not, as a whole. */
export type CredentialFamily = (typeof ALWAYS_ON_FAMILIES)[number] | OptionalFamily;

/**
 * What happened to which sort of credential. The part before the dot is the credential, the part after it the event.
 * `*.delete` kinds are only counted; all others are archived and judged.
 */
export const CREDENTIAL_KINDS = [
  'user_token.create',
  'user_token.roll',
  'user_token.update',
  'user_token.delete',
  'account_token.create',
  'account_token.roll',
  'account_token.update',
  'account_token.delete',
  'service_token.create',
  'service_token.rotate',
  'service_token.refresh',
  'service_token.update',
  'service_token.delete',
  'service_token.bind',
  'token.create',
  'token.roll',
  'token.delete',
  'global_key.change',
  'global_key.view',
  'other_secret.create',
  'credential.unknown',
] as const;

export type CredentialKind = (typeof CREDENTIAL_KINDS)[number];

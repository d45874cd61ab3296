/** What an event did, the same words for both sources. Closed: what no rule recognises is one of the last five. */
export const ACTION_KINDS = [
  'logging_disabled',
  'logging_enabled',
  'alerting_disabled',
  'alerting_enabled',
  'security_weakened',
  'security_strengthened',
  'sign_in_changed',
  'member_added',
  'member_removed',
  'role_changed',
  'credential_minted',
  'credential_rolled',
  'credential_changed',
  'credential_deleted',
  'datadog_key_created',
  'secret_viewed',
  'login',
  'login_failed',
  'create',
  'change',
  'delete',
  'read',
  'unknown',
] as const;
export type ActionKind = (typeof ACTION_KINDS)[number];

/** Each kind as people say it, in the past tense. */
export const ACTION_WORDS: Readonly<Record<ActionKind, string>> = {
  logging_disabled: 'logging switched off, removed or sent elsewhere',
  logging_enabled: 'logging switched on',
  alerting_disabled: 'alerting switched off, muted or removed',
  alerting_enabled: 'alerting switched on',
  security_weakened: 'security setting weakened',
  security_strengthened: 'security setting strengthened',
  sign_in_changed: 'way of signing in changed',
  member_added: 'member added',
  member_removed: 'member removed',
  role_changed: 'role changed',
  credential_minted: 'credential created',
  credential_rolled: 'credential given a new secret',
  credential_changed: 'credential changed',
  credential_deleted: 'credential deleted',
  datadog_key_created: 'Datadog key created',
  secret_viewed: 'secret viewed',
  login: 'signed in',
  login_failed: 'failed to sign in',
  create: 'something created',
  change: 'something changed',
  delete: 'something deleted',
  read: 'something read',
  unknown: 'something not known here',
};

/** What puts a usable secret into somebody's hands. */
export const MINTING_KINDS: ReadonlySet<ActionKind> = new Set([
  'credential_minted',
  'credential_rolled',
  'datadog_key_created',
]);

/** What gives power, or takes away what would show or hinder its use. */
export const SENSITIVE_KINDS: ReadonlySet<ActionKind> = new Set([
  ...MINTING_KINDS,
  'credential_changed',
  'logging_disabled',
  'alerting_disabled',
  'security_weakened',
  'sign_in_changed',
  'member_added',
  'member_removed',
  'role_changed',
  'secret_viewed',
]);

/** What takes something back. Alone it harms nobody; after its counterpart it is a sign of a mistake. */
export const RESTORING_KINDS: ReadonlySet<ActionKind> = new Set([
  'logging_enabled',
  'alerting_enabled',
  'security_strengthened',
  'member_removed',
  'credential_deleted',
  'delete',
]);

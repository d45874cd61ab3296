import type { CredentialKind } from './credential-kind';

/** Each kind as people say it, in the past tense: it stands in titles, summaries and comments. */
export const KIND_WORDS: Readonly<Record<CredentialKind, string>> = {
  'user_token.create': 'user API token created',
  'user_token.roll': 'user API token given a new secret',
  'user_token.update': 'user API token changed',
  'user_token.delete': 'user API token deleted',
  'account_token.create': 'account API token created',
  'account_token.roll': 'account API token given a new secret',
  'account_token.update': 'account API token changed',
  'account_token.delete': 'account API token deleted',
  'service_token.create': 'Access service token created',
  'service_token.rotate': 'Access service token given a new secret',
  'service_token.refresh': 'Access service token prolonged',
  'service_token.update': 'Access service token changed',
  'service_token.delete': 'Access service token deleted',
  'service_token.bind': 'Access opened to a service token',
  'token.create': 'API token created',
  'token.roll': 'API token given a new secret',
  'token.delete': 'API token deleted',
  'global_key.change': 'Global API Key changed',
  'global_key.view': 'Global API Key viewed',
  'other_secret.create': 'product secret created',
  'credential.unknown': 'unknown change to credentials',
};

import { INVISIBLE } from './untrusted-text';

/**
 * Names under which secrets travel, compared without regard to case, `_` and `-`. A row claims every name that ends in its `name` (`exact`:
 * only that name).
 *
 * They apply in the whole record, not only below bodies: the envelope of an audit event has no field of these names, and
 * a record of unknown shape may carry a body anywhere. What judging needs has other names (`token_id`, `token_name`,
 * `token_tag`, `client_id`, `client_secret_version`), is an object (`service_token: {token_id}`), or stands in `SPARED`.
 *
 * `below` says what becomes of an object or array under the name: `scrub` replaces every value in it, `look` judges its
 * fields by their own names.
 */
export const SECRET_NAMES = [
  {
    name: 'secret',
    below: 'scrub',
    hit: 'client_secret',
    miss: 'client_secret_version',
    why: 'service tokens, OAuth clients, tunnels, widgets; a version or an expiry is no secret',
  },
  {
    name: 'secrets',
    exact: true,
    below: 'look',
    hit: 'secrets',
    miss: 'secrets_store_id',
    why: 'a list of them; objects in it keep their names',
  },
  {
    name: 'token',
    below: 'look',
    hit: 'refreshToken',
    miss: 'token_id',
    why: 'API, access and tunnel tokens as plain strings; an object under the name describes a token',
  },
  {
    name: 'value',
    exact: true,
    below: 'look',
    hit: 'value',
    miss: 'value_type',
    why: 'where a new API token is answered',
  },
  { name: 'key', exact: true, below: 'look', hit: 'key', miss: 'key_id', why: 'zone, stream and DNSSEC keys' },
  { name: 'keys', exact: true, below: 'look', hit: 'keys', miss: 'monkeys', why: 'a list of them' },
  {
    name: 'privatekey',
    below: 'scrub',
    hit: 'private_key',
    miss: 'private_key_id',
    why: 'certificates, service accounts, tunnels',
  },
  { name: 'apikey', below: 'scrub', hit: 'X-Api-Key', miss: 'api_key_count', why: 'Global API key, other vendors' },
  {
    name: 'applicationkey',
    below: 'look',
    hit: 'DD-APPLICATION-KEY',
    miss: 'application_key_id',
    why: 'Datadog’s second key; its audit trail describes keys in objects of this name',
  },
  { name: 'appkey', below: 'look', hit: 'dd_app_key', miss: 'app_key_name', why: 'the same, as its tools call it' },
  {
    name: 'bearerkey',
    below: 'scrub',
    hit: 'bearerKey',
    miss: 'bearer_key_hint',
    why: 'with which investigations are read',
  },
  {
    name: 'webhookauth',
    below: 'scrub',
    hit: 'cf-webhook-auth',
    miss: 'webhook_auth_type',
    why: 'Cloudflare’s webhooks carry their secret in this header',
  },
  { name: 'authkey', below: 'scrub', hit: 'X-Auth-Key', miss: 'auth_key_id', why: 'header of the Global API key' },
  { name: 'servicekey', below: 'scrub', hit: 'X-Auth-User-Service-Key', miss: 'service_key_id', why: 'Origin CA key' },
  {
    name: 'accesskey',
    below: 'scrub',
    hit: 'secret_access_key',
    miss: 'access_key_count',
    why: 'S3, R2, Logpush targets',
  },
  {
    name: 'accesskeyid',
    below: 'scrub',
    hit: 'accessKeyId',
    miss: 'accessKeyIdPresent',
    why: 'half of an S3 credential',
  },
  {
    name: 'secretkey',
    below: 'scrub',
    hit: 'secretKey',
    miss: 'secret_key_name',
    why: 'S3 of other vendors, Turnstile',
  },
  { name: 'sharedkey', below: 'scrub', hit: 'pre_shared_key', miss: 'shared_key_id', why: 'tunnels' },
  { name: 'psk', exact: true, below: 'scrub', hit: 'psk', miss: 'psk_metadata', why: 'IPsec tunnels' },
  { name: 'signingkey', below: 'scrub', hit: 'signing_key', miss: 'signing_key_id', why: 'signed URLs, JWTs' },
  {
    name: 'encryptionkey',
    below: 'scrub',
    hit: 'encryption_key',
    miss: 'encryption_key_name',
    why: 'backups, Logpush',
  },
  { name: 'password', below: 'scrub', hit: 'db_password', miss: 'password_policy', why: 'Hyperdrive, origins' },
  { name: 'passwd', below: 'scrub', hit: 'passwd', miss: 'passwd_changed', why: 'short for password' },
  { name: 'pwd', exact: true, below: 'scrub', hit: 'pwd', miss: 'pwd_changed', why: 'short for password' },
  { name: 'pass', exact: true, below: 'look', hit: 'pass', miss: 'bypass', why: 'short for password' },
  { name: 'passphrase', below: 'scrub', hit: 'key_passphrase', miss: 'passphrase_hint', why: 'opens a private key' },
  { name: 'authorization', below: 'scrub', hit: 'Proxy-Authorization', miss: 'authorization_url', why: 'header' },
  { name: 'cookie', below: 'scrub', hit: 'Set-Cookie', miss: 'cookie_name', why: 'a session is a credential' },
  { name: 'credential', exact: true, below: 'look', hit: 'credential', miss: 'credential_id', why: 'any kind' },
  { name: 'credentials', exact: true, below: 'look', hit: 'credentials', miss: 'credentials_type', why: 'any kind' },
  { name: 'pem', exact: true, below: 'scrub', hit: 'pem', miss: 'pem_count', why: 'stream keys' },
  { name: 'jwk', exact: true, below: 'scrub', hit: 'jwk', miss: 'jwk_url', why: 'stream keys' },
  { name: 'jwt', below: 'scrub', hit: 'app_jwt', miss: 'jwt_audience', why: 'a signed token is a credential' },
  {
    name: 'connectionstring',
    below: 'scrub',
    hit: 'connection_string',
    miss: 'connection_string_name',
    why: 'carries user and password',
  },
] as const satisfies readonly SecretName[];

export interface SecretName {
  readonly name: string;
  readonly exact?: boolean;
  readonly below: 'scrub' | 'look';
  readonly hit: string;
  readonly miss: string;
  readonly why: string;
}

/** Names that end like a secret's and carry what judging reads: which service token a policy accepts. */
const SPARED: ReadonlySet<string> = new Set(['servicetoken', 'anyvalidservicetoken']);

/** Longer keys are text, a resource's name for example, and no field names. */
const MAX_NAME = 64;
/** Plain field names and header names; `com.cloudflare.api.account.<id>` and other resource names are not. */
const FIELD_NAME = /^[A-Za-z0-9_-]+$/;
/** `body.client_secret`, `credentials[password]`: the last part is the field's name. */
const LAST_PART = /[.[]([A-Za-z0-9_-]+)\]?$/;

const ROWS: readonly SecretName[] = SECRET_NAMES;
/** Bounded, because the names come from strangers. */
const KNOWN_LIMIT = 10_000;
const known = new Map<string, SecretName | undefined>();

/**
 * The row that makes `key` the name of a secret; undefined when none does. Case, `_`, `-` and what nobody sees do not count.
 *
 * Resource names (`com.cloudflare...`) are never names of secrets: scopes are read from them.
 */
export function secretNameOf(key: string): SecretName | undefined {
  if (known.has(key)) return known.get(key);
  const row = findRow(key);
  if (known.size < KNOWN_LIMIT) known.set(key, row);
  return row;
}

function findRow(written: string): SecretName | undefined {
  const key = written.replace(INVISIBLE, '');
  if (key.length > MAX_NAME || key.startsWith('com.cloudflare.')) return undefined;
  const field = FIELD_NAME.test(key) ? key : LAST_PART.exec(key)?.[1];
  const name = field?.toLowerCase().replace(/[_-]/g, '');
  if (name === undefined || SPARED.has(name)) return undefined;
  return ROWS.find((row) => (row.exact === true ? name === row.name : name.endsWith(row.name)));
}

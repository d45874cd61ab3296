import { MASK } from './secret';

/** Names of fields whose value is never logged, compared without regard to case, dashes and underscores. */
const SECRET_NAMES: ReadonlySet<string> = new Set([
  'accesskeyid',
  'apikey',
  'authorization',
  'body',
  'clientsecret',
  'cookie',
  'headers',
  'password',
  'privatekey',
  'secret',
  'secretaccesskey',
  'sessiontoken',
  'setcookie',
  'signature',
  'token',
]);

/** Secrets that can be told by their looks, wherever they stand. */
const SECRET_LOOKS: readonly RegExp[] = [
  /\b(?:Bearer|Basic) [A-Za-z0-9._~+/=-]{12,}/gi,
  // Searched in finished lines too: never past the end of a JSON string, where a cut key has no end of its own.
  /-----BEGIN [A-Z ]*PRIVATE KEY-----(?:[^"\\]|\\[nr])*?(?:-----END [A-Z ]*PRIVATE KEY-----|(?="|\\[^nr]|$))/g,
  /(?<=:\/\/)[^/\s:@"]+:[^/\s@"]+(?=@)/g,
];

/** Shorter values are words that stand in every other line; nobody should use them as secrets. */
const LEAST_SECRET_LENGTH = 6;

export function isSecretName(name: string): boolean {
  return SECRET_NAMES.has(name.replaceAll(/[-_]/g, '').toLowerCase());
}

/**
 * A function that masks the given secrets, also as JSON and in URLs, and whatever looks like a secret.
 *
 * @param secrets values that this process holds; those under six characters are left alone
 */
export function createTextRedaction(secrets: readonly string[]): (text: string) => string {
  const spellings = secrets
    .filter((secret) => secret.length >= LEAST_SECRET_LENGTH)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]);
  // The longest first: a secret that is part of another must not leave the rest of the other behind.
  const known = [...new Set(spellings)].sort((a, b) => b.length - a.length);
  return (text) =>
    SECRET_LOOKS.reduce(
      (redacted, look) => redacted.replaceAll(look, MASK),
      known.reduce((redacted, secret) => redacted.replaceAll(secret, MASK), text),
    );
}

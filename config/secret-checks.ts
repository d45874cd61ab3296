import { wrongKey } from './aes-gcm-codec';
import { isSection } from './overrides';

/** What a header carries in one piece. No key or token of a provider has other characters. */
const HEADER_VALUE = /^[\x21-\x7e]+$/;
/** Characters that a secret of ours has at least where somebody could try them out. */
const LEAST_LENGTH = 32;
const MOST_LENGTH = 512;
/** A GitHub style secret is any text; below this it can be guessed from one captured delivery. */
const LEAST_WEBHOOK_LENGTH = 16;
const LEAST_WEBHOOK_KEY_BYTES = 24;

/**
 * What is wrong with the value of the secret at `path` of the file, if anything: `must be ...`. Never quotes it.
 *
 * @see https://www.standardwebhooks.com for the form of its secrets
 */
export function wrongSecret(file: object, path: readonly PropertyKey[], value: string): string | undefined {
  if (path[0] === 'encryption') return wrongKey(value);
  if (path[0] === 'webhooks') return wrongWebhookSecret(schemeAt(file, path), value);
  if (path[1] === 'actorKey') {
    return value.length < LEAST_LENGTH
      ? `must have at least ${LEAST_LENGTH} characters; \`openssl rand -base64 32\` makes one`
      : undefined;
  }
  if (path[0] === 'api' && (value.length < LEAST_LENGTH || value.length > MOST_LENGTH || !HEADER_VALUE.test(value))) {
    return `must have ${LEAST_LENGTH} to ${MOST_LENGTH} visible ASCII characters and no blank, as a header carries it; \`openssl rand -base64 32\` makes one`;
  }
  return wrongHeaderValue(value);
}

/** What keeps a header from carrying `value`, if anything. */
export function wrongHeaderValue(value: string): string | undefined {
  return HEADER_VALUE.test(value)
    ? undefined
    : 'must be one line of visible ASCII characters without blanks, as a header carries it: something else stands beside the secret, a second line or a note';
}

function wrongWebhookSecret(scheme: unknown, value: string): string | undefined {
  if (scheme === 'github') {
    return value.length < LEAST_WEBHOOK_LENGTH ? `must have at least ${LEAST_WEBHOOK_LENGTH} characters` : undefined;
  }
  const key = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(value)?.[1];
  return key !== undefined && Buffer.from(key, 'base64').length >= LEAST_WEBHOOK_KEY_BYTES
    ? undefined
    : `must be whsec_ and at least ${LEAST_WEBHOOK_KEY_BYTES} bytes in Base64, as the sender shows it`;
}

/** `webhooks.senders.<sender>.scheme` of the secret's sender. */
function schemeAt(file: object, path: readonly PropertyKey[]): unknown {
  const sender = path
    .slice(0, 3)
    .reduce<unknown>((value, step) => (isSection(value) ? value[String(step)] : undefined), file);
  return isSection(sender) ? sender.scheme : undefined;
}

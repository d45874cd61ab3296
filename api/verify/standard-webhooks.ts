import { createHmac } from 'node:crypto';
import { sameText, singleHeader, type Verify } from './delivery';

const TOLERANCE_S = 300;
/** A sender that rotates its keys signs with two; more are not looked at. */
const MAX_SIGNATURES = 8;
/** No dot: the three signed parts are joined by dots, and must not be shifted. */
const ID = /^[\x21-\x2d\x2f-\x7e]{1,128}$/;
const SECONDS = /^\d{9,11}$/;

/**
 * Proves deliveries as Standard Webhooks: the id is signed, and is what tells one delivery from another.
 *
 * @param secrets `whsec_` and the key in Base64; each is accepted
 * @see https://www.standardwebhooks.com
 */
export function standardWebhooks(secrets: readonly string[]): Verify {
  const keys = secrets.map((secret) => Buffer.from(secret.replace(/^whsec_/, ''), 'base64'));
  return (headers, body, nowMs) => {
    const id = singleHeader(headers, 'webhook-id');
    const seconds = singleHeader(headers, 'webhook-timestamp');
    const signatures = singleHeader(headers, 'webhook-signature');
    if (id === undefined || seconds === undefined || signatures === undefined) return undefined;
    if (!ID.test(id) || !SECONDS.test(seconds)) return undefined;
    if (Math.abs(Math.floor(nowMs / 1_000) - Number(seconds)) > TOLERANCE_S) return undefined;

    const given = signatures
      .split(' ')
      .filter((signature) => signature.startsWith('v1,'))
      .slice(0, MAX_SIGNATURES);
    const wanted = keys.map(
      (key) => `v1,${createHmac('sha256', key).update(`${id}.${seconds}.`).update(body).digest('base64')}`,
    );
    // All pairs, so that the time does not tell which key or signature fits.
    const fits = wanted.flatMap((want) => given.map((signature) => sameText(signature, want)));
    return fits.includes(true) ? id : undefined;
  };
}

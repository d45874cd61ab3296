import { createHash, createHmac } from 'node:crypto';
import { sameText, singleHeader, type Verify } from './delivery';

/**
 * Proves deliveries as GitHub signs them: `X-Hub-Signature-256: sha256=<hex>` over the body alone.
 *
 * No id is signed, so whoever has captured a delivery could send it again under another one: what tells deliveries apart
 * is the hash of the body.
 *
 * @see https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 */
export function githubStyle(secrets: readonly string[]): Verify {
  return (headers, body) => {
    const signature = singleHeader(headers, 'x-hub-signature-256');
    if (signature === undefined) return undefined;
    const fits = secrets.map((secret) =>
      sameText(signature, `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`),
    );
    return fits.includes(true) ? createHash('sha256').update(body).digest('hex') : undefined;
  };
}

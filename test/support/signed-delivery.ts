import { createHmac, randomUUID } from 'node:crypto';

/** Secrets of the senders `siem` (Standard Webhooks, a new one beside an old one) and `forge` (GitHub style). */
export const WEBHOOK_SECRETS = {
  SIEM_SECRET: 'whsec_ZWRnZXdhcmRlbi1zdGFuZGFyZC13ZWJob29rLWtleSE=',
  SIEM_OLD_SECRET: `whsec_${Buffer.from('the key before this one, 24+').toString('base64')}`,
  FORGE_SECRET: 'edgewarden-github-style-secret',
} as const;

export interface StandardSigning {
  readonly id?: string | undefined;
  readonly secret?: string;
  /** Unix seconds; default: now. */
  readonly seconds?: number;
}

/** Headers of Standard Webhooks, made from their specification and not with the code that checks them. */
export function standardHeaders(body: string | Buffer, { id, secret, seconds }: StandardSigning = {}) {
  const webhookId = id ?? `msg_${randomUUID()}`;
  const timestamp = String(seconds ?? Math.floor(Date.now() / 1_000));
  const key = Buffer.from((secret ?? WEBHOOK_SECRETS.SIEM_SECRET).slice('whsec_'.length), 'base64');
  const signature = createHmac('sha256', key).update(`${webhookId}.${timestamp}.`).update(body).digest('base64');
  return { 'webhook-id': webhookId, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

export function githubHeaders(body: string | Buffer, secret: string = WEBHOOK_SECRETS.FORGE_SECRET) {
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  return { 'x-hub-signature-256': `sha256=${signature}` };
}

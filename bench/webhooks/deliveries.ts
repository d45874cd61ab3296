import { createHash, randomUUID } from 'node:crypto';
import { readAnomaly } from '../../api/read-anomaly';
import { investigationId } from '../../domain/investigation/investigation-id';
import { investigationsAt } from '../../sandbox/story/investigations';
import { standardHeaders } from '../../test/support/signed-delivery';
import type { InvestigationInput, InvestigationMemo } from '../../workflows/contracts';

/** Who reports the anomalies. The secret is made up and opens nothing but this benchmark. */
export const SENDER = {
  name: 'detector',
  secret: `whsec_${Buffer.from('edgewarden-bench-webhook-secret1').toString('base64')}`,
} as const;

/** A signed message, ready to be sent within the next five minutes. */
export interface Delivery {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a client hands to Temporal for a delivery. */
export interface DirectStart {
  readonly input: InvestigationInput;
  readonly memo: InvestigationMemo;
}

/** An anomaly of the story as a detector reports it. */
export function storyBody(nth: number, storyEndMs: number): string {
  const stories = investigationsAt(storyEndMs);
  return JSON.stringify(stories[nth % stories.length]?.anomaly);
}

/** Signs as Standard Webhooks wants it, under an id of its own. */
export function delivery(body: string): Delivery {
  return {
    headers: {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      ...standardHeaders(body, { secret: SENDER.secret }),
    },
    body,
  };
}

/** The very start that the API would make of a delivery with this body. */
export function directStart(body: string): DirectStart {
  const nowMs = Date.now();
  const payload = JSON.parse(body) as Record<string, unknown>;
  return {
    input: {
      investigation: investigationId(SENDER.name, `msg_${randomUUID()}`, sha256Hex),
      sender: SENDER.name,
      receivedAt: new Date(nowMs).toISOString(),
      anomaly: readAnomaly(payload, { mapping: {}, scheme: 'standard', auditRetentionDays: 1, nowMs }),
    },
    memo: { bodySha256: sha256Hex(body) },
  };
}

function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

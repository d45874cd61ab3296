import { z } from 'zod';
import { CREDENTIAL_KINDS } from '../../domain/credential-kind';
import { REASON_CODES, SEVERITIES } from '../../domain/judgement';
import { TICKET_PRIORITIES } from '../../domain/review-ticket';

export const reasonSchema = z.object({ code: z.enum(REASON_CODES), sentence: z.string() });

export const scopeRowSchema = z.object({
  resource: z.string(),
  permission: z.string(),
  access: z.enum(['read', 'write']),
  broad: z.boolean(),
});

/**
 * A flagged judgement, stored beside the event before its ticket is filed, so that every later attempt files the same
 * ticket, whatever the credential answers by then.
 */
export const judgedRecordSchema = z.object({
  schema: z.literal(1),
  eventKey: z.string(),
  /** SHA-256 of the archived bytes, hex. */
  eventSha256: z.string(),
  kind: z.enum(CREDENTIAL_KINDS),
  /** Identity of the credential; the ticket's id is made from it. */
  credential: z.string().min(1),
  /** Identity of the event, the same in every account that shows it; the comment's id is made from both. */
  event: z.string().min(1),
  /** Time of the event, ISO 8601 UTC; null when it has none. Decides whether a closed ticket is opened again. */
  eventTime: z.string().nullable(),
  severity: z.enum(SEVERITIES),
  reasons: z.array(reasonSchema),
  scope: z.array(scopeRowSchema),
  notes: z.array(z.string()),
  /** The ticket, if this event opens it. */
  ticket: z.object({
    title: z.string(),
    description: z.string(),
    priority: z.enum(TICKET_PRIORITIES),
    labelNames: z.array(z.string()),
  }),
  /** What is written instead when the credential already has an open ticket, and when it has a closed one. Markdown. */
  comment: z.string(),
  reopeningComment: z.string(),
});

export type JudgedRecord = z.infer<typeof judgedRecordSchema>;

import { z } from 'zod';
import { SEVERITIES } from '../../domain/judgement';
import { reasonSchema, scopeRowSchema } from './judged-record';

/** A ticket as the tracker names it. */
export const ticketReferenceSchema = z.object({
  /** The tracker's id, which stays. */
  id: z.string(),
  /** What people call it, `SEC-42`; changes when the ticket moves to another team. */
  identifier: z.string(),
  url: z.string(),
});

export type TicketReference = z.infer<typeof ticketReferenceSchema>;

/** The last record of an event: once it stands, the event is handled. */
export const assessedRecordSchema = z.object({
  schema: z.literal(1),
  eventKey: z.string(),
  /** SHA-256 of the archived bytes, hex; empty for an event that was accepted although it could not be archived. */
  eventSha256: z.string(),
  flagged: z.boolean(),
  severity: z.enum(SEVERITIES),
  reasons: z.array(reasonSchema),
  scope: z.array(scopeRowSchema),
  notes: z.array(z.string()),
  /** Null when nothing was flagged or an operator accepted the event without a ticket. */
  ticket: ticketReferenceSchema.nullable(),
  /** Set when an operator accepted the event instead of a ticket. `at` is ISO 8601 UTC. */
  accepted: z.object({ by: z.string(), reason: z.string(), at: z.string() }).nullable(),
});

export type AssessedRecord = z.infer<typeof assessedRecordSchema>;

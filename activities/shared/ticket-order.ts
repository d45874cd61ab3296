import { z } from 'zod';
import { FailureType } from '../../domain/failure-type';
import { INSIGHT_SEVERITIES } from '../../domain/insight';

/** Longest text of Cloudflare's that travels in an order, in characters; tickets show less. */
const FIELD_CAP = 1_000;
const ADVICE_CAP = 4_000;

const text = (cap: number) =>
  z
    .string()
    .transform((value) => value.slice(0, cap))
    .nullable()
    .default(null);

/**
 * One line of the staged ticket orders: what is to be done in the tracker for one episode of an insight, with all that its
 * ticket says. Parsing cuts texts from outside to their caps; whoever writes a line parses it first.
 */
export const ticketOrderSchema = z.object({
  schema: z.literal(1),
  action: z.enum(['open', 'close']),
  /** Cloudflare's account id. */
  accountId: z.string().min(1),
  insightId: z.string().min(1),
  episode: z.number().int().min(1),
  /** As ranked by us. */
  severity: z.enum(INSIGHT_SEVERITIES),
  /** As received. */
  reportedSeverity: text(FIELD_CAP),
  issueType: text(FIELD_CAP),
  issueClass: text(FIELD_CAP),
  subject: text(FIELD_CAP),
  zoneId: text(FIELD_CAP),
  /** Since when, as Cloudflare says. */
  since: text(FIELD_CAP),
  /** Start of the sync that listed it first, ISO 8601 UTC. */
  firstSeen: z.string(),
  /** Start of the run that ordered this, ISO 8601 UTC. */
  at: z.string(),
  resolveText: text(ADVICE_CAP),
  resolveLink: text(FIELD_CAP),
  /** Whole key of the object with the lifecycle record; null when filters keep the insight out of the records. */
  recordsKey: z.string().nullable().default(null),
  /** Why it failed when it was last tried; null while it was not tried. */
  lastFailure: z.enum(FailureType).nullable().default(null),
});

export type InsightTicketOrder = z.infer<typeof ticketOrderSchema>;

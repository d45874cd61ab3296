import { z } from 'zod';
import { FailureType } from '../../../domain/failure-type';
import { INSIGHT_SEVERITIES, LIFECYCLE_STATES, STANDINGS } from '../../../domain/insight';
import type { InsightCommit } from '../../../domain/insight-sync';

const count = z.number().int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const time = z.iso.datetime();
const objectReference = z.object({ key: z.string().min(1), sha256, count });

/** A commit as it is read back. A commit is the root of trust for what it names, so nothing in it is optional. */
export const commitSchema: z.ZodType<InsightCommit> = z.object({
  schema: z.literal(1),
  accountId: z.string(),
  seq: z.number().int().positive(),
  previous: sha256.nullable(),
  at: time,
  run: z.string(),
  baseline: z.boolean(),
  records: objectReference.nullable(),
  inventory: objectReference,
  listedAt: time,
  figures: z.object({
    records: z.record(z.enum(LIFECYCLE_STATES), count),
    standing: z.record(z.enum(STANDINGS), z.record(z.enum(INSIGHT_SEVERITIES), count)),
    listed: count,
    wanted: count,
  }),
  pendingTickets: z.array(
    z.object({
      insightId: z.string(),
      episode: z.number().int().positive(),
      action: z.enum(['open', 'close']),
      since: time,
      type: z.enum(FailureType).nullable(),
      recordsKey: z.string().nullable(),
    }),
  ),
});

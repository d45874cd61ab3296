import { z } from 'zod';
import { ticketReferenceSchema } from '../shared/assessed-record';

const nodes = <T extends z.ZodType>(node: T) => z.object({ nodes: z.array(node) });
const done = z.object({ success: z.boolean() });

/** The data of each request of `DOCUMENTS`, reduced to the fields that are used. */
export const SCHEMAS = {
  team: z.object({ teams: nodes(z.object({ id: z.string(), key: z.string() })) }),
  labels: z.object({
    issueLabels: nodes(
      z.object({
        id: z.string(),
        name: z.string(),
        isGroup: z.boolean().nullish(),
        /** Null: the label belongs to the workspace. */
        team: z.object({ id: z.string() }).nullish(),
      }),
    ),
  }),
  user: z.object({ users: nodes(z.object({ id: z.string(), active: z.boolean() })) }),
  viewer: z.object({ viewer: z.object({ id: z.string() }) }),
  issueCreate: z.object({ issueCreate: done.extend({ issue: ticketReferenceSchema.nullish() }) }),
  issueById: z.object({
    issues: nodes(
      ticketReferenceSchema.extend({
        description: z.string().nullish(),
        archivedAt: z.string().nullish(),
        trashed: z.boolean().nullish(),
        completedAt: z.string().nullish(),
        canceledAt: z.string().nullish(),
        /** Null: an integration or a user who is gone. */
        creator: z.object({ id: z.string() }).nullish(),
        team: z.object({ id: z.string() }),
      }),
    ),
  }),
  states: z.object({
    workflowStates: nodes(z.object({ id: z.string(), type: z.string(), position: z.number() })),
  }),
  issueUnarchive: z.object({ issueUnarchive: done }),
  issueReopen: z.object({ issueUpdate: done }),
  issueClose: z.object({ issueUpdate: done }),
  commentCreate: z.object({ commentCreate: done }),
  commentById: z.object({
    comments: nodes(z.object({ id: z.string(), createdAt: z.string(), user: z.object({ id: z.string() }).nullish() })),
  }),
} as const;

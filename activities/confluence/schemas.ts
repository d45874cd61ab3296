import { z } from 'zod';

/** Ids are strings, numbers of them too large for a number; they stand in paths. */
const id = z.string().regex(/^[\w-]{1,64}$/);
const results = <T extends z.ZodType>(result: T) => z.object({ results: z.array(result) });

const page = z.object({
  id,
  title: z.string(),
  status: z.string(),
  version: z.object({ number: z.number().int() }),
  _links: z.object({ webui: z.string().nullish() }).nullish(),
});

/** The answer to each request, reduced to the fields that are used. */
export const SCHEMAS = {
  spaces: results(z.object({ id, key: z.string() })),
  pages: results(page),
  page,
  parent: z.object({ id, spaceId: id, status: z.string() }),
  state: z.object({ id, status: z.string() }),
  body: z.object({ body: z.object({ atlas_doc_format: z.object({ value: z.string() }).nullish() }).nullish() }),
  operations: z.object({ operations: z.array(z.object({ operation: z.string(), targetType: z.string() })) }),
  properties: results(z.object({ key: z.string(), value: z.unknown() })),
  attachments: results(
    z.object({ id, title: z.string(), extensions: z.object({ fileSize: z.number().nullish() }).nullish() }),
  ),
  /** What was written is known; that it was written is what counts. */
  done: z.unknown(),
} as const;

/** Value of the page's property `edgewarden`: everything about the page was done, and as which version. */
export const completion = z.object({ fingerprint: z.string(), version: z.number().int() });
export type Completion = z.infer<typeof completion>;

/** A report as it was stored, ready to be published. */
export const publishableReport = z.object({
  /** Public id of the investigation. */
  investigation: z.string(),
  title: z.string().min(1).max(255),
  /** ADF as JSON text. */
  body: z.string(),
  labels: z.array(z.string()),
  attachments: z.array(z.object({ name: z.string(), contentType: z.string(), text: z.string() })),
});
export type PublishableReport = z.infer<typeof publishableReport>;

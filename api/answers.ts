import { z } from 'zod';
import { VERDICTS } from '../domain/investigation/verdict-order';
import { PROBLEMS } from './problem';

/** What the API answers: the schemas that /openapi.json is made from, and the types that the code fills in. */

const id = z
  .string()
  .regex(/^[0-9a-f]{24}$/)
  .meta({ description: 'Public id of the investigation.' });
const verdict = z.enum(VERDICTS).meta({ description: 'What the evidence says, in order of suspicion.' });
const confidence = z.number().min(0).max(1).meta({ description: 'How sure the rules are, two decimals.' });
const report = z.string().meta({ description: 'Address of the report in Confluence.' });
const missing = z.array(z.string()).meta({ description: 'What could not be read, one sentence each.' });
const time = z.iso.datetime();

export const publishedAnswer = z
  .strictObject({
    id,
    state: z.literal('published'),
    verdict,
    confidence,
    report,
    raisedByModel: z.boolean().meta({ description: 'Whether a language model raised the verdict of the rules.' }),
    missing,
    startedAt: time,
    finishedAt: time,
  })
  .meta({ id: 'PublishedInvestigation', description: 'The report is published.' });
export type PublishedAnswer = z.output<typeof publishedAnswer>;

export const acceptedAnswer = z
  .strictObject({
    id,
    state: z.literal('running'),
    location: z.string().meta({ description: 'Where to ask for it, as in the header Location.' }),
  })
  .meta({
    id: 'AcceptedInvestigation',
    description: 'The delivery is accepted for good; the report is not there yet.',
  });
export type AcceptedAnswer = z.output<typeof acceptedAnswer>;

export const investigationAnswer = z
  .strictObject({
    id,
    state: z.enum(['running', 'gathering', 'assessing', 'publishing', 'published', 'failed']).meta({
      description: 'How far it is. `running` when no worker could be asked for more.',
    }),
    verdict: verdict.nullable(),
    confidence: confidence.nullable(),
    report: report.nullable(),
    missing,
    failure: z.string().nullable().meta({
      description:
        'Why it failed; the same delivery starts it again. While it is `gathering`: why nothing could be read, and when it is tried again.',
    }),
    startedAt: time,
    finishedAt: time.nullable(),
    temporalUi: z.string().meta({ description: 'Page of the run in the Temporal UI.' }),
  })
  .meta({ id: 'Investigation', description: 'One investigation, as far as it is.' });
export type InvestigationAnswer = z.output<typeof investigationAnswer>;

const investigationRow = z.strictObject({
  id,
  state: z.enum(['running', 'published', 'failed']),
  verdict: verdict.nullable(),
  startedAt: time,
  finishedAt: time.nullable(),
  location: z.string(),
  temporalUi: z.string(),
});
export type InvestigationRow = z.output<typeof investigationRow>;

export const investigationsAnswer = z
  .strictObject({ investigations: z.array(investigationRow) })
  .meta({ id: 'Investigations', description: 'The newest investigations, newest first.' });

export const problemAnswer = z
  .strictObject({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: 'What happened, and what to do.' }),
    code: z.enum(Object.keys(PROBLEMS) as [keyof typeof PROBLEMS]).meta({ description: 'Stable name of the problem.' }),
    requestId: z.string().meta({ description: 'As in the header X-Request-Id, and in the log of the API.' }),
    errors: z
      .array(
        z.strictObject({
          pointer: z.string().meta({ description: 'JSON pointer into the body, as a URI fragment.' }),
          detail: z.string(),
          remedy: z.string(),
        }),
      )
      .optional(),
    investigation: id.optional(),
  })
  .meta({ id: 'Problem', description: 'A problem as of RFC 9457.' });
export type ProblemAnswer = z.output<typeof problemAnswer>;

export const healthAnswer = z
  .strictObject({ status: z.string(), temporal: z.string().optional() })
  .meta({ id: 'Health', description: 'Whether the process lives, or can do its work.' });

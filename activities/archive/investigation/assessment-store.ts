import { z } from 'zod';
import { assessmentKey } from '../../../domain/archive-key';
import { FailureType } from '../../../domain/failure-type';
import { VERDICTS, type Verdict } from '../../../domain/investigation/verdict-order';
import type { WantedLock } from '../../../domain/retention';
import type { EvidenceReference } from '../../shared/evidence-reader';
import { failure } from '../../shared/failure';
import type { ArchiveSettings } from '../client';
import type { ArchiveStore } from '../store';
import { assertInvestigation } from './assert-investigation';

/** The stored judgement of an investigation, as far as its run needs it. */
export interface StoredAssessment {
  readonly verdict: Verdict;
  /** 0 to 1, two decimals, from the rules. */
  readonly confidence: number;
  readonly raisedByModel: boolean;
  /** What could not be read, one sentence of ours each. */
  readonly missing: readonly string[];
  readonly evidence: EvidenceReference;
  readonly assessmentKey: string;
}

const indicatorSchema = z.object({
  id: z.string(),
  weight: z.number(),
  decisive: z.boolean(),
  events: z.number().int(),
});

/** An investigation's judgement and report, stored before the report is published. */
export const assessmentSchema = z.object({
  schema: z.literal(1),
  investigation: z.string(),
  verdict: z.enum(VERDICTS),
  confidence: z.number(),
  /** The rules' own verdict, before a model was heard. */
  rules: z.object({ verdict: z.enum(VERDICTS), because: z.array(z.string()), indicators: z.array(indicatorSchema) }),
  raisedByModel: z.boolean(),
  missing: z.array(z.string()),
  evidence: z.object({ key: z.string(), sha256: z.string(), events: z.number().int() }),
  /** What the model said, untrusted; null when none was asked. */
  model: z.unknown(),
  /** As `activities/confluence` publishes it. */
  report: z.looseObject({ investigation: z.string() }),
  /** ISO 8601 UTC. */
  writtenAt: z.string(),
});
export type Assessment = z.infer<typeof assessmentSchema>;

/** Assessments: one for each investigation, and the first one stands. */
export interface AssessmentStore {
  /** @throws ApplicationFailure `UnexpectedAnswer` when it cannot be read */
  find(investigation: string, signal: AbortSignal): Promise<Assessment | undefined>;
  /** Stores an assessment unless there is one, and returns the one that stands. */
  create(assessment: Assessment, lock: WantedLock, signal: AbortSignal): Promise<Assessment>;
  keyOf(investigation: string): string;
}

/** A report has the timeline twice, as picture and as table: ten thousand events of the longest texts are some 60 MB. */
const MAX_BYTES = 128 * 1024 * 1024;

/** Assessments in the archive, each an object of its own that is created once. */
export function createAssessmentStore(
  store: ArchiveStore,
  { prefix }: Pick<ArchiveSettings, 'prefix'>,
): AssessmentStore {
  const keyOf = (investigation: string): string => {
    assertInvestigation(investigation);
    return assessmentKey(prefix, investigation);
  };

  async function find(investigation: string, signal: AbortSignal): Promise<Assessment | undefined> {
    const key = keyOf(investigation);
    const found = await store.read(key, signal, MAX_BYTES);
    if (found === undefined) return undefined;
    const parsed = assessmentSchema.safeParse(parsedJson(found.bytes));
    if (parsed.success && parsed.data.investigation === investigation) return parsed.data;
    throw failure(
      FailureType.UnexpectedAnswer,
      `${key} is no assessment of this investigation that can be read`,
      'It was written by another version of Edgewarden, or by something else: update, or see the store’s access log',
      { provider: 'archive' },
    );
  }

  return {
    find,
    keyOf,
    async create(assessment, lock, signal) {
      const { investigation } = assessment;
      const key = keyOf(investigation);
      const put = await store.putImmutable({ key, body: JSON.stringify(assessment), lock }, signal);
      if (put.outcome !== 'differs') return assessment;

      // Whoever was first wins; a crash of theirs may have left it without its lock.
      await store.ensureLock(key, put.versionId, lock, signal);
      const first = await find(investigation, signal);
      if (first !== undefined) return first;
      throw failure(FailureType.Unavailable, `${key}: gone while it was looked at`, 'It is written again', {
        provider: 'archive',
      });
    },
  };
}

function parsedJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

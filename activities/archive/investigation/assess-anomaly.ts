import { Context } from '@temporalio/activity';
import type { Anomaly } from '../../../domain/investigation/anomaly';
import { finalVerdict, type ModelOpinion } from '../../../domain/investigation/model-opinion';
import { reportDocument } from '../../../domain/investigation/report/report-document';
import type { SourceFacts } from '../../../domain/investigation/report/report-facts';
import type { SourceState } from '../../../domain/investigation/source-state';
import { TIMELINE_SOURCES, type TimelineSource } from '../../../domain/investigation/timeline';
import { assessTimeline, type RulesAssessment } from '../../../domain/investigation/verdict';
import { lockForEvent } from '../../../domain/retention';
import { scrub } from '../../../domain/scrub';
import type { EvidenceReference } from '../../shared/evidence-reader';
import { sha256Hex } from '../../shared/hashing';
import { createAssessmentStore, type Assessment, type StoredAssessment } from './assessment-store';
import { createEvidenceReader } from './evidence';
import type { InvestigationActivityDeps } from './investigation-activity-deps';

export interface AssessAnomalyInput {
  /** Public id of the investigation, 24 hex digits. */
  readonly investigation: string;
  readonly anomaly: Anomaly;
  /** Name of the sender, as the settings have it. */
  readonly sender: string;
  /** Span that was read, ISO 8601 UTC. */
  readonly window: { readonly from: string; readonly to: string };
  /** What became of each source; one that is not named could not be read. */
  readonly sources: readonly SourceFacts[];
  readonly evidence: EvidenceReference;
  /** What a model made of the same evidence; null when none is configured. */
  readonly opinion: ModelOpinion | null;
}

export interface FindAssessmentInput {
  /** Public id of the investigation, 24 hex digits. */
  readonly investigation: string;
}

/**
 * Judging an investigation's evidence by the rules, and writing its report. The first assessment of an investigation stands: a
 * later one is given that, whatever it would have said itself.
 */
export function createAssessAnomaly({ store, settings, template }: InvestigationActivityDeps) {
  const assessments = createAssessmentStore(store, settings);
  const evidenceReader = createEvidenceReader(store, settings);

  function stored({
    investigation,
    verdict,
    confidence,
    raisedByModel,
    missing,
    evidence,
  }: Assessment): StoredAssessment {
    return {
      verdict,
      confidence,
      raisedByModel,
      missing,
      evidence,
      assessmentKey: assessments.keyOf(investigation),
    };
  }

  return {
    /** The assessment that stands; null before there is one. */
    async findAssessment({ investigation }: FindAssessmentInput): Promise<StoredAssessment | null> {
      const found = await assessments.find(investigation, Context.current().cancellationSignal);
      return found === undefined ? null : stored(found);
    },

    /**
     * Assesses the evidence and stores verdict and report. May be repeated.
     *
     * @throws ApplicationFailure `Tampered` when the evidence is not what was stored, or of the store
     */
    async assessAnomaly(input: AssessAnomalyInput): Promise<StoredAssessment> {
      const { cancellationSignal: signal, info } = Context.current();
      const { investigation, evidence } = input;
      const standing = await assessments.find(investigation, signal);
      if (standing !== undefined) return stored(standing);

      const timeline = await evidenceReader.read(evidence, signal);
      const scheduledAt = new Date(info.scheduledTimestampMs).toISOString();
      const assessment = assess(input, timeline, scheduledAt);
      const lock = lockForEvent(settings.retention, scheduledAt, null);
      return stored(await assessments.create(assessment, lock, signal));
    },
  };

  function assess(
    input: AssessAnomalyInput,
    timeline: Awaited<ReturnType<typeof evidenceReader.read>>,
    writtenAt: string,
  ): Assessment {
    const { investigation, sender, window, evidence } = input;
    // A report is read by more people than the evidence, and a model repeats what it was shown.
    const anomaly = scrub(input.anomaly) as Anomaly;
    const model = scrub(input.opinion) as ModelOpinion | null;
    const sources = TIMELINE_SOURCES.map((source) => factsOf(source, input.sources));
    const states = Object.fromEntries(sources.map(({ source, state }) => [source, state])) as Record<
      TimelineSource,
      SourceState
    >;
    const rules = assessTimeline({ anomalyTime: anomaly.timestamp, events: timeline, sources: states });
    const { title, adf, labels, attachments } = reportDocument(
      {
        investigation,
        anomaly,
        sender,
        window,
        sources,
        timeline,
        assessment: rules,
        model,
        evidence: { bucket: settings.bucket, key: evidence.key, sha256: evidence.sha256 },
        writtenAt,
      },
      { template, sha256: sha256Hex },
    );
    const verdict = finalVerdict(rules.verdict, model);
    return {
      schema: 1,
      investigation,
      verdict,
      confidence: rules.confidence,
      rules: rulesOf(rules),
      raisedByModel: verdict !== rules.verdict,
      missing: [...rules.gaps],
      evidence,
      model,
      report: { investigation, title, body: JSON.stringify(adf), labels, attachments },
      writtenAt,
    };
  }
}

function factsOf(source: TimelineSource, facts: readonly SourceFacts[]): SourceFacts {
  const found = facts.find((one) => one.source === source);
  if (found === undefined) return { source, state: 'missing', events: 0, note: null };
  const { state, events, note } = found;
  return { source, state, events, note };
}

/** The references of all indicators can be megabytes; the report cites them. */
function rulesOf({ verdict, because, indicators }: RulesAssessment): Assessment['rules'] {
  return {
    verdict,
    because: [...because],
    indicators: indicators.map(({ id, weight, decisive, events }) => ({ id, weight, decisive, events: events.length })),
  };
}

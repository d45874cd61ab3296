import type { Anomaly } from '../anomaly';
import type { ModelOpinion } from '../model-opinion';
import type { SourceState } from '../source-state';
import type { TimelineEvent, TimelineSource } from '../timeline';
import type { RulesAssessment } from '../verdict';

/** What became of one source. */
export interface SourceFacts {
  readonly source: TimelineSource;
  readonly state: SourceState;
  readonly events: number;
  /** Why it is not whole, a sentence of ours. */
  readonly note: string | null;
}

/** Everything that a report shows. Scrubbed of secrets: a report is read by more people than the evidence. */
export interface ReportFacts {
  /** Public id of the investigation, 24 hex digits. */
  readonly investigation: string;
  readonly anomaly: Anomaly;
  /** Name of the sender, as the settings have it. */
  readonly sender: string;
  /** Span that was read, ISO 8601 UTC. */
  readonly window: { readonly from: string; readonly to: string };
  readonly sources: readonly SourceFacts[];
  /** Sorted and without repetition: see `timelineOf`. */
  readonly timeline: readonly TimelineEvent[];
  readonly assessment: RulesAssessment;
  /** Null when no model is configured. */
  readonly model: ModelOpinion | null;
  readonly evidence: { readonly bucket: string; readonly key: string; readonly sha256: string };
  /** ISO 8601 UTC. */
  readonly writtenAt: string;
}

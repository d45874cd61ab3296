import type { Anomaly } from '../../domain/investigation/anomaly';
import type { SourceFacts } from '../../domain/investigation/report/report-facts';
import type { TimelineEvent } from '../../domain/investigation/timeline';

/** What a source is asked for: everything that the actor of an anomaly did within a span. */
export interface ReadSourceInput {
  /** Public id of the investigation, 24 hex digits. */
  readonly investigation: string;
  readonly anomaly: Anomaly;
  /** ISO 8601 UTC, both ends included. */
  readonly window: { readonly from: string; readonly to: string };
}

/** One record of a source: what it says as an event, null when nobody can read it, and all of it without its secrets. */
export interface SourceRecord {
  readonly event: TimelineEvent | null;
  /** Scrubbed, as canonical JSON. */
  readonly raw: string;
}

/** What a source had. */
export interface SourceReading extends SourceFacts {
  /** Hand-over key of what was read, one `SourceRecord` a line; null when nothing was. */
  readonly staged: string | null;
}

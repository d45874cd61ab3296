import type { TimelineEvent } from '../../domain/investigation/timeline';

/** The stored evidence of an investigation. */
export interface EvidenceReference {
  readonly key: string;
  /** SHA-256 of the object's bytes, hex. */
  readonly sha256: string;
  /** Events in it, of all sources, before repetitions are dropped. */
  readonly events: number;
}

/** Evidence as those see it who judge it. Filled in by `worker/main.ts` from `activities/archive`. */
export interface EvidenceReader {
  /**
   * The timeline, sorted and without repetition.
   *
   * @throws ApplicationFailure `NotFound`, `Tampered` when the bytes are others than were stored, or of the store
   */
  read(reference: EvidenceReference, signal: AbortSignal): Promise<readonly TimelineEvent[]>;
}

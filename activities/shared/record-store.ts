/** Records that stand beside an archived event, each created once and never changed. */
export type RecordFamily = 'judged' | 'assessed';

/** An archived event as it stands in the store. */
export interface StoredEvent {
  /** The archived document, parsed from its canonical JSON. */
  readonly document: unknown;
  /** SHA-256 of the stored bytes, hex. */
  readonly sha256: string;
}

/**
 * The archive as other providers see it: what assessing and ticketing need, filled in by `worker/main.ts`.
 *
 * Records are create-only: whoever comes second is given what the first wrote, whatever its bytes.
 */
export interface RecordStore {
  /** @throws ApplicationFailure `NotFound`, `Tampered`, `Unavailable` or `AuthRejected` */
  readEvent(eventKey: string, signal: AbortSignal): Promise<StoredEvent>;
  /** The record of this family beside `eventKey`; undefined when none was written yet. */
  readRecord(family: RecordFamily, eventKey: string, signal: AbortSignal): Promise<unknown>;
  /**
   * Writes the record unless one exists and returns the one that stands.
   *
   * @param retainUntil end of the retention lock, ISO 8601 UTC, whole seconds
   */
  createRecord(
    family: RecordFamily,
    eventKey: string,
    record: unknown,
    retainUntil: string,
    signal: AbortSignal,
  ): Promise<unknown>;
}

/** Hand-over of what is too large for Temporal: objects under `staging/`, scrubbed, unlocked, expired by a lifecycle rule. */
export interface HandOver {
  /** Stores `text` under a key made from its hash and returns the key. */
  putLarge(text: string, signal: AbortSignal): Promise<string>;
  /** @throws ApplicationFailure `NotFound` when the object has expired */
  getLarge(key: string, signal: AbortSignal): Promise<string>;
}

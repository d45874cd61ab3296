/** Modes of a retention lock, the weaker first: `GOVERNANCE` can be lifted with a permission, `COMPLIANCE` by nobody. */
export const LOCK_MODES = ['GOVERNANCE', 'COMPLIANCE'] as const;
export type LockMode = (typeof LOCK_MODES)[number];

/** How long objects are kept. */
export interface Retention {
  readonly mode: LockMode;
  readonly days: number;
}

/** The lock of one object as the store reports it; undefined where it has none. */
export interface FoundLock {
  readonly mode: LockMode | undefined;
  /** ISO 8601 UTC. */
  readonly retainUntil: string | undefined;
}

/** The lock that an object needs. */
export interface WantedLock {
  readonly mode: LockMode;
  /** Date sent with a write, ISO 8601 UTC. */
  readonly retainUntil: string;
  /** Earliest date that is in order on an object that is already there, ISO 8601 UTC. */
  readonly atLeast: string;
}

export interface Lock {
  readonly mode: LockMode;
  readonly retainUntil: string;
}

const DAY_MS = 86_400_000;

/** `time` plus the retention, whole seconds: stores cut milliseconds, and a lock must compare equal when read back. */
export function retainUntil(time: string, days: number): string {
  return wholeSeconds(Date.parse(time) + days * DAY_MS);
}

/**
 * Lock for an event's object: from the run's start, so that a late event is kept as long as a punctual one. An object
 * that is already there is in order from the event's own time on; without a time only the full lock is.
 */
export function lockForEvent(retention: Retention, runStart: string, eventTime: string | null): WantedLock {
  const sent = retainUntil(runStart, retention.days);
  const eventMs = eventTime === null ? NaN : Date.parse(eventTime);
  const isPast = eventMs < Date.parse(runStart); // false for NaN; what claims to come later is locked as of now
  const atLeast = isPast ? retainUntil(new Date(eventMs).toISOString(), retention.days) : sent;
  return { mode: retention.mode, retainUntil: sent, atLeast };
}

/**
 * What must be put on an object whose lock was found to be `found`; undefined when it is in order.
 *
 * Never earlier than the found date and never weaker than the found mode.
 */
export function lockToExtend(found: FoundLock, wanted: WantedLock): Lock | undefined {
  const foundMs = found.retainUntil === undefined ? NaN : Date.parse(found.retainUntil);
  if (found.mode === undefined || Number.isNaN(foundMs)) return { mode: wanted.mode, retainUntil: wanted.retainUntil };

  const modeFits = LOCK_MODES.indexOf(found.mode) >= LOCK_MODES.indexOf(wanted.mode);
  if (modeFits && seconds(foundMs) >= seconds(Date.parse(wanted.atLeast))) return undefined;
  return {
    mode: modeFits ? found.mode : wanted.mode,
    retainUntil: wholeSeconds(Math.max(foundMs, Date.parse(wanted.retainUntil))),
  };
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}

function wholeSeconds(ms: number): string {
  return new Date(seconds(ms) * 1000).toISOString();
}

import type { SenderSettings } from '../config/settings';
import { Problem, type ProblemItem } from './problem';

const DAY_MS = 86_400_000;
/** Clocks of senders run ahead. */
const MAX_AHEAD_MS = 10 * 60_000;
/** A scheme that signs no time leaves the anomaly's own to tell a new delivery from one that somebody has captured. */
const UNTIMED_DAYS = 1;

interface AgeRules {
  readonly scheme: SenderSettings['scheme'];
  /** Days for which the audit logs reach back. */
  readonly auditRetentionDays: number;
  readonly nowMs: number;
}

/**
 * Refuses an anomaly from a time that cannot be investigated, or that its scheme does not vouch for.
 *
 * @param pointer where the time stands in the payload
 * @throws Problem `time_out_of_range`
 */
export function checkAge(timeMs: number, { scheme, auditRetentionDays, nowMs }: AgeRules, pointer: string): void {
  const refuse = (why: string, detail: string, remedy: string): never => {
    const errors: ProblemItem[] = [{ pointer, detail, remedy }];
    throw new Problem('time_out_of_range', { detail: why, errors });
  };
  if (timeMs > nowMs + MAX_AHEAD_MS) {
    refuse(
      'Nothing could be found in the audit logs.',
      'lies more than 10 minutes ahead',
      "Correct the sender's clock, or the offset of the time.",
    );
  }
  if (timeMs < nowMs - auditRetentionDays * DAY_MS) {
    refuse(
      'Nothing could be found in the audit logs.',
      `is older than ${auditRetentionDays} days`,
      'Audit logs reach no further back; the setting investigations.auditRetentionDays says how far.',
    );
  }
  if (scheme === 'github' && timeMs < nowMs - UNTIMED_DAYS * DAY_MS) {
    refuse(
      'The signature of this scheme does not say when it was made, and an old delivery may be a captured one.',
      'is older than 24 hours',
      'Deliver within a day, or sign with the scheme standard.',
    );
  }
}

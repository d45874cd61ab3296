import type { EventRef, TimelineEvent } from './timeline';
import { eventRef, timelineOf } from './timeline';

/** A stretch of work from one address, with one program and one credential. Texts are untrusted. */
export interface Session {
  readonly address: string | null;
  readonly userAgent: string;
  readonly credentialId: string | null;
  /** Times of the first and the last event, ISO 8601 UTC. */
  readonly from: string;
  readonly to: string;
  /** Silence since the session before from the same place and program, ms; null for the first. */
  readonly gapBeforeMs: number | null;
  readonly events: readonly EventRef[];
}

/** A longer silence ends a session. */
export const SESSION_GAP_MS = 30 * 60_000;

type OpenSession = Session & { to: string; readonly events: EventRef[] };

/** Sessions by their start. Events without a time belong to none. */
export function sessionsOf(events: readonly TimelineEvent[], gapMs = SESSION_GAP_MS): readonly Session[] {
  const latest = new Map<string, OpenSession>();
  const sessions: Session[] = [];
  for (const event of timelineOf(events)) {
    if (event.time === null) continue;
    const { address, userAgent, credentialId, time } = event;
    const key = JSON.stringify([address, userAgent, credentialId]);
    const last = latest.get(key);
    const silenceMs = last === undefined ? null : Date.parse(time) - Date.parse(last.to);
    if (last !== undefined && silenceMs !== null && silenceMs <= gapMs) {
      last.to = time;
      last.events.push(eventRef(event));
      continue;
    }
    const place = { address, userAgent, credentialId };
    const session = { ...place, from: time, to: time, gapBeforeMs: silenceMs, events: [eventRef(event)] };
    latest.set(key, session);
    sessions.push(session);
  }
  return sessions.sort(byStart);
}

function byStart(a: Session, b: Session): number {
  const [left, right] = [sortKey(a), sortKey(b)];
  return left < right ? -1 : Number(left > right);
}

function sortKey({ from, address, userAgent, credentialId }: Session): string {
  return JSON.stringify([from, address, userAgent, credentialId]);
}

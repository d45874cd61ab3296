import type { Json } from '../json';
import type { StoryAccount } from './setting';
import { STORY_SETTING } from './setting';

/** The day is 22 hours long and ends at the base time: a first look back over 24 hours sees all of it. */
const DAY_MS = 22 * 3_600_000;
/** Held-back records show by themselves so long after the day's end, or earlier when somebody settles. */
const LATE_MS = 8 * 60_000;

/** One thing that happened on the day. */
export interface StoryEvent {
  readonly accountId: string;
  /** Time of the day, `hh:mm:ss.mmm`; 00:00 is 22 hours before the base time. */
  readonly clock: string;
  /** Without `action.time`, which the clock gives. */
  readonly record: Json;
  /** False for a record that carries no readable time of its own. */
  readonly timed?: false;
  /** When the log begins to show it: at this clock, or only after the day. Default: at once. */
  readonly shownFrom?: string;
}

export interface Happening {
  /** Absent: the record comes without an id. */
  readonly id?: string;
  readonly account: string;
  readonly clock: string;
  readonly actor: Json;
  readonly method: string;
  readonly uri: string;
  readonly resource?: Json;
  readonly description?: string;
  readonly agent?: string;
  /** `null` leaves the field out. Default `success`. */
  readonly result?: string | null;
  readonly status?: number;
  readonly ray: string;
  readonly zone?: { readonly id: string; readonly name: string };
  readonly shownFrom?: string;
}

/** `shownFrom` of a record that shows only after the day. */
export const AFTER_THE_DAY = 'after the day';

const BROWSER = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Safari/605.1.15';
const TYPES: Readonly<Record<string, string>> = { POST: 'create', PUT: 'update', PATCH: 'update', DELETE: 'delete' };

/** A record in the shape of the audit log. */
export function happening(what: Happening): StoryEvent {
  const { id, account, clock, actor, method, uri, ray, zone, description, result = 'success' } = what;
  const name = (STORY_SETTING.accounts as readonly StoryAccount[]).find((one) => one.id === account)?.name;
  return {
    accountId: account,
    clock,
    ...(what.shownFrom === undefined ? {} : { shownFrom: what.shownFrom }),
    record: {
      ...(id === undefined ? {} : { id }),
      account: { id: account, name },
      action: {
        type: TYPES[method] ?? 'update',
        ...(result === null ? {} : { result }),
        ...(description === undefined ? {} : { description }),
      },
      actor,
      raw: {
        method,
        uri,
        status_code: what.status ?? (method === 'POST' ? 201 : 200),
        cf_ray_id: ray,
        user_agent: what.agent ?? BROWSER,
      },
      ...(what.resource === undefined ? {} : { resource: what.resource }),
      ...(zone === undefined ? {} : { zone: { id: zone.id, name: zone.name } }),
    },
  };
}

/** Epoch milliseconds of a time of the day. */
export function timeOf(clock: string, baseTime: number): number {
  const match = /^(\d\d):(\d\d):(\d\d)(?:\.(\d{3}))?$/.exec(clock);
  if (match === null) throw new Error(`no time of the day: ${clock}`);
  const [, hours, minutes, seconds, ms = '0'] = match;
  const sinceStart = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000 + Number(ms);
  return baseTime - DAY_MS + sinceStart;
}

/** The event as it goes into the log. */
export function placed(
  event: StoryEvent,
  baseTime: number,
): { accountId: string; record: Json; time: string; visibleAt?: number } {
  const time = new Date(timeOf(event.clock, baseTime)).toISOString();
  const { action } = event.record;
  const record = event.timed === false ? event.record : { ...event.record, action: { ...(action as Json), time } };
  if (event.shownFrom === undefined) return { accountId: event.accountId, record, time };
  const visibleAt = event.shownFrom === AFTER_THE_DAY ? baseTime + LATE_MS : timeOf(event.shownFrom, baseTime);
  return { accountId: event.accountId, record, time, visibleAt };
}

/** Stamp of a resource, in whole seconds as the API writes them: a time of the day, or so many days before it. */
export function stampOf(when: string | number, baseTime: number): string {
  const timeMs = typeof when === 'string' ? timeOf(when, baseTime) : baseTime - when * 86_400_000;
  return new Date(Math.floor(timeMs / 1_000) * 1_000).toISOString().replace('.000Z', 'Z');
}

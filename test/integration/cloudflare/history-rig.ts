import type { NewEvent } from '../../../sandbox/cloudflare/audit-log';
import type { Fault } from '../../../sandbox/http/faults';
import type { Json } from '../../../sandbox/json';
import { CORP } from '../../../sandbox/story/setting';
import type { SourceReading } from '../../../activities/shared/source-reading';
import { hoursAgo, type InvestigationRig } from '../archive/investigation-rig';

export const DANA = { email: 'dana@example.com' };
export const DANA_ID = '55ee66ff77008899aa11bb22cc33dd44';
/** The id of a token. */
export const token = (n: number): string => n.toString(16).padStart(32, 'a');
/** The actor of a request that was made with a token. */
export const byToken = (id: string): Json => ({ email: '', id: CORP, type: 'account', token_id: id });

interface Act {
  /** Hours ago; the anomaly is two hours ago. */
  readonly hours?: number;
  readonly account?: string;
  readonly method?: string;
  readonly uri?: string;
  readonly actor?: Json;
  readonly more?: Json;
}

/** A request, by default a change of Dana's in Acme Corp an hour ago. */
export function act(
  id: string,
  { hours = 1, account = CORP, method = 'PATCH', uri = '/zones/z1/dns_records/r1', actor, more }: Act = {},
): NewEvent {
  return {
    accountId: account,
    record: {
      id,
      account: { id: account, name: 'Acme' },
      action: { type: 'update', result: 'success', time: hoursAgo(hours) },
      actor: {
        id: DANA_ID,
        type: 'user',
        context: 'dash',
        email: 'dana@example.com',
        ip_address: '198.51.100.24',
        ...actor,
      },
      raw: { method, uri, status_code: 200, cf_ray_id: `ray-${id}` },
      resource: { id: 'r1', type: 'record' },
      ...more,
    },
  };
}

/** A request that makes a token, by default one of the account. */
export function minting(id: string, made: string, { uri, ...more }: Omit<Act, 'method' | 'more'> = {}): NewEvent {
  return act(id, {
    method: 'POST',
    uri: uri ?? `/accounts/${more.account ?? CORP}/tokens`,
    more: { resource: { id: made, type: 'token', response: { id: made } } },
    ...more,
  });
}

/** As many requests, each with its number after the name. */
export function acts(name: string, count: number, hours: (index: number) => number, more: Act = {}): NewEvent[] {
  return Array.from({ length: count }, (_, index) => act(`${name}${index}`, { ...more, hours: hours(index) }));
}

/** A record of the older log, by Dana. */
export function v1Record(id: string, type: string, hours: number, more: Json = {}): Json {
  return {
    id,
    when: hoursAgo(hours),
    action: { type, result: true },
    actor: { id: DANA_ID, email: 'dana@example.com', ip: '198.51.100.24', type: 'user' },
    interface: 'UI',
    resource: { id: 'r1', type: 'dns' },
    ...more,
  };
}

/** What tests of histories do with the rig of the moment. */
export function historyWith(rig: () => InvestigationRig) {
  return {
    add: (...events: NewEvent[]) => rig().sandbox.control.addEvents(events),
    addOlder: (record: Json) => rig().sandbox.control.addEventV1({ accountId: CORP, record }),
    ids: async (reading: SourceReading) => (await rig().events(reading)).map(({ id }) => id).sort(),
    /** Queries of the requests whose path matches. */
    asked: (path = '/logs/audit') =>
      rig()
        .sandbox.control.requests({ pathMatches: path })
        .map(({ path: full }) => new URL(full, 'http://sandbox').searchParams),
    /** From now on such requests meet this. */
    fault: (kind: Fault['kind'], path = '/logs/audit', times: Fault['times'] = 'always') =>
      rig().sandbox.control.addFault({ provider: 'cloudflare', path, times, kind }),
  };
}

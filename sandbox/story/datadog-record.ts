import type { Json } from '../json';
import type { NewDatadogEvent } from '../datadog/state';
import { timeOf } from './record';

/** A person as Datadog knows them. */
export interface DatadogPerson {
  readonly email: string;
  readonly name: string;
  readonly uuid: string;
}

export interface Place {
  readonly ip: string;
  readonly country: { readonly name: string; readonly iso_code: string };
}

/** One thing that happened in Datadog. */
export interface DatadogHappening {
  /** Whatever makes its id one of a kind. */
  readonly label: string;
  /** Time of the day, as in Cloudflare's part of the story. */
  readonly clock: string;
  readonly who: DatadogPerson;
  readonly place: Place;
  /** `evt.name`. */
  readonly name: string;
  readonly action: string;
  readonly message: string;
  /** Without one: a request in a browser that only looked. */
  readonly request?: { readonly method: string; readonly path: string; readonly status?: number };
  readonly asset?: Json;
  readonly agent?: string;
  readonly more?: Json;
}

const BROWSER = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Safari/605.1.15';

/** An event in the shape of the Audit Trail. */
export function datadogEvent(what: DatadogHappening, baseTime: number): NewDatadogEvent {
  const { who, place, asset, request = { method: 'GET', path: '/dashboard' } } = what;
  return {
    event: {
      id: `AQAAAZ${Buffer.from(`acme-${what.label}`).toString('base64url')}`,
      type: 'audit',
      attributes: {
        timestamp: new Date(timeOf(what.clock, baseTime)).toISOString(),
        service: 'audit-trail',
        message: what.message,
        tags: ['source:datadog'],
        attributes: {
          evt: { name: what.name, actor: { type: 'USER' } },
          action: what.action,
          ...(asset === undefined ? {} : { asset }),
          usr: { id: who.email, uuid: who.uuid, email: who.email, name: who.name },
          http: {
            method: request.method,
            status_code: request.status ?? 200,
            url_details: { path: request.path },
            useragent: what.agent ?? BROWSER,
          },
          network: { client: { ip: place.ip, geoip: { country: place.country } } },
          status: 'info',
          ...what.more,
        },
      },
    },
  };
}

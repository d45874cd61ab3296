import type { NewEvent } from '../../sandbox/cloudflare/audit-log';
import type { NewDatadogEvent } from '../../sandbox/datadog/state';
import type { Json } from '../../sandbox/json';

/** What stands in one place of an event; called with the name of the place. */
export type TextOf = (place: string) => string;

export interface PlantedEvent {
  readonly id: string;
  /** ISO 8601 UTC. */
  readonly time: string;
  /** Of whoever did it; what an investigation searches for. */
  readonly email: string;
  readonly ip: string;
}

/** An event of Cloudflare's audit log with a text of the caller's in every place that a stranger can write to. */
export function plantedCloudflareEvent(
  accountId: string,
  { id, time, email, ip }: PlantedEvent,
  textOf: TextOf,
): NewEvent {
  return {
    accountId,
    record: {
      id,
      account: { id: accountId, name: textOf('cloudflare account.name') },
      action: {
        type: 'create',
        result: 'success',
        time,
        description: textOf('cloudflare action.description'),
      },
      actor: {
        id: textOf('cloudflare actor.id'),
        type: 'user',
        context: 'dash',
        email,
        ip_address: ip,
        token_id: textOf('cloudflare actor.token_id'),
        token_name: textOf('cloudflare actor.token_name'),
      },
      raw: {
        method: 'POST',
        uri: `/zones/z1/dns_records?note=${textOf('cloudflare raw.uri')}`,
        status_code: 200,
        cf_ray_id: `ray-${id}`,
        user_agent: textOf('cloudflare raw.user_agent'),
      },
      resource: {
        id: textOf('cloudflare resource.id'),
        type: textOf('cloudflare resource.type'),
        product: textOf('cloudflare resource.product'),
        scope: { note: textOf('cloudflare resource.scope') },
        request: { comment: textOf('cloudflare resource.request') },
        response: { name: textOf('cloudflare resource.response') },
      },
      zone: { id: 'z1', name: textOf('cloudflare zone.name') },
      something_new: { note: textOf('cloudflare unknown member') },
    },
  };
}

/** The same of Datadog's Audit Trail. */
export function plantedDatadogEvent({ id, time, email, ip }: PlantedEvent, textOf: TextOf): NewDatadogEvent {
  const attributes: Json = {
    evt: { name: textOf('datadog evt.name'), actor: { type: 'USER' } },
    action: textOf('datadog action'),
    asset: {
      type: textOf('datadog asset.type'),
      id: textOf('datadog asset.id'),
      name: textOf('datadog asset.name'),
      new_value: { note: textOf('datadog asset.new_value') },
      prev_value: { note: textOf('datadog asset.prev_value') },
    },
    usr: { id: email, uuid: textOf('datadog usr.uuid'), email, name: textOf('datadog usr.name') },
    http: {
      method: 'POST',
      status_code: 200,
      url_details: { path: `/api/v1/monitor/${textOf('datadog path')}` },
      useragent: textOf('datadog useragent'),
    },
    network: { client: { ip, geoip: { country: { name: textOf('datadog country'), iso_code: 'NL' } } } },
    status: 'info',
    something_new: { note: textOf('datadog unknown member') },
  };
  const tags = [textOf('datadog tag')];
  const envelope = { timestamp: time, service: 'audit-trail', message: textOf('datadog message'), tags, attributes };
  return { event: { id, type: 'audit', attributes: envelope } };
}

/** An anomaly of that actor, with a text of the caller's in every field that takes one. */
export function plantedAnomaly({ time, email, ip }: Omit<PlantedEvent, 'id'>, textOf: TextOf): Json {
  return {
    actor: {
      email,
      ip,
      id: textOf('anomaly actor.id'),
      tokenId: textOf('anomaly actor.tokenId'),
      nickname: textOf('anomaly actor.nickname'),
    },
    action: textOf('anomaly action'),
    timestamp: time,
    source: textOf('anomaly source'),
    severity: textOf('anomaly severity'),
    title: textOf('anomaly title'),
    details: { note: textOf('anomaly details'), nested: { deep: [textOf('anomaly nested details')] } },
    something_new: textOf('anomaly unknown field'),
    [textOf('anomaly name of a field')]: 'a value',
  };
}

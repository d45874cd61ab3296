import { z } from 'zod';
import type { DatadogAuditEvent } from '../../domain/investigation/datadog-audit-event';

/** One answer to a search. `events` as received. */
export const SearchAnswer = z.object({
  data: z.array(z.unknown()),
  meta: z.object({
    page: z.object({ after: z.string().nullish() }).nullish(),
    status: z.string().nullish(),
    warnings: z.array(z.unknown()).nullish(),
  }),
});

/** Events are free-form: what has another type than usual counts as not there, and stays in the evidence. */
const text = z
  .string()
  .nullish()
  .catch(undefined)
  .transform((value) => value ?? '');
const part = <T extends z.ZodRawShape>(shape: T) => {
  const object = z.object(shape);
  return object.catch(() => object.parse({}));
};

/** RFC 3339. Anything else may parse too, as another time on another machine. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const time = text.transform((value) => {
  const ms = Date.parse(TIME.test(value) ? value : '');
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
});
const status = z
  .union([z.number(), z.string().regex(/^\d{3}$/)])
  .nullish()
  .catch(undefined)
  .transform((value) => (value === undefined || value === null ? undefined : Number(value)));
const named = part({ id: text });

/** @see activities/datadog/README.md */
const AuditRecord = z.object({
  id: text,
  attributes: part({
    timestamp: time,
    message: text,
    attributes: part({
      evt: part({ name: text, outcome: text, actor: part({ type: text }) }),
      action: text,
      status: text,
      asset: part({
        type: text,
        id: text,
        name: text,
        new_value: z.unknown().optional(),
        prev_value: z.unknown().optional(),
      }),
      usr: part({ id: text, uuid: text, email: text, name: text }),
      http: part({ method: text, status_code: status, useragent: text, url_details: part({ path: text }) }),
      network: part({ client: part({ ip: text, geoip: part({ country: part({ iso_code: text }) }) }) }),
      metadata: part({ api_key: named, application_key: named }),
    }),
  }),
});

/** Id of a key, which is no secret. The key itself has no dashes. */
const KEY_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The facts of one record of the Audit Trail; undefined when it is no object. */
export function parseAuditRecord(record: unknown): DatadogAuditEvent | undefined {
  const parsed = AuditRecord.safeParse(record);
  if (!parsed.success) return undefined;
  const { id, attributes: envelope } = parsed.data;
  const { evt, action, asset, usr, http, network, metadata, ...inner } = envelope.attributes;
  const keyId = metadata.api_key.id || metadata.application_key.id;
  return {
    id,
    time: envelope.timestamp,
    name: evt.name,
    action,
    asset: { type: asset.type, id: asset.id, name: asset.name, newValue: asset.new_value, prevValue: asset.prev_value },
    actor: { id: usr.id, uuid: usr.uuid, email: usr.email, name: usr.name, actorType: evt.actor.type },
    request: {
      method: http.method,
      path: http.url_details.path,
      statusCode: http.status_code,
      userAgent: http.useragent,
    },
    ip: network.client.ip,
    country: network.client.geoip.country.iso_code,
    outcome: evt.outcome || inner.status,
    credentialId: KEY_ID.test(keyId) ? keyId : '',
    message: envelope.message,
  };
}

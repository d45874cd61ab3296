import { z } from 'zod';
import type { AuditEvent, AuditStream } from '../../domain/audit-event';

/** Absent, null and empty mean the same in this log; any other type makes the record unreadable. */
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const noted = z
  .string()
  .nullish()
  .transform((value) => (value === undefined || value === null || value === '' ? undefined : value));

/** RFC 3339. Anything else may parse too, as another time on another machine. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** Both logs write times with zero to nine digits of a second; we keep milliseconds. */
const time = z
  .string()
  .nullish()
  .transform((value) => {
    const ms = Date.parse(TIME.test(value ?? '') ? (value ?? '') : '');
    return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
  });

const status = z.union([z.number(), z.string().regex(/^\d*$/)]).nullish();
const zone = z
  .object({ id: text, name: text })
  .nullish()
  .transform((value) => (value === undefined || value === null || value.id === '' ? undefined : value));

const NO_ACTOR = { id: '', type: '', context: '', email: '', ip_address: '', token_id: '', token_name: '' };
const NO_REQUEST = { method: '', uri: '', cf_ray_id: '', user_agent: '' };

/** @see docs/sources.md#audit-logs-v2 */
const RecordV2 = z.object({
  id: noted,
  action: z.object({ type: text, result: text, time, description: text }).nullish(),
  actor: z
    .object({ id: text, type: text, context: text, email: text, ip_address: text, token_id: text, token_name: text })
    .nullish(),
  raw: z.object({ method: text, uri: text, status_code: status, cf_ray_id: text, user_agent: text }).nullish(),
  resource: z
    .object({ id: text, type: text, product: text, request: z.unknown().optional(), response: z.unknown().optional() })
    .nullish(),
  zone,
});

/** @see docs/sources.md#audit-logs-v1 */
const RecordV1 = z.object({
  id: noted,
  when: time,
  action: z.object({ type: text, result: z.union([z.boolean(), z.string()]).nullish(), info: text }).nullish(),
  actor: z.object({ id: text, type: text, email: text, ip: text }).nullish(),
  interface: text,
  metadata: z
    .record(z.string(), z.unknown())
    .nullish()
    .transform((value) => value ?? {}),
  newValueJson: z.unknown().optional(),
  resource: z.object({ id: text, type: text }).nullish(),
});

const PARSERS: Readonly<Record<AuditStream, (accountId: string, record: unknown) => AuditEvent | undefined>> = {
  v1: parseV1,
  v2: parseV2,
};

/**
 * The facts of one record of an account's audit log; undefined when a field we read has another type than documented.
 *
 * Nothing is required to be there: real records of the provider's own systems carry empty strings and no resource.
 */
export function parseAuditRecord(stream: AuditStream, accountId: string, record: unknown): AuditEvent | undefined {
  return PARSERS[stream](accountId, record);
}

function parseV2(accountId: string, record: unknown): AuditEvent | undefined {
  const { success, data } = RecordV2.safeParse(record);
  if (!success) return undefined;
  const actor = data.actor ?? NO_ACTOR;
  const raw = data.raw ?? NO_REQUEST;
  return {
    stream: 'v2',
    id: data.id,
    time: data.action?.time,
    accountId,
    action: {
      type: data.action?.type ?? '',
      succeeded: succeeded(data.action?.result, 'status_code' in raw ? Number(raw.status_code) : 0),
      description: data.action?.description ?? '',
    },
    actor: {
      id: actor.id,
      type: actor.type,
      context: actor.context,
      email: actor.email,
      ip: actor.ip_address,
      tokenId: actor.token_id,
      tokenName: actor.token_name,
    },
    request: { method: raw.method, uri: raw.uri, rayId: raw.cf_ray_id, userAgent: raw.user_agent },
    resource: {
      id: data.resource?.id ?? '',
      type: data.resource?.type ?? '',
      product: data.resource?.product ?? '',
      request: data.resource?.request,
      response: data.resource?.response,
    },
    metadata: {},
    zone: data.zone,
  };
}

/** Statuses that only say that the caller never got its answer: a time-out, or a connection that was closed early. */
const UNANSWERED: ReadonlySet<number> = new Set([408, 499, 504, 524]);

/** Whether the action took place, as far as the record tells. What it says itself wins over the status of the answer. */
function succeeded(result: string | undefined, status: number): boolean {
  if (result === 'failure') return false;
  return result === 'success' || status < 400 || UNANSWERED.has(status) || Number.isNaN(status);
}

function parseV1(accountId: string, record: unknown): AuditEvent | undefined {
  const { success, data } = RecordV1.safeParse(record);
  if (!success) return undefined;
  return {
    stream: 'v1',
    id: data.id,
    time: data.when,
    accountId,
    action: {
      type: data.action?.type ?? '',
      succeeded: data.action?.result !== false && data.action?.result !== 'false',
      description: data.action?.info ?? '',
    },
    actor: {
      id: data.actor?.id ?? '',
      type: data.actor?.type ?? '',
      context: data.interface,
      email: data.actor?.email ?? '',
      ip: data.actor?.ip ?? '',
      tokenId: '',
      tokenName: '',
    },
    request: NO_V1_REQUEST,
    resource: {
      id: data.resource?.id ?? '',
      type: data.resource?.type ?? '',
      product: '',
      request: undefined,
      response: data.newValueJson,
    },
    metadata: data.metadata,
    zone: undefined,
  };
}

/** v1 does not record the API request behind an event. */
const NO_V1_REQUEST = { method: '', uri: '', rayId: '', userAgent: '' };

/** The event of a record that does not parse: nothing in it can be trusted to mean what its name says. */
export function unparsedEvent(stream: AuditStream, accountId: string): AuditEvent {
  return {
    stream,
    id: undefined,
    time: undefined,
    accountId,
    action: { type: '', succeeded: true, description: '' },
    actor: { id: '', type: '', context: '', email: '', ip: '', tokenId: '', tokenName: '' },
    request: { method: '', uri: '', rayId: '', userAgent: '' },
    resource: { id: '', type: '', product: '', request: undefined, response: undefined },
    metadata: {},
    zone: undefined,
  };
}

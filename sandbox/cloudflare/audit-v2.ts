import { createHash } from 'node:crypto';
import type { Answer, Exchange } from '../http/exchange';
import { isJson } from '../json';
import { filterOf, querySignature } from './audit-filters';
import type { AuditLog, LogPage, Position } from './audit-log';
import { badRequest } from './envelope';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;

/**
 * `GET /accounts/{id}/logs/audit`: a window with both ends, newest first unless asked otherwise, walked by a cursor that
 * belongs to its query. `page` and other unknown parameters are ignored, so that a client that counts pages reads the
 * first one for ever.
 */
export function auditV2(exchange: Exchange, log: AuditLog): Answer {
  const { query } = exchange;
  const sinceMs = timeOf(query.get('since'));
  const beforeMs = timeOf(query.get('before'));
  if (sinceMs === undefined) return badRequest("required parameter 'since' is missing or no RFC 3339 time");
  if (beforeMs === undefined) return badRequest("required parameter 'before' is missing or no RFC 3339 time");
  if (sinceMs > beforeMs) return badRequest("'since' must not be after 'before'");

  const limit = Number(query.get('limit') ?? DEFAULT_LIMIT);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) return badRequest(`limit must be 1 to ${MAX_LIMIT}`);
  const direction = query.get('direction') ?? 'desc';
  if (direction !== 'asc' && direction !== 'desc') return badRequest("direction must be 'asc' or 'desc'");

  const signature = createHash('sha256')
    .update(`${exchange.path}?${querySignature(query)}`)
    .digest('hex')
    .slice(0, 16);
  const cursor = query.get('cursor') ?? '';
  const after = cursor === '' ? undefined : positionOf(cursor, signature);
  if (after === null) return badRequest('invalid cursor');

  const request = { sinceMs, beforeMs, direction, limit, after, keep: filterOf(query) } as const;
  const page = log.page(request, exchange.at);
  return pageAnswer(page, page.next === undefined ? '' : cursorAt(page.next, signature));
}

function pageAnswer({ records, count }: LogPage, cursor: string): Answer {
  const head = '{"success":true,"errors":[],"messages":[],"result":[';
  const tail = `],"result_info":${JSON.stringify({ count: String(count), cursor })}}`;
  const body =
    typeof records === 'string'
      ? head + records + tail
      : Buffer.concat([Buffer.from(head), records, Buffer.from(tail)]);
  return { status: 200, headers: { 'content-type': 'application/json' }, body };
}

/** Fractions of any length and offsets other than Z are RFC 3339, too; a bare date is not. */
function timeOf(text: string | null): number | undefined {
  if (text === null || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text)) return undefined;
  const timeMs = Date.parse(text);
  return Number.isNaN(timeMs) ? undefined : timeMs;
}

function cursorAt({ timeMs, sequence }: Position, signature: string): string {
  return Buffer.from(JSON.stringify({ q: signature, t: timeMs, n: sequence })).toString('base64url');
}

/** The place that a cursor means; null when it is none or belongs to another query. */
function positionOf(cursor: string, signature: string): Position | null {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (!isJson(parsed) || parsed['q'] !== signature) return null;
    const { t, n } = parsed;
    return typeof t === 'number' && typeof n === 'number' ? { timeMs: t, sequence: n } : null;
  } catch {
    return null;
  }
}

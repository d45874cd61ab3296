import { isJson, valueAt, type Json } from '../json';
import { auditQuery, type EventTest } from './audit-query';

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 1_000;
const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** A search as it was asked for. Times in epoch milliseconds. */
export interface SearchRequest {
  readonly query: string;
  readonly test: EventTest;
  readonly fromMs: number;
  readonly toMs: number;
  readonly direction: 'asc' | 'desc';
  readonly limit: number;
  readonly cursor: string | undefined;
  /** What a cursor belongs to: the same texts give the same one. */
  readonly signature: string;
}

/** Reads the body of a search. @throws Error whose message tells what is wrong with it */
export function searchRequest(body: string, nowMs: number): SearchRequest {
  const request = parsed(body);
  const query = textIn(request, 'filter', 'query') ?? '';
  const from = textIn(request, 'filter', 'from') ?? 'now-15m';
  const to = textIn(request, 'filter', 'to') ?? 'now';
  const sort = textIn(request, 'sort') ?? '-timestamp';
  if (sort !== 'timestamp' && sort !== '-timestamp') throw new Error('sort must be timestamp or -timestamp');
  const limit = valueAt(request, 'page', 'limit') ?? DEFAULT_LIMIT;
  if (typeof limit !== 'number' || !Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw new Error(`page.limit must be between 1 and ${MAX_LIMIT}`);
  }
  const [fromMs, toMs] = [moment(from, nowMs), moment(to, nowMs)];
  if (fromMs > toMs) throw new Error('filter.from must not be after filter.to');
  return {
    query,
    test: auditQuery(query),
    fromMs,
    toMs,
    direction: sort === 'timestamp' ? 'asc' : 'desc',
    limit,
    cursor: textIn(request, 'page', 'cursor'),
    signature: JSON.stringify([query, from, to, sort]),
  };
}

function parsed(body: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new Error('the body is no JSON');
  }
  if (!isJson(value)) throw new Error('the body is no object');
  return value;
}

function textIn(request: Json, ...path: readonly string[]): string | undefined {
  const value = valueAt(request, ...path);
  if (value === undefined || typeof value === 'string') return value;
  throw new Error(`${path.join('.')} must be a string`);
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/;

/** ISO 8601, `now-24h`, or epoch milliseconds as text. */
function moment(text: string, nowMs: number): number {
  const relative = /^now(?:-(\d+)([smhdw]))?$/.exec(text);
  if (relative !== null) return nowMs - Number(relative[1] ?? 0) * (UNIT_MS[relative[2] ?? ''] ?? 0);
  if (/^\d{10,15}$/.test(text)) return Number(text);
  const ms = ISO.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw new Error(`"${text.slice(0, 40)}" is no time`);
  return ms;
}

import type { Answer, Exchange } from '../http/exchange';
import { valueAt } from '../json';
import { badRequest, ok } from './envelope';

/** A record of the older log with its time, which the record writes with or without fractions. */
export interface V1Entry {
  readonly timeMs: number;
  readonly visibleAtMs: number;
  readonly record: unknown;
}

const DEFAULT_PER_PAGE = 100;
const MAX_PER_PAGE = 1_000;

/** `GET /accounts/{id}/audit_logs`: pages by number, no cursor, no total; `since` inclusive, ids may come twice. */
export function auditV1(exchange: Exchange, entries: readonly V1Entry[]): Answer {
  const { query } = exchange;
  const page = Number(query.get('page') ?? 1);
  const perPage = Number(query.get('per_page') ?? DEFAULT_PER_PAGE);
  if (!Number.isInteger(page) || page < 1) return badRequest('invalid page');
  if (!Number.isInteger(perPage) || perPage < 1 || perPage > MAX_PER_PAGE) return badRequest('invalid per_page');
  const sinceMs = boundOf(query.get('since'), -Infinity);
  const beforeMs = boundOf(query.get('before'), Infinity);
  if (Number.isNaN(sinceMs) || Number.isNaN(beforeMs)) return badRequest('invalid date');

  const direction = query.get('direction') === 'asc' ? 1 : -1;
  const found = entries
    .filter(({ timeMs, visibleAtMs }) => timeMs >= sinceMs && timeMs <= beforeMs && visibleAtMs <= exchange.at)
    .filter(({ record }) => equals(query, 'action.type', valueAt(record, 'action', 'type')))
    .filter(({ record }) => equals(query, 'actor.email', valueAt(record, 'actor', 'email')))
    .filter(({ record }) => equals(query, 'actor.ip', valueAt(record, 'actor', 'ip')))
    .sort((a, b) => (a.timeMs - b.timeMs) * direction);
  return ok(found.slice((page - 1) * perPage, page * perPage).map(({ record }) => record));
}

function boundOf(text: string | null, fallback: number): number {
  return text === null ? fallback : Date.parse(text);
}

function equals(query: URLSearchParams, name: string, value: unknown): boolean {
  const wanted = query.get(name);
  return wanted === null || wanted === value;
}

import { createHash } from 'node:crypto';
import { json, type Answer, type Exchange, type Provider } from '../http/exchange';
import { DATADOG_RATE_LIMITED } from '../http/provider-faults';
import { isJson, valueAt, type Json } from '../json';
import { searchRequest, type SearchRequest } from './search-request';
import type { DatadogState, TrailEvent } from './state';

export interface DatadogKeys {
  readonly apiKey: string;
  readonly applicationKey: string;
  /** What the request log calls the caller. */
  readonly applicationKeyId: string;
}

const SEARCH = '/api/v2/audit/events/search';

/** The simulated Datadog: searching the Audit Trail, nothing else. */
export class Datadog implements Provider {
  private period = { startedAt: -Infinity, requests: 0 };
  private searches = 0;

  constructor(
    private readonly state: DatadogState,
    private readonly keys: DatadogKeys,
  ) {}

  reset(): void {
    this.period = { startedAt: -Infinity, requests: 0 };
  }

  callerOf({ headers }: Exchange): string {
    return headers['dd-application-key'] === this.keys.applicationKey ? this.keys.applicationKeyId : '?';
  }

  operationOf(): undefined {
    return undefined;
  }

  answer(exchange: Exchange): Answer {
    if (exchange.path !== SEARCH) return refused(404, 'Not found');
    if (exchange.method !== 'POST') return refused(405, 'Method not allowed');
    const { headers } = exchange;
    const known = headers['dd-api-key'] === this.keys.apiKey && this.callerOf(exchange) !== '?';
    if (!known || !this.state.api.permitted) return refused(403, 'Forbidden');
    const limit = this.count(exchange.at);
    const answer = limit.exceeded ? json(429, DATADOG_RATE_LIMITED) : this.search(exchange);
    return { ...answer, headers: { ...answer.headers, ...limit.headers } };
  }

  private search({ body, at }: Exchange): Answer {
    let request: SearchRequest;
    let after: Position | undefined;
    try {
      request = searchRequest(body, at);
      after = request.cursor === undefined ? undefined : positionIn(request.cursor, request.signature);
    } catch (error) {
      return refused(400, `Invalid request: ${error instanceof Error ? error.message : 'unreadable'}`);
    }
    const { page, next } = this.page(request, after, at);
    const missing = this.state.takePartial(request.query);
    const shown = missing === undefined ? page : page.slice(0, missing === 'timeout' ? page.length >> 1 : -1);
    const cursor = missing === 'timeout' || next === undefined ? undefined : cursorOf(next, request.signature);
    const leadsOn = this.state.api.stuckCursor ? (request.cursor ?? cursor) : cursor;
    this.searches += 1;
    return json(200, {
      data: shown.map(({ event }) => event),
      ...(leadsOn === undefined ? {} : { links: { next: nextLink(leadsOn) } }),
      meta: {
        elapsed: missing === 'timeout' ? 30_000 : 40 + page.length,
        request_id: `pddv1Ch${Buffer.from(`search-${this.searches}`).toString('base64url')}`,
        ...(leadsOn === undefined ? {} : { page: { after: leadsOn } }),
        status: missing === 'timeout' ? 'timeout' : 'done',
        ...(missing === undefined ? {} : { warnings: [PARTIAL_WARNING] }),
      },
    });
  }

  /** A full page always leads on, also to nothing: there is no telling whether it was the last. */
  private page(request: SearchRequest, after: Position | undefined, nowMs: number) {
    const all = this.state
      .between(request.fromMs, request.toMs, nowMs)
      .filter(({ event }) => request.test(attributesOf(event)));
    if (request.direction === 'desc') all.reverse();
    const start = after === undefined ? 0 : all.findIndex((one) => isPast(one, after, request.direction));
    const rest = start < 0 ? [] : all.slice(start);
    const repeated = this.state.api.repeatsEvents && after !== undefined ? all.filter((one) => isAt(one, after)) : [];
    const page = [...repeated, ...rest].slice(0, request.limit);
    // A page that holds nothing but the repetition would repeat it for ever.
    const isFull = page.length === request.limit && page.length > repeated.length;
    return { page, next: isFull ? page.at(-1) : undefined };
  }

  private count(at: number): { headers: Record<string, string>; exceeded: boolean } {
    const { requests, periodS } = this.state.api;
    if (at - this.period.startedAt >= periodS * 1_000) this.period = { startedAt: at, requests: 0 };
    this.period.requests += 1;
    const limit = requests ?? PUBLISHED_REQUESTS;
    return {
      exceeded: requests !== null && this.period.requests > requests,
      headers: {
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-period': String(periodS),
        'x-ratelimit-remaining': String(Math.max(0, limit - this.period.requests)),
        'x-ratelimit-reset': String(Math.ceil((this.period.startedAt + periodS * 1_000 - at) / 1_000)), // seconds left
        'x-ratelimit-name': 'audit_logs_search',
      },
    };
  }
}

/** What the headers count against while nobody is refused. */
const PUBLISHED_REQUESTS = 300;

const PARTIAL_WARNING = {
  code: 'unknown_index',
  title: 'Partial result',
  detail: 'The query ran out of time before all data was read.',
};

function refused(status: number, message: string): Answer {
  return json(status, { errors: [message] });
}

function attributesOf(event: Json): Json {
  const inner = valueAt(event, 'attributes', 'attributes');
  return isJson(inner) ? inner : {};
}

function nextLink(cursor: string): string {
  return `https://api.datadoghq.example/api/v2/audit/events?page[cursor]=${cursor}`;
}

type Position = Pick<TrailEvent, 'timeMs' | 'sequence'>;

function isAt(one: Position, { timeMs, sequence }: Position): boolean {
  return one.timeMs === timeMs && one.sequence === sequence;
}

function isPast(one: Position, after: Position, direction: 'asc' | 'desc'): boolean {
  const order = one.timeMs - after.timeMs || one.sequence - after.sequence;
  return direction === 'asc' ? order > 0 : order < 0;
}

function cursorOf({ timeMs, sequence }: Position, signature: string): string {
  return Buffer.from(JSON.stringify([timeMs, sequence, digestOf(signature)])).toString('base64url');
}

/** @throws Error when the cursor is none of ours, or belongs to another search */
function positionIn(cursor: string, signature: string): Position {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    parts = undefined;
  }
  if (!Array.isArray(parts) || parts[2] !== digestOf(signature))
    throw new Error('page.cursor does not belong to this search');
  return { timeMs: Number(parts[0]), sequence: Number(parts[1]) };
}

function digestOf(signature: string): string {
  return createHash('sha256').update(signature).digest('base64url').slice(0, 12);
}

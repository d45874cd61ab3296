import { createHash } from 'node:crypto';
import type { Answer, Exchange } from '../../http/exchange';
import { isJson, valueAt } from '../../json';
import type { Caller } from '../caller';
import { authenticationError, badRequest, refused } from '../envelope';
import { insightFilterOf, insightQuerySignature } from './insight-filters';
import type { InsightApi } from './insight-api';
import type { AccountInsights } from './insights-state';

/** Either lets a token read insights; sources name both. */
const READ_INSIGHTS = ['Account Settings Read', 'Security Center Read'];
const DEFAULT_PER_PAGE = 25;
const ENDPOINT = /^\/(accounts|zones)\/([^/]*)\/security-center\/insights$/;

/** Whose insights a path asks for; undefined for every other path. */
export function insightsScope(path: string): { readonly scope: 'accounts' | 'zones'; readonly id: string } | undefined {
  const match = ENDPOINT.exec(path);
  if (match === null) return undefined;
  return { scope: match[1] as 'accounts' | 'zones', id: decodeURIComponent(match[2] ?? '') };
}

/**
 * `GET /(accounts|zones)/{id}/security-center/insights`: a live, unsorted list in pages by number or by cursor.
 *
 * @param isExcess whether the month's requests had been used up before this one
 * @param zoneId only insights of this zone
 */
export function insights(
  exchange: Exchange,
  caller: Caller,
  account: AccountInsights,
  isExcess: boolean,
  zoneId: string | undefined,
): Answer {
  const { query } = exchange;
  const { api } = account;
  if (!READ_INSIGHTS.some((permission) => caller.permissions.includes(permission))) return authenticationError(403);
  if (!api.available) return refused(403, 10_403, 'Security Center API is not available for your plan');
  if (isExcess) return tooMany(api);

  const perPage = Number(query.get('per_page') ?? DEFAULT_PER_PAGE);
  if (!Number.isInteger(perPage) || perPage < 1 || perPage > api.maxPerPage)
    return badRequest(`per_page must be between 1 and ${api.maxPerPage}`);
  const signature = createHash('sha256')
    .update(`${exchange.path}?${insightQuerySignature(query)}`)
    .digest('hex')
    .slice(0, 16);
  const page = api.cursors ? pageOfCursor(query.get('cursor') ?? '', signature) : Number(query.get('page') ?? 1);
  if (!Number.isInteger(page) || page < 1) return badRequest(api.cursors ? 'invalid cursor' : 'invalid page');
  const filter = insightFilterOf(query);
  if (filter === undefined) return badRequest('dismissed must be true or false');

  const shown = api.repeatPage === null ? page : Math.min(page, api.repeatPage);
  const { issues, count } = (account.made ?? account.list).page({
    keep: (insight) => filter.keep(insight) && (zoneId === undefined || zoneOf(insight) === zoneId),
    dismissed: filter.dismissed,
    offset: (shown - 1) * perPage,
    limit: perPage,
  });
  account.list.pageAnswered(page);
  const result = `"result":{"count":${count},"issues":[${issues.join(',')}],"page":${page},"per_page":${perPage}}`;
  const cursor = page * perPage < count ? cursorOf(page + 1, signature) : '';
  const info = api.cursors ? `,"result_info":${JSON.stringify({ cursor, count: issues.length })}` : '';
  const body = `{"success":true,"errors":[],"messages":[],${result}${info}}`;
  return { status: 200, headers: { 'content-type': 'application/json' }, body };
}

function zoneOf(insight: unknown): unknown {
  return valueAt(insight, 'payload', 'zone_tag') ?? valueAt(insight, 'payload', 'zone_id');
}

function tooMany({ monthlyRequests, retryAfterS }: InsightApi): Answer {
  const answer = refused(429, 971, `The limit of ${monthlyRequests ?? 0} requests per month has been reached`);
  if (retryAfterS === null) return answer;
  return { ...answer, headers: { ...answer.headers, 'retry-after': String(retryAfterS) } };
}

function cursorOf(page: number, signature: string): string {
  return Buffer.from(JSON.stringify({ q: signature, p: page })).toString('base64url');
}

/** 1 without a cursor; NaN for one that is none or belongs to another query. */
function pageOfCursor(cursor: string, signature: string): number {
  if (cursor === '') return 1;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return isJson(parsed) && parsed['q'] === signature ? Number(parsed['p']) : NaN;
  } catch {
    return NaN;
  }
}

import { json, type Answer } from '../http/exchange';
import { refuseV2 } from './errors';
import type { Call } from './route';

const DEFAULT_LIMIT = 25;
const MAX_LIMIT = 250;

/** One page of a list, in the envelope of version 2; the next one is at `_links.next`. */
export function listAnswer<T extends { readonly id: string }>(
  { exchange, views }: Call,
  all: readonly T[],
  view: (one: T) => unknown,
): Answer {
  const { query } = exchange;
  const limit = Number(query.get('limit') ?? DEFAULT_LIMIT);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) throw refuseV2(400, "'limit' must be 1 to 250");
  const cursor = query.get('cursor');
  const start = cursor === null ? 0 : all.findIndex(({ id }) => id === cursor) + 1;
  if (cursor !== null && start === 0) throw refuseV2(400, 'The cursor is not valid');
  const page = all.slice(start, start + limit);
  const last = page.at(-1);
  const links: Record<string, string> = { base: views.base() };
  if (last !== undefined && start + limit < all.length) {
    const next = new URLSearchParams(query);
    next.set('cursor', last.id);
    links['next'] = `${exchange.path}?${next.toString()}`;
  }
  return json(200, { results: page.map(view), _links: links });
}

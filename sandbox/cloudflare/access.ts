import type { Answer } from '../http/exchange';
import type { Caller } from './caller';
import { authenticationError, badRequest, notFound, ok } from './envelope';
import { ACCESS_PERMISSION, isAccessKind, type AccessPlace, type StoredAccessThing } from './resources';
import type { CloudflareState } from './state';

const DEFAULT_PER_PAGE = 20;
const MAX_PER_PAGE = 1_000;

/** `GET /(accounts|zones)/{id}/access/...`; `rest` is what follows `access`. */
export function access(
  state: CloudflareState,
  caller: Caller,
  place: AccessPlace,
  rest: string[],
  query: URLSearchParams,
): Answer | undefined {
  const [kind = '', id, below] = rest;
  if (!isAccessKind(kind)) return undefined;
  if (!caller.permissions.includes(ACCESS_PERMISSION[kind])) return authenticationError(403);
  const here = state.access[kind].filter((thing) => isAt(thing, place));

  if (id === undefined) {
    return paged(
      here.filter(({ appId }) => appId === undefined),
      query,
    );
  }
  const thing = here.find((candidate) => candidate.id === id);
  if (thing === undefined) return notFound(`access.api.error.${kind}`);
  if (below === undefined) return ok(thing.body);
  if (kind !== 'apps' || below !== 'policies') return undefined;
  return paged(
    state.access.policies.filter((policy) => policy.appId === id && isAt(policy, place)),
    query,
  );
}

function isAt(thing: StoredAccessThing, place: AccessPlace): boolean {
  return thing.accountId === place.accountId && thing.zoneId === place.zoneId;
}

function paged(things: readonly StoredAccessThing[], query: URLSearchParams): Answer {
  const page = Number(query.get('page') ?? 1);
  const perPage = Number(query.get('per_page') ?? DEFAULT_PER_PAGE);
  if (!Number.isInteger(page) || page < 1) return badRequest('invalid page');
  if (!Number.isInteger(perPage) || perPage < 1 || perPage > MAX_PER_PAGE) return badRequest('invalid per_page');
  const result = things.slice((page - 1) * perPage, page * perPage).map(({ body }) => body);
  return ok(result, { count: result.length, page, per_page: perPage, total_count: things.length });
}

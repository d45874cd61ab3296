import type { Answer, Exchange } from '../http/exchange';
import { statusOf, type Caller } from './caller';
import { authenticationError, notFound, ok, refused } from './envelope';
import type { CloudflareState } from './state';

const READ_ACCOUNT_TOKENS = 'Account API Tokens Read';
const READ_USER_TOKENS = 'API Tokens Read';

/** `GET /accounts/{account}/tokens/...`; `rest` is what follows `tokens`. */
export function accountTokens(state: CloudflareState, caller: Caller, accountId: string, rest: string[]): Answer {
  const [id] = rest;
  if (!caller.permissions.includes(READ_ACCOUNT_TOKENS)) return authenticationError(403);
  if (id === 'permission_groups') return ok(state.permissionGroups);
  if (id === undefined) {
    return ok([...state.tokens.values()].filter((token) => token.accountId === accountId).map(({ body }) => body));
  }
  const token = state.token(id);
  const isHere = token !== undefined && (token.accountId ?? accountId) === accountId && token.userId === undefined;
  return isHere ? ok(token.body) : notFound('API token');
}

/** `GET /user/tokens/...`: the caller's own user only. An account-owned token has no user, and no permission mends that. */
export function userTokens(state: CloudflareState, caller: Caller, rest: string[]): Answer {
  const [id] = rest;
  if (caller.userId === undefined) return refused(403, 9_109, 'Valid user-level authentication not found');
  if (!caller.permissions.includes(READ_USER_TOKENS)) return authenticationError(403);
  if (id === 'permission_groups') return ok(state.permissionGroups);
  const own = [...state.tokens.values()].filter((token) => token.userId === caller.userId);
  if (id === undefined) return ok(own.map(({ body }) => body));
  const token = own.find((candidate) => candidate.id === id);
  return token === undefined ? notFound('API token') : ok(token.body);
}

const VERIFY = /^\/(?:user|accounts\/([^/]+))\/tokens\/verify$/;

/**
 * `GET /user/tokens/verify` and `/accounts/{id}/tokens/verify`; undefined for other paths and accounts. Each kind of
 * token has one of its own; the other one calls a valid token invalid. Expired and disabled tokens are told what they are.
 */
export function verify({ method, path, at }: Exchange, caller: Caller | undefined): Answer | undefined {
  const match = method === 'GET' ? VERIFY.exec(path) : null;
  if (match === null) return undefined;
  const accountId = match[1];
  const isOwnEndpoint = (accountId === undefined) === (caller?.userId !== undefined);
  if (caller === undefined || !isOwnEndpoint) return refused(401, 1_000, 'Invalid API Token');
  if (accountId !== undefined && !caller.accounts.includes(accountId)) return undefined;
  const status = statusOf(caller, at);
  const expires = caller.expiresOn === undefined ? {} : { expires_on: caller.expiresOn };
  const message = { code: 10_000, message: `This API Token is valid and ${status}`, type: null };
  return ok({ id: caller.tokenId, status, ...expires }, undefined, [message]);
}

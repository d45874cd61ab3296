import type { Exchange } from '../http/exchange';
import { refused } from './envelope';
import type { Answer } from '../http/exchange';

/** Somebody who may call the API with a bearer token. */
export interface Caller {
  /** What goes into the Authorization header. */
  readonly secret: string;
  /** Id of the token, safe to show. */
  readonly tokenId: string;
  readonly name: string;
  /** Accounts that the token reaches. */
  readonly accounts: readonly string[];
  /** Set for a user-owned token: the user whose tokens `/user/tokens` shows. */
  readonly userId?: string;
  /** Permissions by their dashboard names: `Account Settings Read`. */
  readonly permissions: readonly string[];
  /** Default false. */
  readonly disabled?: boolean;
  /** From when on the token is expired, ISO 8601; default: never. */
  readonly expiresOn?: string;
}

/** What `tokens/verify` says of a token at a moment, epoch milliseconds. */
export function statusOf({ disabled = false, expiresOn }: Caller, at: number): 'active' | 'disabled' | 'expired' {
  if (disabled) return 'disabled';
  return expiresOn !== undefined && Date.parse(expiresOn) <= at ? 'expired' : 'active';
}

/** The bearer token of a request, or the answer to a header that has none. */
export function bearerOf(exchange: Exchange): { readonly secret: string } | { readonly rejected: Answer } {
  const match = /^Bearer ([A-Za-z0-9._~+/=-]+)$/.exec(exchange.headers.authorization ?? '');
  if (match?.[1] !== undefined) return { secret: match[1] };
  return {
    rejected: refused(400, 6_003, 'Invalid request headers', [
      { code: 6_111, message: 'Invalid format for Authorization header' },
    ]),
  };
}

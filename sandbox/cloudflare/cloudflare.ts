import type { Answer, Exchange, Provider } from '../http/exchange';
import { access } from './access';
import { auditV1 } from './audit-v1';
import { auditV2 } from './audit-v2';
import { bearerOf, type Caller } from './caller';
import { authenticationError, refused } from './envelope';
import type { RateLimiter } from './rate-limiter';
import type { CloudflareState } from './state';
import { accountTokens, userTokens } from './tokens';

const READ_AUDIT_LOGS = 'Account Settings Read';

/** The simulated Cloudflare API, reading only: whatever writes is refused, because nobody here should. */
export class Cloudflare implements Provider {
  constructor(
    private readonly state: CloudflareState,
    private readonly limiter: RateLimiter,
  ) {}

  callerOf(exchange: Exchange): string {
    const bearer = bearerOf(exchange);
    return 'secret' in bearer ? (this.state.callers.get(bearer.secret)?.tokenId ?? '?') : '?';
  }

  operationOf(): undefined {
    return undefined;
  }

  answer(exchange: Exchange): Answer {
    const bearer = bearerOf(exchange);
    if ('rejected' in bearer) return bearer.rejected;
    const { rejected, headers } = this.limiter.count(bearer.secret, exchange.at);
    if (rejected !== undefined) return rejected;
    const caller = this.state.callers.get(bearer.secret);
    const answer = caller === undefined ? authenticationError(401) : this.route(exchange, caller);
    return { ...answer, headers: { ...answer.headers, ...headers } };
  }

  private route(exchange: Exchange, caller: Caller): Answer {
    if (exchange.method !== 'GET') return refused(405, 10_405, 'Method not allowed for this authentication scheme');
    const [scope = '', id = '', area = '', ...rest] = exchange.path.slice(1).split('/').map(decodeURIComponent);
    if (scope === 'user' && id === 'tokens')
      return userTokens(this.state, caller, area === '' ? rest : [area, ...rest]);

    const zone = scope === 'zones' ? this.state.zones.get(id) : undefined;
    const accountId = scope === 'accounts' ? id : zone?.accountId;
    if (accountId === undefined) return noRoute(exchange);
    if (!caller.accounts.includes(accountId)) return refused(403, 9_109, 'Unauthorized to access requested resource');

    if (area === 'access') {
      const place = { accountId, zoneId: zone?.id };
      return access(this.state, caller, place, rest, exchange.query) ?? noRoute(exchange);
    }
    if (scope === 'accounts' && area === 'tokens') return accountTokens(this.state, caller, accountId, rest);
    const isAuditV2 = area === 'logs' && rest.length === 1 && rest[0] === 'audit';
    const isAuditV1 = area === 'audit_logs' && rest.length === 0;
    if (scope !== 'accounts' || !(isAuditV2 || isAuditV1)) return noRoute(exchange);
    if (!caller.permissions.includes(READ_AUDIT_LOGS)) return authenticationError(403);
    return isAuditV2
      ? auditV2(exchange, this.state.logOf(accountId))
      : auditV1(exchange, this.state.logV1Of(accountId));
  }
}

function noRoute(exchange: Exchange): Answer {
  return refused(404, 7_003, `Could not route to ${exchange.path}, perhaps your object identifier is invalid?`);
}

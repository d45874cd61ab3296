import type { Answer, Exchange, Provider } from '../http/exchange';
import { access } from './access';
import { auditV1 } from './audit-v1';
import { auditV2 } from './audit-v2';
import { bearerOf, statusOf, type Caller } from './caller';
import { authenticationError, refused } from './envelope';
import { insights, insightsScope } from './insights/insights';
import type { RateLimiter } from './rate-limiter';
import type { CloudflareState } from './state';
import { accountTokens, userTokens, verify } from './tokens';

const READ_AUDIT_LOGS = 'Account Settings Read';

/** The simulated Cloudflare API, reading only: whatever writes is refused, because nobody here should. */
export class Cloudflare implements Provider {
  /** Requests for insights that came after the month's limit. */
  private readonly excess = new WeakSet<Exchange>();

  constructor(
    private readonly state: CloudflareState,
    private readonly limiter: RateLimiter,
    private readonly onInsightsRequest: () => void,
  ) {}

  /** Counts a request for insights, whatever it is answered: who asks in vain has asked. */
  receive(exchange: Exchange): void {
    const scope = insightsScope(exchange.path);
    const accountId = scope?.scope === 'zones' ? this.state.zones.get(scope.id)?.accountId : scope?.id;
    if (accountId === undefined || accountId === '') return;
    const { months } = this.state.insights;
    const { monthlyRequests } = this.state.insights.of(accountId).api;
    if (months.count(accountId, exchange.at, monthlyRequests)) this.excess.add(exchange);
    this.onInsightsRequest();
  }

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
    const answer = verify(exchange, caller) ?? this.answerTo(caller, exchange);
    return { ...answer, headers: { ...answer.headers, ...headers } };
  }

  private answerTo(caller: Caller | undefined, exchange: Exchange): Answer {
    if (caller === undefined || statusOf(caller, exchange.at) !== 'active') return authenticationError(401);
    return this.route(exchange, caller);
  }

  private route(exchange: Exchange, caller: Caller): Answer {
    if (exchange.method !== 'GET') return refused(405, 10_405, 'Method not allowed for this authentication scheme');
    const [scope = '', id = '', area = '', ...rest] = exchange.path.slice(1).split('/').map(decodeURIComponent);
    if (scope === 'user' && id === 'tokens')
      return userTokens(this.state, caller, area === '' ? rest : [area, ...rest]);

    const asksInsights = insightsScope(exchange.path) !== undefined;
    if (asksInsights && id === '') return refused(400, 1_001, 'Account ID is required');

    const zone = scope === 'zones' ? this.state.zones.get(id) : undefined;
    const accountId = scope === 'accounts' ? id : zone?.accountId;
    if (accountId === undefined) return noRoute(exchange);
    if (!caller.accounts.includes(accountId)) return refused(403, 9_109, 'Unauthorized to access requested resource');

    if (asksInsights) {
      return insights(exchange, caller, this.state.insights.of(accountId), this.excess.has(exchange), zone?.id);
    }
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

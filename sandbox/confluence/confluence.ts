import { Buffer } from 'node:buffer';
import type { Answer, Exchange, Provider } from '../http/exchange';
import { LOGIN_PAGE, NOTHING_FOUND, Refusal, SCOPE_MISSING, v1Error, v2Error } from './errors';
import type { Route } from './route';
import { ROUTES } from './routes';
import type { ConfluenceStore } from './store';
import type { ConfluenceViews } from './views';

const V1 = '/wiki/rest/';

/** The simulated Confluence Cloud: the part of versions 1 and 2 that reports need. */
export class Confluence implements Provider {
  constructor(
    private readonly store: ConfluenceStore,
    private readonly views: ConfluenceViews,
  ) {}

  callerOf(exchange: Exchange): string {
    return this.isKnown(exchange) ? this.store.site.caller.accountId : '?';
  }

  operationOf(): undefined {
    return undefined;
  }

  answer(exchange: Exchange): Answer {
    const isV1 = exchange.path.startsWith(V1);
    const { authorization } = exchange.headers;
    if (authorization === undefined || !/^Basic /i.test(authorization)) return LOGIN_PAGE;
    // The real site does not say that it does not know somebody.
    if (!this.isKnown(exchange)) return isV1 ? v1Error(403, 'Request rejected: not permitted') : NOTHING_FOUND;
    const here = ROUTES.filter(({ path }) => path.test(exchange.path));
    const route = here.find(({ method }) => method === exchange.method);
    const refuse = isV1 ? v1Error : v2Error;
    if (route === undefined) return refuse(here.length > 0 ? 405 : 404, `No route for ${exchange.path}`);
    const { scopes, mayWrite } = this.store.api;
    if (scopes !== null && !scopes.includes(route.scope)) return SCOPE_MISSING;
    if (!mayWrite && exchange.method !== 'GET') return isV1 ? v1Error(403, 'Not permitted') : NOTHING_FOUND;
    return this.act(route, exchange);
  }

  private act(route: Route, exchange: Exchange): Answer {
    const ids = (route.path.exec(exchange.path) ?? []).slice(1);
    try {
      return route.act({ store: this.store, views: this.views, exchange, ids });
    } catch (error) {
      if (error instanceof Refusal) return error.answer;
      throw error;
    }
  }

  private isKnown({ headers }: Exchange): boolean {
    const { email, token } = this.store.site;
    return headers.authorization?.replace(/^Basic /i, '') === Buffer.from(`${email}:${token}`).toString('base64');
  }
}

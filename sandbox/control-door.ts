import type { NewEvent } from './cloudflare/audit-log';
import type { Caller } from './cloudflare/caller';
import type { InsightApi, PageShift } from './cloudflare/insights/insight-api';
import type { ConfluenceApi } from './confluence/store';
import type { Control, NewAccessThing, NewInsight, NewServiceToken, NewToken } from './control';
import type { DatadogApi, NewDatadogEvent, PartialAnswer } from './datadog/state';
import { json, type Answer } from './http/exchange';
import type { Fault } from './http/faults';
import type { Json } from './json';
import { investigationsAt } from './story/investigations';

interface Call {
  readonly id: string;
  readonly query: URLSearchParams;
  /** Parsed JSON of the request, trusted: whoever reaches this door owns the sandbox. */
  readonly input: unknown;
}

type Route = readonly [method: string, path: RegExp, act: (control: Control, call: Call) => unknown];

const ROUTES: readonly Route[] = [
  ['GET', /^\/control\/health$/, (control) => ({ ok: true, baseTime: new Date(control.baseTime).toISOString() })],
  ['GET', /^\/control\/requests$/, (control, { query }) => control.requests(Object.fromEntries(query))],
  ['DELETE', /^\/control\/requests$/, (control) => control.clearRequests()],
  [
    'GET',
    /^\/control\/busiest-window$/,
    (control, { query }) => control.busiestWindow(query.get('token') ?? undefined),
  ],
  ['GET', /^\/control\/faults$/, (control) => control.faults()],
  ['POST', /^\/control\/faults$/, (control, { input }) => control.addFault(input as Fault)],
  ['DELETE', /^\/control\/faults$/, (control) => control.clearFaults()],
  ['POST', /^\/control\/events$/, (control, { input }) => control.addEvents([input as NewEvent | NewEvent[]].flat())],
  ['POST', /^\/control\/events-v1$/, (control, { input }) => control.addEventV1(input as NewEvent)],
  ['POST', /^\/control\/tokens$/, (control, { input }) => control.addToken(input as NewToken)],
  ['PATCH', /^\/control\/tokens\/([^/]+)$/, (control, { id, input }) => control.setToken(id, input as Json | null)],
  ['POST', /^\/control\/service-tokens$/, (control, { input }) => control.addServiceToken(input as NewServiceToken)],
  [
    'PATCH',
    /^\/control\/service-tokens\/([^/]+)$/,
    (control, { id, input }) => control.setServiceToken(id, input as Json | null),
  ],
  ['POST', /^\/control\/access-policies$/, (control, { input }) => control.addAccessPolicy(input as NewAccessThing)],
  ['POST', /^\/control\/access-apps$/, (control, { input }) => control.addAccessApp(input as NewAccessThing)],
  ['POST', /^\/control\/access-groups$/, (control, { input }) => control.addAccessGroup(input as NewAccessThing)],
  ['POST', /^\/control\/callers$/, (control, { input }) => control.addCaller(input as Caller)],
  [
    'PATCH',
    /^\/control\/callers\/([^/]+)$/,
    (control, { id, input }) => control.setCaller(id, input as Partial<Caller> | null),
  ],
  [
    'POST',
    /^\/control\/insights$/,
    (control, { input }) => control.addInsights([input as NewInsight | NewInsight[]].flat()),
  ],
  ['GET', /^\/control\/insights\/([^/]+)$/, (control, { id }) => control.insights(id)],
  [
    'PUT',
    /^\/control\/insights\/([^/]+)$/,
    (control, { id, input }) => control.replaceInsights(id, input as unknown[]),
  ],
  ['PATCH', /^\/control\/insights\/([^/]+)$/, (control, { id, input }) => control.setInsight(id, input as Json | null)],
  ['POST', /^\/control\/insights\/([^/]+)\/dismiss$/, (control, { id }) => control.dismissInsight(id)],
  ['POST', /^\/control\/insights\/([^/]+)\/undismiss$/, (control, { id }) => control.undismissInsight(id)],
  ['POST', /^\/control\/insights\/([^/]+)\/resolve$/, (control, { id }) => control.resolveInsight(id)],
  ['POST', /^\/control\/insights\/([^/]+)\/return$/, (control, { id }) => control.returnInsight(id)],
  [
    'POST',
    /^\/control\/insight-scan$/,
    (control, { input }) => control.scanInsights((input as { accountId?: string } | undefined)?.accountId),
  ],
  ['GET', /^\/control\/insight-step$/, (control) => ({ step: control.insightStep() })],
  [
    'POST',
    /^\/control\/insight-step$/,
    (control, { input }) => ({ step: control.advanceInsights((input as { step?: number } | undefined)?.step) }),
  ],
  [
    'PATCH',
    /^\/control\/insight-api\/([^/]+)$/,
    (control, { id, input }) => control.setInsightApi(id, input as Partial<InsightApi>),
  ],
  ['POST', /^\/control\/page-shifts$/, (control, { input }) => control.shiftPages(input as PageShift)],
  ['GET', /^\/control\/insight-months\/([^/]+)$/, (control, { id }) => control.insightMonths(id)],
  [
    'GET',
    /^\/control\/insight-requests\/([^/]+)$/,
    (control, { id, query }) => control.insightRequests(id, query.get('month') ?? undefined),
  ],
  [
    'POST',
    /^\/control\/clock$/,
    (control, { input }) => {
      const { at } = input as { at: number | string | null };
      control.setClock(at === null ? null : new Date(at).getTime());
    },
  ],
  ['GET', /^\/control\/issues$/, (control) => control.issues()],
  ['GET', /^\/control\/comments$/, (control) => control.comments()],
  ['GET', /^\/control\/attachments$/, (control) => control.attachments()],
  [
    'POST',
    /^\/control\/issues\/([^/]+)\/close$/,
    (control, { id, input }) => {
      const { at, type } = (input ?? {}) as { at?: number | string; type?: 'completed' | 'canceled' };
      control.closeIssue(id, at === undefined ? undefined : new Date(at).getTime(), type);
    },
  ],
  ['POST', /^\/control\/issues\/([^/]+)\/delete$/, (control, { id }) => control.deleteIssue(id)],
  ['POST', /^\/control\/issues\/([^/]+)\/remove$/, (control, { id }) => control.removeIssue(id)],
  ['GET', /^\/control\/datadog-events$/, (control) => control.datadog.events()],
  [
    'POST',
    /^\/control\/datadog-events$/,
    (control, { input }) => control.datadog.addEvents([input as NewDatadogEvent | NewDatadogEvent[]].flat()),
  ],
  ['PATCH', /^\/control\/datadog-api$/, (control, { input }) => control.datadog.setApi(input as Partial<DatadogApi>)],
  ['POST', /^\/control\/datadog-partials$/, (control, { input }) => control.datadog.addPartial(input as PartialAnswer)],
  ['DELETE', /^\/control\/datadog-partials$/, (control) => control.datadog.clearPartials()],
  ['GET', /^\/control\/pages$/, (control) => control.confluence.pages()],
  ['GET', /^\/control\/pages\/([^/]+)$/, (control, { id }) => control.confluence.existing(id)],
  ['POST', /^\/control\/pages\/([^/]+)\/archive$/, (control, { id }) => control.confluence.archivePage(id)],
  ['POST', /^\/control\/pages\/([^/]+)\/trash$/, (control, { id }) => control.confluence.trashPage(id)],
  [
    'POST',
    /^\/control\/pages\/([^/]+)\/edit$/,
    (control, { id, input }) => control.confluence.editPage(id, input as { title?: string; text?: string }),
  ],
  [
    'PATCH',
    /^\/control\/confluence-api$/,
    (control, { input }) => control.confluence.setApi(input as Partial<ConfluenceApi>),
  ],
  ['GET', /^\/control\/investigations$/, (control) => investigationsAt(control.baseTime)],
  ['POST', /^\/control\/settle$/, (control) => control.settle()],
  ['POST', /^\/control\/reset$/, (control) => control.reset()],
];

/** `/control/...`: everything that `Control` can do, for whoever is in another process. Undefined for other paths. */
export function controlDoor(control: Control, method: string, url: URL, body: string): Answer | undefined {
  if (!url.pathname.startsWith('/control/')) return undefined;
  for (const [verb, path, act] of ROUTES) {
    const match = verb === method ? path.exec(url.pathname) : null;
    if (match === null) continue;
    try {
      const input: unknown = body === '' ? undefined : JSON.parse(body);
      const result = act(control, { id: decodeURIComponent(match[1] ?? ''), query: url.searchParams, input });
      return json(200, result ?? { ok: true });
    } catch (error) {
      return json(400, { error: error instanceof Error ? error.message : 'refused' });
    }
  }
  return json(404, { error: `no such control: ${method} ${url.pathname}` });
}

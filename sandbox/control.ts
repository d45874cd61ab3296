import type { NewEvent } from './cloudflare/audit-log';
import type { Caller } from './cloudflare/caller';
import type { InsightApi, PageShift } from './cloudflare/insights/insight-api';
import { monthOf, type MonthCount } from './cloudflare/insights/request-months';
import type { AccessKind, StoredAccessThing } from './cloudflare/resources';
import type { CloudflareState } from './cloudflare/state';
import type { ConfluenceControl } from './confluence/control';
import type { DatadogControl } from './datadog/control';
import type { Fault, FaultState, Faults } from './http/faults';
import type { RecordedRequest, RequestFilter, RequestLog } from './http/request-log';
import type { Json } from './json';
import type { Mutations } from './linear/mutations';
import type { LinearStore, SandboxAttachment, SandboxComment, SandboxIssue } from './linear/store';

/** An API token: account-owned (`accountId`) or user-owned (`userId`). */
export interface NewToken {
  readonly id: string;
  readonly accountId?: string;
  readonly userId?: string;
  /** What the API answers as `result`; id, name, status and stamps are filled in. */
  readonly body?: Json;
}

export interface NewServiceToken {
  readonly id: string;
  readonly accountId: string;
  readonly zoneId?: string;
  readonly body?: Json;
}

/** An Access policy, application or group; its id is `body.id`. */
export interface NewAccessThing {
  readonly accountId: string;
  readonly zoneId?: string;
  /** Policies only: the application that the policy belongs to. */
  readonly appId?: string;
  readonly body: Json;
}

/** An insight that is to show in an account's Security Center. */
export interface NewInsight {
  readonly accountId: string;
  /** Any JSON, also one that no client expects. */
  readonly insight: unknown;
  /** The insight as it goes over the wire, where its bytes matter; default: `insight` as JSON. */
  readonly text?: string;
  /** At the beginning of the list, so that pages shift; default: at its end. */
  readonly first?: boolean;
}

export interface ControlParts {
  readonly cloudflare: CloudflareState;
  readonly linear: LinearStore;
  readonly datadog: DatadogControl;
  readonly confluence: ConfluenceControl;
  readonly mutations: Mutations;
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly baseTime: number;
  readonly rateWindowMs: number;
  readonly now: () => number;
  readonly onSettle: () => void;
  /** Moves the insights' story on. @returns the step it is at */
  readonly onAdvance: (step: number | undefined) => number;
  readonly insightStep: () => number;
  readonly onClock: (atMs: number | null) => void;
  readonly onReset: () => void;
}

/** The strings behind the stage: what happens in the simulated services, what goes wrong, what was asked of them. */
export class Control {
  /** End of the story's day, epoch milliseconds. */
  readonly baseTime: number;
  readonly datadog: DatadogControl;
  readonly confluence: ConfluenceControl;

  constructor(private readonly parts: ControlParts) {
    this.baseTime = parts.baseTime;
    this.datadog = parts.datadog;
    this.confluence = parts.confluence;
  }

  /** Puts a record into the audit log, version 2. @throws Error when it has no readable time */
  addEvent(event: NewEvent): void {
    this.parts.cloudflare.addEvent(event);
  }

  addEvents(events: readonly NewEvent[]): void {
    for (const event of events) this.addEvent(event);
  }

  /** Puts a record into the audit log, version 1. @throws Error when it has no readable time */
  addEventV1(event: NewEvent): void {
    this.parts.cloudflare.addEventV1(event);
  }

  addToken({ id, accountId, userId, body }: NewToken): void {
    const stamp = this.stamp();
    this.parts.cloudflare.tokens.set(id, {
      id,
      ...(accountId === undefined ? {} : { accountId }),
      ...(userId === undefined ? {} : { userId }),
      body: { id, name: 'token', status: 'active', issued_on: stamp, modified_on: stamp, policies: [], ...body },
    });
  }

  /** Changes fields of a token's answer; null deletes the token. @throws Error when there is no such token */
  setToken(id: string, patch: Json | null): void {
    const { tokens } = this.parts.cloudflare;
    const token = tokens.get(id);
    if (token === undefined) throw new Error(`no token ${id}`);
    if (patch === null) tokens.delete(id);
    else tokens.set(id, { ...token, body: { ...token.body, ...patch } });
  }

  addServiceToken({ id, accountId, zoneId, body }: NewServiceToken): void {
    const stamp = this.stamp();
    const blank = { id, name: 'service token', client_id: `${id.replace(/-/g, '')}.access`, duration: '8760h' };
    this.addAccess('service_tokens', {
      id,
      accountId,
      zoneId,
      body: { ...blank, enabled: true, expires_at: null, created_at: stamp, updated_at: stamp, ...body },
    });
  }

  /** Changes fields of a service token's answer; null deletes it. @throws Error when there is no such token */
  setServiceToken(id: string, patch: Json | null): void {
    const tokens = this.parts.cloudflare.access.service_tokens;
    const index = tokens.findIndex((token) => token.id === id);
    const token = tokens[index];
    if (token === undefined) throw new Error(`no service token ${id}`);
    if (patch === null) tokens.splice(index, 1);
    else tokens[index] = { ...token, body: { ...token.body, ...patch } };
  }

  addAccessPolicy(policy: NewAccessThing): void {
    this.addAccess('policies', identified(policy));
  }

  addAccessApp(app: NewAccessThing): void {
    this.addAccess('apps', identified(app));
  }

  addAccessGroup(group: NewAccessThing): void {
    this.addAccess('groups', identified(group));
  }

  /** Gives somebody a token to call the API with. */
  addCaller(caller: Caller): void {
    this.parts.cloudflare.callers.set(caller.secret, caller);
  }

  /** Changes what a caller may do; null takes the token away. @throws Error when nobody has this secret */
  setCaller(secret: string, patch: Partial<Omit<Caller, 'secret'>> | null): void {
    const { callers } = this.parts.cloudflare;
    const caller = callers.get(secret);
    if (caller === undefined) throw new Error('no caller has this secret');
    if (patch === null) callers.delete(secret);
    else callers.set(secret, { ...caller, ...patch });
  }

  /** Whatever the log still holds back becomes visible. */
  settle(): void {
    this.parts.cloudflare.settle();
    this.parts.onSettle();
  }

  addInsight({ accountId, insight, text, first = false }: NewInsight): void {
    this.parts.cloudflare.insights.of(accountId).list.add(insight, first ? 'first' : 'last', text);
  }

  addInsights(insights: readonly NewInsight[]): void {
    for (const insight of insights) this.addInsight(insight);
  }

  /** The account has these insights, in this order, and no others. */
  replaceInsights(accountId: string, insights: readonly unknown[]): void {
    this.parts.cloudflare.insights.of(accountId).list.replaceAll(insights);
  }

  /** Every insight of an account, dismissed ones too, in the order of the list; none of volume mode. */
  insights(accountId: string): unknown[] {
    return this.parts.cloudflare.insights.of(accountId).list.all();
  }

  /** Changes members of an insight; null lets it vanish, as a resolved one does. @throws Error when there is none */
  setInsight(id: string, patch: Json | null): void {
    this.parts.cloudflare.insights.set(id, patch);
  }

  dismissInsight(id: string): void {
    this.setInsight(id, { dismissed: true });
  }

  undismissInsight(id: string): void {
    this.setInsight(id, { dismissed: false });
  }

  /** The insight vanishes from every list. */
  resolveInsight(id: string): void {
    this.setInsight(id, null);
  }

  /** An insight that had vanished shows again, as it was, at the end of the list. @throws Error when none had */
  returnInsight(id: string): void {
    this.parts.cloudflare.insights.putBack(id);
  }

  /** A scan of one account, or of all: every `timestamp` moves, nothing else. */
  scanInsights(accountId?: string): void {
    this.parts.cloudflare.insights.scan(this.parts.now(), accountId);
  }

  /** How an account's insights are answered; what is not named stays. */
  setInsightApi(accountId: string, change: Partial<InsightApi>): void {
    this.parts.cloudflare.insights.configure(accountId, change);
  }

  /** Lets the list change in the middle of walks to come. */
  shiftPages(shift: PageShift): void {
    this.parts.cloudflare.insights.of(shift.accountId).list.arm(shift);
  }

  /**
   * Requests for an account's insights, whatever became of their answers; dropped connections never reached it.
   *
   * @param month `YYYY-MM`, UTC; default: the current one by the sandbox's clock
   */
  insightRequests(accountId: string, month = monthOf(this.parts.now())): MonthCount {
    return this.parts.cloudflare.insights.months.of(accountId, month);
  }

  /** The same of every month that had any. */
  insightMonths(accountId: string): Readonly<Record<string, MonthCount>> {
    return this.parts.cloudflare.insights.months.months(accountId);
  }

  /**
   * Moves the story of the insights on: each step is a scan and what has changed by then.
   *
   * @param step default: the next one; steps after the last are scans in which nothing changes
   * @returns the step that it is at
   * @throws Error when the story is past that step
   */
  advanceInsights(step?: number): number {
    return this.parts.onAdvance(step);
  }

  /** The step that the story of the insights is at; 0 before the first. */
  insightStep(): number {
    return this.parts.insightStep();
  }

  /**
   * Sets the sandbox's clock to a moment, epoch milliseconds, from which it runs on; null: back to the usual one. The
   * limit of requests in five minutes begins anew.
   */
  setClock(atMs: number | null): void {
    this.parts.onClock(atMs);
  }

  issues(): SandboxIssue[] {
    return [...this.parts.linear.issues.values()];
  }

  comments(): SandboxComment[] {
    return [...this.parts.linear.comments.values()];
  }

  attachments(): SandboxAttachment[] {
    return [...this.parts.linear.attachments.values()];
  }

  /**
   * Moves a ticket to its team's first state of a type, as a person does.
   *
   * @param idOrIdentifier UUID or `SEC-1`
   * @param at time of the move, epoch milliseconds; default now
   */
  closeIssue(idOrIdentifier: string, at = this.parts.now(), type: 'completed' | 'canceled' = 'completed'): void {
    this.parts.mutations.moveTo(this.issue(idOrIdentifier), type, at);
  }

  /** To the trash: shown with `includeArchived` only, the id stays taken. */
  deleteIssue(idOrIdentifier: string): void {
    this.parts.mutations.issueArchive({ id: this.issue(idOrIdentifier).id, trash: true });
  }

  /** Purged: never shown again, the id stays taken. */
  removeIssue(idOrIdentifier: string): void {
    this.parts.linear.remove(this.issue(idOrIdentifier));
  }

  /** @returns id of the fault in `faults()` */
  addFault(fault: Fault): string {
    return this.parts.faults.add(fault);
  }

  clearFaults(): void {
    this.parts.faults.clear();
  }

  faults(): FaultState[] {
    return this.parts.faults.list();
  }

  requests(filter?: RequestFilter): RecordedRequest[] {
    return this.parts.log.list(filter);
  }

  clearRequests(): void {
    this.parts.log.clear();
  }

  /** Most Cloudflare requests of one token (all: of any one) in any window of the rate limit. */
  busiestWindow(token?: string): number {
    return this.parts.log.busiestWindow(this.parts.rateWindowMs, token);
  }

  /**
   * Calls `listener` for each request when its effect is done and its answer has not left yet.
   *
   * @returns a function that ends it
   */
  onRequest(listener: (request: RecordedRequest) => void): () => void {
    return this.parts.log.listen(listener);
  }

  /** Back to the beginning: the story as it was, no tickets, no faults, no requests. */
  reset(): void {
    this.parts.onReset();
  }

  private addAccess(kind: AccessKind, thing: StoredAccessThing): void {
    this.parts.cloudflare.access[kind].push(thing);
  }

  private issue(idOrIdentifier: string): SandboxIssue {
    const issue = this.parts.linear.issue(idOrIdentifier);
    if (issue === undefined) throw new Error(`no issue ${idOrIdentifier}`);
    return issue;
  }

  private stamp(): string {
    return new Date(this.parts.now()).toISOString().replace(/\.\d+Z$/, 'Z');
  }
}

function identified({ accountId, zoneId, appId, body }: NewAccessThing): StoredAccessThing {
  const { id } = body;
  if (typeof id !== 'string') throw new Error('an Access policy, application or group needs an id in its body');
  return { id, accountId, zoneId, appId, body };
}

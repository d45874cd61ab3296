import { z } from 'zod';
import type { AuditStream } from '../../domain/audit-event';
import { FailureType } from '../../domain/failure-type';
import type { TokenReading } from '../../domain/judgement';
import type { TimeWindow } from '../../domain/token-watch';
import { failure, failureTypeOf, isFinal } from '../shared/failure';
import { getJson, type JsonAnswer, type TextAnswer } from '../shared/get-json';
import { createInFlight } from '../shared/in-flight';
import type { InsightList } from '../shared/insight-lists';
import type { RequestPace } from '../shared/request-pace';
import { scrub } from '../../domain/scrub';
import { contentOf, isDenied, isTokenInvalid, unexpected, type CloudflarePage, type Operation } from './answer';
import { INSIGHTS } from './insights-page';
import { AccessApp, AccessPolicy, ApiToken, OwnToken, PermissionGroupList, ServiceToken } from './schemas';

export interface CloudflareClientOptions {
  /** Ends without a slash: `https://api.cloudflare.com/client/v4`. */
  readonly baseUrl: string;
  readonly token: string;
  readonly pace: RequestPace;
  /** Bounds one request, body included. Default 30 s: a page of 1,000 records takes a few. */
  readonly timeoutMs?: number;
  readonly nowMs?: () => number;
}

/** One page of an audit log, its records as received. */
export interface AuditPage {
  readonly records: readonly unknown[];
  /** Undefined at the end of the walk. Opaque, and bound to the window it came from. */
  readonly cursor: string | undefined;
}

/** Whose records to ask for; the provider compares by its own idea of equality. The older log knows `email` and `address` only. */
export interface ActorFilter {
  readonly by: 'email' | 'id' | 'tokenId' | 'address';
  readonly value: string;
}

/** Which part of an audit log a walk covers. All of it stays the same for all pages. */
export interface AuditWindow extends TimeWindow {
  /** Records a page; default 1,000. */
  readonly limit?: number;
  /** Oldest first by default. */
  readonly direction?: 'asc' | 'desc';
  /** Everybody's records by default. */
  readonly actor?: ActorFilter;
}

/** What a lookup of one object may answer besides failing: that it is missing or hidden is a fact about that object. */
export type Lookup<T> =
  | { readonly state: 'found'; readonly value: T }
  | { readonly state: 'missing' }
  | { readonly state: 'denied'; readonly permission: string }
  /** It is there, in a shape that nobody documents: what cannot be read cannot be judged. */
  | { readonly state: 'unknown_shape' };

/** Account or zone that an Access object belongs to. */
export interface AccessOwner {
  readonly kind: 'accounts' | 'zones';
  readonly id: string;
}

/** Which page of an account's insights to ask for. */
export interface InsightsQuery {
  readonly list: InsightList;
  readonly perPage: number;
  /** By number from 1 on, or where the page before has said that the next one begins. */
  readonly at: { readonly page: number } | { readonly cursor: string };
}

/** What Cloudflare says of our own token. `unknown`: it could not be asked, or gave no clear answer. */
export type OwnTokenState = 'active' | 'expired' | 'disabled' | 'invalid' | 'unknown';

/** Cloudflare as one credential sees it. Only reads: every call may be repeated. */
export interface CloudflareClient {
  /**
   * One page of the audit log, up to 1,000 records.
   *
   * Both ends of the window may be included: an event on an edge may come twice. In v1 the cursor is a page number.
   */
  auditPage(
    stream: AuditStream,
    accountId: string,
    window: AuditWindow,
    cursor: string | undefined,
    signal: AbortSignal,
  ): Promise<AuditPage>;
  /** A token owned by the account. */
  accountToken(accountId: string, tokenId: string, signal: AbortSignal): Promise<Lookup<TokenReading>>;
  /** A token of the user behind our own credential; nobody else's can be read. */
  userToken(tokenId: string, signal: AbortSignal): Promise<Lookup<TokenReading>>;
  /** Names of permission groups by id. */
  permissionGroups(
    accountId: string,
    signal: AbortSignal,
  ): Promise<Exclude<Lookup<ReadonlyMap<string, string>>, { state: 'missing' | 'unknown_shape' }>>;
  serviceToken(
    owner: AccessOwner,
    tokenId: string,
    signal: AbortSignal,
  ): Promise<Lookup<z.output<typeof ServiceToken>>>;
  /** Every Access policy, application's policy and group of the account or zone, with the place where it stands. */
  accessPolicies(owner: AccessOwner, signal: AbortSignal): Promise<Lookup<readonly PlacedPolicy[]>>;
  /**
   * One page of an account's Security Center insights, as answered: what a refusal means depends on where the walk is.
   *
   * Each request counts against the account's monthly allowance, whatever becomes of it.
   * @param mayBeSent asked when nothing else holds the request up any more; without its consent the answer is undefined
   */
  insightsPage(
    accountId: string,
    query: InsightsQuery,
    mayBeSent: () => Promise<boolean>,
    signal: AbortSignal,
  ): Promise<TextAnswer | undefined>;
  /** The state of the token that this client sends. Counts against no monthly allowance. */
  ownToken(accountId: string, signal: AbortSignal): Promise<OwnTokenState>;
}

export interface PlacedPolicy {
  readonly where: string;
  readonly policy: z.output<typeof AccessPolicy>;
}

const AUDIT_PAGE_SIZE = 1_000;

const LIST_PAGE_SIZE = 100;
/** A list that goes on for this many pages is not ending. */
const MAX_LIST_PAGES = 200;
/** 1,000 audit records with bodies are some 2 MB. Far more of a hostile shape fills the memory while it is parsed. */
const MAX_BYTES = 16 * 1024 * 1024;
const DEFAULT_TIMEOUT_MS = 30_000;
/** Cloudflare documents no limit per endpoint. */
const MAX_IN_FLIGHT = 2;
/**
 * Accounts with hundreds of applications cost as many requests: an attempt that runs out of time must find again what
 * the one before has read. A rule written meanwhile is an event of its own (`service_token.bind`).
 */
const ACCESS_LIST_MS = 300_000;
/** Reading rules for longer would hold up everything else: until then what they say is unknown. */
const ACCESS_PATIENCE_MS = 60_000;

const OPERATIONS = {
  audit: { name: 'reading the audit log', permission: 'Account Settings: Read' },
  accountToken: { name: 'reading an account token', permission: 'Account API Tokens: Read' },
  userToken: { name: 'reading a user token', permission: 'User API Tokens: Read' },
  groups: { name: 'listing permission groups', permission: 'Account API Tokens: Read' },
  serviceToken: { name: 'reading an Access service token', permission: 'Access: Service Tokens: Read' },
  access: { name: 'listing Access policies', permission: 'Access: Apps and Policies: Read' },
  accessGroups: {
    name: 'listing Access groups',
    permission: 'Access: Organizations, Identity Providers, and Groups: Read',
  },
  ownToken: { name: 'verifying the token', permission: 'none' },
} as const satisfies Record<string, Operation>;

export function createCloudflareClient(options: CloudflareClientOptions): CloudflareClient {
  const { baseUrl, token, pace, timeoutMs = DEFAULT_TIMEOUT_MS, nowMs = Date.now } = options;
  const inFlight = createInFlight(MAX_IN_FLIGHT);
  const accessLists = new Map<string, { readonly readAtMs: number; readonly policies: readonly PlacedPolicy[] }>();

  async function send(
    path: string,
    query: Readonly<Record<string, string>>,
    operation: Operation,
    signal: AbortSignal,
  ): Promise<TextAnswer> {
    return inFlight(async () => {
      await pace.turn(signal);
      return sendNow(path, query, operation, signal);
    }, signal);
  }

  function sendNow(
    path: string,
    query: Readonly<Record<string, string>>,
    operation: Operation,
    signal: AbortSignal,
  ): Promise<TextAnswer> {
    const url = new URL(`${baseUrl}${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return getJson(url, {
      provider: 'cloudflare',
      operation: operation.name,
      headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
      timeoutMs,
      maxBytes: MAX_BYTES,
      signal,
    });
  }

  /** Names of tokens, resources and policies go on into records and tickets: what people write there is scrubbed. */
  async function get(
    path: string,
    query: Readonly<Record<string, string>>,
    operation: Operation,
    signal: AbortSignal,
  ): Promise<CloudflarePage | 'denied'> {
    const answer = await send(path, query, operation, signal);
    if (isDenied(answer)) return 'denied';
    const page = contentOf(answer, operation, Date.now());
    return { ...page, result: scrub(page.result) };
  }

  /** One object: that it is missing or hidden from us is an answer, not a failure. */
  async function lookup<T>(
    collection: string,
    id: string,
    schema: z.ZodType<T>,
    operation: Operation,
    signal: AbortSignal,
  ): Promise<Lookup<T>> {
    const answer = await send(`${collection}/${encodeURIComponent(id)}`, {}, operation, signal);
    if (answer.status === 404) return { state: 'missing' };
    if (isDenied(answer)) return { state: 'denied', permission: operation.permission };
    const result = lookedUp(answer, operation);
    // Another object under this id would be judged in the place of the one that is asked for.
    if (Identified.safeParse(result).data?.id !== id) return { state: 'unknown_shape' };
    const parsed = schema.safeParse(scrub(result));
    return parsed.success ? { state: 'found', value: parsed.data } : { state: 'unknown_shape' };
  }

  /** A whole list, page by page: one that does not end where it says is a failure, never a shorter list. */
  async function list<T>(
    path: string,
    schema: z.ZodType<T>,
    operation: Operation,
    signal: AbortSignal,
  ): Promise<T[] | 'denied'> {
    const items: T[] = [];
    for (let page = 1; page <= MAX_LIST_PAGES; page += 1) {
      const answer = await get(path, { page: String(page), per_page: String(LIST_PAGE_SIZE) }, operation, signal);
      if (answer === 'denied') return answer;
      const found = parse(z.array(schema), answer.result, operation);
      items.push(...found);
      // Without a count only an empty page is the end: a short one may be all that the endpoint gives at once.
      const isLast = answer.totalCount === undefined ? found.length === 0 : items.length >= answer.totalCount;
      if (isLast) return items;
      if (found.length === 0) break;
    }
    throw failure(
      FailureType.UnexpectedAnswer,
      `${operation.name}: the pages of the list do not end where it says`,
      'It is tried again; report it to Cloudflare if it goes on',
      { provider: 'cloudflare' },
    );
  }

  async function policiesAt(
    { path, where, operation }: AccessPlace,
    signal: AbortSignal,
  ): Promise<readonly PlacedPolicy[] | 'denied'> {
    const known = accessLists.get(path);
    if (known !== undefined && nowMs() - known.readAtMs < ACCESS_LIST_MS) return known.policies;
    const found = await list(path, AccessPolicy, operation, signal);
    if (found === 'denied') return found;
    const policies = found.map((policy) => ({ where, policy }));
    accessLists.set(path, { readAtMs: nowMs(), policies });
    return policies;
  }

  return {
    async auditPage(stream, accountId, window, cursor, signal) {
      const { limit = AUDIT_PAGE_SIZE, direction = 'asc', actor } = window;
      const paging = stream === 'v2' ? pageOfV2(cursor, limit) : pageOfV1(cursor, limit);
      const path = stream === 'v2' ? `/accounts/${accountId}/logs/audit` : `/accounts/${accountId}/audit_logs`;
      const filter = actor === undefined ? {} : { [actorParameter(stream, actor)]: actor.value };
      const query = { since: window.since, before: window.before, direction, ...filter, ...paging };
      // Without the log there is no run: here a missing permission is a failure.
      const page = contentOf(await send(path, query, OPERATIONS.audit, signal), OPERATIONS.audit, Date.now());
      // An audit log without a list is no empty log.
      const records = parse(z.array(z.unknown()), page.result, OPERATIONS.audit);
      return { records, cursor: stream === 'v2' ? page.cursor : nextPageOfV1(cursor, records.length) };
    },

    accountToken: (accountId, tokenId, signal) =>
      lookup(`/accounts/${accountId}/tokens`, tokenId, ApiToken, OPERATIONS.accountToken, signal),

    userToken: (tokenId, signal) => lookup('/user/tokens', tokenId, ApiToken, OPERATIONS.userToken, signal),

    async permissionGroups(accountId, signal) {
      const path = `/accounts/${accountId}/tokens/permission_groups`;
      const page = await get(path, {}, OPERATIONS.groups, signal);
      if (page === 'denied') return { state: 'denied', permission: OPERATIONS.groups.permission };
      const groups = parse(PermissionGroupList, page.result, OPERATIONS.groups);
      return { state: 'found', value: new Map(groups.map(({ id, name }) => [id, name])) };
    },

    serviceToken: (owner, tokenId, signal) =>
      lookup(
        `/${owner.kind}/${owner.id}/access/service_tokens`,
        tokenId,
        ServiceToken,
        OPERATIONS.serviceToken,
        signal,
      ),

    async accessPolicies(owner, signal) {
      const access = `/${owner.kind}/${owner.id}/access`;
      const startMs = nowMs();
      try {
        const apps = await list(`${access}/apps`, AccessApp, OPERATIONS.access, signal);
        if (apps === 'denied') return denied(OPERATIONS.access);
        const places: readonly AccessPlace[] = [
          // Reusable policies exist for accounts only.
          ...(owner.kind === 'accounts'
            ? [{ path: `${access}/policies`, where: 'reusable policy', operation: OPERATIONS.access }]
            : []),
          { path: `${access}/groups`, where: 'group', operation: OPERATIONS.accessGroups },
          ...apps.map(({ id, name }) => ({
            path: `${access}/apps/${encodeURIComponent(id)}/policies`,
            where: `application ${name}`,
            operation: OPERATIONS.access,
          })),
        ];
        const placed: PlacedPolicy[] = [];
        for (const place of places) {
          if (nowMs() - startMs > ACCESS_PATIENCE_MS) return { state: 'unknown_shape' };
          const policies = await policiesAt(place, signal);
          if (policies === 'denied') return denied(place.operation);
          placed.push(...policies);
        }
        return { state: 'found', value: placed };
      } catch (error) {
        // An application that is gone by now, or a shape tried often enough: what cannot be read is judged as unknown.
        const type = failureTypeOf(error);
        if (type === undefined || !UNREADABLE.has(type) || !isFinal(error)) throw error;
        return { state: 'unknown_shape' };
      }
    },

    insightsPage: (accountId, { list, perPage, at }, mayBeSent, signal) =>
      inFlight(async () => {
        await pace.turn(signal);
        if (!(await mayBeSent())) return undefined;
        const place = 'page' in at ? { page: String(at.page) } : { cursor: at.cursor };
        // `dismissed` is always said: which list comes without it is documented nowhere. Nothing narrows the list further:
        // a filter saves no request, and what it hides would look as if it were gone.
        const query = { dismissed: String(list === 'dismissed'), per_page: String(perPage), ...place };
        return sendNow(`/accounts/${accountId}/security-center/insights`, query, INSIGHTS, signal);
      }, signal),

    async ownToken(accountId, signal) {
      let isInvalid = true;
      // Each kind of token has an endpoint of its own, and the other one calls it invalid.
      for (const owner of [`/accounts/${accountId}`, '/user']) {
        const answer = await send(`${owner}/tokens/verify`, {}, OPERATIONS.ownToken, signal);
        const { data } = OwnToken.safeParse(answer.json);
        if (answer.status === 200 && data !== undefined) {
          return OWN_TOKEN_STATES.find((state) => state === data.result.status) ?? 'unknown';
        }
        isInvalid &&= isTokenInvalid(answer);
      }
      return isInvalid ? 'invalid' : 'unknown';
    },
  };
}

const OWN_TOKEN_STATES = ['active', 'expired', 'disabled'] as const;

const UNREADABLE: ReadonlySet<FailureType> = new Set([
  FailureType.Misconfigured,
  FailureType.Refused,
  FailureType.UnexpectedAnswer,
]);

/** An id that the provider does not take for one came from an event, and says nothing about what it names. */
function lookedUp(answer: JsonAnswer, operation: Operation): unknown {
  try {
    return contentOf(answer, operation, Date.now()).result;
  } catch (error) {
    if (failureTypeOf(error) === FailureType.Refused) return undefined;
    throw error;
  }
}

const Identified = z.looseObject({ id: z.string() });

interface AccessPlace {
  readonly path: string;
  readonly where: string;
  readonly operation: Operation;
}

function denied({ permission }: Operation): { readonly state: 'denied'; readonly permission: string } {
  return { state: 'denied', permission };
}

function parse<T>(schema: z.ZodType<T>, value: unknown, operation: Operation): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw unexpected(operation, parsed.error);
  return parsed.data;
}

const ACTOR_PARAMETERS = {
  v2: { email: 'actor_email', id: 'actor_id', tokenId: 'actor_token_id', address: 'actor_ip_address' },
  v1: { email: 'actor.email', address: 'actor.ip' },
} as const satisfies Record<AuditStream, Partial<Record<ActorFilter['by'], string>>>;

/** Without its filter a search would answer everybody's records. */
function actorParameter(stream: AuditStream, { by }: ActorFilter): string {
  const parameters: Partial<Record<ActorFilter['by'], string>> = ACTOR_PARAMETERS[stream];
  const name = parameters[by];
  if (name === undefined) throw new Error(`the audit log ${stream} has no filter for the actor's ${by}`);
  return name;
}

function pageOfV2(cursor: string | undefined, limit: number): Record<string, string> {
  return { limit: String(limit), ...(cursor === undefined ? {} : { cursor }) };
}

/** v1 has no cursor: pages are numbered, and an empty one is the last. A short one may only be shorter than asked for. */
function pageOfV1(cursor: string | undefined, limit: number): Record<string, string> {
  return { per_page: String(limit), page: cursor ?? '1' };
}

function nextPageOfV1(cursor: string | undefined, records: number): string | undefined {
  return records === 0 ? undefined : String(Number(cursor ?? '1') + 1);
}

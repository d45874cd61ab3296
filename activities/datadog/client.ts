import { FailureType } from '../../domain/failure-type';
import { failure } from '../shared/failure';
import { postJson, retryAfterMs, type JsonAnswer } from '../shared/get-json';
import { SearchAnswer } from './schemas';

/** Where to ask, and with which keys. */
export interface DatadogClientOptions {
  /** Ends without a slash: `https://api.datadoghq.com`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** With the permission `audit_logs_read`. */
  readonly applicationKey: string;
  /** Bounds one request, body included. Default 30 s. */
  readonly timeoutMs?: number;
}

/** What to search for; the same for all pages of a walk. */
export interface AuditSearch {
  /** Made by `actorQueries`. */
  readonly query: string;
  /** ISO 8601 UTC, both ends included. */
  readonly from: string;
  readonly to: string;
  readonly direction: 'asc' | 'desc';
}

/** One page of a search, its events as received. */
export interface AuditSearchPage {
  readonly events: readonly unknown[];
  /** Undefined at the end of the walk. */
  readonly cursor: string | undefined;
  /** Datadog has not read everything that it should have: what is missing on the page means nothing. */
  readonly isIncomplete: boolean;
}

/** Datadog as far as investigations need it. Only reads: every call may be repeated. */
export interface DatadogClient {
  /**
   * One page of a search in the Audit Trail, up to 1,000 events.
   *
   * @throws ApplicationFailure `AuthRejected`, `Misconfigured`, `Refused`, `RateLimited`, `Unavailable` or `UnexpectedAnswer`
   * @see activities/datadog/README.md
   */
  searchAudit(search: AuditSearch, cursor: string | undefined, signal: AbortSignal): Promise<AuditSearchPage>;
}

const PAGE_SIZE = 1_000;
const DEFAULT_TIMEOUT_MS = 30_000;
/** 1,000 events are some 2 MB. Far more of a hostile shape fills the memory while it is parsed. */
const MAX_BYTES = 16 * 1024 * 1024;
const OPERATION = 'searching the Audit Trail';
const provider = 'datadog' as const;

/** The documents name no bounds. */
const DEFAULT_PAUSE_MS = 60_000;
const MIN_PAUSE_MS = 1_000;
const MAX_PAUSE_MS = 300_000;

/** A client of one organisation. It asks once: who calls it waits and repeats, as the failure says. */
export function createDatadogClient(options: DatadogClientOptions): DatadogClient {
  const { baseUrl, apiKey, applicationKey, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  return {
    async searchAudit({ query, from, to, direction }, cursor, signal) {
      // Without bounds a search covers the last quarter of an hour, and ten events.
      const body = {
        filter: { query, from, to },
        options: { timezone: 'UTC' },
        sort: direction === 'asc' ? 'timestamp' : '-timestamp',
        page: { limit: PAGE_SIZE, ...(cursor === undefined ? {} : { cursor }) },
      };
      const answer = await postJson(new URL(`${baseUrl}/api/v2/audit/events/search`), body, {
        provider,
        operation: OPERATION,
        headers: { accept: 'application/json', 'dd-api-key': apiKey, 'dd-application-key': applicationKey },
        timeoutMs,
        maxBytes: MAX_BYTES,
        signal,
      });
      return pageOf(answer);
    },
  };
}

/** What may be wrong with a request, and what the operator should do; the first match wins. */
const CAUSES: readonly {
  readonly when: (status: number, asksForPause: boolean) => boolean;
  readonly type: FailureType;
  readonly what: string;
  readonly remedy: string;
}[] = [
  {
    when: (status) => status === 401 || status === 403,
    type: FailureType.AuthRejected,
    what: 'a key is wrong, the application key lacks the permission audit_logs_read, or Audit Trail is not enabled',
    remedy: 'Check datadog.apiKey and datadog.applicationKey, that permission, and Audit Trail in the organisation',
  },
  {
    when: (status) => status === 404 || status === 405,
    type: FailureType.Misconfigured,
    what: 'there is no such API at this address',
    remedy:
      'Check datadog.baseUrl: https://api. and the site of your organisation, as its address in the browser has it',
  },
  {
    when: (status) => status === 429,
    type: FailureType.RateLimited,
    what: 'the request limit is reached',
    remedy: 'It is tried again after the pause that Datadog asks for',
  },
  {
    when: (status, asksForPause) => status === 503 && asksForPause,
    type: FailureType.RateLimited,
    what: 'Datadog asks for a pause',
    remedy: 'It is tried again after that pause',
  },
  {
    when: (status) => status === 408 || status >= 500,
    type: FailureType.Unavailable,
    what: 'Datadog has a fault',
    remedy: 'It is tried again; see status.datadoghq.com if it goes on',
  },
  {
    when: (status) => status >= 300,
    type: FailureType.Refused,
    what: 'Datadog refuses the request',
    remedy: 'This is not a passing fault: look up the status in the API documentation',
  },
];

/** @throws ApplicationFailure; nothing of the answer's text is quoted */
function pageOf({ status, headers, json }: JsonAnswer): AuditSearchPage {
  const asksForPause = retryAfterMs(headers, Date.now()) !== undefined;
  const cause = CAUSES.find(({ when }) => when(status, asksForPause));
  if (cause !== undefined) {
    throw failure(cause.type, `${OPERATION}: ${cause.what} (HTTP ${status})`, cause.remedy, {
      provider,
      retryAfterMs: cause.type === FailureType.RateLimited ? pauseMs(status, headers) : undefined,
    });
  }
  const parsed = SearchAnswer.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw failure(
      FailureType.UnexpectedAnswer,
      `${OPERATION}: the answer has another shape than documented (${issue?.path.join('.') || 'body'}: ${issue?.code ?? 'unreadable'})`,
      'Check that datadog.baseUrl names the API and not a proxy or a login page',
      { provider },
    );
  }
  const { data, meta } = parsed.data;
  const cursor = meta.page?.after ?? '';
  return {
    events: data,
    cursor: cursor === '' ? undefined : cursor,
    // Whatever does not say that it is done may lack events.
    isIncomplete: meta.status !== 'done' || (meta.warnings ?? []).length > 0,
  };
}

/** Wait that is asked for. Until the limit is renewed every answer names the seconds; after a fault they mean nothing. */
function pauseMs(status: number, headers: Headers): number {
  const reset = (status === 429 ? headers.get('x-ratelimit-reset')?.trim() : undefined) ?? '';
  const resetMs = /^\d+(\.\d+)?$/.test(reset) ? Number(reset) * 1_000 : undefined;
  const asked = resetMs ?? retryAfterMs(headers, Date.now()) ?? DEFAULT_PAUSE_MS;
  return Math.min(MAX_PAUSE_MS, Math.max(MIN_PAUSE_MS, asked));
}

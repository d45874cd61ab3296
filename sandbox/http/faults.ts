import { json, type Answer, type Exchange, type Operation, type ProviderName } from './exchange';

/** What goes wrong. Those marked "effect" change the provider's state before they fail. */
export type FaultKind =
  /** Another answer instead. A string body goes out as it is, anything else as JSON. */
  | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  /** Effect, then the connection is destroyed. */
  | 'lost-answer'
  /** The connection is destroyed before any effect. */
  | 'drop'
  /** Waits, then answers as usual. */
  | { readonly delayMs: number }
  /** Effect; headers and half of the body, then silence on an open connection. */
  | 'stalled-body'
  /** Effect; half of the JSON as a complete answer. */
  | 'truncated-json'
  /** 200 with JSON of another shape. */
  | 'wrong-schema'
  /** 200 with `success: false`. */
  | 'success-false'
  /** 200 with a web page. */
  | 'html'
  | {
      readonly rateLimited: 'with-retry-after' | 'without-retry-after';
      /** Seconds; default 1. */
      readonly retryAfterS?: number;
      /** Linear only, which answers its limit with any of these; default 400. */
      readonly status?: 200 | 400 | 429;
    };

export interface Fault {
  readonly provider: ProviderName;
  readonly method?: string;
  /** Regular expression on path and query below the provider's prefix. */
  readonly path?: string;
  /** Linear: GraphQL root field (`issueCreate`) or the operation's name. */
  readonly operation?: string;
  /** How many requests it hits; default 1. */
  readonly times?: number | 'always';
  /** How many matching requests it lets pass first; default 0. */
  readonly skip?: number;
  readonly kind: FaultKind;
}

export interface FaultState extends Fault {
  readonly id: string;
  /** Requests hit so far. */
  readonly hits: number;
}

interface Armed {
  readonly id: string;
  readonly fault: Fault;
  passed: number;
  hits: number;
}

/** The programmed faults. The oldest one that matches and is not used up is taken. */
export class Faults {
  private armed: Armed[] = [];
  private next = 1;

  add(fault: Fault): string {
    if (fault.path !== undefined) new RegExp(fault.path); // a bad expression fails here and not in the middle of a test
    const id = `fault-${this.next++}`;
    this.armed.push({ id, fault, passed: 0, hits: 0 });
    return id;
  }

  clear(): void {
    this.armed = [];
  }

  list(): FaultState[] {
    return this.armed.map(({ id, fault, hits }) => ({ ...fault, id, hits }));
  }

  /** The fault that this request meets; counts it as met. */
  take(exchange: Exchange, operation: Operation | undefined): Fault | undefined {
    for (const armed of this.armed) {
      if (!matches(armed.fault, exchange, operation)) continue;
      if (armed.passed < (armed.fault.skip ?? 0)) {
        armed.passed += 1;
        continue;
      }
      const { times = 1 } = armed.fault;
      if (times !== 'always' && armed.hits >= times) continue;
      armed.hits += 1;
      return armed.fault;
    }
    return undefined;
  }
}

function matches(fault: Fault, exchange: Exchange, operation: Operation | undefined): boolean {
  return (
    fault.provider === exchange.provider &&
    (fault.method === undefined || fault.method.toUpperCase() === exchange.method) &&
    (fault.path === undefined || new RegExp(fault.path).test(exchange.target)) &&
    (fault.operation === undefined || fault.operation === operation?.field || fault.operation === operation?.name)
  );
}

/** Short name of a fault for the request log. */
export function faultName(kind: FaultKind): string {
  if (typeof kind === 'string') return kind;
  if ('delayMs' in kind) return 'delay';
  return 'status' in kind && !('rateLimited' in kind) ? `status-${kind.status}` : 'rate-limited';
}

/** The answer that stands in for the provider's own; undefined when the provider answers itself. */
export function insteadOf(
  kind: FaultKind,
  provider: ProviderName,
  operation: Operation | undefined,
  at: number,
): Answer | undefined {
  if (kind === 'html') return { status: 200, headers: { 'content-type': 'text/html' }, body: PROXY_PAGE };
  if (kind === 'success-false') return successFalse(provider, operation);
  if (kind === 'wrong-schema') return wrongSchema(provider, operation);
  if (typeof kind === 'string' || 'delayMs' in kind) return undefined;
  if ('rateLimited' in kind) return rateLimited(kind, provider, at);
  const { status, body = '', headers = {} } = kind;
  return typeof body === 'string'
    ? { status, headers: { 'content-type': 'text/plain', ...headers }, body }
    : json(status, body, headers);
}

const PROXY_PAGE = '<!doctype html><html><body><h1>502 Bad Gateway</h1><p>proxy.example</p></body></html>';

function successFalse(provider: ProviderName, operation: Operation | undefined): Answer {
  return provider === 'cloudflare'
    ? json(200, { success: false, errors: [{ message: 'An internal error occurred' }], messages: [], result: null })
    : json(200, { data: { [operation?.field ?? 'issueCreate']: { success: false } } });
}

function wrongSchema(provider: ProviderName, operation: Operation | undefined): Answer {
  return provider === 'cloudflare'
    ? json(200, { success: true, errors: [], messages: [], result: 'surprise', result_info: 42 })
    : json(200, { data: { [operation?.field ?? 'issues']: { surprise: [42] } } });
}

type RateLimitedKind = Extract<FaultKind, { readonly rateLimited: string }>;

function rateLimited(kind: RateLimitedKind, provider: ProviderName, at: number): Answer {
  const retryAfterS = kind.retryAfterS ?? 1;
  const retryAfter: Record<string, string> =
    kind.rateLimited === 'with-retry-after' ? { 'retry-after': String(retryAfterS) } : {};
  if (provider === 'cloudflare') return json(429, CLOUDFLARE_RATE_LIMITED, retryAfter);
  return json(kind.status ?? 400, LINEAR_RATE_LIMITED, {
    ...retryAfter,
    'x-ratelimit-requests-limit': '2500',
    'x-ratelimit-requests-remaining': '0',
    'x-ratelimit-requests-reset': String(at + retryAfterS * 1_000),
  });
}

/** Body of Cloudflare's 429. */
export const CLOUDFLARE_RATE_LIMITED = {
  success: false,
  errors: [
    {
      code: 971,
      message:
        'More than 1200 requests per 300 seconds reached. Please wait and consider throttling your request speed',
    },
  ],
  messages: [],
  result: null,
};

/** Body of Linear's limit, whatever the status. */
export const LINEAR_RATE_LIMITED = {
  errors: [
    {
      message: 'Rate limit exceeded',
      extensions: {
        code: 'RATELIMITED',
        statusCode: 429,
        userError: true,
        userPresentableMessage: 'Rate limit exceeded.',
      },
    },
  ],
};

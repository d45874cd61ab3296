import { json, type Answer, type Exchange, type Operation, type ProviderName } from './exchange';
import { PROVIDER_FAULTS } from './provider-faults';

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
  /** Regular expression on the request's body. */
  readonly body?: string;
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
    // A bad expression fails here and not in the middle of a test.
    for (const expression of [fault.path, fault.body]) if (expression !== undefined) new RegExp(expression);
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
    (fault.body === undefined || new RegExp(fault.body).test(exchange.body)) &&
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
  const faults = PROVIDER_FAULTS[provider];
  if (kind === 'success-false') return json(200, faults.successFalse(operation));
  if (kind === 'wrong-schema') return json(200, faults.wrongSchema(operation));
  if (typeof kind === 'string' || 'delayMs' in kind) return undefined;
  if ('rateLimited' in kind) {
    const named = kind.rateLimited === 'with-retry-after';
    return faults.rateLimited({ afterS: kind.retryAfterS ?? 1, named, status: kind.status, at });
  }
  const { status, body = '', headers = {} } = kind;
  return typeof body === 'string'
    ? { status, headers: { 'content-type': 'text/plain', ...headers }, body }
    : json(status, body, headers);
}

const PROXY_PAGE = '<!doctype html><html><body><h1>502 Bad Gateway</h1><p>proxy.example</p></body></html>';

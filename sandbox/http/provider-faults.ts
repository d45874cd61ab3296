import { json, type Answer, type Operation, type ProviderName } from './exchange';

/** What every limit says of itself. */
export interface Limit {
  /** Seconds until it ends. */
  readonly afterS: number;
  /** Whether the answer names the delay in `retry-after`. */
  readonly named: boolean;
  /** Linear only: the status that it limits with. */
  readonly status: 200 | 400 | 429 | undefined;
  /** Sandbox clock, epoch milliseconds. */
  readonly at: number;
}

/** How one service says things that go wrong in all of them. */
interface ProviderFaults {
  /** 200, and the answer says that it is none. */
  readonly successFalse: (operation: Operation | undefined) => unknown;
  /** 200, and JSON of another shape. */
  readonly wrongSchema: (operation: Operation | undefined) => unknown;
  readonly rateLimited: (limit: Limit) => Answer;
}

const retryAfter = ({ afterS, named }: Limit): Readonly<Record<string, string>> =>
  named ? { 'retry-after': String(afterS) } : {};

export const PROVIDER_FAULTS: Readonly<Record<ProviderName, ProviderFaults>> = {
  cloudflare: {
    successFalse: () => ({
      success: false,
      errors: [{ message: 'An internal error occurred' }],
      messages: [],
      result: null,
    }),
    wrongSchema: () => ({ success: true, errors: [], messages: [], result: 'surprise', result_info: 42 }),
    rateLimited: (limit) => json(429, CLOUDFLARE_RATE_LIMITED, retryAfter(limit)),
  },
  linear: {
    successFalse: (operation) => ({ data: { [operation?.field ?? 'issueCreate']: { success: false } } }),
    wrongSchema: (operation) => ({ data: { [operation?.field ?? 'issues']: { surprise: [42] } } }),
    rateLimited: (limit) =>
      json(limit.status ?? 400, LINEAR_RATE_LIMITED, {
        ...retryAfter(limit),
        'x-ratelimit-requests-limit': '2500',
        'x-ratelimit-requests-remaining': '0',
        'x-ratelimit-requests-reset': String(limit.at + limit.afterS * 1_000),
      }),
  },
  datadog: {
    successFalse: () => ({ data: [], meta: { elapsed: 30_000, status: 'timeout' } }),
    wrongSchema: () => ({ data: 'surprise', meta: 42 }),
    rateLimited: (limit) =>
      json(429, DATADOG_RATE_LIMITED, {
        // Seconds, and the only header that tells.
        ...(limit.named ? { 'x-ratelimit-reset': String(limit.afterS) } : {}),
        'x-ratelimit-remaining': '0',
      }),
  },
  confluence: {
    successFalse: () => ({ errors: [{ status: 500, code: 'INTERNAL_SERVER_ERROR', title: 'Error', detail: null }] }),
    wrongSchema: () => ({ results: 'surprise', id: 42, _links: [] }),
    rateLimited: (limit) =>
      json(429, CONFLUENCE_RATE_LIMITED, {
        ...retryAfter(limit),
        'x-ratelimit-reset': new Date(limit.at + limit.afterS * 1_000).toISOString(),
        'ratelimit-reason': 'confluence-burst-based',
      }),
  },
};

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

/** Body of Datadog's 429. */
export const DATADOG_RATE_LIMITED = { errors: ['Too many requests'] };

const CONFLUENCE_RATE_LIMITED = {
  errors: [{ status: 429, code: 'RATE_LIMITED', title: 'Rate limit exceeded', detail: null }],
};

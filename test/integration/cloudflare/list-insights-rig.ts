import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createCloudflareClient } from '../../../activities/cloudflare/client';
import {
  createListInsights,
  type ListInsightsInput,
  type ListInsightsResult,
} from '../../../activities/cloudflare/list-insights';
import type { InsightLists, ListedInsight, ListPlace, StagedList } from '../../../activities/shared/insight-lists';
import type { AllowanceRequest, RequestAllowance } from '../../../activities/shared/request-allowance';
import { createRequestPace, type RequestPace } from '../../../activities/shared/request-pace';
import type { QuotaOutcome, QuotaStanding } from '../../../domain/request-quota';
import { startSandbox, type Sandbox } from '../../../sandbox/sandbox';

export const ACCOUNT_ID = 'c0ffee00c0ffee00c0ffee00c0ffee00';
export const SECRET = 'insights-reader-0123456789abcdef';
export const NEXT_AT = '2026-11-23T00:00:00.000Z';
const ENDPOINT = '/security-center/insights';

/** A month's allowance in memory: it grants what is left, and remembers what it was asked and told. */
export class MemoryAllowance implements RequestAllowance {
  readonly asked: AllowanceRequest[] = [];
  readonly settled: (readonly [id: string, outcome: QuotaOutcome])[] = [];
  left = 100;
  /** What happens while a request is reserved. */
  whileReserving: () => void | Promise<void> = () => undefined;
  whileSettling: () => void = () => undefined;

  async reserve(request: AllowanceRequest) {
    this.asked.push(request);
    await this.whileReserving();
    if (request.need > this.left)
      return { granted: false, reason: 'allowance_spent', nextAt: NEXT_AT, quota: this.standing } as const;
    this.left -= 1;
    return { granted: true, quota: this.standing } as const;
  }

  settle(_account: string, id: string, outcome: QuotaOutcome): Promise<QuotaStanding> {
    this.whileSettling();
    this.settled.push([id, outcome]);
    return Promise.resolve(this.standing);
  }

  get outcomes(): QuotaOutcome[] {
    return this.settled.map(([, outcome]) => outcome);
  }

  get standing(): QuotaStanding {
    return { month: '2026-11', limit: 100, reserve: 5, used: 100 - this.left, left: this.left, forecast: 100 };
  }
}

/** Staged lists in memory. */
export class MemoryLists implements InsightLists {
  readonly staged = new Map<string, { readonly list: StagedList; readonly insights: readonly ListedInsight[] }>();
  whilePutting: () => void = () => undefined;

  find(place: ListPlace): Promise<StagedList | undefined> {
    return Promise.resolve(this.staged.get(keyOf(place))?.list);
  }

  put(
    place: ListPlace,
    insights: readonly ListedInsight[],
    facts: Pick<StagedList, 'pageSize' | 'requests' | 'unreadable'>,
  ): Promise<StagedList> {
    this.whilePutting();
    const key = keyOf(place);
    const list = this.staged.get(key)?.list ?? { key, count: insights.length, ...facts };
    this.staged.set(key, { list, insights });
    return Promise.resolve(list);
  }
}

const keyOf = ({ accountId, run, list }: ListPlace): string => `${accountId}/${run}/${list}`;

const plain = (id: string): string => id.replace(/\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\//, '/*/');

export interface ListingRig {
  readonly sandbox: Sandbox;
  readonly allowance: MemoryAllowance;
  readonly lists: MemoryLists;
  /** The account's id and token as the settings give them, and what the client and the grants go by. */
  readonly setting: {
    accountId: string;
    token: string;
    timeoutMs: number;
    monotonicMs: () => number;
    pace: RequestPace;
    /** Time that an attempt has, in milliseconds. */
    limitMs: number;
  };
  list(input?: Partial<ListInsightsInput>, attempt?: number): Promise<ListInsightsResult>;
  /** Ids under which requests were reserved, and those of what the ledger was told, with `*` for the execution's own part. */
  reservedIds(): string[];
  settled(): (readonly [id: string, outcome: QuotaOutcome])[];
  /** Requests for insights that have reached Cloudflare, by query. */
  requests(): string[];
  /** The list that was staged; fails when none was. */
  staged(list?: 'open' | 'dismissed'): readonly ListedInsight[];
  close(): Promise<void>;
}

/** The listing activity on the sandbox's HTTP, with an allowance and lists in memory. */
export async function createListingRig(): Promise<ListingRig> {
  const sandbox = await startSandbox({ story: 'empty' });
  sandbox.control.addCaller({
    secret: SECRET,
    tokenId: 'insights-reader',
    name: 'insights reader',
    accounts: [ACCOUNT_ID],
    permissions: ['Account Settings Read', 'Security Center Read'],
  });
  const allowance = new MemoryAllowance();
  const lists = new MemoryLists();
  const setting: ListingRig['setting'] = {
    accountId: ACCOUNT_ID,
    token: SECRET,
    timeoutMs: 5_000,
    monotonicMs: () => performance.now(),
    pace: createRequestPace({ requests: 1_000_000, windowMs: 1_000, burst: 5 }),
    limitMs: 360_000,
  };
  const rig: ListingRig = {
    sandbox,
    allowance,
    lists,
    setting,
    list(input = {}, attempt = 1) {
      const { accountId, token, timeoutMs, monotonicMs, pace, limitMs } = setting;
      const client = createCloudflareClient({ baseUrl: sandbox.cloudflareUrl, token, pace, timeoutMs });
      const findAccount = () => ({ id: accountId, client });
      const listInsights = createListInsights({ findAccount, allowance, lists, monotonicMs });
      const environment = new MockActivityEnvironment(
        { attempt, activityId: '7', startToCloseTimeoutMs: limitMs, scheduleToCloseTimeoutMs: limitMs },
        { logger: new DefaultLogger('ERROR') },
      );
      const whole: ListInsightsInput = {
        account: 'acme',
        list: 'open',
        run: 'run-1',
        purpose: 'sync',
        pages: null,
        pageSize: 1_000,
        ...input,
      };
      return environment.run(listInsights, whole);
    },
    reservedIds: () => allowance.asked.map(({ id }) => plain(id)),
    settled: () => allowance.settled.map(([id, outcome]) => [plain(id), outcome] as const),
    requests: () =>
      sandbox.control
        .requests()
        .filter(({ path }) => path.includes(ENDPOINT))
        .map(({ path }) => path.slice(path.indexOf('?') + 1)),
    staged: (list = 'open') => lists.staged.get(keyOf({ accountId: ACCOUNT_ID, run: 'run-1', list }))!.insights,
    close: () => sandbox.close(),
  };
  return rig;
}

/** Insights as Cloudflare sends them, with ids that do not come in their order. */
export const insightsOf = (count: number, more: object = {}): { readonly id: string }[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `${((index * 7_919) % 1_000_003).toString(16).padStart(8, '0')}-7a3e-4f1c-8b52-0d6cf3a2b101`,
    dismissed: false,
    issue_class: 'always_use_https_not_enabled',
    issue_type: 'insecure_configuration',
    severity: 'Moderate',
    subject: `shop-${index}.example.com`,
    since: '2026-10-02T00:00:00Z',
    timestamp: '2026-11-20T03:12:45.120Z',
    status: 'active',
    payload: { zone_tag: 'd41d8cd98f00b204e9800998ecf8427e', detection_method: 'configuration' },
    ...more,
  }));

import { randomBytes } from 'node:crypto';
import type { PutObjectCommand } from '@aws-sdk/client-s3';
import { S3Client } from '@aws-sdk/client-s3';
import { createInsightActivities } from '../../../activities/archive/insights/activities';
import { createInsightLists } from '../../../activities/archive/insights/insight-lists';
import { createSpendingProof } from '../../../activities/archive/insights/spending-proof';
import { createS3Client } from '../../../activities/archive/client';
import { createHandOver } from '../../../activities/archive/records';
import { createArchiveStore } from '../../../activities/archive/store';
import { createCloudflareClient, type CloudflareClient } from '../../../activities/cloudflare/client';
import { createListInsights } from '../../../activities/cloudflare/list-insights';
import { createLinearClient } from '../../../activities/linear/client';
import { createInsightTicketActivities } from '../../../activities/linear/insight-tickets';
import { INSIGHT_TICKETS } from '../../../activities/linear/ticket-words';
import { createQuotaActivities } from '../../../activities/quota/activities';
import { createRequestAllowance } from '../../../activities/quota/allowance';
import { createQuotaLedgerClient, type QuotaLedgerClient } from '../../../activities/quota/ledger-client';
import type { RequestAllowance } from '../../../activities/shared/request-allowance';
import { startSandbox, type Sandbox } from '../../../sandbox/sandbox';
import { STORY_SETTING } from '../../../sandbox/story/setting';
import type { InsightsSyncInput, InsightsSyncResult } from '../../../workflows/contracts';
import { ledgerStart } from '../../../workflows/ids';
import { insightsSync } from '../../../workflows/insights-sync';
import { createLockedBucket, s3Connection } from '../servers';
import { ActivityRunner, type Activity, type ActivityOutcome } from './activity-runner';
import { AllowanceWatch } from './allowance-watch';
import { Gates, RunGates, type Mishap } from './gates';
import { LedgerServer } from './ledger-server';
import { FIRST_SETTINGS, type ModelSettings } from './settings';
import { inRealTime, SimulatedTime } from './simulated-time';
import { WireTape } from './wire-tape';
import { inWorkflow, type WorkflowContext } from './workflow-shim';
import { World, type MidwayChange } from './world';

export const ACCOUNT = 'acme';
const OURS = 'edgewarden-reader-0123456789abcdef';
/** Another collector of the same account. */
const THEIRS = 'other-collector-0123456789abcdef';
const START = Date.parse('2030-11-01T01:10:00Z');
const NO_SIGNAL = new AbortController().signal;
const INSIGHTS = '/security-center/insights';

/** One workflow run, as Temporal would tell it. */
export interface RunTrace {
  readonly runId: string;
  readonly job: InsightsSyncInput['job'];
  /** ISO 8601 UTC. */
  readonly startedAt: string;
  readonly settings: ModelSettings;
  readonly activities: readonly ActivityOutcome[];
  /** Undefined when it failed or was ended. */
  readonly result: InsightsSyncResult | undefined;
  readonly error: unknown;
  /** Attempts of it may still be going on. */
  readonly isHaunted: boolean;
}

/**
 * The real sync, ledger, activities and clients in this process, on a real store and the sandbox's HTTP; only Temporal and
 * the clocks are simulated.
 */
export class ModelRig {
  readonly time = new SimulatedTime(START);
  readonly watch = new AllowanceWatch();
  readonly tape = new WireTape();
  readonly world: World;
  readonly traces = new Map<string, RunTrace>();
  settings: ModelSettings = FIRST_SETTINGS;
  /** How far Cloudflare's clock is ahead of ours. */
  skewMs = 0;
  /** What happens in the middle of the run that comes next. */
  midway: readonly MidwayChange[] = [];
  /** Requests of others by month of Cloudflare's clock. */
  readonly foreign = new Map<string, number>();
  readonly s3: S3Client;
  private readonly gates: Gates;
  private readonly ledger: LedgerServer;
  private readonly realFetch = globalThis.fetch;
  private worker: ReturnType<ModelRig['startWorker']>;
  private last: InsightsSyncResult | undefined;
  /** Pages answered to the run under way. */
  private pages = 0;
  private readonly jobs = new Map<string, InsightsSyncInput['job']>();
  private readonly clients: S3Client[] = [];

  private constructor(
    readonly sandbox: Sandbox,
    readonly bucket: string,
    readonly accountId: string,
    clock: { skewed: () => number },
  ) {
    clock.skewed = () => this.time.nowMs + this.skewMs;
    this.world = new World(sandbox, accountId);
    this.s3 = new S3Client(s3Connection());
    this.gates = new Gates(this.time, {
      workerDied: () => this.restartWorker(),
      loseLedger: () => this.loseLedger(),
    });
    this.ledger = new LedgerServer(this.time, () => this.gates);
    this.worker = this.startWorker();
    globalThis.fetch = this.fetch;
    this.applyPlan();
  }

  static async start(): Promise<ModelRig> {
    const clock = { skewed: () => START };
    const accountId = randomBytes(16).toString('hex');
    const sandbox = await startSandbox({
      story: 'empty',
      rateLimit: { enforce: false },
      now: () => clock.skewed(),
    });
    for (const [secret, tokenId] of [
      [OURS, 'ours'],
      [THEIRS, 'theirs'],
    ] as const) {
      sandbox.control.addCaller({
        secret,
        tokenId,
        name: tokenId,
        accounts: [accountId],
        permissions: ['Security Center Read'],
      });
    }
    return new ModelRig(sandbox, await createLockedBucket('insights-model'), accountId, clock);
  }

  async close(): Promise<void> {
    globalThis.fetch = this.realFetch;
    await this.sandbox.close();
    this.s3.destroy();
    for (const client of this.clients) client.destroy();
  }

  /** What the schedule's newest run said of its next listing, epoch milliseconds; undefined when it may list now. */
  get dueMs(): number | undefined {
    const { skipped } = this.newest ?? {};
    return skipped === null || skipped === undefined ? undefined : Date.parse(skipped.nextAt);
  }

  /** Result of the newest run of the schedule. */
  newest: InsightsSyncResult | undefined;

  configure(change: Partial<ModelSettings>): void {
    this.settings = { ...this.settings, ...change };
    this.applyPlan();
  }

  restartWorker(): void {
    this.worker = this.startWorker();
  }

  loseLedger(): void {
    this.watch.forgetPace();
    this.watch.endHold();
    this.ledger.lose();
  }

  /** The schedule is deleted and made anew: no run knows of an earlier one. */
  forgetLastResult(): void {
    this.last = undefined;
  }

  /** One run, to its end. */
  async run(job: InsightsSyncInput['job'], mishaps: readonly Mishap[] = []): Promise<RunTrace> {
    const runId = `run-${this.jobs.size + 1}`;
    this.jobs.set(runId, job);
    this.pages = 0;
    const gates = new RunGates(runId, mishaps);
    const runner = new ActivityRunner(
      { time: this.time, gates: this.gates, activities: () => this.worker.activities },
      gates,
    );
    const startedAt = this.time.iso;
    const isScheduled = job === 'sync';
    const context: WorkflowContext = {
      info: { runId, startTime: new Date(this.time.nowMs), lastResult: isScheduled ? this.last : undefined },
      execute: (activity, options, args) => runner.execute(activity, options, args),
      handlers: new Map(),
      conditions: new Set(),
      attributes: new Map(),
    };
    let result: InsightsSyncResult | undefined;
    let error: unknown;
    const { settings } = this;
    try {
      const work = this.time.within(() => inWorkflow(context, () => insightsSync({ account: ACCOUNT, job })));
      result = (await Promise.race([work, gates.stopped])) ?? undefined;
      if (isScheduled && result !== undefined) {
        this.last = JSON.parse(JSON.stringify(result)) as InsightsSyncResult;
        this.newest = this.last;
      }
    } catch (thrown) {
      error = thrown;
    }
    const { isHaunted } = gates;
    const trace = { runId, job, startedAt, settings, activities: runner.outcomes, result, error, isHaunted };
    this.traces.set(runId, trace);
    return trace;
  }

  /** A person tells the ledger how many requests were used. */
  async setUsed(used: number): Promise<void> {
    this.watch.endHold();
    await this.ask((ledgers, signal) => ledgers.setUsed(this.ledgerAccount, used, signal));
  }

  /** A person asks for a listing now. */
  async liftPace(): Promise<void> {
    this.watch.lift(this.time.nowMs);
    await this.ask((ledgers, signal) => ledgers.liftPace(this.ledgerAccount, signal));
  }

  /** What a person does with the ledger. */
  private ask<T>(act: (ledgers: QuotaLedgerClient, signal: AbortSignal) => Promise<T>): Promise<T> {
    return this.time.within(() => act(this.worker.ledgers, NO_SIGNAL));
  }

  private get ledgerAccount() {
    return { id: this.accountId, terms: this.terms };
  }

  /** What a command of a person uses. */
  get doctor(): { readonly client: CloudflareClient; readonly allowance: RequestAllowance } {
    return { client: this.worker.client, allowance: this.worker.allowance };
  }

  /** Somebody else asks Cloudflare for the same account's insights. */
  async spendElsewhere(): Promise<void> {
    await this.realFetch(`${this.sandbox.cloudflareUrl}/accounts/${this.accountId}${INSIGHTS}`, {
      headers: { authorization: `Bearer ${THEIRS}` },
    });
    this.foreign.set(this.month, (this.foreign.get(this.month) ?? 0) + 1);
  }

  /** `YYYY-MM` by Cloudflare's clock. */
  get month(): string {
    return new Date(this.time.nowMs + this.skewMs).toISOString().slice(0, 7);
  }

  private get terms() {
    const { monthlyRequests, reserve, pageSize, includeDismissed } = this.settings;
    return { monthlyRequests, reserve, pageSize, includeDismissed, leastIntervalMs: 600_000 };
  }

  private applyPlan(): void {
    this.sandbox.control.setInsightApi(this.accountId, { monthlyRequests: this.settings.monthlyRequests });
  }

  /** Cloudflare's list is live: it changes between two pages, and between two lists. */
  private pageAnswered(): void {
    this.pages += 1;
    for (const { page, change } of this.midway) if (page === this.pages) this.world.change(change);
  }

  private startWorker() {
    const { endpoint, region, credentials } = s3Connection();
    const { bucket, accountId, sandbox, time } = this;
    const archive = {
      endpoint,
      region,
      bucket,
      prefix: '',
      ...credentials,
      retention: { mode: 'GOVERNANCE' as const, days: 1 },
      requireImmutability: true,
    };
    const s3 = this.gated(createS3Client(archive));
    const store = createArchiveStore(s3, bucket);
    const nowMs = () => time.nowMs;
    const ledgers = createQuotaLedgerClient({
      client: this.ledger.client,
      proof: createSpendingProof(store, archive, nowMs),
      ledgerStart: (id) => ledgerStart(id),
      nowMs,
    });
    const findLedger = () => this.ledgerAccount;
    const allowance = createRequestAllowance({ ledgers, findAccount: findLedger });
    const handOver = createHandOver(store, archive, nowMs);
    const client = createCloudflareClient({
      baseUrl: sandbox.cloudflareUrl,
      token: OURS,
      pace: { turn: () => Promise.resolve() },
      nowMs,
    });
    const { linear, reviewTickets } = trackerSettings();
    const tickets = createInsightTicketActivities({
      linear: createLinearClient({
        baseUrl: sandbox.linearUrl.replace(/\/graphql$/, ''),
        apiKey: linear.apiKey,
        words: INSIGHT_TICKETS,
        nowMs,
      }),
      handOver,
      accounts: new Map([[ACCOUNT, { name: 'Acme', insightsSync: { tickets: reviewTickets } }]]),
      bucket,
    });
    const activities = {
      ...createQuotaActivities({ ledgers, findAccount: findLedger }),
      listInsights: createListInsights({
        findAccount: () => ({ id: accountId, client }),
        allowance,
        lists: createInsightLists(store, archive),
        nowMs,
        monotonicMs: () => time.monotonicMs,
      }),
      ...createInsightActivities({
        store,
        handOver,
        settings: archive,
        findAccount: () => {
          const { filter, includeDismissed, ticketsFrom } = this.settings;
          return { id: accountId, filter, includeDismissed, inventoryDays: 30, ticketsFrom };
        },
      }),
      ...tickets,
    } as unknown as Readonly<Record<string, Activity>>;
    this.clients.push(s3);
    return { activities, ledgers, allowance, client };
  }

  /** Signs in real time, and tells the tape what was created. */
  private gated(s3: S3Client): S3Client {
    const send = s3.send.bind(s3) as (command: unknown, options: unknown) => Promise<unknown>;
    const gatedSend = (command: unknown, options: unknown): Promise<unknown> => {
      const { life } = this.gates;
      const act = async (): Promise<unknown> => {
        const answer = await inRealTime(() => send(command, options));
        const { name } = (command as object).constructor;
        const { Key = '' } = (command as PutObjectCommand).input;
        if (name === 'PutObjectCommand' && life !== undefined) this.tape.created(life, Key);
        return answer;
      };
      return this.gates.pass('store', act, brokenConnection);
    };
    return Object.assign(s3, { send: gatedSend });
  }

  private readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const isInsights = url.pathname.endsWith(INSIGHTS);
    const { life } = this.gates;
    const act = async (): Promise<Response> => {
      if (isInsights) this.noteSending(life?.run.runId, url);
      const response = await inRealTime(() => this.realFetch(input, init));
      const body = await response.text();
      if (isInsights) this.pageAnswered();
      if (isInsights && life !== undefined) this.tape.answered(life, url, response.status, body);
      return new Response(body, { status: response.status, headers: response.headers });
    };
    return this.gates.pass(isInsights ? 'cloudflare' : 'tracker', act, brokenFetch);
  };

  private noteSending(runId: string | undefined, url: URL): void {
    const list = url.searchParams.get('dismissed') === 'true' ? 'dismissed' : 'open';
    const run = this.gates.life?.run;
    const job = runId === undefined ? undefined : this.jobs.get(runId);
    this.watch.request({
      scheduledRun: job === 'sync' ? (runId ?? null) : null,
      isPaidFor: run !== undefined && this.tape.isStaged(run.runId, list),
      isHaunted: run?.isHaunted === true,
      atMs: this.time.nowMs,
      month: this.month,
      settings: this.settings,
      ledger: this.ledger.state,
    });
  }
}

function trackerSettings() {
  const { linear } = STORY_SETTING;
  const priority = { critical: 'urgent', high: 'high', moderate: 'medium', low: 'low' } as const;
  return { linear, reviewTickets: { team: linear.teamKey, labels: [], priority } };
}

function brokenConnection(): Error {
  return Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' });
}

function brokenFetch(): Error {
  return new TypeError('fetch failed', { cause: brokenConnection() });
}

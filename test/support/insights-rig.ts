import { gunzipSync } from 'node:zlib';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { QuotaLedgerClient } from '../../activities/quota/ledger-client';
import type { InsightCommit } from '../../domain/insight-sync';
import type { QuotaLedger } from '../../domain/request-quota';
import type { Json } from '../../sandbox/json';
import type { InsightsSyncInput, InsightsSyncResult } from '../../workflows/contracts';
import { insightsDryRunId, quotaLedgerId, scheduleId, WORKFLOW_TYPE } from '../../workflows/ids';
import { ledgerClientOf } from './ledger-client-of';
import { ACCOUNT, raiseRig, WorkerRig, type RigOptions, type RigParts, type StartedRun } from './worker-rig';

/** A lifecycle record as a reader of the archive meets it. */
export interface HeldRecord extends Record<string, unknown> {
  readonly seq: number;
  readonly state: string;
  readonly insightId: string;
  readonly episode: number;
  readonly baseline: boolean;
}

/** More than any test spends, also where a first start assumes that most of the month's is gone. */
const PLENTY = 100_000;
const UNSTEADY_MS = 10 * 60_000;
const NO_SIGNAL = new AbortController().signal;

/** Insights sync on real servers. */
export class InsightsRig extends WorkerRig {
  private constructor(
    parts: RigParts,
    readonly ledgers: QuotaLedgerClient,
  ) {
    super(parts);
  }

  static async start({ insightsSync, ...options }: RigOptions = {}): Promise<InsightsRig> {
    await untilMonthIsSteady();
    const parts = await raiseRig({
      ...options,
      insightsSync: { monthlyRequests: PLENTY, ...insightsSync },
    });
    const { monthlyRequests } = parts.settings.accounts.get(ACCOUNT)!.insightsSync!;
    parts.sandbox.control.setInsightApi(parts.accountId, { monthlyRequests });
    return new InsightsRig(parts, ledgerClientOf(parts));
  }

  /** What the ledger's client calls this rig's account. */
  get ledgerAccount() {
    const { id, insightsSync } = this.settings.accounts.get(ACCOUNT)!;
    return { id, terms: insightsSync! };
  }

  /** The ledger as its last request left it. */
  ledger(): Promise<QuotaLedger> {
    return this.ledgers.state(this.ledgerAccount, NO_SIGNAL);
  }

  async setUsed(used: number): Promise<void> {
    await this.ledgers.setUsed(this.ledgerAccount, used, NO_SIGNAL);
  }

  /** Requests for insights that Cloudflare has received this month, and those beyond what it allows. */
  get counted(): { readonly sent: number; readonly excess: number } {
    return this.sandbox.control.insightRequests(this.accountId);
  }

  add(...insights: readonly Json[]): void {
    this.sandbox.control.addInsights(insights.map((insight) => ({ accountId: this.accountId, insight })));
  }

  /** Lets the schedule sync once, as its timer does. */
  async sync(): Promise<InsightsSyncResult> {
    return this.resultOf(await this.beginSync());
  }

  /** As `sync`, now, whatever the pace says. */
  async syncNow(): Promise<InsightsSyncResult> {
    await this.liftPace();
    return this.sync();
  }

  async liftPace(): Promise<void> {
    await this.ledgers.liftPace(this.ledgerAccount, NO_SIGNAL);
  }

  beginSync(): Promise<StartedRun> {
    return this.begin(scheduleId.insightsSync(this.accountId));
  }

  /** With its last result, as when somebody makes it anew. */
  async deleteSchedule(): Promise<void> {
    await this.client.schedule.getHandle(scheduleId.insightsSync(this.accountId)).delete();
  }

  async resultOf({ workflowId, runId }: StartedRun): Promise<InsightsSyncResult> {
    return (await this.client.workflow.getHandle(workflowId, runId).result()) as InsightsSyncResult;
  }

  async dryRun(): Promise<InsightsSyncResult> {
    const input: InsightsSyncInput = { account: ACCOUNT, job: 'dry-run' };
    return (await this.client.workflow.execute(WORKFLOW_TYPE.insightsSync, {
      workflowId: insightsDryRunId(this.accountId),
      taskQueue: this.taskQueue,
      args: [input],
    })) as InsightsSyncResult;
  }

  /** A ledger would outlive its worker, and answer nobody. */
  override async close(): Promise<void> {
    const ledger = this.client.workflow.getHandle(quotaLedgerId(this.accountId));
    await ledger.terminate('its rig is closed').catch(() => undefined);
    await super.close();
  }

  /** All commits, the oldest first. */
  async commits(): Promise<InsightCommit[]> {
    const keys = await this.keys(`insights/commit/account=${this.accountId}/`);
    return Promise.all(keys.sort().map(async (key) => JSON.parse(await this.text(key)) as InsightCommit));
  }

  /** Every lifecycle record that a commit names, in the order of commits. */
  async records(): Promise<HeldRecord[]> {
    const records: HeldRecord[] = [];
    for (const commit of await this.commits()) {
      if (commit.records !== null) records.push(...((await this.lines(commit.records.key)) as HeldRecord[]));
    }
    return records;
  }

  /** Lines of a compressed object, parsed. */
  async lines(key: string): Promise<Record<string, unknown>[]> {
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }));
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
    const text = gunzipSync(bytes).toString('utf8');
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }
}

/** Around a change of month nothing may be asked: a test that began then would be right to fail, and tell nothing. */
async function untilMonthIsSteady(): Promise<void> {
  for (;;) {
    const near = [-UNSTEADY_MS, UNSTEADY_MS].map((ms) => new Date(Date.now() + ms).getUTCMonth());
    if (near[0] === near[1]) return;
    await new Promise((resolve) => setTimeout(resolve, 10_000));
  }
}

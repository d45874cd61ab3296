import { inspect } from 'node:util';
import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/common';
import { isFailureType } from '../../../domain/failure-type';
import { checkInsights } from '../../../cli/doctor/check-insights';
import type { AccountSettings } from '../../../config/settings';
import type { ListInsightsResult } from '../../../activities/cloudflare/list-insights';
import { HistoryCheck } from './history-check';
import { ACCOUNT, ModelRig, type RunTrace } from './model-rig';
import type { Step, Story, Wait } from './story';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Nobody sets a clock so close to a change of month: then no one could say whose allowance a request spends. */
const SETTLED_MS = 2 * DAY_MS;
const NO_SIGNAL = new AbortController().signal;

/** How much has happened, so that a test can tell whether it has seen anything. */
export interface Played {
  readonly violations: readonly string[];
  readonly runs: number;
  readonly listings: number;
  readonly commits: number;
  readonly tickets: number;
  readonly requests: number;
}

/** Plays a story on real parts, three months long, and tells what was wrong with it. */
export async function play(story: Story): Promise<Played> {
  const rig = await ModelRig.start();
  try {
    const stage = new Stage(rig);
    for (const steps of story) {
      for (const [index, step] of steps.entries()) {
        await stage.take(step);
        if (stage.violations.length > 0)
          return stage.played(`step ${index + 1} of month ${rig.time.month}: ${JSON.stringify(step)}`);
      }
      await stage.changeOfMonth();
    }
    await stage.settle();
    return stage.played('at the end');
  } finally {
    await rig.close();
  }
}

class Stage {
  private readonly history: HistoryCheck;
  private readonly wrong: string[] = [];
  private readonly limits = new Map<string, number>();
  private listings = 0;

  constructor(private readonly rig: ModelRig) {
    this.history = new HistoryCheck(rig);
  }

  get violations(): readonly string[] {
    return [...this.wrong, ...this.rig.watch.violations, ...this.history.violations];
  }

  played(where: string): Played {
    const { violations, rig } = this;
    return {
      violations: violations.length === 0 ? [] : [where, ...violations],
      runs: rig.traces.size,
      listings: this.listings,
      commits: this.history.seq,
      tickets: this.history.tickets.count,
      requests: [...rig.watch.sent.values()].reduce((sum, sent) => sum + sent, 0),
    };
  }

  async take(step: Step): Promise<void> {
    const { rig } = this;
    const { control } = rig.sandbox;
    switch (step.kind) {
      case 'sync': {
        this.wait(step.wait);
        for (const change of step.before) rig.world.change(change);
        rig.midway = step.midway;
        if (step.isTrackerDown) control.addFault({ provider: 'linear', times: 'always', kind: { status: 503 } });
        for (const kind of step.faults) {
          control.addFault({ provider: 'cloudflare', path: 'security-center', skip: step.skip, kind });
        }
        if (step.lifted) await rig.liftPace();
        await this.run('sync', step.mishaps);
        control.clearFaults();
        rig.midway = [];
        break;
      }
      case 'dry run':
        this.wait(step.wait);
        await this.run('dry-run', step.mishaps);
        break;
      case 'settings':
        rig.configure(step.change);
        break;
      case 'api': {
        const { maxPerPage, cursors, order, repeatPage, retryAfterS } = step;
        control.setInsightApi(rig.accountId, { maxPerPage, cursors, order, repeatPage, retryAfterS });
        break;
      }
      case 'ledger lost':
        rig.loseLedger();
        break;
      case 'spending told':
        await this.tellSpending();
        break;
      case 'worker restarts':
        rig.restartWorker();
        break;
      case 'schedule made anew':
        rig.forgetLastResult();
        break;
      case 'doctor':
        await this.doctor();
        break;
      case 'spent elsewhere':
        for (let nth = 0; nth < step.requests; nth += 1) await rig.spendElsewhere();
        break;
      case 'skew':
        rig.skewMs = step.ms;
        break;
      case 'clock set':
        rig.watch.forgetPace();
        if (this.isSettled()) rig.time.set(step.byMs);
        break;
    }
    this.checkMonth();
  }

  /** Syncs around the change of month, where requests could count against either. */
  async changeOfMonth(): Promise<void> {
    const end = this.monthEndMs;
    for (const minutes of [-6, -4, -1, 1, 4, 6]) {
      this.rig.time.passUntil(end + minutes * MINUTE_MS);
      await this.run('dry-run', []);
      await this.run('sync', []);
      this.checkMonth();
    }
  }

  /** With nothing wrong any more, the archive tells how the world is, and no ticket waits. */
  async settle(): Promise<void> {
    const { rig } = this;
    rig.skewMs = 0;
    if (rig.world.insights.some((insight) => !('id' in insight)))
      rig.world.change({ what: 'nameless', slot: 0, choice: 0 });
    rig.sandbox.control.setInsightApi(rig.accountId, { maxPerPage: 1_000, order: 'stable', repeatPage: null });
    rig.configure({ monthlyRequests: 1_000, reserve: 0, pageSize: 10 });
    rig.time.passUntil(this.monthEndMs + 6 * MINUTE_MS);
    await this.tellSpending();
    await this.run('sync', []);
    for (let more = 0; more < 5; more += 1) {
      rig.time.pass(DAY_MS);
      await this.run('sync', []);
    }
    const { newest } = rig;
    if (newest?.listed === null || newest?.pendingTickets !== 0)
      this.wrong.push(`does not settle: ${JSON.stringify(newest)}`);
    this.checkWorld();
    this.history.tickets.checkSettled();
  }

  private async run(job: 'sync' | 'dry-run', mishaps: Extract<Step, { kind: 'sync' }>['mishaps']): Promise<void> {
    const trace = await this.rig.run(job, mishaps);
    if (trace.result?.listed !== null && trace.result !== undefined) this.listings += 1;
    this.checkFailures(trace);
    if (mishaps.length === 0) this.noteHold(trace);
    await this.history.after(trace);
    this.rig.time.pass(1_000);
  }

  /** Cloudflare has said "too many", and nothing kept the run from telling the ledger. */
  private noteHold({ activities }: RunTrace): void {
    for (const { activity, result } of activities) {
      if (activity !== 'listInsights') continue;
      const listing = result as ListInsightsResult | undefined;
      if (listing?.complete !== false || listing.why !== 'rate_limited') continue;
      const { nowMs } = this.rig.time;
      // Without a time: a day, or the next month when it is the second time.
      const blindMs = Math.min(nowMs + DAY_MS - MINUTE_MS, this.monthEndMs);
      this.rig.watch.hold(listing.nextAt === null ? blindMs : Date.parse(listing.nextAt));
    }
  }

  /** Whatever fails, fails in words of ours. */
  private checkFailures({ runId, activities, error }: RunTrace): void {
    for (const { activity, error: failed } of activities) {
      if (failed === undefined || failed instanceof TimeoutFailure) continue;
      if (failed instanceof ApplicationFailure && isFailureType(failed.type)) continue;
      this.wrong.push(`${runId}: ${activity} failed with ${inspect(failed)}`);
    }
    if (error !== undefined && !(error instanceof ActivityFailure))
      this.wrong.push(`${runId} failed with ${inspect(error)}`);
  }

  /** The sandbox's own count, month by month. */
  private checkMonth(): void {
    const { rig } = this;
    const { month } = rig;
    const limit = Math.max(this.limits.get(month) ?? 0, rig.settings.monthlyRequests);
    this.limits.set(month, limit);
    const { sent, excess } = rig.sandbox.control.insightRequests(rig.accountId, month);
    const foreign = rig.foreign.get(month) ?? 0;
    if (sent - foreign > limit) this.wrong.push(`${sent - foreign} requests in ${month}, ${limit} are allowed`);
    if (foreign === 0 && excess > 0) this.wrong.push(`${excess} requests too many in ${month}`);
  }

  private checkWorld(): void {
    const there = new Map(this.rig.world.insights.map((insight) => [String(insight['id']), insight]));
    for (const [id, { standing }] of this.history.known) {
      const insight = there.get(id);
      const isOver = insight === undefined || String(insight['status']).toLowerCase() === 'resolved';
      const stands = isOver ? 'resolved' : insight['dismissed'] === true ? 'dismissed' : 'open';
      if (standing === stands || (standing === 'resolved' && stands === 'dismissed') || standing === 'dismissed')
        continue;
      this.wrong.push(`${id} is ${stands} and known as ${standing}`);
    }
  }

  /** A person reads the count in Cloudflare's dashboard. */
  private async tellSpending(): Promise<void> {
    const { rig } = this;
    if (rig.month !== rig.time.month) return;
    const { sent } = rig.sandbox.control.insightRequests(rig.accountId, rig.month);
    // What a worker that was given up has sent may still be on its way.
    const known = (rig.watch.sent.get(rig.month) ?? 0) + (rig.foreign.get(rig.month) ?? 0);
    await rig.setUsed(Math.max(sent, known));
  }

  private async doctor(): Promise<void> {
    const { rig } = this;
    const { client, allowance } = rig.doctor;
    const account = { key: ACCOUNT, id: rig.accountId } as AccountSettings;
    await rig.time.within(() => checkInsights(account, client, allowance, NO_SIGNAL));
  }

  private wait(wait: Wait): void {
    this.rig.time.passUntil(this.atEndOf(wait));
  }

  private atEndOf(wait: Wait): number {
    const { time, dueMs } = this.rig;
    const { nowMs } = time;
    if ('minutes' in wait) return nowMs + wait.minutes * MINUTE_MS;
    if ('share' in wait) return nowMs + (this.monthEndMs - nowMs) * wait.share;
    const atMs = (dueMs ?? nowMs) + (wait.until === 'due' ? MINUTE_MS : -MINUTE_MS);
    return atMs > nowMs && atMs < this.monthEndMs ? atMs : nowMs + 10 * MINUTE_MS;
  }

  private get monthEndMs(): number {
    const now = new Date(this.rig.time.nowMs);
    return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1);
  }

  private isSettled(): boolean {
    const { nowMs } = this.rig.time;
    const around = [nowMs - SETTLED_MS, nowMs + SETTLED_MS].map((ms) => new Date(ms).getUTCMonth());
    return around[0] === around[1];
  }
}

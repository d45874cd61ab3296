import { log, metricMeter, setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { AuditStream } from '../domain/audit-event';
import type { WalkPosition } from '../domain/token-watch';
import type { TokenWatchInput, TokenWatchResult } from './contracts';
import { SEARCH_ATTRIBUTE } from './ids';
import { currentDetails } from './token-watch-details';
import { TokenWatchState } from './token-watch-state';

/** A watch run works for this long; what does not fit waits for the next one. */
const WORK_MS = 5 * 60_000;
/** Part of the run's timeout that it works: what is under way then has the rest to end in. */
const WORK_PART = 5 / 9;

/** Where a walk goes on. */
export interface NextLink {
  readonly stream: AuditStream;
  readonly position: WalkPosition;
}

/** What the steps of one run share: its input, its clock, what it has done so far, and how it shows itself. */
export class TokenWatchRun {
  /** Start of the run, of its first link when it continued as new. ISO 8601 UTC. */
  readonly startedAt: string;
  readonly state: TokenWatchState;

  private readonly linkStartMs = workflowInfo().startTime.getTime();
  private readonly workMs = Math.min(WORK_MS, (workflowInfo().runTimeoutMs ?? Number.MAX_SAFE_INTEGER) * WORK_PART);

  constructor(readonly input: TokenWatchInput) {
    const { progress, job } = input;
    // Continued runs do not see the last result; what they need travels in their input.
    const last = workflowInfo().lastResult as TokenWatchResult | undefined;
    this.startedAt = progress?.result.startedAt ?? new Date(this.linkStartMs).toISOString();
    this.state = new TokenWatchState(job, this.startedAt, progress?.result ?? last, progress !== undefined);
    // Said at once: a run that fails later must not make the metric vanish.
    if (last !== undefined) this.gaugeWatermark(last.through);
    this.show('reading');
  }

  get isDryRun(): boolean {
    return this.input.job === 'dry-run';
  }

  /** Only the watch is bounded: no schedule waits behind a sweep, a backfill or a dry run. */
  get isWatch(): boolean {
    return this.input.job === 'watch';
  }

  /** What a person looks back at is told to that person, who decides. */
  get investigatesIssuers(): boolean {
    return this.input.job === 'watch' || this.input.job === 'sweep';
  }

  timeIsUp(): boolean {
    return this.isWatch && Date.now() - this.linkStartMs > this.workMs;
  }

  show(step: string): void {
    setCurrentDetails(currentDetails(step, this.state.result(null), this.state.flagged, this.state.ticketLinks));
  }

  /** The result, and everything that operators see of it. */
  close(next: NextLink | null): TokenWatchResult {
    const result = this.state.result(next?.position ?? null);
    setCurrentDetails(currentDetails('done', result, this.state.flagged, this.state.ticketLinks));
    this.gaugeWatermark(result.through);
    log.info('token watch run', {
      account: this.input.account,
      job: this.input.job,
      outcome: result.outcome,
      through: result.through,
      ...result.counts,
      created: result.created,
      flagged: result.flagged,
      tickets: result.tickets.length,
      pending: result.pending.length,
    });
    // A quiet run costs one activity and no further event.
    if (!this.state.isQuiet) {
      upsertSearchAttributes([
        { key: SEARCH_ATTRIBUTE.outcome, value: result.outcome },
        { key: SEARCH_ATTRIBUTE.flagged, value: result.flagged },
      ]);
    }
    return result;
  }

  private gaugeWatermark(through: string): void {
    if (!this.isWatch) return;
    metricMeter
      .createGauge(
        'edgewarden_watermark_timestamp_seconds',
        'float',
        's',
        'Event time up to which the audit log is handled',
      )
      .set(Date.parse(through) / 1_000, { account: this.input.account });
  }
}

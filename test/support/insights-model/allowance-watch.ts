import type { QuotaLedger } from '../../../domain/request-quota';
import type { ModelSettings } from './settings';

/** A request for insights on its way to Cloudflare. */
export interface SentRequest {
  /** Of the schedule; null for a person's. */
  readonly scheduledRun: string | null;
  /** Whether the run has staged this list already. */
  readonly isPaidFor: boolean;
  /** Whether it may come from an attempt that was given up, long after its time. */
  readonly isHaunted: boolean;
  /** By the worker's clock, epoch milliseconds. */
  readonly atMs: number;
  /** Month by Cloudflare's clock. */
  readonly month: string;
  readonly settings: ModelSettings;
  /** Undefined while there is none. */
  readonly ledger: QuotaLedger | undefined;
}

const MINUTE_MS = 60_000;
/** Five minutes, less the minute for which a grant is good. */
const QUIET_MS = 4 * MINUTE_MS;
const LIFT_MS = 60 * MINUTE_MS;
/** A listing that is a little late moves none of those after it, and may have waited for its first request. */
const LATE_MS = 20 * MINUTE_MS;

/** Watches every request that leaves for Cloudflare, and keeps what was wrong with it. */
export class AllowanceWatch {
  readonly violations: string[] = [];
  /** Requests of ours by month of Cloudflare's clock. */
  readonly sent = new Map<string, number>();
  private liftedUntilMs = 0;
  private liftedRun: string | null = null;
  private heldUntilMs = 0;
  private readonly begun = new Set<string>();
  /** Start of the schedule's newest listing, epoch milliseconds. */
  private listedMs: number | null = null;

  /** A person has asked for a listing now. */
  lift(atMs: number): void {
    this.liftedUntilMs = atMs + LIFT_MS;
  }

  /** Cloudflare has said when it may be asked again. */
  hold(untilMs: number): void {
    this.heldUntilMs = Math.max(untilMs, this.heldUntilMs);
  }

  /** A person has told the ledger how things stand, or it is lost. */
  endHold(): void {
    this.heldUntilMs = 0;
  }

  /** The ledger is lost, or a clock was set. */
  forgetPace(): void {
    this.listedMs = null;
  }

  request({ scheduledRun, isPaidFor, isHaunted, atMs, month, settings, ledger }: SentRequest): void {
    const sent = (this.sent.get(month) ?? 0) + 1;
    this.sent.set(month, sent);
    if (scheduledRun !== null && scheduledRun !== this.liftedRun && atMs < this.liftedUntilMs) {
      this.liftedRun = scheduledRun;
      this.liftedUntilMs = 0;
    }
    const { monthlyRequests, reserve } = settings;
    const limit =
      scheduledRun === null || scheduledRun === this.liftedRun ? monthlyRequests : monthlyRequests - reserve;
    const where = `request ${sent} of ${month}, ${new Date(atMs).toISOString()}`;
    if (sent > limit) this.violations.push(`${where}: ${limit} are allowed to ${scheduledRun ?? 'people'}`);
    if (atMs < this.heldUntilMs)
      this.violations.push(`${where}: Cloudflare wants none before ${new Date(this.heldUntilMs).toISOString()}`);
    if (isPaidFor && !isHaunted) this.violations.push(`${where}: the list stands staged already`);
    if (scheduledRun !== null && !this.begun.has(scheduledRun)) {
      this.begun.add(scheduledRun);
      const paced = this.notBeforeMs(monthlyRequests - reserve - sent);
      if (scheduledRun !== this.liftedRun && atMs < paced)
        this.violations.push(`${where}: ${new Date(paced).toISOString()} is soon enough`);
      this.listedMs = isHaunted ? null : atMs;
    }
    if (monthOf(atMs - QUIET_MS) !== monthOf(atMs + QUIET_MS))
      this.violations.push(`${where}: near the change of month`);
    if (ledger === undefined || ledger.spendingUnknown) return;
    if (ledger.month !== month) this.violations.push(`${where}: counted against ${ledger.month}`);
    else if (ledger.used < sent) this.violations.push(`${where}: the ledger has counted ${ledger.used}`);
  }

  /** When the schedule may list again at the earliest, if `left` listings of one request are spread over the month. */
  private notBeforeMs(left: number): number {
    if (this.listedMs === null) return 0;
    const endMs = monthEndMs(this.listedMs);
    const intervals = Math.max(1, left + 1) + 1;
    return Math.min(endMs, this.listedMs + (endMs - this.listedMs) / intervals - LATE_MS);
  }
}

function monthEndMs(ms: number): number {
  const date = new Date(ms);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
}

function monthOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 7);
}

/** As many pages tell how fast they come: the first one may be slow to wake up. */
const SAMPLE_PAGES = 3;

/** Limits of an activity and the times of its server, all in milliseconds: those of `Context.current().info`. */
interface AttemptLimits {
  readonly startToCloseTimeoutMs: number;
  readonly scheduleToCloseTimeoutMs: number;
  readonly scheduledTimestampMs: number;
  readonly currentAttemptScheduledTimestampMs: number;
}

/**
 * The time that an attempt to list has for its pages. A walk that is cut off has paid for nothing and learnt nothing, and
 * is paid for again.
 */
export class ListingTime {
  private readonly endMs: number;
  private startedMs: number;
  private pages = 0;
  private fastestMs = Infinity;

  constructor(
    limits: AttemptLimits,
    private readonly monotonicMs: () => number,
  ) {
    this.startedMs = monotonicMs();
    // The server's times are compared with each other alone: this machine's clock may differ.
    const spentMs = limits.currentAttemptScheduledTimestampMs - limits.scheduledTimestampMs;
    const limitMs = Math.min(
      limits.startToCloseTimeoutMs || Infinity, // 0 is none
      (limits.scheduleToCloseTimeoutMs || Infinity) - spentMs,
    );
    // The last quarter is for a page that is under way, for staging, and for telling the ledger.
    this.endMs = this.startedMs + limitMs * 0.75;
  }

  /** To be called when a page has come. */
  pageCame(): void {
    const nowMs = this.monotonicMs();
    this.pages += 1;
    this.fastestMs = Math.min(this.fastestMs, nowMs - this.startedMs);
    this.startedMs = nowMs;
  }

  /** Whether so many pages more may arrive in time; certain is only that they do not when this is false. */
  isEnoughFor(pages: number): boolean {
    const perPageMs = this.pages < SAMPLE_PAGES ? 0 : this.fastestMs;
    const leftMs = this.endMs - this.monotonicMs();
    return leftMs > 0 && pages * perPageMs <= leftMs;
  }
}

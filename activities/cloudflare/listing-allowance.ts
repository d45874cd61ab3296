import { FailureType } from '../../domain/failure-type';
import type { QuotaGrant, QuotaOutcome, QuotaPurpose, QuotaStanding } from '../../domain/request-quota';
import { failure } from '../shared/failure';
import type { RequestAllowance } from '../shared/request-allowance';

/** A grant is good for this long, counted from before it was asked for. */
const GRANT_MS = 60_000;
/** A process that was asleep twice while it asked will be a third time, and each grant is spent. */
const MAX_GRANTS = 2;

/** Whose requests they are, and under which ids they are reserved. */
export interface Listing {
  readonly account: string;
  /** Id of the workflow run: all lists of a run are one listing to the ledger. */
  readonly run: string;
  /** Of this one execution alone: with a counter behind it, the id of one request. */
  readonly attempt: string;
  readonly purpose: QuotaPurpose;
}

type Refusal = Extract<QuotaGrant, { readonly granted: false }>;

/** The allowance as one attempt to list spends it: every request is reserved under an id of its own before it is sent. */
export class ListingAllowance {
  private counter = 0;
  private granted = 0;
  private lastStanding: QuotaStanding | null = null;
  private lastRefusal: Refusal | undefined;

  constructor(
    private readonly listing: Listing,
    private readonly allowance: RequestAllowance,
    private readonly monotonicMs: () => number,
    private readonly signal: AbortSignal,
  ) {}

  /** Requests that were granted, and are spent whether they were sent or not. */
  get requests(): number {
    return this.granted;
  }

  /** As the ledger told it last; null before that. */
  get standing(): QuotaStanding | null {
    return this.lastStanding;
  }

  /** Why nothing more is granted; undefined while it is. */
  get refusal(): Refusal | undefined {
    return this.lastRefusal;
  }

  /**
   * Reserves one request, to be sent at once.
   *
   * @param need requests that must be affordable for it, itself included
   * @returns false when the ledger refuses: then nothing is to be sent
   * @throws ApplicationFailure `Unavailable` when no grant came in time
   */
  async reserve(need: number): Promise<boolean> {
    const { account, run, purpose } = this.listing;
    for (let asked = 0; asked < MAX_GRANTS; asked += 1) {
      const beforeMs = this.monotonicMs();
      this.counter += 1;
      const grant = await this.allowance.reserve({ account, id: this.id, purpose, listing: run, need }, this.signal);
      this.lastStanding = grant.quota;
      if (!grant.granted) {
        this.lastRefusal = grant;
        return false;
      }
      this.granted += 1;
      // Later, the month or a hold may have begun in which it was not granted: dropped, and spent all the same.
      if (this.monotonicMs() - beforeMs <= GRANT_MS) return true;
    }
    throw failure(
      FailureType.Unavailable,
      `the ledger's grants came later than ${GRANT_MS / 1_000} s and were dropped`,
      'It is tried again; see what slows this worker down or puts it to sleep',
      { provider: 'quota' },
    );
  }

  /** Tells how the last request ended. */
  async settle(outcome: QuotaOutcome): Promise<void> {
    this.lastStanding = await this.allowance.settle(this.listing.account, this.id, outcome, this.signal);
  }

  private get id(): string {
    return `${this.listing.attempt}/${this.counter}`;
  }
}

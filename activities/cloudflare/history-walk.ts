import type { AuditStream } from '../../domain/audit-event';
import { FailureType } from '../../domain/failure-type';
import { failureTypeOf, isTooLong } from '../shared/failure';
import type { ReadingBudget } from '../shared/reading-budget';
import type { ReadingSpan } from '../shared/reading-spans';
import type { CloudflareAccount } from './account';
import type { ActorFilter, AuditPage } from './client';

/** One search of one log, for a span of the window or a part of it. */
export interface HistorySearch {
  readonly account: CloudflareAccount;
  readonly stream: AuditStream;
  readonly filter: ActorFilter;
  /** The span in whose room the records stand. */
  readonly span: ReadingSpan;
  /** What of the span is searched, in milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** Pages of one search. The room is full after far fewer, even where only the smaller ones are given. */
const MAX_PAGES = 60;
/** Records a page: the smaller where the provider refuses the larger, or it does not get through. */
const [LARGE, SMALL] = [1_000, 100];

/** One search, page by page, outward from the anomaly. */
export class HistoryWalk {
  /** `repeats`: a cursor came again, and nothing would end it. */
  state: 'open' | 'ended' | 'repeats' | 'too_many_pages' = 'open';
  /** How far it has come, in milliseconds. */
  atMs: number;
  private cursor: string | undefined;
  private limit = LARGE;
  private pages = 0;
  private readonly cursors = new Set<string>();

  constructor(readonly search: HistorySearch) {
    this.atMs = search.span.direction === 'asc' ? search.fromMs : search.toMs;
  }

  /**
   * Reads the next page.
   *
   * @throws OutOfTime
   * @throws ApplicationFailure when it cannot be read
   */
  async page(budget: ReadingBudget): Promise<AuditPage['records']> {
    const { records, cursor } = await this.ask(budget);
    this.pages += 1;
    this.cursor = cursor;
    if (cursor === undefined) this.state = 'ended';
    else if (this.cursors.has(cursor)) this.state = 'repeats';
    else if (this.pages === MAX_PAGES) this.state = 'too_many_pages';
    else this.cursors.add(cursor);
    return records;
  }

  private async ask(budget: ReadingBudget): Promise<AuditPage> {
    try {
      return await this.request(budget);
    } catch (error) {
      const mayBeTooMany = failureTypeOf(error) === FailureType.Refused || isTooLong(error);
      if (this.limit === SMALL || !mayBeTooMany) throw error;
      // A cursor belongs to one size; what was read is met again and taken once.
      this.limit = SMALL;
      this.cursor = undefined;
      this.cursors.clear();
      return await this.request(budget);
    }
  }

  private request(budget: ReadingBudget): Promise<AuditPage> {
    const { account, stream, filter, span, fromMs, toMs } = this.search;
    const window = {
      since: new Date(fromMs).toISOString(),
      before: new Date(toMs).toISOString(),
      direction: span.direction,
      limit: this.limit,
      actor: filter,
    };
    return budget.attempt((signal) => account.client.auditPage(stream, account.id, window, this.cursor, signal));
  }
}

import type { ListedInsight } from '../shared/insight-lists';
import type { InsightsQuery } from './client';
import type { InsightsPage } from './insights-page';

/** Pages asked for when a larger one is refused. The largest accepted size is documented nowhere. */
const SMALLER_PAGES = [500, 100, 25] as const;

/** The next page to ask for. */
export type PageOrder = Pick<InsightsQuery, 'at' | 'perPage'> & {
  /** Requests that the rest of the walk takes, this one included, as far as is known. */
  readonly need: number;
};

/** Why a walk has ended without the whole list. */
export type WalkEnd = 'count_moved' | 'page_repeats' | 'ends_early' | 'count_exceeded';

/**
 * A walk over a list that is live and unsorted: which page to ask for next, and whether the pages make a whole list.
 *
 * A list that shows no sign of having changed meanwhile is taken for complete: as many different insights as the answers
 * count, the same count on every page. When the count moves, the walk begins anew, once.
 */
export class InsightWalk {
  private found = new Map<string, string>();
  private unreadableRecords = 0;
  private pagesRead = 0;
  private at: PageOrder['at'] = { page: 1 };
  private cursors = new Set<string>();
  /** Records on a full page: what was asked for, unless the answers show that Cloudflare gives less. */
  private pageLength: number;
  private count: number | undefined;
  private longestPage = 0;
  private hasRestarted = false;
  private isSizeRefused = false;

  /**
   * @param perPage size of the pages to begin with
   * @param pages how many pages of that size the last listing had; null when nobody knows
   */
  constructor(
    private perPage: number,
    private pages: number | null,
  ) {
    this.pageLength = perPage;
  }

  get next(): PageOrder {
    const pages = this.count === undefined ? (this.pages ?? 1) : Math.ceil(this.count / this.pageLength);
    return { at: this.at, perPage: this.perPage, need: Math.max(1, pages - this.pagesRead) };
  }

  /** Size of pages that Cloudflare accepts: shown by a walk that is complete, and only guessed before. */
  get acceptedPageSize(): number {
    const wasCut = this.longestPage <= this.pageLength;
    return wasCut ? Math.min(this.perPage, this.pageLength) : this.perPage;
  }

  /** How many insights the whole list has at least, as the answers say; undefined when they do not. */
  get listLength(): number | undefined {
    return this.count === undefined ? undefined : Math.max(this.count, this.seen);
  }

  get unreadable(): number {
    return this.unreadableRecords;
  }

  get size(): number {
    return this.found.size;
  }

  /**
   * Goes on after a refusal of the first page: with the same size once more, which a fault that passes will let through,
   * then with smaller ones.
   *
   * @returns false when that refusal cannot be about the size
   */
  stepDown(): boolean {
    const smaller = SMALLER_PAGES.find((size) => size < this.perPage);
    if (this.pagesRead > 0 || smaller === undefined) return false;
    if (!this.isSizeRefused) {
      this.isSizeRefused = true;
      return true;
    }
    // The last page may have held a single insight: what is certain to be too much, not what may be.
    if (this.pages !== null) this.pages = Math.ceil(((this.pages - 1) * this.perPage + 1) / smaller);
    this.perPage = smaller;
    this.pageLength = smaller;
    return true;
  }

  /** Takes the page that was asked for. */
  take(page: InsightsPage): 'goes_on' | 'complete' | WalkEnd {
    const records = page.insights.length + page.unreadable;
    if (this.pagesRead === 0) this.begin(page, records);
    else if (page.count !== undefined && page.count !== this.count) return this.restart(page.count);
    this.pagesRead += 1;
    this.longestPage = Math.max(this.longestPage, records);

    const before = this.found.size;
    for (const { id, json } of page.insights) this.found.set(id, json); // met twice, the later sight is the fresher one
    this.unreadableRecords += page.unreadable;
    if (page.insights.length > 0 && this.found.size === before) return 'page_repeats';
    if (page.cursor !== undefined && this.cursors.has(page.cursor)) return 'page_repeats';
    return this.moveOn(page.cursor, records) ? 'goes_on' : this.end(page.cursor);
  }

  /** What the walk has found, sorted by id (code units). */
  insights(): ListedInsight[] {
    return [...this.found]
      .map(([id, json]) => ({ id, json }))
      .sort((one, other) => (one.id < other.id ? -1 : one.id > other.id ? 1 : 0));
  }

  private begin({ count, perPage }: InsightsPage, records: number): void {
    this.count = count;
    this.pageLength = this.perPage;
    const isCut = count !== undefined && records > 0 && records < count && records < this.perPage;
    // A cap that Cloudflare does not announce shows in its first page; one that it does, in the size that it repeats.
    if (isCut && (perPage === undefined || perPage === records)) this.pageLength = records;
  }

  private restart(count: number): 'goes_on' | 'count_moved' {
    if (this.hasRestarted) return 'count_moved';
    this.hasRestarted = true;
    this.found = new Map();
    this.cursors = new Set();
    this.unreadableRecords = 0;
    this.pagesRead = 0;
    this.at = { page: 1 };
    this.count = count;
    return 'goes_on';
  }

  /** Sets the next page. @returns false at the end of the walk */
  private moveOn(cursor: string | undefined, records: number): boolean {
    if (records === 0) return false;
    if (cursor !== undefined) {
      this.cursors.add(cursor);
      this.at = { cursor };
      return true;
    }
    if ('cursor' in this.at) return false;
    if (this.count === undefined ? records < this.pageLength : this.hasCount || this.hasAllPages) return false;
    this.at = { page: this.at.page + 1 };
    return true;
  }

  private get seen(): number {
    return this.found.size + this.unreadableRecords;
  }

  private get hasCount(): boolean {
    return this.seen >= (this.count ?? 0);
  }

  private get hasAllPages(): boolean {
    return this.pagesRead * this.pageLength >= (this.count ?? 0);
  }

  private end(cursor: string | undefined): 'complete' | WalkEnd {
    const isCutOff = cursor !== undefined && this.count === undefined;
    if (isCutOff || !this.hasCount) return 'ends_early';
    // A count that is wrong says nothing about how many more there are.
    return this.count !== undefined && this.seen > this.count ? 'count_exceeded' : 'complete';
  }
}

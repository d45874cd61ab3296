import { isJson, valueAt, type Json } from '../../json';
import { seededOrder } from '../../random';
import type { InsightApi, InsightPage, InsightPageRequest, InsightSource, PageShift } from './insight-api';

interface Entry {
  readonly insight: unknown;
  /** What goes over the wire. */
  readonly text: string;
}

interface ArmedShift {
  readonly shift: PageShift;
  done: number;
}

/** The insights of one account, in the order in which they are answered. */
export class InsightList implements InsightSource {
  private entries: Entry[] = [];
  private readonly removed = new Map<string, Entry>();
  private shifts: ArmedShift[] = [];
  private countOff = 0;
  private requests = 0;

  constructor(private readonly api: () => InsightApi) {}

  all(): unknown[] {
    return this.entries.map(({ insight }) => insight);
  }

  /** @param text the insight as it goes over the wire, where its bytes matter */
  add(insight: unknown, where: 'first' | 'last', text?: string): void {
    const entry = entryOf(insight, text);
    if (where === 'first') this.entries.unshift(entry);
    else this.entries.push(entry);
  }

  replaceAll(insights: readonly unknown[]): void {
    this.entries = insights.map((insight) => entryOf(insight));
  }

  has(id: string): boolean {
    return this.entries.some((entry) => idOf(entry) === id);
  }

  change(id: string, change: (insight: Json) => Json): void {
    this.entries = this.entries.map((entry) =>
      idOf(entry) === id && isJson(entry.insight) ? entryOf(change(entry.insight)) : entry,
    );
  }

  /** The insight vanishes from every list; `putBack` shows it again. */
  remove(id: string): void {
    for (const entry of this.entries) if (idOf(entry) === id) this.removed.set(id, entry);
    this.entries = this.entries.filter((entry) => idOf(entry) !== id);
  }

  /** @returns false when no such insight has vanished */
  putBack(id: string): boolean {
    const entry = this.removed.get(id);
    if (entry === undefined) return false;
    this.removed.delete(id);
    this.entries.push(entry);
    return true;
  }

  /** A scan: every `timestamp` moves, nothing else. */
  stamp(timestamp: string): void {
    this.entries = this.entries.map((entry) =>
      isJson(entry.insight) && 'timestamp' in entry.insight ? entryOf({ ...entry.insight, timestamp }) : entry,
    );
  }

  arm(shift: PageShift): void {
    this.shifts.push({ shift, done: 0 });
  }

  page({ keep, offset, limit }: InsightPageRequest): InsightPage {
    this.requests += 1;
    const found = this.entries.filter(({ insight }) => keep(insight));
    const listed = this.api().order === 'changing' ? seededOrder(found, this.requests) : found;
    return {
      issues: listed.slice(offset, offset + limit).map(({ text }) => text),
      count: Math.max(0, found.length + this.countOff),
    };
  }

  /** Lets happen what is to happen after this page. */
  pageAnswered(page: number): void {
    for (const armed of this.shifts) {
      const { afterPage, times = 1 } = armed.shift;
      if (afterPage !== page || (times !== 'always' && armed.done >= times)) continue;
      armed.done += 1;
      this.apply(armed.shift);
    }
  }

  private apply({ insert = [], remove = 0, count = 0 }: PageShift): void {
    if (typeof remove === 'number') this.entries = this.entries.slice(remove);
    else for (const id of remove) this.remove(id);
    for (const insight of insert) this.add(insight, 'first');
    this.countOff += count;
  }
}

const entryOf = (insight: unknown, text = JSON.stringify(insight)): Entry => ({ insight, text });
const idOf = ({ insight }: Entry): unknown => valueAt(insight, 'id');

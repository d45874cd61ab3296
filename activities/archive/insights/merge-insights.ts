import { createInsightTally } from '../../../domain/insight-figures';
import { inventoryLine, recordLine, type KnownInsight } from '../../../domain/insight-record';
import { hasVanished, stepInsight, type ListedTexts, type SyncTerms } from '../../../domain/insight-step';
import type { InsightFigures, WaitingTicket } from '../../../domain/insight-sync';
import type { ListedInsight } from '../../shared/insight-lists';
import { createGzipLines, type LinesObject } from './gzip-lines';
import type { LinesCursor } from './lines-cursor';
import { ordersOf, type OrderDraft } from './ticket-orders';

/** Three streams, each sorted by id. */
export interface InsightStreams {
  /** The inventory of the newest commit. */
  readonly known: LinesCursor<KnownInsight>;
  readonly open: LinesCursor<ListedInsight>;
  /** Without entries when that list was not read. */
  readonly dismissed: LinesCursor<ListedInsight>;
}

export interface MergeOptions {
  readonly terms: SyncTerms;
  /** Tickets of the newest commit that wait, by insight. */
  readonly waiting: ReadonlyMap<string, readonly WaitingTicket[]>;
  /** Conclude nothing when insights have vanished and nobody read the dismissed list. */
  readonly asks: boolean;
  readonly signal: AbortSignal;
}

/** What a comparison has brought. */
export interface Compared {
  readonly state: 'decided';
  readonly records: LinesObject;
  readonly inventory: LinesObject;
  readonly orders: readonly OrderDraft[];
  /** Whether the inventory says something else than the one before, times of sighting and scan aside. */
  readonly moved: boolean;
  readonly figures: InsightFigures;
}

export type Merged = Compared | { readonly state: 'undecided'; readonly vanished: number };

/**
 * Holds what was listed against what was known: each id once, in order, with one step of the rules.
 *
 * In memory are only the compressed results and the ticket orders.
 */
export async function mergeInsights(
  { known, open, dismissed }: InsightStreams,
  { terms, waiting, asks, signal }: MergeOptions,
): Promise<Merged> {
  const results = createResults(terms, waiting);
  let vanished = 0;
  try {
    for (;;) {
      const id = least(least(known.current?.id, open.current?.id), dismissed.current?.id);
      if (id === undefined) break;
      signal.throwIfAborted();
      const before = known.current?.id === id ? known.current : undefined;
      const listed: ListedTexts = {
        open: open.current?.id === id ? open.current.json : undefined,
        dismissed: dismissed.current?.id === id ? dismissed.current.json : undefined,
      };
      if (asks && before !== undefined && hasVanished(before, listed, terms.dismissedRead)) vanished += 1;
      if (vanished === 0) await results.add(id, before, listed); // after the first, the rest is only counted
      if (before !== undefined) await known.advance();
      if (listed.open !== undefined) await open.advance();
      if (listed.dismissed !== undefined) await dismissed.advance();
    }
    return vanished > 0 ? { state: 'undecided', vanished } : await results.end();
  } finally {
    results.discard();
  }
}

function createResults(terms: SyncTerms, waiting: MergeOptions['waiting']) {
  const records = createGzipLines();
  const inventory = createGzipLines();
  const orders: OrderDraft[] = [];
  const tally = createInsightTally();
  let moved = false;

  return {
    async add(id: string, before: KnownInsight | undefined, listed: ListedTexts): Promise<void> {
      const step = stepInsight(id, before, listed, terms);
      tally.add(step);
      moved ||= step.moved;
      orders.push(...ordersOf(step, waiting.get(id) ?? [], terms.accountId));
      if (step.record !== null) await records.add(recordLine(step.record));
      if (step.next !== undefined) await inventory.add(inventoryLine(step.next));
    },
    async end(): Promise<Compared> {
      const figures = tally.figures();
      return {
        state: 'decided',
        records: await records.end(),
        inventory: await inventory.end(),
        orders,
        moved,
        figures,
      };
    },
    discard(): void {
      records.discard();
      inventory.discard();
    },
  };
}

function least(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a < b ? a : b;
}

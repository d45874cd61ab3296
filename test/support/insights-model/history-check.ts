import { isDeepStrictEqual } from 'node:util';
import type { CompareInsightsResult } from '../../../activities/archive/insights/activities';
import type { ListInsightsResult } from '../../../activities/cloudflare/list-insights';
import type { InsightCommit } from '../../../domain/insight-sync';
import { ArchiveReader, type ReadCommit } from './archive-reader';
import { predict, type Content, type ModelInsight, type ModelRecord, type Prediction } from './history-model';
import type { ModelRig, RunTrace } from './model-rig';
import { shownBy } from './shown-listing';
import { TicketCheck } from './ticket-check';

const DAY_MS = 86_400_000;
/** Half of the days for which the model's inventories are kept. */
const FRESH_DAYS = 15;

/** Follows the commits in the bucket and holds each against what complete listings showed. */
export class HistoryCheck {
  readonly violations: string[] = [];
  readonly tickets: TicketCheck;
  known: ReadonlyMap<string, ModelInsight> = new Map();
  seq = 0;
  private newest: ReadCommit | undefined;
  private readonly reader: ArchiveReader;
  private readonly committed = new Set<string>();

  constructor(private readonly rig: ModelRig) {
    this.reader = new ArchiveReader(rig.s3, rig.bucket, rig.accountId);
    this.tickets = new TicketCheck(rig.sandbox, this.violations);
  }

  /** Takes in what has come to stand, then looks at how the newest run ended. */
  async after(trace: RunTrace): Promise<void> {
    const before = this.known;
    const seqBefore = this.seq;
    for (;;) {
      const next = await this.reader.commit(this.seq + 1);
      if (next === undefined) break;
      await this.take(next);
    }
    this.checkEnd(trace, before, seqBefore);
    this.tickets.check();
  }

  private async take(read: ReadCommit): Promise<void> {
    const { commit } = read;
    const { seq, run, at } = commit;
    const trace = this.rig.traces.get(run);
    const before = this.newest;
    this.newest = read;
    this.seq += 1;
    if (trace === undefined) {
      this.wrong(seq, `names a run that never was: ${run}`);
      return;
    }
    this.expect(seq, 'number', seq, this.seq);
    this.expect(seq, 'account', commit.accountId, this.rig.accountId);
    this.expect(seq, 'hash of the commit before', commit.previous, before?.sha256 ?? null);
    this.expect(seq, 'baseline', commit.baseline, before === undefined);
    this.expect(seq, 'time', at, trace.startedAt);
    this.expect(seq, 'job', trace.job, 'sync');
    if (this.committed.has(run)) this.wrong(seq, `is the second one of ${run}`);
    this.committed.add(run);
    if (commit.listedAt === at) return this.takeListing(commit, trace, before?.commit);
    this.expect(seq, 'records', commit.records, null);
    this.expect(seq, 'inventory', commit.inventory, before?.commit.inventory);
    this.expect(seq, 'time of the listing', commit.listedAt, before?.commit.listedAt);
  }

  private async takeListing(commit: InsightCommit, trace: RunTrace, before: InsightCommit | undefined): Promise<void> {
    const { seq, at } = commit;
    const predicted = this.predictionFor(trace, seq, before === undefined, this.known);
    if (predicted === undefined) {
      this.wrong(seq, `follows from a listing that is not complete: ${this.pagesOf(trace.runId)}`);
      return;
    }
    const isFresh = before !== undefined && Date.parse(at) - Date.parse(before.listedAt) <= FRESH_DAYS * DAY_MS;
    if (isFresh && !predicted.moved && predicted.records.length === 0) this.wrong(seq, 'tells nothing new');
    this.known = predicted.known;
    this.tickets.ordered(predicted.records, trace.settings.ticketsFrom);
    await this.checkRecords(commit, predicted.records);
    await this.checkInventory(commit);
  }

  private async checkRecords(
    { seq, records, figures }: InsightCommit,
    expected: readonly ModelRecord[],
  ): Promise<void> {
    const lines = records === null ? [] : await this.reader.lines(records);
    if (records?.count === 0) this.wrong(seq, 'names records without any');
    const found = lines.map((line) => JSON.parse(line) as ModelRecord);
    const told = (all: readonly ModelRecord[]) => all.map(({ insightId, state }) => `${insightId.slice(-4)} ${state}`);
    this.expect(seq, 'what is told', told(found), told(expected));
    for (const [state, count] of Object.entries(figures.records)) {
      this.expect(seq, `count of ${state}`, count, expected.filter((record) => record.state === state).length);
    }
    found.forEach(({ lastSeen, ...record }, index) => {
      const now = this.known.get(record.insightId);
      this.expect(seq, `record of ${record.insightId}`, record, expected[index]);
      if (!lines[index]?.endsWith(`,"insight":${now?.json}}`)) this.wrong(seq, `${record.insightId}: other bytes`);
      if (now?.seen.includes(String(lastSeen)) !== true)
        this.wrong(seq, `${record.insightId}: last seen ${String(lastSeen)}, listed ${now?.seen.join(', ')}`);
    });
  }

  private async checkInventory({ seq, inventory }: InsightCommit): Promise<void> {
    const found = (await this.reader.lines(inventory)).map((line) => JSON.parse(line) as Content);
    const ids = [...this.known.keys()].sort((a, b) => (a < b ? -1 : 1));
    this.expect(
      seq,
      'ids of the inventory',
      found.map(({ id }) => id),
      ids,
    );
    for (const line of found) {
      const { standing, episode, told, firstSeen, json } = this.known.get(String(line['id'])) ?? {};
      const stands = [line['standing'], line['episode'], line['written'], line['firstSeen'], line['insight']];
      this.expect(seq, `inventory of ${String(line['id'])}`, stands, [
        standing,
        episode,
        told,
        firstSeen,
        JSON.parse(json ?? 'null'),
      ]);
    }
  }

  /** What a run that left no commit has concluded, and what one that claims to be through has left. */
  private checkEnd(trace: RunTrace, before: ReadonlyMap<string, ModelInsight>, seqBefore: number): void {
    const { runId, job, result, isHaunted } = trace;
    const compared = trace.activities.findLast(
      ({ activity, result: done }) => activity === 'compareInsights' && done !== undefined,
    );
    const conclusion = compared?.result as CompareInsightsResult | undefined;
    if (conclusion === undefined || conclusion.state === 'undecided') return;
    const predicted = this.predictionFor(trace, seqBefore + 1, seqBefore === 0, before);
    if (predicted === undefined) {
      this.wrong(seqBefore, `${runId} has compared a listing that is not complete: ${this.pagesOf(runId)}`);
      return;
    }
    if (conclusion.state === 'unchanged') {
      this.noteSeen(predicted);
      // A commit of an attempt that was given up may have come in between.
      if (isHaunted) return;
      this.expect(seqBefore, `what ${runId} takes for unchanged`, predicted.records, []);
      this.expect(seqBefore, `whether ${runId} found it unchanged`, predicted.moved, false);
      return;
    }
    if (this.committed.has(runId)) return;
    this.tickets.maybeOrdered(predicted.records, trace.settings.ticketsFrom);
    if (result === undefined || isHaunted) return;
    if (job === 'dry-run') this.expect(seqBefore, `changes of ${runId}`, result.changes, predicted.records.length);
    else this.wrong(seqBefore, `${runId} has found changes, ended well and left no commit`);
  }

  private noteSeen({ known }: Prediction): void {
    this.known = new Map(
      [...this.known].map(([id, insight]) => [id, { ...insight, seen: known.get(id)?.seen ?? insight.seen }]),
    );
  }

  private predictionFor(
    trace: RunTrace,
    seq: number,
    baseline: boolean,
    known: ReadonlyMap<string, ModelInsight>,
  ): Prediction | undefined {
    const { runId, startedAt: at, settings } = trace;
    const open = this.shown(runId, 'open');
    const hasDismissed = trace.activities.some(
      ({ activity, result }) =>
        activity === 'listInsights' && isComplete(result as ListInsightsResult | undefined, 'dismissed'),
    );
    const dismissed = hasDismissed ? this.shown(runId, 'dismissed') : null;
    if (open === undefined || dismissed === undefined) return undefined;
    const isWhole = open.nameless === 0 && (dismissed?.nameless ?? 0) === 0;
    return predict(known, {
      accountId: this.rig.accountId,
      seq,
      at,
      baseline,
      open: open.insights,
      dismissed: isWhole ? (dismissed?.insights ?? null) : null,
      settings,
    });
  }

  /** Counts and lengths of the pages, for whoever looks for a fault. */
  private pagesOf(run: string): string {
    const lists = (['open', 'dismissed'] as const).map((list) =>
      this.rig.tape
        .walkOf(run, list)
        ?.map(({ count, issues }) => [count, issues.map((issue) => (issue as { id?: string }).id?.slice(-2))]),
    );
    return JSON.stringify(lists);
  }

  private shown(run: string, list: 'open' | 'dismissed') {
    const pages = this.rig.tape.walkOf(run, list);
    return pages === undefined ? undefined : shownBy(pages);
  }

  private expect(seq: number, what: string, found: unknown, expected: unknown): void {
    if (isDeepStrictEqual(found, expected)) return;
    this.wrong(seq, `${what} is ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`);
  }

  private wrong(seq: number, what: string): void {
    this.violations.push(`commit ${seq}: ${what}`);
  }
}

function isComplete(result: ListInsightsResult | undefined, list: 'open' | 'dismissed'): boolean {
  return result?.complete === true && result.staged.key.endsWith(`/${list}.ndjson.gz`);
}

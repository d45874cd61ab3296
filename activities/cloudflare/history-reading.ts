import type { AuditEvent, AuditStream } from '../../domain/audit-event';
import { FailureType } from '../../domain/failure-type';
import { cloudflareTimelineEvent, type TimelineFacts } from '../../domain/investigation/cloudflare-event';
import { matchedBy } from '../../domain/investigation/matched-by';
import type { TimelineEvent } from '../../domain/investigation/timeline';
import { scrub } from '../../domain/scrub';
import { canonicalJson } from '../shared/canonical-json';
import { failureTypeOf, isFinal, isTooLong } from '../shared/failure';
import { sha256Hex } from '../shared/hashing';
import { OutOfTime, type ReadingBudget } from '../shared/reading-budget';
import type { ReadingDraft, ReadingRoom } from '../shared/reading-draft';
import { readingSpans, type ReadingSpan } from '../shared/reading-spans';
import type { SearchableActor } from '../shared/searchable-actor';
import type { ReadSourceInput } from '../shared/source-reading';
import type { CloudflareAccount } from './account';
import { parseAuditRecord } from './audit-record';
import type { ActorFilter } from './client';
import { HistoryWalk, type HistorySearch } from './history-walk';
import { MadeCredentials, MAX_CREDENTIALS } from './made-credentials';
import { twinsOf } from './v1-twins';

/** Searches under way at once, and those of one account: one that does not answer must not hold up the others. */
const AT_ONCE = 8;
const AT_ONCE_OF_ACCOUNT = 2;

const NOTES = {
  v1: 'The older log was not read: it can be searched by e-mail address or IP address alone.',
  credentials: `The use of ${MAX_CREDENTIALS} of the credentials that the actor made was looked for, and of no more.`,
  repeats: 'The pages of a log repeated themselves instead of ending.',
  tooManyPages: 'A log had more pages than are read.',
  unreadable: 'Some records have a shape that is not known; they are in the evidence alone.',
} as const;

const LOGS: Readonly<Record<AuditStream, string>> = { v2: 'newer log', v1: 'older log' };
const NAMES: Readonly<Record<ActorFilter['by'], string>> = {
  email: 'e-mail address',
  id: 'id',
  tokenId: 'token',
  address: 'IP address',
};

export interface HistoryReadingOptions {
  readonly input: ReadSourceInput;
  readonly accounts: readonly CloudflareAccount[];
  readonly actor: SearchableActor;
  readonly draft: ReadingDraft;
  readonly budget: ReadingBudget;
}

/** The searches of one investigation, and what has come of them. */
export class HistoryReading {
  private readonly spans: readonly ReadingSpan[];
  private readonly room: ReadingRoom;
  private readonly made: MadeCredentials;
  private readonly anomalyMs: number;
  private readonly walks: HistoryWalk[] = [];
  /** Logs that are asked no more. */
  private readonly failedLogs = new Set<string>();
  private readonly failures: Error[] = [];
  private hasPage = false;
  private isOutOfTime = false;

  constructor(private readonly options: HistoryReadingOptions) {
    const { input, actor, draft } = options;
    this.spans = readingSpans(input);
    this.room = draft.room(this.spans);
    this.made = new MadeCredentials(actor.tokenId, Date.parse(input.window.to));
    this.anomalyMs = Date.parse(input.anomaly.timestamp);
  }

  /**
   * Reads outward from the anomaly: of all searches that go on, always the one that has come the least far. What the limit or
   * the end of the time cuts off is then the farthest, whichever account, log or name it belongs to.
   *
   * @throws ApplicationFailure when not one page could be read
   */
  async read(filters: readonly ActorFilter[]): Promise<void> {
    for (const account of this.options.accounts) {
      for (const stream of account.streams) {
        const usable = filters.filter(({ by }) => stream === 'v2' || by === 'email' || by === 'address');
        if (usable.length === 0) this.options.draft.fallShort('partial', NOTES.v1);
        for (const filter of usable) this.search({ account, stream, filter });
      }
    }
    const underWay = new Map<HistoryWalk, Promise<void>>();
    for (;;) {
      for (let walk = this.next(underWay); walk !== undefined; walk = this.next(underWay)) {
        const going = walk;
        underWay.set(
          going,
          this.step(going).finally(() => underWay.delete(going)),
        );
      }
      if (underWay.size === 0) break;
      await Promise.race(underWay.values());
    }
    this.noteGaps();
    this.silenceTwins();
  }

  private search(
    searched: Pick<HistorySearch, 'account' | 'stream' | 'filter'>,
    fromMs = -Infinity,
    toMs = Infinity,
  ): void {
    for (const span of this.spans) {
      const part = {
        fromMs: Math.max(fromMs, Date.parse(span.from)),
        toMs: Math.min(toMs, Date.parse(span.to)),
      };
      if (part.fromMs < part.toMs) this.walks.push(new HistoryWalk({ ...searched, ...part, span }));
    }
  }

  /** The search to go on with, undefined when none may. */
  private next(underWay: ReadonlyMap<HistoryWalk, unknown>): HistoryWalk | undefined {
    if (this.isOutOfTime || underWay.size >= AT_ONCE) return undefined;
    const busy = [...underWay.keys()].map(({ search }) => search.account);
    let nearest: HistoryWalk | undefined;
    for (const walk of this.walks) {
      if (!this.isOpen(walk) || underWay.has(walk)) continue;
      if (busy.filter((account) => account === walk.search.account).length >= AT_ONCE_OF_ACCOUNT) continue;
      if (nearest === undefined || this.distanceMs(walk) < this.distanceMs(nearest)) nearest = walk;
    }
    return nearest;
  }

  private isOpen({ state, search }: HistoryWalk): boolean {
    return state === 'open' && !this.failedLogs.has(logKey(search));
  }

  private distanceMs({ atMs }: HistoryWalk): number {
    return Math.abs(atMs - this.anomalyMs);
  }

  private async step(walk: HistoryWalk): Promise<void> {
    const { draft, budget } = this.options;
    try {
      const records = await walk.page(budget);
      this.hasPage = true;
      for (const record of records) this.take(walk, record);
      if (walk.state === 'repeats') draft.fallShort('partial', NOTES.repeats);
      if (this.room.isFull(walk.search.span, walk.atMs)) walk.state = 'ended';
      if (walk.state === 'too_many_pages') draft.fallShort('truncated', NOTES.tooManyPages);
    } catch (error) {
      if (error instanceof OutOfTime) {
        this.isOutOfTime = true;
        return;
      }
      if (failureTypeOf(error) === undefined || !(error instanceof Error)) throw error;
      this.fail(walk, error);
    }
  }

  /** Notes what failed. The other searches go on, as far as they may fare better. */
  private fail(walk: HistoryWalk, error: Error): void {
    const { account, stream, filter } = walk.search;
    const type = failureTypeOf(error);
    const log = account.streams.length > 1 ? `, ${LOGS[stream]}` : '';
    const name = type === FailureType.Refused ? `, searched by ${NAMES[filter.by]}` : '';
    this.options.draft.fallShort('partial', `Account ${account.name}${log}${name}: ${error.message}`);
    this.failures.push(error);
    walk.state = 'ended';
    // What is said of a name, or of a page, tells nothing of the others.
    if (type !== FailureType.Refused && !isTooLong(error)) this.failedLogs.add(logKey(walk.search));
  }

  /** An empty history would say that the actor did nothing: with no page read, the reading fails. */
  private noteGaps(): void {
    const { draft, budget } = this.options;
    if (!this.hasPage) {
      const passing = this.failures.find((error) => !isFinal(error));
      const final = this.isOutOfTime ? budget.nothingRead('cloudflare') : this.failures[0];
      const failure = passing ?? final;
      if (failure !== undefined) throw failure;
    }
    if (!this.isOutOfTime) return;
    const open = this.walks.filter((walk) => this.isOpen(walk));
    for (const name of new Set(open.map(({ search }) => search.account.name))) {
      draft.fallShort('partial', `Account ${name}: the time for reading was over before the last page.`);
    }
  }

  /** What both logs show stands in the timeline once. */
  private silenceTwins(): void {
    const { accounts, draft } = this.options;
    const entries = draft.entries();
    for (const account of accounts) {
      const of = (stream: AuditStream) =>
        entries.flatMap(([key, { event }]) =>
          event !== null && key.startsWith(keyOf(account, stream, '')) ? [[key, event] as const] : [],
        );
      for (const key of twinsOf(of('v2'), of('v1'))) draft.silence(key);
    }
  }

  /** What does not belong to the actor is let go. */
  private take(walk: HistoryWalk, record: unknown): void {
    const { account, stream, span } = walk.search;
    const scrubbed = scrub(record);
    const raw = canonicalJson(scrubbed);
    const hash = sha256Hex(raw);
    const full = parseAuditRecord(stream, account.id, record);
    const facts = parseAuditRecord(stream, account.id, scrubbed);
    if (full === undefined || facts === undefined) {
      this.options.draft.fallShort('partial', NOTES.unreadable);
      this.room.take(span, hash, { event: null, raw }, walk.atMs);
      return;
    }
    if (facts.time !== undefined) walk.atMs = Date.parse(facts.time);
    const { email, id, ip } = this.options.actor;
    const match = matchedBy(
      { email: email ?? undefined, id: id ?? undefined, tokenIds: this.made.ids(), ip: ip ?? undefined },
      {
        email: facts.actor.email,
        ids: [facts.actor.id],
        credentialId: facts.actor.tokenId,
        address: facts.actor.ip,
      },
    );
    if (match === null) return;
    const { approvedIssuers } = account.scopePolicy;
    const event = timelineEventOf(full, facts, { fallbackId: hash, matchedBy: match, approvedIssuers });
    const isFollowed = stream === 'v2' && this.follow(account, event);
    // However much is done with a credential, what made it stays.
    const timeMs = isFollowed ? Date.parse(span.direction === 'asc' ? span.from : span.to) : walk.atMs;
    this.room.take(span, keyOf(account, stream, event.id), { event, raw }, timeMs);
  }

  /** Looks for what was done with a credential that the actor made, and so with those made with it. False when it made none. */
  private follow(account: CloudflareAccount, event: TimelineEvent): boolean {
    const use = this.made.useAfter(event);
    if (use === undefined) return false;
    if (use === 'too_many') {
      this.options.draft.fallShort('truncated', NOTES.credentials);
      return false;
    }
    const accounts = use.isPersons ? this.options.accounts : [account];
    for (const one of accounts.filter(({ streams }) => streams.includes('v2'))) {
      const filter = { by: 'tokenId', value: use.tokenId } as const;
      this.search({ account: one, stream: 'v2', filter }, use.fromMs, use.toMs);
    }
    return true;
  }
}

function logKey({ account, stream }: HistorySearch): string {
  return keyOf(account, stream, '');
}

function keyOf(account: CloudflareAccount, stream: AuditStream, id: string): string {
  return `${account.id}/${stream}/${id}`;
}

/**
 * An event in the words of the scrubbed record. What kind of act it was is read from the whole one: the new value of a setting
 * stands under the name that secrets have, and a kind is one of our words.
 */
function timelineEventOf(full: AuditEvent, scrubbed: AuditEvent, facts: TimelineFacts): TimelineEvent {
  return { ...cloudflareTimelineEvent(scrubbed, facts), kind: cloudflareTimelineEvent(full, facts).kind };
}

import { Context } from '@temporalio/activity';
import type { AuditEvent, AuditStream } from '../../domain/audit-event';
import { FailureType } from '../../domain/failure-type';
import { cloudflareTimelineEvent, type TimelineFacts } from '../../domain/investigation/cloudflare-event';
import { matchedBy } from '../../domain/investigation/matched-by';
import type { TimelineEvent } from '../../domain/investigation/timeline';
import { scrub } from '../../domain/scrub';
import { canonicalJson } from '../shared/canonical-json';
import { failureTypeOf, isFinal, isTooLong } from '../shared/failure';
import { sha256Hex } from '../shared/hashing';
import { createInFlight } from '../shared/in-flight';
import {
  createReadingBudget,
  OutOfTime,
  type ReadingBudget,
  type ReadingBudgetOptions,
} from '../shared/reading-budget';
import { emptyReading, MAX_EVENTS, ReadingDraft, type SourceRecord } from '../shared/reading-draft';
import { readingSpans, type ReadingSpan } from '../shared/reading-spans';
import type { HandOver } from '../shared/record-store';
import { hasUnsearchableName, searchableActor, spellingsOf, type SearchableActor } from '../shared/searchable-actor';
import type { ReadSourceInput, SourceReading } from '../shared/source-reading';
import type { CloudflareAccount } from './account';
import { parseAuditRecord } from './audit-record';
import type { ActorFilter, AuditPage } from './client';
import { twinsOf } from './v1-twins';

export interface ReadActorHistoryDeps extends ReadingBudgetOptions {
  /** Every account of the settings, by its key there. */
  readonly accounts: ReadonlyMap<string, CloudflareAccount>;
  readonly handOver: HandOver;
}

/** Records from the hour before the anomaly on; the rest of `MAX_EVENTS` is left for what lies before. */
const MAX_NEAR_EVENTS = 4_000;
/** Credentials whose use is looked for; an actor who makes more is told by that. */
const MAX_CREDENTIALS = 10;
/** Accounts that are read at once. Each keeps to the pace of its own token. */
const ACCOUNTS_AT_ONCE = 4;
const MAX_PAGES = 50;
/** Records a page: the smaller where the provider refuses the larger, or it does not get through. */
const PAGE_SIZES = [1_000, 100] as const;
const TOKEN_ID = /^[0-9a-f]{32}$/i;

const NOTES = {
  notSearchable:
    'Nothing was reported of the actor by which Cloudflare’s log can be searched: an e-mail address, an id, a token or an address.',
  unsearchableName: 'One of the names that were reported can stand in no search and was left out.',
  onlyAddress: 'Only the address was searched for: nothing else was reported by which the actor could be found.',
  otherAccount: 'The account that was named is none of the settings; those that are were read instead.',
  truncated: `Only the ${MAX_EVENTS} records nearest to the anomaly were read.`,
  v1: 'The older log can be searched by e-mail address only.',
  credentials: `The use of ${MAX_CREDENTIALS} of the credentials that the actor made was looked for, and of no more.`,
  stuck: 'The pages of a log repeated themselves instead of ending.',
  outOfTime: 'The time for reading was over before the last page.',
  unreadable: 'Some records have a shape that is not known; they are in the evidence alone.',
} as const;

/**
 * Reads what an actor did in Cloudflare around an anomaly: in the account that was named, or in all of the settings, under
 * every name that was reported, and with the credentials that the actor made meanwhile.
 *
 * What could not be read is part of the result: one account that fails leaves a gap in it. Only reads, so it may be repeated.
 * @throws ApplicationFailure when not one page could be read
 */
export function createReadActorHistory({ accounts, handOver, ...budgetOptions }: ReadActorHistoryDeps) {
  return async function readActorHistory(input: ReadSourceInput): Promise<SourceReading> {
    const reported = input.anomaly.actor;
    const named = searchableActor(reported);
    const actor = withoutAccountId(named, accounts);
    const filters = filtersOf(actor);
    if (filters.length === 0) return emptyReading('cloudflare', 'not_searchable', NOTES.notSearchable);

    const draft = new ReadingDraft('cloudflare');
    const found = accountsToRead(accounts, input.anomaly.account);
    if (!found.isNamed) draft.fallShort('partial', NOTES.otherAccount);
    if (hasUnsearchableName(reported, named)) draft.fallShort('partial', NOTES.unsearchableName);
    if (filters.every(({ by }) => by === 'address')) draft.fallShort('partial', NOTES.onlyAddress);

    const budget = createReadingBudget(budgetOptions);
    const reading = new HistoryReading(found.accounts, actor, draft, budget);
    try {
      for (const [index, span] of readingSpans(input).entries()) {
        const room = index === 0 ? MAX_NEAR_EVENTS : MAX_EVENTS;
        await reading.read(span, filters, room);
        // Before the next span: what was done with a new credential weighs more than what is older.
        await reading.readOwnCredentials(input.window.to);
      }
    } finally {
      budget.end();
    }
    if (!reading.hasRead()) return emptyReading('cloudflare', 'missing', NOTES.outOfTime);
    const events = reading.events();
    for (const key of twinsOf(events.v2, events.v1)) draft.silence(key);
    return draft.finish(handOver, Context.current().cancellationSignal);
  };
}

/** Requests with tokens of an account name the account as their actor: its id would find those of all of them. */
function withoutAccountId(actor: SearchableActor, accounts: ReadonlyMap<string, CloudflareAccount>): SearchableActor {
  const isAccount = [...accounts.values()].some(({ id }) => id.toLowerCase() === actor.id?.toLowerCase());
  return isAccount ? { ...actor, id: null } : actor;
}

/** One search for each name. An address alone is looked for when nothing else is known: it may be a whole company's. */
function filtersOf({ email, id, tokenId, ip }: SearchableActor): readonly ActorFilter[] {
  const named: readonly ActorFilter[] = [
    ...(email === null ? [] : spellingsOf(email).map((value) => ({ by: 'email', value }) as const)),
    ...(id === null ? [] : [{ by: 'id', value: id } as const]),
    ...(tokenId === null ? [] : [{ by: 'tokenId', value: tokenId } as const]),
  ];
  return named.length > 0 || ip === null ? named : [{ by: 'address', value: ip }];
}

function accountsToRead(accounts: ReadonlyMap<string, CloudflareAccount>, name: string | null) {
  const wanted = name?.trim().toLowerCase() ?? '';
  const all = [...accounts];
  const [named] = all.filter(([key, account]) =>
    [key, account.id, account.name].some((one) => one.toLowerCase() === wanted),
  );
  if (named !== undefined) return { accounts: [named[1]], isNamed: true };
  return { accounts: all.map(([, account]) => account), isNamed: wanted === '' };
}

interface Walked {
  readonly account: CloudflareAccount;
  readonly stream: AuditStream;
  readonly span: ReadingSpan;
  readonly filter: ActorFilter;
  readonly room: number;
}

/** A record that was taken, with what a draft does not keep. */
interface Taken {
  readonly key: string;
  readonly event: TimelineEvent;
  readonly account: CloudflareAccount;
  readonly stream: AuditStream;
}

/** The walks of one investigation, and what has come of them. */
class HistoryReading {
  private readonly taken = new Map<string, Taken>();
  private readonly failed = new Map<CloudflareAccount, Error>();
  /** Credentials whose records are the actor's: the one that was named, and those that the actor made. */
  private readonly credentials: Set<string>;
  private pages = 0;
  /** Credentials whose use was looked for. */
  private followed = 0;
  private isOutOfTime = false;

  constructor(
    private readonly accounts: readonly CloudflareAccount[],
    private readonly actor: SearchableActor,
    private readonly draft: ReadingDraft,
    private readonly budget: ReadingBudget,
  ) {
    this.credentials = new Set(actor.tokenId === null ? [] : [actor.tokenId]);
  }

  /** Reads a span of every log that the settings ask for. */
  async read(span: ReadingSpan, filters: readonly ActorFilter[], room: number): Promise<void> {
    await this.walkAll(
      this.accounts.flatMap((account) =>
        account.streams.flatMap((stream) => {
          const usable = stream === 'v2' ? filters : filters.filter(({ by }) => by === 'email' || by === 'address');
          if (usable.length === 0) this.draft.fallShort('partial', NOTES.v1);
          return usable.map((filter) => ({ account, stream, span, filter, room }));
        }),
      ),
    );
  }

  /** Reads what was done with the credentials that the actor made, and with those made with them. */
  async readOwnCredentials(to: string): Promise<void> {
    for (;;) {
      const made = [...this.taken.values()].filter(
        ({ event, stream }) => stream === 'v2' && this.isNewCredential(event) && event.time !== null && event.time < to,
      );
      const fresh = new Map(made.map((one) => [one.event.target, one]));
      if (fresh.size === 0) return;
      const walks = [...fresh.values()].slice(0, MAX_CREDENTIALS - this.followed);
      if (walks.length < fresh.size) this.draft.fallShort('truncated', NOTES.credentials);
      if (walks.length === 0) return;
      this.followed += walks.length;
      for (const { event } of walks) this.credentials.add(event.target);
      await this.walkAll(
        walks.map(({ account, event }) => ({
          account,
          stream: 'v2',
          span: { from: event.time ?? to, to, direction: 'asc' },
          filter: { by: 'tokenId', value: event.target },
          room: MAX_EVENTS,
        })),
      );
    }
  }

  /** Events by the keys of their records, in the order in which they were taken. */
  events(): Readonly<Record<AuditStream, readonly (readonly [string, TimelineEvent])[]>> {
    const of = (wanted: AuditStream) =>
      [...this.taken.values()].flatMap(({ key, event, stream }) => (stream === wanted ? [[key, event] as const] : []));
    return { v1: of('v1'), v2: of('v2') };
  }

  /**
   * Notes what is missing; false when the time was over before the first page. An empty history would say that the actor
   * did nothing.
   *
   * @throws ApplicationFailure when every account has failed before its first page
   */
  hasRead(): boolean {
    for (const [{ name }, error] of this.failed) this.draft.fallShort('partial', `Account ${name}: ${error.message}`);
    if (this.isOutOfTime) this.draft.fallShort('partial', NOTES.outOfTime);
    if (this.pages > 0) return true;
    const failures = [...this.failed.values()];
    const failure = failures.find((error) => !isFinal(error)) ?? failures[0];
    if (failure !== undefined) throw failure;
    return false;
  }

  private isNewCredential({ kind, outcome, matchedBy: match, target }: TimelineEvent): boolean {
    const isMade = kind === 'credential_minted' || kind === 'credential_rolled';
    return (
      isMade && outcome !== 'failure' && match !== 'address' && TOKEN_ID.test(target) && !this.credentials.has(target)
    );
  }

  private async walkAll(walks: readonly Walked[]): Promise<void> {
    const inFlight = createInFlight(ACCOUNTS_AT_ONCE);
    await Promise.all(walks.map((walk) => inFlight(() => this.walk(walk))));
  }

  private async walk(walk: Walked): Promise<void> {
    const { account } = walk;
    if (this.failed.has(account) || this.isOutOfTime) return;
    try {
      await this.walkPages(walk);
    } catch (error) {
      if (error instanceof OutOfTime) {
        this.isOutOfTime = true;
        return;
      }
      if (failureTypeOf(error) === undefined || !(error instanceof Error)) throw error;
      this.failed.set(account, error);
    }
  }

  private async walkPages(walk: Walked): Promise<void> {
    const cursors = new Set<string>();
    let cursor: string | undefined;
    const [large, small] = PAGE_SIZES;
    let limit: number = large;
    for (let pages = 0; pages < MAX_PAGES; pages += 1) {
      let page: AuditPage;
      try {
        page = await this.page(walk, cursor, limit);
      } catch (error) {
        const mayBeTooMany = failureTypeOf(error) === FailureType.Refused || isTooLong(error);
        if (limit === small || !mayBeTooMany) throw error;
        // A cursor belongs to one size; what was read is met again and taken once.
        limit = small;
        cursor = undefined;
        cursors.clear();
        continue;
      }
      this.pages += 1;
      for (const record of page.records) {
        if (this.take(walk, record)) continue;
        this.draft.fallShort('truncated', NOTES.truncated);
        return;
      }
      cursor = page.cursor;
      if (cursor === undefined) return;
      if (cursors.has(cursor)) break;
      cursors.add(cursor);
    }
    this.draft.fallShort('partial', NOTES.stuck);
  }

  private page({ account, stream, span, filter }: Walked, cursor: string | undefined, limit: number) {
    const { from: since, to: before, direction } = span;
    const window = { since, before, direction, limit, actor: filter };
    return this.budget.attempt((signal) => account.client.auditPage(stream, account.id, window, cursor, signal));
  }

  /** False when there is no room for it. What does not belong to the actor is let go. */
  private take({ account, stream, room }: Walked, record: unknown): boolean {
    const scrubbed = scrub(record);
    const raw = canonicalJson(scrubbed);
    const hash = sha256Hex(raw);
    const full = parseAuditRecord(stream, account.id, record);
    const facts = parseAuditRecord(stream, account.id, scrubbed);
    if (full === undefined || facts === undefined) {
      this.draft.fallShort('partial', NOTES.unreadable);
      return this.draft.take(hash, { event: null, raw }, room);
    }
    const { email, id, ip } = this.actor;
    const match = matchedBy(
      { email: email ?? undefined, id: id ?? undefined, tokenIds: [...this.credentials], ip: ip ?? undefined },
      {
        email: facts.actor.email,
        ids: [facts.actor.id],
        credentialId: facts.actor.tokenId,
        address: facts.actor.ip,
      },
    );
    if (match === null) return true;
    const { approvedIssuers } = account.scopePolicy;
    const event = timelineEventOf(full, facts, { fallbackId: hash, matchedBy: match, approvedIssuers });
    const key = `${account.id}/${stream}/${event.id}`;
    const kept: SourceRecord = { event, raw };
    if (!this.draft.take(key, kept, room)) return false;
    if (!this.taken.has(key)) this.taken.set(key, { key, event, account, stream });
    return true;
  }
}

/**
 * An event in the words of the scrubbed record. What kind of act it was is read from the whole one: the new value of a setting
 * stands under the name that secrets have, and a kind is one of our words.
 */
function timelineEventOf(full: AuditEvent, scrubbed: AuditEvent, facts: TimelineFacts): TimelineEvent {
  return { ...cloudflareTimelineEvent(scrubbed, facts), kind: cloudflareTimelineEvent(full, facts).kind };
}

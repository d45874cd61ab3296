import { Context } from '@temporalio/activity';
import { FailureType } from '../../domain/failure-type';
import { datadogTimelineEvent } from '../../domain/investigation/datadog-event';
import { matchedBy } from '../../domain/investigation/matched-by';
import type { TimelineEvent } from '../../domain/investigation/timeline';
import { scrub } from '../../domain/scrub';
import { canonicalJson } from '../shared/canonical-json';
import { failureTypeOf } from '../shared/failure';
import { sha256Hex } from '../shared/hashing';
import {
  createReadingBudget,
  OutOfTime,
  type ReadingBudget,
  type ReadingBudgetOptions,
} from '../shared/reading-budget';
import { emptyReading, MAX_EVENTS, ReadingDraft } from '../shared/reading-draft';
import { readingSpans } from '../shared/reading-spans';
import type { HandOver } from '../shared/record-store';
import { hasUnsearchableName, searchableActor, type SearchableActor } from '../shared/searchable-actor';
import type { ReadSourceInput, SourceReading } from '../shared/source-reading';
import { actorQueries } from './actor-query';
import type { AuditSearch, AuditSearchPage, DatadogClient } from './client';
import { parseAuditRecord } from './schemas';

export interface ReadActorEventsDeps extends ReadingBudgetOptions {
  /** Undefined without Datadog in the settings. */
  readonly datadog: { readonly client: DatadogClient; readonly retentionDays: number } | undefined;
  readonly handOver: HandOver;
}

/** Events of the address alone, which may be a whole company's. */
const MAX_ADDRESS_EVENTS = 1_000;
const MAX_PAGES = 20;
/** Tries of a page that comes back incomplete. */
const PAGE_TRIES = 3;
const DAY_MS = 86_400_000;

const NOTES = {
  notConfigured: 'There is no section datadog in the settings.',
  notSearchable:
    'Nothing was reported of the actor by which Datadog could know it: an e-mail address, a user id or an address.',
  unsearchableName: 'One of the names that were reported can stand in no search and was left out.',
  onlyAddress: 'Only the address was searched for: nothing else was reported by which Datadog could know the actor.',
  truncated: `Only the ${MAX_EVENTS} events nearest to the anomaly were read.`,
  truncatedAddress: `Only ${MAX_ADDRESS_EVENTS} events of the same address were read.`,
  incomplete: 'Datadog said of a page, three times, that it had not searched everything.',
  stuck: 'Datadog’s pages repeated themselves instead of ending.',
  outOfTime: 'The time for reading was over before the last page.',
  unreadable: 'Some records have a shape that is not known; they are in the evidence alone.',
  nothingFound:
    'Datadog tells capital letters from small ones: an address was searched for as it was reported and in small letters.',
} as const;

/**
 * Reads what an actor did in Datadog around an anomaly, and what came from the actor's address.
 *
 * What Datadog cannot or will not tell is part of the result: a part of the events is better than none, and is marked as such.
 * @throws ApplicationFailure when not one page could be read
 */
export function createReadActorEvents({ datadog, handOver, ...budgetOptions }: ReadActorEventsDeps) {
  return async function readActorEvents(input: ReadSourceInput): Promise<SourceReading> {
    if (datadog === undefined) return emptyReading('datadog', 'not_configured', NOTES.notConfigured);
    const reported = input.anomaly.actor;
    const actor = searchableActor(reported);
    const { actor: byName, address: byAddress } = actorQueries(actor);
    if (byName === null && byAddress === null) return emptyReading('datadog', 'not_searchable', NOTES.notSearchable);

    const draft = new ReadingDraft('datadog');
    if (byName === null) draft.fallShort('partial', NOTES.onlyAddress);
    else if (hasUnsearchableName(reported, actor)) draft.fallShort('partial', NOTES.unsearchableName);
    noteRetention(draft, input.window.from, datadog.retentionDays);

    const spans = readingSpans(input);
    const searches = [
      ...(byName === null ? [] : spans.map((span) => ({ search: { query: byName, ...span }, room: () => MAX_EVENTS }))),
      ...(byAddress === null
        ? []
        : spans.map((span) => ({ search: { query: byAddress, ...span }, room: addressRoom(draft) }))),
    ];
    const budget = createReadingBudget(budgetOptions);
    const walk = new Walk(datadog.client, actor, draft, budget);
    try {
      for (const { search, room } of searches) await walk.read(search, room);
    } catch (error) {
      Context.current().cancellationSignal.throwIfAborted();
      if (walk.pages === 0) {
        if (error instanceof OutOfTime) return emptyReading('datadog', 'missing', NOTES.outOfTime);
        throw error;
      }
      draft.fallShort('partial', reasonOf(error));
    } finally {
      budget.end();
    }
    if (draft.size === 0) draft.note(NOTES.nothingFound);
    return draft.finish(handOver, Context.current().cancellationSignal);
  };
}

/** Room that is left for events of the address once those of the actor are in. */
function addressRoom(draft: ReadingDraft): () => number {
  let room: number | undefined;
  return () => (room ??= Math.min(MAX_EVENTS, draft.size + MAX_ADDRESS_EVENTS));
}

function noteRetention(draft: ReadingDraft, from: string, retentionDays: number): void {
  if (Date.parse(from) >= Date.now() - retentionDays * DAY_MS) return;
  draft.fallShort('partial', `The span begins earlier than Datadog keeps events: ${retentionDays} days.`);
}

/** Walks searches to their ends, and knows what has come of it. */
class Walk {
  /** Pages that were read. */
  pages = 0;

  constructor(
    private readonly client: DatadogClient,
    private readonly actor: SearchableActor,
    private readonly draft: ReadingDraft,
    private readonly budget: ReadingBudget,
  ) {}

  async read(search: AuditSearch, room: () => number): Promise<void> {
    const cursors = new Set<string>();
    let cursor: string | undefined;
    let mayRestart = true;
    for (let pages = 0; pages < MAX_PAGES; pages += 1) {
      let page: AuditSearchPage | 'full';
      try {
        page = await this.page(search, cursor, room());
      } catch (error) {
        // Cursors do not last for ever; what was read is met again and taken once.
        if (cursor === undefined || !mayRestart || failureTypeOf(error) !== FailureType.Refused) throw error;
        mayRestart = false;
        cursor = undefined;
        cursors.clear();
        continue;
      }
      if (page === 'full') {
        const isActors = room() === MAX_EVENTS;
        this.draft.fallShort('truncated', isActors ? NOTES.truncated : NOTES.truncatedAddress);
        return;
      }
      cursor = page.cursor;
      if (cursor === undefined) return;
      if (cursors.has(cursor)) break;
      cursors.add(cursor);
    }
    this.draft.fallShort('partial', NOTES.stuck);
  }

  /** One page; again when it is incomplete, and then whatever of it came. */
  private async page(search: AuditSearch, cursor: string | undefined, room: number): Promise<AuditSearchPage | 'full'> {
    for (let tries = 1; ; tries += 1) {
      const page = await this.budget.attempt((signal) => this.client.searchAudit(search, cursor, signal));
      this.pages += 1;
      for (const record of page.events) if (!this.take(record, room)) return 'full';
      if (!page.isIncomplete) return page;
      if (tries === PAGE_TRIES) {
        this.draft.fallShort('partial', NOTES.incomplete);
        return page;
      }
    }
  }

  /** False when there is no room for it. What does not belong to the actor is let go. */
  private take(record: unknown, room: number): boolean {
    const facts = parseAuditRecord(record);
    const scrubbed = scrub(record);
    const clean = facts === undefined ? undefined : parseAuditRecord(scrubbed);
    const raw = canonicalJson(scrubbed);
    const hash = sha256Hex(raw);
    if (facts === undefined || clean === undefined) {
      this.draft.fallShort('partial', NOTES.unreadable);
      return this.draft.take(hash, { event: null, raw }, room);
    }
    const who = {
      email: clean.actor.email,
      ids: [clean.actor.id, clean.actor.uuid],
      credentialId: '',
      address: clean.ip,
    };
    const { email, id, ip } = this.actor;
    const match = matchedBy({ email: email ?? undefined, id: id ?? undefined, ip: ip ?? undefined }, who);
    if (match === null) return true;
    const also = { fallbackId: hash, matchedBy: match, approvedIssuers: [] };
    // Of the whole record come our word for the act, and the id of a key, which stands under a name that is scrubbed.
    const event: TimelineEvent = {
      ...datadogTimelineEvent({ ...clean, credentialId: facts.credentialId }, also),
      kind: datadogTimelineEvent(facts, also).kind,
    };
    return this.draft.take(event.id, { event, raw }, room);
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof OutOfTime) return NOTES.outOfTime;
  if (failureTypeOf(error) === undefined || !(error instanceof Error)) throw error;
  return error.message;
}

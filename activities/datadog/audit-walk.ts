import { FailureType } from '../../domain/failure-type';
import type { DatadogAuditEvent } from '../../domain/investigation/datadog-audit-event';
import { datadogTimelineEvent } from '../../domain/investigation/datadog-event';
import { matchedBy } from '../../domain/investigation/matched-by';
import type { MatchedBy, TimelineEvent } from '../../domain/investigation/timeline';
import { scrub } from '../../domain/scrub';
import { canonicalJson } from '../shared/canonical-json';
import { failureTypeOf } from '../shared/failure';
import { sha256Hex } from '../shared/hashing';
import type { ReadingBudget } from '../shared/reading-budget';
import type { ReadingDraft, ReadingRoom } from '../shared/reading-draft';
import type { ReadingSpan } from '../shared/reading-spans';
import type { SearchableActor } from '../shared/searchable-actor';
import type { AuditSearch, DatadogClient } from './client';
import { parseAuditRecord } from './schemas';

/** Pages of one search in one span: four times what is kept. */
const MAX_PAGES = 20;
/** Tries of a page that comes back incomplete. */
const PAGE_TRIES = 3;

const NOTES = {
  incomplete: 'Datadog said of a page, three times, that it had not searched everything.',
  stuck: 'Datadog’s pages repeated themselves instead of ending.',
  capped: `A search had more than ${MAX_PAGES} pages; the others were not read.`,
  unreadable: 'Some records have a shape that is not known; they are in the evidence alone.',
} as const;

/** Where events go: those of the actor, and those of others from the same address. */
export interface AuditRooms {
  readonly actor: ReadingRoom;
  readonly address: ReadingRoom;
}

/** Which of the rooms a search is to fill. */
export type AuditRoom = keyof AuditRooms;

/** Walks searches to their ends, and knows what has come of it. */
export class AuditWalk {
  /** Pages that were read. */
  pages = 0;
  /** Whether an event was the actor's, and not merely from the same address. */
  hasMetActor = false;

  constructor(
    private readonly client: DatadogClient,
    private readonly actor: SearchableActor,
    private readonly draft: ReadingDraft,
    private readonly rooms: AuditRooms,
    private readonly budget: ReadingBudget,
  ) {}

  /** Reads a span from its near end on, until it ends or nothing farther would be kept. */
  async read(query: string, span: ReadingSpan, into: AuditRoom): Promise<void> {
    const { from, to, direction } = span;
    const search = { query, from, to, direction };
    const cursors = new Set<string>();
    let cursor: string | undefined;
    let mayRestart = true;
    let timeMs = Date.parse(direction === 'asc' ? from : to);
    const take = (record: unknown): void => {
      timeMs = this.take(record, span, into, timeMs);
    };
    for (let pages = 1; ; pages += 1) {
      try {
        cursor = await this.page(search, cursor, take);
      } catch (error) {
        // Cursors do not last for ever; what was read is met again and taken once.
        if (cursor === undefined || !mayRestart || failureTypeOf(error) !== FailureType.Refused) throw error;
        mayRestart = false;
        cursor = undefined;
        cursors.clear();
        pages = 0;
        continue;
      }
      if (cursor === undefined || this.rooms[into].isFull(span, timeMs)) return;
      if (cursors.has(cursor)) {
        this.draft.fallShort('partial', NOTES.stuck);
        return;
      }
      if (pages === MAX_PAGES) {
        this.draft.fallShort('truncated', NOTES.capped);
        return;
      }
      cursors.add(cursor);
    }
  }

  /** Takes one page, again when it is incomplete, and says where the next one is. */
  private async page(search: AuditSearch, cursor: string | undefined, take: (record: unknown) => void) {
    for (let tries = 1; ; tries += 1) {
      const page = await this.budget.attempt((signal) => this.client.searchAudit(search, cursor, signal));
      this.pages += 1;
      page.events.forEach(take);
      if (page.isIncomplete && tries < PAGE_TRIES) continue;
      if (page.isIncomplete) this.draft.fallShort('partial', NOTES.incomplete);
      return page.cursor;
    }
  }

  /**
   * Takes what belongs to the actor, and lets go of the rest.
   *
   * @param beforeMs time of the record before it
   * @returns time of the record; of the one before it when it has none
   */
  private take(record: unknown, span: ReadingSpan, into: AuditRoom, beforeMs: number): number {
    const facts = parseAuditRecord(record);
    const scrubbed = scrub(record);
    const clean = facts === undefined ? undefined : parseAuditRecord(scrubbed);
    const raw = canonicalJson(scrubbed);
    const hash = sha256Hex(raw);
    if (facts === undefined || clean === undefined) {
      this.draft.fallShort('partial', NOTES.unreadable);
      this.rooms[into].take(span, hash, { event: null, raw }, beforeMs);
      return beforeMs;
    }
    const timeMs = facts.time === undefined ? beforeMs : Date.parse(facts.time);
    const match = this.matchOf(clean);
    if (match === null) return timeMs;
    const also = { fallbackId: hash, matchedBy: match, approvedIssuers: [] };
    // Of the whole record come our word for the act, and the id of a key, which stands under a name that is scrubbed.
    const event: TimelineEvent = {
      ...datadogTimelineEvent({ ...clean, credentialId: facts.credentialId }, also),
      kind: datadogTimelineEvent(facts, also).kind,
    };
    const room = match === 'address' ? this.rooms.address : this.rooms.actor;
    room.take(span, event.id, { event, raw }, timeMs);
    this.hasMetActor ||= match !== 'address';
    return timeMs;
  }

  private matchOf({ actor, ip }: DatadogAuditEvent): MatchedBy | null {
    const { email, id, ip: address } = this.actor;
    const recorded = { email: actor.email, ids: [actor.id, actor.uuid], credentialId: '', address: ip };
    return matchedBy({ email: email ?? undefined, id: id ?? undefined, ip: address ?? undefined }, recorded);
  }
}

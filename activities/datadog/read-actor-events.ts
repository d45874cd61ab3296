import { Context } from '@temporalio/activity';
import { failureTypeOf } from '../shared/failure';
import { createReadingBudget, OutOfTime, type ReadingBudgetOptions } from '../shared/reading-budget';
import { emptyReading, MAX_EVENTS, ReadingDraft } from '../shared/reading-draft';
import { readingSpans } from '../shared/reading-spans';
import type { HandOver } from '../shared/record-store';
import { hasUnsearchableName, searchableActor } from '../shared/searchable-actor';
import type { ReadSourceInput, SourceReading } from '../shared/source-reading';
import { actorQueries } from './actor-query';
import { AuditWalk, type AuditRoom } from './audit-walk';
import type { DatadogClient } from './client';

export interface ReadActorEventsDeps extends ReadingBudgetOptions {
  /** Undefined without Datadog in the settings. */
  readonly datadog: { readonly client: DatadogClient; readonly retentionDays: number } | undefined;
  readonly handOver: HandOver;
}

/** Events of the address alone, which may be a whole company's; beside those of the actor. */
const MAX_ADDRESS_EVENTS = 1_000;
const DAY_MS = 86_400_000;

const NOTES = {
  notConfigured: 'There is no section datadog in the settings.',
  notSearchable:
    'Nothing was reported of the actor by which Datadog could know it: an e-mail address, a user id or an address.',
  unsearchableName: 'One of the names that were reported can stand in no search and was left out.',
  onlyAddress: 'Only the address was searched for: nothing else was reported by which Datadog could know the actor.',
  outOfTime: 'The time for reading was over before the last page.',
  nobodyFound:
    'Nothing was found of the actor. Datadog tells capital letters from small ones: the e-mail address was searched for as it was reported and in small letters.',
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
    const queries = actorQueries(actor);
    if (queries.actor === null && queries.address === null)
      return emptyReading('datadog', 'not_searchable', NOTES.notSearchable);

    const draft = new ReadingDraft('datadog');
    if (queries.actor === null) draft.fallShort('partial', NOTES.onlyAddress);
    else if (hasUnsearchableName(reported, actor)) draft.fallShort('partial', NOTES.unsearchableName);
    noteRetention(draft, input.window.from, datadog.retentionDays);

    const spans = readingSpans(input);
    const rooms = {
      actor: draft.room(spans, MAX_EVENTS, 'events'),
      address: draft.room(spans, MAX_ADDRESS_EVENTS, 'events of the same address'),
    };
    const budget = createReadingBudget(budgetOptions);
    const walk = new AuditWalk(datadog.client, actor, draft, rooms, budget);
    try {
      for (const into of ['actor', 'address'] satisfies AuditRoom[]) {
        const query = queries[into];
        if (query !== null) for (const span of spans) await walk.read(query, span, into);
      }
    } catch (error) {
      Context.current().cancellationSignal.throwIfAborted();
      if (walk.pages === 0) throw error instanceof OutOfTime ? budget.nothingRead('datadog') : error;
      draft.fallShort('partial', reasonOf(error));
    } finally {
      budget.end();
    }
    if (actor.email !== null && !walk.hasMetActor) draft.note(NOTES.nobodyFound);
    return draft.finish(handOver, budget);
  };
}

function noteRetention(draft: ReadingDraft, from: string, retentionDays: number): void {
  if (Date.parse(from) >= Date.now() - retentionDays * DAY_MS) return;
  draft.fallShort('partial', `The span begins earlier than Datadog keeps events: ${retentionDays} days.`);
}

function reasonOf(error: unknown): string {
  if (error instanceof OutOfTime) return NOTES.outOfTime;
  if (failureTypeOf(error) === undefined || !(error instanceof Error)) throw error;
  return error.message;
}

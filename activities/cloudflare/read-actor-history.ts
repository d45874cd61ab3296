import { createReadingBudget, type ReadingBudgetOptions } from '../shared/reading-budget';
import { emptyReading, ReadingDraft } from '../shared/reading-draft';
import type { HandOver } from '../shared/record-store';
import {
  hasUnsearchableName,
  searchableActor,
  spellingsOf,
  spellingsOfAddress,
  type SearchableActor,
} from '../shared/searchable-actor';
import type { ReadSourceInput, SourceReading } from '../shared/source-reading';
import type { CloudflareAccount } from './account';
import type { ActorFilter } from './client';
import { HistoryReading } from './history-reading';

export interface ReadActorHistoryDeps extends ReadingBudgetOptions {
  /** Every account of the settings, by its key there. */
  readonly accounts: ReadonlyMap<string, CloudflareAccount>;
  readonly handOver: HandOver;
}

const NOTES = {
  notSearchable:
    'Nothing was reported of the actor by which Cloudflare’s log can be searched: an e-mail address, an id, a token or an IP address.',
  accountId:
    'The id that was reported is an account’s: it would find what everybody did with that account’s tokens, and was not searched for.',
  unsearchableName: 'One of the names that were reported can stand in no search and was left out.',
  onlyAddress: 'Only the IP address was searched for: nothing else was reported by which the actor could be found.',
  otherAccount: 'The account that was named is none of the settings; those that are were read instead.',
  nothingFound:
    'Nothing was found of the actor. Cloudflare may tell capital letters from small ones: an e-mail address was searched for as it was reported and in small letters.',
} as const;

/**
 * Reads what an actor did in Cloudflare around an anomaly: in the account that was named, or in all of the settings, under
 * every name that was reported, and with the credentials that the actor made meanwhile.
 *
 * What could not be read is part of the result: one account that fails leaves a gap in it. Only reads, so it may be repeated.
 * @throws ApplicationFailure when not one page could be read, `Unavailable` when the time was over before
 */
export function createReadActorHistory({ accounts, handOver, ...budgetOptions }: ReadActorHistoryDeps) {
  return async function readActorHistory(input: ReadSourceInput): Promise<SourceReading> {
    const reported = input.anomaly.actor;
    const named = searchableActor(reported);
    const isAccountId = [...accounts.values()].some(({ id }) => id.toLowerCase() === named.id?.toLowerCase());
    // Requests with tokens of an account name the account as their actor.
    const actor = isAccountId ? { ...named, id: null } : named;
    const filters = filtersOf(actor);
    if (filters.length === 0) {
      return emptyReading('cloudflare', 'not_searchable', isAccountId ? NOTES.accountId : NOTES.notSearchable);
    }

    const draft = new ReadingDraft('cloudflare');
    const found = accountsToRead(accounts, input.anomaly.account);
    if (!found.isNamed) draft.fallShort('partial', NOTES.otherAccount);
    if (isAccountId) draft.note(NOTES.accountId);
    if (hasUnsearchableName(reported, named)) draft.fallShort('partial', NOTES.unsearchableName);
    if (filters.every(({ by }) => by === 'address')) draft.fallShort('partial', NOTES.onlyAddress);

    const budget = createReadingBudget(budgetOptions);
    try {
      await new HistoryReading({ input, accounts: found.accounts, actor, draft, budget }).read(filters);
    } finally {
      budget.end();
    }
    if (actor.email !== null && draft.entries().length === 0) draft.note(NOTES.nothingFound);
    return draft.finish(handOver, budget);
  };
}

/** One search for each name. An address alone is looked for when nothing else is known: it may be a whole company's. */
function filtersOf({ email, id, tokenId, ip }: SearchableActor): readonly ActorFilter[] {
  const named: readonly ActorFilter[] = [
    ...(email === null ? [] : spellingsOf(email).map((value) => ({ by: 'email', value }) as const)),
    ...(id === null ? [] : [{ by: 'id', value: id } as const]),
    ...(tokenId === null ? [] : [{ by: 'tokenId', value: tokenId } as const]),
  ];
  if (named.length > 0 || ip === null) return named;
  return spellingsOfAddress(ip).map((value) => ({ by: 'address', value }));
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

import { randomUUID } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { refusalSentence } from '../../domain/request-quota-sentence';
import type { QuotaOutcome, QuotaPurpose, QuotaStanding } from '../../domain/request-quota';
import { failureTypeOf, isFinal } from '../shared/failure';
import { retryAfterMs, type TextAnswer } from '../shared/get-json';
import type { InsightList, InsightLists, ListedInsight, ListPlace, StagedList } from '../shared/insight-lists';
import type { RequestAllowance } from '../shared/request-allowance';
import type { CloudflareAccount } from './account';
import { isTokenInvalid, seenOf } from './answer';
import { diagnoseRefusal } from './insight-diagnosis';
import { insightProblem, insightProblemSentence, isAccountId, type InsightRefusal } from './insight-problem';
import { InsightWalk, type WalkEnd } from './insight-walk';
import { readInsightsPage } from './insights-page';
import { ListingAllowance } from './listing-allowance';
import { ListingTime } from './listing-time';

export interface ListInsightsInput {
  /** Key of the account in the settings. */
  readonly account: string;
  readonly list: InsightList;
  /** Id of the workflow run. */
  readonly run: string;
  readonly purpose: QuotaPurpose;
  /** Pages of `pageSize` that the last listing had; null when nobody knows. */
  readonly pages: number | null;
  readonly pageSize: number;
}

export type ListInsightsResult =
  | {
      readonly complete: true;
      readonly staged: StagedList;
      /** Null when an earlier attempt had staged the list and the ledger does not answer. */
      readonly quota: QuotaStanding | null;
    }
  | IncompleteListing;

/** Nothing may be concluded from what was read. */
interface IncompleteListing {
  readonly complete: false;
  readonly why: WalkEnd | 'allowance' | 'rate_limited' | 'out_of_time';
  /** What happened and what to do, for operators. */
  readonly sentence: string;
  /** When asking again makes sense, ISO 8601 UTC; null when nobody can tell. */
  readonly nextAt: string | null;
  /** Requests that this attempt has spent. */
  readonly requests: number;
  readonly quota: QuotaStanding | null;
}

export interface ListInsightsDeps {
  readonly findAccount: (key: string) => Pick<CloudflareAccount, 'id' | 'client'>;
  readonly allowance: RequestAllowance;
  readonly lists: InsightLists;
  readonly nowMs?: () => number;
  /** A clock that nobody can set. */
  readonly monotonicMs?: () => number;
}

/** A complete listing has been paid for: a store that fails in passing is given this much time before it is lost. */
const STAGING_PAUSES_MS = [1_000, 5_000, 15_000] as const;

const ENDS = {
  count_moved: 'the list changed while it was read, and again when it was read anew',
  page_repeats: 'a page brought nothing but what the pages before had brought',
  ends_early: 'the pages ended before they had brought as many insights as Cloudflare counts',
  count_exceeded: 'the pages brought more insights than Cloudflare counts, so nobody knows how many there are',
  out_of_time:
    'the pages came too slowly for all of them to arrive in time; a larger insightsSync.pageSize takes fewer',
} as const satisfies Record<WalkEnd | 'out_of_time', string>;
const NOTHING_CHANGED = 'Nothing was changed; a later run lists anew';

/**
 * Lists an account's insights, all that are open or all that are dismissed, and stages them. A list that could not be
 * read to its end is a result of its own, from which nothing follows for the insights.
 *
 * Every request is reserved before it is sent, whatever it is for. What an earlier attempt of the run has staged is
 * returned without any.
 * @throws ApplicationFailure of a type in `FailureType`; causes and remedies are in `INSIGHT_PROBLEMS`
 */
export function createListInsights({
  findAccount,
  allowance,
  lists,
  nowMs = Date.now,
  monotonicMs = () => performance.now(),
}: ListInsightsDeps) {
  return async function listInsights(input: ListInsightsInput): Promise<ListInsightsResult> {
    const account = findAccount(input.account);
    const { info, cancellationSignal: signal } = Context.current();
    const place: ListPlace = { accountId: account.id, run: input.run, list: input.list };
    // A reset of the activity counts its attempts from 1 again: without the last part, granted ids would come again.
    const attempt = `${input.run}/${info.activityId}/${info.attempt}/${randomUUID()}`;
    const time = new ListingTime(info, monotonicMs);
    const spent = new ListingAllowance({ ...input, attempt }, allowance, monotonicMs, signal);

    const staged = await lists.find(place, signal);
    if (staged !== undefined) return finished(staged, input.list, spent);
    if (!isAccountId(account.id)) throw insightProblem(nothingSent(account.id));

    const walk = new InsightWalk(input.pageSize, input.pages);
    let toldLength: number | undefined;
    for (;;) {
      const { at, perPage, need } = walk.next;
      const query = { list: input.list, at, perPage };
      const answer = await account.client.insightsPage(account.id, query, () => spent.reserve(need), signal);
      Context.current().heartbeat({ list: input.list, requests: spent.requests, insights: walk.size });
      if (answer === undefined) return incomplete(spent, notGranted(spent, input.account, need));
      if (answer.status === 429) return incomplete(spent, await tooMany(spent, answer, account.id, nowMs()));
      if (isRefusal(answer)) throw insightProblem(await diagnoseRefusal(account, answer, nowMs(), signal));
      if (answer.status === 400 && walk.stepDown()) continue;

      const verdict = walk.take(readInsightsPage(answer, nowMs()));
      if (verdict === 'complete') break;
      // At once: whatever ends this attempt, no run begins again what it cannot pay for.
      const { listLength } = walk;
      if (listLength !== undefined && listLength !== toldLength) {
        const isTold = await tell(spent, { kind: 'listed', list: input.list, count: listLength });
        if (isTold) toldLength = listLength;
      }
      if (verdict !== 'goes_on') return incomplete(spent, endOf(verdict));
      time.pageCame();
      if (!time.isEnoughFor(walk.next.need)) return incomplete(spent, endOf('out_of_time'));
    }
    // A size that only a complete walk bears out: one odd answer would make every listing to come dearer.
    const pageSize = Math.min(walk.acceptedPageSize, input.pageSize);
    if (pageSize < input.pageSize) await tell(spent, { kind: 'page_size_refused', pageSize });
    const facts = { pageSize, requests: spent.requests, unreadable: walk.unreadable };
    return finished(await stage(lists, place, walk.insights(), facts, signal), input.list, spent);
  };
}

/** Refusals whose cause must be looked for. A 400 may be about the token as well as about the size of the page. */
function isRefusal(answer: TextAnswer): boolean {
  return [401, 403, 404].includes(answer.status) || (answer.status === 400 && isTokenInvalid(answer));
}

function nothingSent(accountId: string): InsightRefusal {
  return { accountId, status: 0, seen: 'nothing was sent', token: 'unknown', accountSettings: 'unknown' };
}

async function stage(
  lists: InsightLists,
  place: ListPlace,
  insights: readonly ListedInsight[],
  facts: Parameters<InsightLists['put']>[2],
  signal: AbortSignal,
): Promise<StagedList> {
  const { log, sleep } = Context.current();
  for (const pauseMs of STAGING_PAUSES_MS) {
    try {
      return await lists.put(place, insights, facts, signal);
    } catch (error) {
      if (failureTypeOf(error) === undefined || isFinal(error)) throw error;
      log.warn('a listing could not be staged and is tried again', { ...place, pauseMs });
      await sleep(pauseMs);
    }
  }
  return lists.put(place, insights, facts, signal);
}

/** The ledger is told again what an earlier attempt has staged: that one may have died before it could. */
async function finished(staged: StagedList, list: InsightList, spent: ListingAllowance): Promise<ListInsightsResult> {
  await tell(spent, { kind: 'listed', list, count: staged.count + staged.unreadable });
  return { complete: true, staged, quota: spent.standing };
}

function incomplete(
  spent: ListingAllowance,
  end: Pick<IncompleteListing, 'why' | 'sentence' | 'nextAt'>,
): IncompleteListing {
  return { complete: false, ...end, requests: spent.requests, quota: spent.standing };
}

function endOf(why: keyof typeof ENDS) {
  return { why, sentence: `Not listed to the end: ${ENDS[why]}. ${NOTHING_CHANGED}`, nextAt: null };
}

function notGranted({ refusal }: ListingAllowance, account: string, need: number) {
  if (refusal === undefined) throw new Error('a request was held back that nobody had refused');
  const { reason, nextAt, quota } = refusal;
  const sentence = `Not listed to the end, so nothing was changed. ${refusalSentence(reason, { account, nextAt, quota, need })}`;
  return { why: 'allowance', sentence, nextAt } as const;
}

/** Never sent again by this run: the ledger holds everybody back until the time that Cloudflare names. */
async function tooMany(spent: ListingAllowance, answer: TextAnswer, accountId: string, now: number) {
  const waitMs = retryAfterMs(answer.headers, now);
  await tell(spent, { kind: 'rate_limited', retryAfterMs: waitMs ?? null });
  const sentence = insightProblemSentence({ ...nothingSent(accountId), status: 429, seen: seenOf(answer) });
  const nextAt = waitMs === undefined ? null : new Date(now + waitMs).toISOString();
  return { why: 'rate_limited', sentence, nextAt } as const;
}

/** The requests are counted already; without this the ledger only knows less of what the next listing will cost. */
async function tell(spent: ListingAllowance, outcome: QuotaOutcome): Promise<boolean> {
  try {
    await spent.settle(outcome);
    return true;
  } catch (error) {
    const { log, cancellationSignal } = Context.current();
    cancellationSignal.throwIfAborted();
    log.warn('the ledger could not be told how a request ended', { ...outcome, type: failureTypeOf(error) });
    return false;
  }
}

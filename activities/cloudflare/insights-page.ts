import { z } from 'zod';
import { FailureType } from '../../domain/failure-type';
import { failure } from '../shared/failure';
import type { TextAnswer } from '../shared/get-json';
import type { ListedInsight } from '../shared/insight-lists';
import { hasRepeatedMembers, jsonElements } from '../shared/json-elements';
import { scrub } from '../../domain/scrub';
import { contentOf, unexpected, type Operation } from './answer';

/** Either permission opens the insights; documents differ about which one is asked for. */
export const INSIGHTS = {
  name: 'listing insights',
  permission: 'Account Settings: Read" or "Account Security Insights: Read',
} as const satisfies Operation;

/** One page of insights. */
export interface InsightsPage {
  /** In the order of the page. */
  readonly insights: readonly ListedInsight[];
  /** Records without an id that can be followed. */
  readonly unreadable: number;
  /** Length of the whole list; undefined when the answer does not tell. */
  readonly count: number | undefined;
  /** Size of the pages as Cloudflare sees it. */
  readonly perPage: number | undefined;
  /** Where the next page begins, for those answers that say so. */
  readonly cursor: string | undefined;
}

// Numbers come as strings, too.
const amount = z
  .union([
    z.int().nonnegative(),
    z
      .string()
      .regex(/^\d{1,9}$/)
      .transform(Number),
  ])
  .nullish();

/** `result` of `GET /accounts/{id}/security-center/insights`. An empty list may come as null, but then its count is 0. */
const InsightsResult = z
  .object({ count: amount, per_page: amount, issues: z.array(z.unknown()).nullable() })
  .refine(({ count, issues }) => issues !== null || count === 0, { path: ['issues'] });

/** Far above Cloudflare's 36: ids go on into records, hand-overs and tickets, where a longer one would fail the whole sync. */
const MAX_ID_LENGTH = 512;
const Insight = z.looseObject({ id: z.string().min(1).max(MAX_ID_LENGTH) });

/**
 * A page as answered, its insights as received and without their secrets.
 *
 * @throws ApplicationFailure of a type in `FailureType`; never mistakes another answer for an empty page
 */
export function readInsightsPage(answer: TextAnswer, nowMs: number): InsightsPage {
  const { result, cursor, totalCount } = contentOf(answer, INSIGHTS, nowMs);
  const parsed = InsightsResult.safeParse(result);
  if (!parsed.success) throw unexpected(INSIGHTS, parsed.error);
  const { count, per_page: perPage } = parsed.data;
  const issues = parsed.data.issues ?? [];
  const texts = jsonElements(answer.text, ['result', 'issues']) ?? [];

  const insights = issues.flatMap((issue, index) => listed(issue, texts[index]) ?? []);
  if (insights.length === 0 && issues.length > 0) throw withoutIds();
  return {
    insights,
    unreadable: issues.length - insights.length,
    count: count ?? totalCount,
    perPage: perPage ?? undefined,
    cursor,
  };
}

function listed(issue: unknown, text: string | undefined): ListedInsight | undefined {
  const scrubbed = scrub(issue);
  const { data } = Insight.safeParse(scrubbed);
  if (data === undefined || text === undefined) return undefined;
  // Of members with one name `JSON.parse` shows the last: into the others, nobody has looked for secrets.
  const isAsReceived = scrubbed === issue && !hasRepeatedMembers(text, issue);
  return { id: data.id, json: isAsReceived ? detached(text) : JSON.stringify(scrubbed) };
}

/** A copy: a piece cut from a page would keep the whole page in memory, at two bytes a character if one of them needs it. */
function detached(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

/** One record without an id is counted and kept aside. A page of them is another format: taken for empty, it would end every insight. */
function withoutIds(): Error {
  return failure(
    FailureType.UnexpectedAnswer,
    `${INSIGHTS.name}: no record of the page has an id that can be followed`,
    'It is tried again; if it goes on, the API has changed and Edgewarden needs an update',
    { provider: 'cloudflare' },
  );
}

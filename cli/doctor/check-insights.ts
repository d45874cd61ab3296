import { randomUUID } from 'node:crypto';
import type { CloudflareClient } from '../../activities/cloudflare/client';
import { diagnoseRefusal } from '../../activities/cloudflare/insight-diagnosis';
import { insightProblem } from '../../activities/cloudflare/insight-problem';
import { readInsightsPage } from '../../activities/cloudflare/insights-page';
import { retryAfterMs } from '../../activities/shared/get-json';
import type { RequestAllowance } from '../../activities/shared/request-allowance';
import type { AccountSettings } from '../../config/settings';
import type { QuotaGrant } from '../../domain/request-quota';
import { bad, failed, ok, type Finding } from './finding';

/** What the API takes for itself; a page of any size is one request. */
const PAGE_SIZE = 25;
/** A grant is good for this long, counted from before it was asked for. */
const GRANT_MS = 60_000;

/** Whether the insights API answers, at the price of one request, which the ledger grants like every other. */
export async function checkInsights(
  { key, id }: AccountSettings,
  client: CloudflareClient,
  allowance: RequestAllowance,
  signal: AbortSignal,
): Promise<Finding> {
  const requestId = `doctor/${randomUUID()}`;
  let grant: QuotaGrant | undefined;
  const mayBeSent = async (): Promise<boolean> => {
    const askedMs = performance.now();
    grant = await allowance.reserve({ account: key, id: requestId, purpose: 'person', listing: null, need: 1 }, signal);
    return grant.granted && performance.now() - askedMs <= GRANT_MS;
  };
  try {
    const query = { list: 'open', perPage: PAGE_SIZE, at: { page: 1 } } as const;
    const answer = await client.insightsPage(id, query, mayBeSent, signal);
    if (answer === undefined) return notSent(key, grant);
    if (answer.status === 429) {
      const waitMs = retryAfterMs(answer.headers, Date.now()) ?? null;
      await allowance.settle(key, requestId, { kind: 'rate_limited', retryAfterMs: waitMs }, signal);
    }
    if (answer.status >= 400 && answer.status < 500) {
      return failed(key, insightProblem(await diagnoseRefusal({ id, client }, answer, Date.now(), signal)), '');
    }
    const { count, insights } = readInsightsPage(answer, Date.now());
    const left = grant === undefined ? '' : `; ${grant.quota.left} requests left`;
    return ok(key, `the insights API answers: ${count ?? insights.length} open insights${left}`);
  } catch (error) {
    return failed(key, error, 'See whether a worker runs: without one the ledger does not answer.');
  }
}

function notSent(key: string, grant: QuotaGrant | undefined): Finding {
  const what = 'the insights API was not asked';
  if (grant === undefined || grant.granted) return bad(key, `${what}: the grant came too late`, 'Try again.');
  return bad(
    key,
    `${what}: the allowance does not grant a request (${grant.reason})`,
    `Try again after ${grant.nextAt}, or see edgewarden quota show --account ${key}.`,
  );
}

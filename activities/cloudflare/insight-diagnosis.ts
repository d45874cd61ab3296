import type { JsonAnswer } from '../shared/get-json';
import { FailureType } from '../../domain/failure-type';
import { failureTypeOf } from '../shared/failure';
import type { CloudflareAccount } from './account';
import { isTokenInvalid, seenOf } from './answer';
import type { InsightRefusal } from './insight-problem';

const PROBE_MS = 60_000;

/**
 * What lies behind a refusal of the insights, which Cloudflare answers alike for most causes: asks what it says of the
 * token, and whether the token may read what needs "Account Settings: Read". None of it counts against the allowance.
 */
export async function diagnoseRefusal(
  { id, client }: Pick<CloudflareAccount, 'id' | 'client'>,
  answer: JsonAnswer,
  nowMs: number,
  signal: AbortSignal,
): Promise<InsightRefusal> {
  const said = await client.ownToken(id, signal).catch(() => 'unknown' as const);
  const token = said === 'unknown' && isTokenInvalid(answer) ? 'invalid' : said;
  const window = { since: new Date(nowMs - PROBE_MS).toISOString(), before: new Date(nowMs).toISOString(), limit: 1 };
  const accountSettings = await client.auditPage('v2', id, window, undefined, signal).then(
    () => 'granted' as const,
    (error: unknown) =>
      failureTypeOf(error) === FailureType.AuthRejected ? ('denied' as const) : ('unknown' as const),
  );
  signal.throwIfAborted(); // what a cancellation has cut short is no diagnosis
  return { accountId: id, status: answer.status, seen: seenOf(answer), token, accountSettings };
}

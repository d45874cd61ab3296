import { INSIGHT_EXPECTATIONS, INSIGHT_TOTALS } from '../../sandbox/story/insight-expectations';
import type { InsightsLook } from './insights';
import type { HeldTicket } from './holdings';
import type { HeldLifecycle } from './insight-holdings';
import { TICKETED_SEVERITY } from './stage';

/** What one account's allowance says on both sides. */
export interface CountedAllowance {
  readonly account: string;
  readonly used: number;
  readonly sent: number;
  readonly excess: number;
}

/** Near the end of a month what is left may pay for a listing every few seconds: then the pace refuses none. */
const LAST_HOURS_MS = 3 * 3_600_000;

/**
 * Holds the lifecycle records in the archive against what the story expects, written by hand.
 *
 * @returns one sentence for each difference
 */
export function insightDifferences(
  held: readonly HeldLifecycle[],
  looks: readonly InsightsLook[],
  allowances: readonly CountedAllowance[],
  tickets: readonly HeldTicket[],
): string[] {
  const found: string[] = [];
  const wanted = INSIGHT_EXPECTATIONS.flatMap(({ account, id, record }) =>
    record === null ? [] : [identityOf(account, id, record)],
  );
  const there = held
    .filter(({ baseline }) => !baseline)
    .map(({ accountId, insightId, state, episode, changes }) =>
      identityOf(accountId, insightId, { state, episode, changed: changes.map(({ field }) => field) }),
    );
  for (const identity of new Set([...wanted, ...there])) {
    const [expected, times] = [wanted, there].map((all) => all.filter((each) => each === identity).length);
    if (times !== expected) found.push(`${identity}: ${times} lifecycle records instead of ${expected}`);
  }
  for (const { account, step, records } of INSIGHT_TOTALS) {
    if (step !== 0) continue;
    const baseline = held.filter(({ accountId, baseline: isBaseline }) => isBaseline && accountId === account).length;
    if (baseline !== records.new)
      found.push(`${account}: a baseline of ${baseline} insights instead of ${records.new}`);
  }
  for (const { account, used, sent, excess } of allowances) {
    if (excess > 0) found.push(`${account}: ${excess} requests beyond the month's allowance`);
    if (sent > used) found.push(`${account}: ${sent} requests were sent and only ${used} counted`);
  }
  const begun = held.filter(
    ({ baseline, state, severity }) =>
      !baseline && (state === 'new' || state === 'reappeared') && severity === TICKETED_SEVERITY,
  );
  if (tickets.length !== begun.length) {
    found.push(`${tickets.length} tickets for ${begun.length} episodes of ${TICKETED_SEVERITY} insights`);
  }
  const last = looks.filter(({ when }) => when === looks.at(-1)?.when);
  for (const { account, run } of last) {
    if (run.result.outcome === 'skipped' || endsSoon(run.result.startedAt)) continue;
    found.push(`${account}: a listing right after another one was not refused by the pace`);
  }
  return found;
}

function identityOf(
  account: string,
  insight: string,
  {
    state,
    episode,
    changed,
  }: { readonly state: string; readonly episode: number; readonly changed: readonly string[] },
): string {
  // The story names members, records the places in them.
  const members = [...new Set(changed.map((field) => field.split('.')[0]))].sort();
  return [account.slice(0, 8), insight, state, `episode ${episode}`, members.join('+')].join(' ').trimEnd();
}

function endsSoon(time: string): boolean {
  return new Date(Date.parse(time) + LAST_HOURS_MS).getUTCMonth() !== new Date(time).getUTCMonth();
}

import type { z } from 'zod';
import { leastGapMs } from './cron';
import { parseDuration } from './duration';
import { withOverrides, type Overrides } from './overrides';
import type { InsightsSyncSettings, InsightTicketSettings } from './settings';
import { insightsSyncSchema, type CloudflarePlan, type InsightsSyncFile } from './settings-schema';

/**
 * Requests to the Security Center that a plan allows in a calendar month, UTC.
 *
 * @see docs/configuration.md#insightssyncplan for how sure these numbers are
 */
const MONTHLY_REQUESTS: Readonly<Record<CloudflarePlan, number>> = {
  free: 100,
  pro: 100,
  business: 100,
  enterprise: 2_500,
};

/** The section that holds for an account, or what is missing in it once it is joined; undefined when neither part exists. */
export function joinedInsightsSync(
  section: InsightsSyncFile | undefined,
  own: Overrides<InsightsSyncFile> | undefined,
): z.ZodSafeParseResult<InsightsSyncFile> | undefined {
  if (section === undefined && own === undefined) return undefined;
  // Parsed once more: what the account alone has, tickets for example, has no defaults yet.
  return insightsSyncSchema.safeParse(withOverrides<object>(withoutRival(section ?? {}, own ?? {}), own));
}

/** The section as processes use it. */
export function insightsSyncOf(file: InsightsSyncFile): InsightsSyncSettings {
  const { severity, excludeSeverity, issueType, excludeIssueType } = file;
  return {
    ...scheduleOf(file.schedule),
    monthlyRequests: monthlyRequestsOf(file),
    reserve: file.reserve,
    filter: { severity, excludeSeverity, issueType, excludeIssueType },
    includeDismissed: file.includeDismissed,
    pageSize: file.pageSize,
    inventoryDays: file.inventoryDays,
    ...(file.tickets === undefined ? {} : { tickets: ticketsOf(file.tickets) }),
  };
}

export function monthlyRequestsOf({ plan, monthlyRequests }: InsightsSyncFile): number {
  return monthlyRequests ?? MONTHLY_REQUESTS[plan ?? 'free'];
}

/** Plan and monthly requests are two ways to say one thing: an account that uses one is not bound to the other. */
function withoutRival(section: Partial<InsightsSyncFile>, own: Overrides<InsightsSyncFile>): Partial<InsightsSyncFile> {
  const { plan, monthlyRequests, ...rest } = section;
  return {
    ...rest,
    ...(own.monthlyRequests === undefined && plan !== undefined ? { plan } : {}),
    ...(own.plan === undefined && monthlyRequests !== undefined ? { monthlyRequests } : {}),
  };
}

/** A cron expression may fire once in some years; a month's allowance has no use for the difference. */
const MOST_INTERVAL_MS = 366 * 86_400_000;

function scheduleOf(schedule: string): Pick<InsightsSyncSettings, 'schedule' | 'leastIntervalMs'> {
  const intervalMs = parseDuration(schedule);
  if (intervalMs !== undefined) return { schedule: { intervalMs }, leastIntervalMs: intervalMs };
  const cron = schedule.trim();
  return { schedule: { cron }, leastIntervalMs: Math.min(leastGapMs(cron), MOST_INTERVAL_MS) };
}

function ticketsOf({ assignee, intro, ...rest }: NonNullable<InsightsSyncFile['tickets']>): InsightTicketSettings {
  return { ...rest, ...(assignee === undefined ? {} : { assignee }), ...(intro === undefined ? {} : { intro }) };
}

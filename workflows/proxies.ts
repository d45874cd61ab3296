import { proxyActivities } from '@temporalio/workflow';
import type { ArchiveActivities } from '../activities/archive/activities';
import type { CloudflareActivities } from '../activities/cloudflare/activities';
import type { InsightActivities } from '../activities/archive/insights/activities';
import type { LinearActivities } from '../activities/linear/activities';
import type { InsightTicketActivities } from '../activities/linear/insight-tickets';
import type { QuotaActivities } from '../activities/quota/activities';

/**
 * Every deadline and retry of the house. The worker beats for each activity in the background, so a beat that is missing
 * for ten seconds means a dead worker, not a slow provider.
 */
const HEARTBEAT_TIMEOUT = '10s';

/** Reads may repeat freely; after three minutes the next scheduled run is the better retry. */
export const cloudflare = proxyActivities<Pick<CloudflareActivities, 'readAuditLog' | 'assessCredentials'>>({
  startToCloseTimeout: '2m',
  scheduleToCloseTimeout: '3m',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: { initialInterval: '1s', maximumInterval: '30s' },
});

/** Every write carries its identity, so a repeat finds what the first attempt left. */
export const archive = proxyActivities<ArchiveActivities & InsightActivities>({
  startToCloseTimeout: '2m',
  scheduleToCloseTimeout: '3m',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: { initialInterval: '1s', maximumInterval: '30s' },
});

/** As above. The tracker's pauses are longer than others': what does not fit is left for the next run. */
export const linear = proxyActivities<LinearActivities & InsightTicketActivities>({
  startToCloseTimeout: '1m',
  scheduleToCloseTimeout: '3m',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: { initialInterval: '1s', maximumInterval: '30s' },
});

/**
 * Each attempt spends requests of the month's allowance: one more is fair, then the next due run is the better retry. An
 * attempt may take all the time there is, for one that was cut short has paid for nothing.
 */
export const insightListing = proxyActivities<Pick<CloudflareActivities, 'listInsights'>>({
  startToCloseTimeout: '6m',
  scheduleToCloseTimeout: '6m',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: { initialInterval: '5s', maximumAttempts: 2 },
});

/** Asking spends nothing. A ledger that does not answer within the minute is left to the next run. */
export const quota = proxyActivities<QuotaActivities>({
  startToCloseTimeout: '20s',
  scheduleToCloseTimeout: '1m',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: { initialInterval: '1s', maximumInterval: '10s' },
});

import { proxyActivities } from '@temporalio/workflow';
import type { ArchiveActivities } from '../activities/archive/activities';
import type { InvestigationActivities } from '../activities/archive/investigation/activities';
import type { ActorHistoryActivities, CloudflareActivities } from '../activities/cloudflare/activities';
import type { ConfluenceActivities } from '../activities/confluence/activities';
import type { DatadogActivities } from '../activities/datadog/activities';
import type { ActorKeyActivities } from '../activities/shared/actor-key';
import type { ModelActivities } from '../activities/model/activities';
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
export const linear = proxyActivities<Omit<LinearActivities, 'commentInvestigation'> & InsightTicketActivities>({
  startToCloseTimeout: '1m',
  scheduleToCloseTimeout: '3m',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: { initialInterval: '1s', maximumInterval: '30s' },
});

/**
 * A ticket may be filed after the report is published: at the latest by the watch after the next one, if the tracker can be
 * reached by then.
 */
export const ticketComments = proxyActivities<Pick<LinearActivities, 'commentInvestigation'>>({
  startToCloseTimeout: '1m',
  scheduleToCloseTimeout: '25m',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: { initialInterval: '1s', maximumInterval: '5m' },
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

/**
 * A source has a minute and four tries. What it could not read by then is a gap in the report, not a reason to wait: somebody
 * may be inside.
 */
export const actorSources = proxyActivities<ActorHistoryActivities & DatadogActivities>({
  startToCloseTimeout: '1m',
  scheduleToCloseTimeout: '1m',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: { initialInterval: '1s', maximumInterval: '10s', maximumAttempts: 4 },
});

/** Evidence and assessment: create-only, so a repeat finds what stands. */
export const investigationRecords = proxyActivities<InvestigationActivities>({
  startToCloseTimeout: '2m',
  scheduleToCloseTimeout: '5m',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: { initialInterval: '1s', maximumInterval: '30s' },
});

/** Never fails for a model's fault, and ends by itself; only a worker that dies costs another call. */
export const model = proxyActivities<ModelActivities>({
  startToCloseTimeout: '11m',
  scheduleToCloseTimeout: '15m',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: { maximumAttempts: 2 },
});

export const actorKeys = proxyActivities<ActorKeyActivities>({
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '1m',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
});

/** A page has its identity in its title, so publishing may be repeated; a redelivery is the retry after that. */
export const confluence = proxyActivities<ConfluenceActivities>({
  startToCloseTimeout: '1m',
  scheduleToCloseTimeout: '5m',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: { initialInterval: '1s', maximumInterval: '30s' },
});

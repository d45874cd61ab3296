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
import { FailureType } from '../domain/failure-type';

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

/** A ticket may be filed long after the report is published: when the tracker is back, or a person has mended the team. */
export const ticketComments = proxyActivities<Pick<LinearActivities, 'commentInvestigation'>>({
  startToCloseTimeout: '1m',
  scheduleToCloseTimeout: '3d',
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
 * The steps of an investigation have no deadline that runs while no worker is there to take them: whoever was told "accepted"
 * does not ask again. Attempts are counted instead. With these pauses, so many take about a day.
 */
const FOR_A_DAY = { initialInterval: '1s', maximumInterval: '5m', maximumAttempts: 300 } as const;

/**
 * A source has two tries of half a minute, within which it waits out what it can. What it could not read by then is a gap in the
 * report, not a reason to wait: somebody may be inside.
 */
export const actorSources = proxyActivities<ActorHistoryActivities & DatadogActivities>({
  startToCloseTimeout: '30s',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  // A pause that did not fit into a try is longer than anybody should wait for a report.
  retry: { initialInterval: '1s', maximumAttempts: 2, nonRetryableErrorTypes: [FailureType.RateLimited] },
});

/** Evidence and assessment: create-only, so a repeat finds what stands. */
export const investigationRecords = proxyActivities<InvestigationActivities>({
  startToCloseTimeout: '2m',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: FOR_A_DAY,
});

/**
 * Never fails for a model's fault, and ends by itself: two calls of the longest time that may be set, and a pause. Not repeated
 * when its worker dies: each call costs, and the rules stand without it.
 */
export const model = proxyActivities<ModelActivities>({
  startToCloseTimeout: '11m',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: { maximumAttempts: 1 },
});

export const actorKeys = proxyActivities<ActorKeyActivities>({
  startToCloseTimeout: '10s',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: FOR_A_DAY,
});

/** A page has its identity in its title, so publishing may be repeated. */
export const confluence = proxyActivities<ConfluenceActivities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: HEARTBEAT_TIMEOUT,
  retry: FOR_A_DAY,
});

import { createAssessCredentials, type AssessDeps } from './assess-credentials';
import { createListInsights, type ListInsightsDeps } from './list-insights';
import { createReadActorHistory, type ReadActorHistoryDeps } from './read-actor-history';
import { createReadAuditLog, type ReadAuditLogDeps } from './read-audit-log';

/** What the jobs ask of Cloudflare. */
export function createCloudflareActivities(deps: AssessDeps & ReadAuditLogDeps & ListInsightsDeps) {
  return {
    readAuditLog: createReadAuditLog(deps),
    assessCredentials: createAssessCredentials(deps),
    listInsights: createListInsights(deps),
  };
}

export type CloudflareActivities = ReturnType<typeof createCloudflareActivities>;

/** What investigations ask of Cloudflare. */
export function createActorHistoryActivities(deps: ReadActorHistoryDeps) {
  return { readActorHistory: createReadActorHistory(deps) };
}

export type ActorHistoryActivities = ReturnType<typeof createActorHistoryActivities>;

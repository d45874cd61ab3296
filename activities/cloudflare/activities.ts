import { createAssessCredentials, type AssessDeps } from './assess-credentials';
import { createReadAuditLog, type ReadAuditLogDeps } from './read-audit-log';

/** What the token watch asks of Cloudflare. */
export function createCloudflareActivities(deps: AssessDeps & ReadAuditLogDeps) {
  return {
    readAuditLog: createReadAuditLog(deps),
    assessCredentials: createAssessCredentials(deps),
  };
}

export type CloudflareActivities = ReturnType<typeof createCloudflareActivities>;

import { defineSearchAttributeKey, SearchAttributeType, type SearchAttributePair } from '@temporalio/common';
import type { InsightsJob } from '../domain/insight-sync';
import type { Job } from '../domain/token-watch';

/** Names and identities that leave the process. Each is spelled here and nowhere else. */

export const TASK_QUEUE = 'edgewarden';

export const WORKFLOW_TYPE = {
  tokenWatch: 'tokenWatch',
  insightsSync: 'insightsSync',
  quotaLedger: 'quotaLedger',
  investigateAnomaly: 'investigateAnomaly',
} as const;

/** Accounts in ids are Cloudflare's account ids: no personal data, and stable when a setting's key is renamed. */
export const scheduleId = {
  tokenWatch: (accountId: string): string => `token-watch/${accountId}`,
  tokenSweep: (accountId: string): string => `token-sweep/${accountId}`,
  insightsSync: (accountId: string): string => `insights-sync/${accountId}`,
} as const;

/** Workflow id of a run that a person starts: one per account, job and window, so that a second start joins the first. */
export function tokenWatchRunId(job: 'backfill' | 'dry-run', accountId: string, since: string, before: string): string {
  return `token-${job}/${accountId}/${since}/${before}`;
}

/** Workflow id of an account's quota ledger: there is one, for ever. */
export function quotaLedgerId(accountId: string): string {
  return `quota-ledger/${accountId}`;
}

/** Workflow id of a dry run that a person starts: one at a time for each account. */
export function insightsDryRunId(accountId: string): string {
  return `insights-dry-run/${accountId}`;
}

/** Workflow id of an investigation: one delivery, one investigation. `id` is its public id, 24 hex digits. */
export function investigationWorkflowId(id: string): string {
  return `investigation/${id}`;
}

/** What an investigation may be asked, by update and by query. */
export const INVESTIGATION_UPDATE = { awaitReport: 'awaitReport' } as const;
export const INVESTIGATION_QUERY = 'investigation';

/**
 * Search attributes with their types; registered and checked by the worker at start. Temporal on an SQL store has room for
 * three of type Int and three of type Double in a namespace.
 */
export const SEARCH_ATTRIBUTE = {
  account: defineSearchAttributeKey('CloudflareAccount', SearchAttributeType.KEYWORD),
  job: defineSearchAttributeKey('JobMode', SearchAttributeType.KEYWORD),
  outcome: defineSearchAttributeKey('RunOutcome', SearchAttributeType.KEYWORD),
  flagged: defineSearchAttributeKey('FlaggedTokens', SearchAttributeType.INT),
  verdict: defineSearchAttributeKey('Verdict', SearchAttributeType.KEYWORD),
  actorKey: defineSearchAttributeKey('ActorKey', SearchAttributeType.KEYWORD),
  insightChanges: defineSearchAttributeKey('InsightChanges', SearchAttributeType.DOUBLE),
  quotaUsed: defineSearchAttributeKey('QuotaUsed', SearchAttributeType.INT),
  quotaLeft: defineSearchAttributeKey('QuotaLeft', SearchAttributeType.INT),
  quotaForecast: defineSearchAttributeKey('QuotaForecast', SearchAttributeType.DOUBLE),
} as const;

/** What whoever starts a run says of it, so that the run itself need not. */
export function startAttributes(accountId: string, job: Job | InsightsJob | 'ledger'): SearchAttributePair[] {
  return [
    { key: SEARCH_ATTRIBUTE.account, value: accountId },
    { key: SEARCH_ATTRIBUTE.job, value: job },
  ];
}

/** How an account's quota ledger is found, and started when there is none. */
export function ledgerStart(accountId: string, taskQueue = TASK_QUEUE) {
  return {
    workflowType: WORKFLOW_TYPE.quotaLedger,
    workflowId: quotaLedgerId(accountId),
    taskQueue,
    typedSearchAttributes: startAttributes(accountId, 'ledger'),
    staticSummary: 'Quota ledger: counts every request for insights against the month',
  };
}

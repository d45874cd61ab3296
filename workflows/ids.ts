import { defineSearchAttributeKey, SearchAttributeType, type SearchAttributePair } from '@temporalio/common';
import type { Job } from '../domain/token-watch';

/** Names and identities that leave the process. Each is spelled here and nowhere else. */

export const TASK_QUEUE = 'edgewarden';

export const WORKFLOW_TYPE = { tokenWatch: 'tokenWatch' } as const;

/** Accounts in ids are Cloudflare's account ids: no personal data, and stable when a setting's key is renamed. */
export const scheduleId = {
  tokenWatch: (accountId: string): string => `token-watch/${accountId}`,
  tokenSweep: (accountId: string): string => `token-sweep/${accountId}`,
} as const;

/** Workflow id of a run that a person starts: one per account, job and window, so that a second start joins the first. */
export function tokenWatchRunId(job: 'backfill' | 'dry-run', accountId: string, since: string, before: string): string {
  return `token-${job}/${accountId}/${since}/${before}`;
}

/** Search attributes with their types; registered and checked by the worker at start. */
export const SEARCH_ATTRIBUTE = {
  account: defineSearchAttributeKey('CloudflareAccount', SearchAttributeType.KEYWORD),
  job: defineSearchAttributeKey('JobMode', SearchAttributeType.KEYWORD),
  outcome: defineSearchAttributeKey('RunOutcome', SearchAttributeType.KEYWORD),
  flagged: defineSearchAttributeKey('FlaggedTokens', SearchAttributeType.INT),
} as const;

/** What whoever starts a run says of it, so that the run itself need not. */
export function startAttributes(accountId: string, job: Job): SearchAttributePair[] {
  return [
    { key: SEARCH_ATTRIBUTE.account, value: accountId },
    { key: SEARCH_ATTRIBUTE.job, value: job },
  ];
}

import type { Client } from '@temporalio/client';
import { createArchiveActivities } from '../activities/archive/activities';
import { createS3Client, type ArchiveSettings } from '../activities/archive/client';
import { probeStore, type ProbeReport } from '../activities/archive/probe';
import { createInsightActivities } from '../activities/archive/insights/activities';
import { createInsightLists } from '../activities/archive/insights/insight-lists';
import { createSpendingProof } from '../activities/archive/insights/spending-proof';
import { createHandOver, createRecordStore } from '../activities/archive/records';
import { createArchiveStore } from '../activities/archive/store';
import type { CloudflareAccount } from '../activities/cloudflare/account';
import { createCloudflareActivities } from '../activities/cloudflare/activities';
import { createCloudflareClient } from '../activities/cloudflare/client';
import { createLinearActivities } from '../activities/linear/activities';
import { createLinearClient } from '../activities/linear/client';
import { createInsightTicketActivities } from '../activities/linear/insight-tickets';
import { INSIGHT_TICKETS } from '../activities/linear/ticket-words';
import { createQuotaActivities } from '../activities/quota/activities';
import { createRequestAllowance } from '../activities/quota/allowance';
import { createQuotaLedgerClient, type LedgerAccount } from '../activities/quota/ledger-client';
import { failure } from '../activities/shared/failure';
import { createRequestPace, type RequestPace } from '../activities/shared/request-pace';
import type { AccountSettings, InsightsSyncSettings, Settings } from '../config/settings';
import { ALWAYS_ON_FAMILIES } from '../domain/credential-kind';
import { FailureType } from '../domain/failure-type';
import { ledgerStart, TASK_QUEUE } from '../workflows/ids';
import { createInvestigationParts } from './investigation-activities';

/** Window of Cloudflare's limit for one credential. @see docs/sources.md#cloudflare-limits */
const LIMIT_WINDOW_MS = 300_000;
/** A handful of look-ups after a quiet spell need not wait for one another. */
const BURST = 10;

/** What the worker runs on: its activities, and the start-up check of the store they write to. */
export interface WorkerParts {
  readonly activities: ReturnType<typeof createArchiveActivities> &
    ReturnType<typeof createCloudflareActivities> &
    ReturnType<typeof createLinearActivities> &
    ReturnType<typeof createInsightActivities> &
    ReturnType<typeof createInsightTicketActivities> &
    ReturnType<typeof createQuotaActivities> &
    ReturnType<typeof createInvestigationParts>;
  readonly probeArchive: (signal: AbortSignal) => Promise<ProbeReport>;
}

/**
 * Builds every activity from the settings: the one place where providers meet.
 *
 * @param client reaches the quota ledgers
 * @param taskQueue where a ledger that is missing is started
 */
export function createWorkerParts(settings: Settings, client: Client, taskQueue: string = TASK_QUEUE): WorkerParts {
  const archive: ArchiveSettings = {
    ...settings.archive,
    accessKeyId: settings.archive.accessKeyId?.reveal(),
    secretAccessKey: settings.archive.secretAccessKey?.reveal(),
  };
  const s3 = createS3Client(archive);
  const store = createArchiveStore(s3, archive.bucket);
  const records = createRecordStore(store, archive);
  const handOver = createHandOver(store, archive);
  const accounts = accountsOf(settings);
  const findAccount = (key: string): CloudflareAccount => accounts.get(key) ?? unknownAccount(key);
  const linear = { baseUrl: settings.linear.baseUrl, apiKey: settings.linear.apiKey.reveal() };
  const ledgers = createQuotaLedgerClient({
    client,
    proof: createSpendingProof(store, archive),
    ledgerStart: (accountId) => ledgerStart(accountId, taskQueue),
  });
  const findLedger = (key: string): LedgerAccount => {
    const { id, insightsSync } = syncedAccountOf(settings, key);
    return { id, terms: insightsSync };
  };
  return {
    activities: {
      ...createArchiveActivities({
        store,
        handOver,
        settings: archive,
        findAccount: (key) => {
          const { id, tokenWatch } = accountOf(settings, key);
          return { id, lookBackMs: tokenWatch.lookBackMs, overlapMs: tokenWatch.overlapMs };
        },
      }),
      ...createCloudflareActivities({
        findAccount,
        allowance: createRequestAllowance({ ledgers, findAccount: findLedger }),
        lists: createInsightLists(store, archive),
        handOver,
        records,
        ticketTexts: (key) => ({ settings: accountOf(settings, key).tokenWatch.tickets, bucket: archive.bucket }),
        retentionDays: archive.retention.days,
        investigateFrom: settings.investigations?.startFromTokens?.minSeverity,
      }),
      ...createLinearActivities({
        linear: createLinearClient(linear),
        records,
        accounts: settings.accounts,
        reportSite: settings.investigations?.confluence.siteUrl,
      }),
      ...createQuotaActivities({ ledgers, findAccount: findLedger }),
      ...createInsightActivities({
        store,
        handOver,
        settings: archive,
        findAccount: (key) => {
          const { id, insightsSync } = syncedAccountOf(settings, key);
          const { filter, includeDismissed, inventoryDays, tickets } = insightsSync;
          return { id, filter, includeDismissed, inventoryDays, ticketsFrom: tickets?.minSeverity ?? null };
        },
      }),
      ...createInvestigationParts({
        investigations: settings.investigations,
        store,
        archive,
        handOver,
        accounts,
      }),
      ...createInsightTicketActivities({
        linear: createLinearClient({ ...linear, words: INSIGHT_TICKETS }),
        handOver,
        accounts: settings.accounts,
        bucket: archive.bucket,
      }),
    },
    probeArchive: (signal) => probeStore(s3, archive, signal),
  };
}

function accountsOf(settings: Settings): ReadonlyMap<string, CloudflareAccount> {
  const { baseUrl, requestsPer5Minutes, requestShare } = settings.cloudflare;
  const paces = new Map<string, RequestPace>();
  const accounts = new Map<string, CloudflareAccount>();
  for (const [key, account] of settings.accounts) {
    const token = account.token.reveal();
    // The limit is the credential's: accounts that share one share its pace.
    const pace =
      paces.get(token) ??
      createRequestPace({
        requests: Math.floor(requestsPer5Minutes * requestShare),
        windowMs: LIMIT_WINDOW_MS,
        burst: BURST,
      });
    paces.set(token, pace);
    accounts.set(key, {
      id: account.id,
      name: account.name,
      client: createCloudflareClient({ baseUrl, token, pace }),
      streams: account.auditApis,
      overlapMs: account.tokenWatch.overlapMs,
      families: new Set([...ALWAYS_ON_FAMILIES, ...account.tokenWatch.families]),
      scopePolicy: account.tokenWatch.scopePolicy,
    });
  }
  return accounts;
}

function accountOf(settings: Settings, key: string): AccountSettings {
  return settings.accounts.get(key) ?? unknownAccount(key);
}

function syncedAccountOf(
  settings: Settings,
  key: string,
): AccountSettings & { readonly insightsSync: InsightsSyncSettings } {
  const account = accountOf(settings, key);
  const { insightsSync } = account;
  if (insightsSync !== undefined) return { ...account, insightsSync };
  throw failure(
    FailureType.Misconfigured,
    `the insights of account "${key}" are not to be mirrored any more`,
    'Give it a section insightsSync again and restart the worker, or delete its schedule',
    { provider: 'cloudflare' },
  );
}

function unknownAccount(key: string): never {
  throw failure(
    FailureType.Misconfigured,
    `no account "${key}" in the settings of this worker`,
    'Add it to the settings file and restart the worker, or delete its schedules',
    { provider: 'cloudflare' },
  );
}

import type { Client } from '@temporalio/client';
import { createSpendingProof } from '../activities/archive/insights/spending-proof';
import { createQuotaLedgerClient, type LedgerAccount, type QuotaLedgerClient } from '../activities/quota/ledger-client';
import type { AccountSettings, InsightsSyncSettings, Settings } from '../config/settings';
import { ledgerStart, TASK_QUEUE } from '../workflows/ids';
import { archiveStoreOf, resolvedArchive } from './archive-store';

/** The quota ledgers, through a connected client. */
export function ledgersOf(settings: Settings, client: Client): QuotaLedgerClient {
  const archive = resolvedArchive(settings.archive);
  return createQuotaLedgerClient({
    client,
    proof: createSpendingProof(archiveStoreOf(archive), archive),
    ledgerStart: (accountId) => ledgerStart(accountId, TASK_QUEUE),
  });
}

/** What a ledger must know of an account. */
export function ledgerAccountOf({
  id,
  insightsSync,
}: AccountSettings & { readonly insightsSync: InsightsSyncSettings }): LedgerAccount {
  return { id, terms: insightsSync };
}

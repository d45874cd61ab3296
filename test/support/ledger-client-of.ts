import { createArchiveStore } from '../../activities/archive/store';
import { createSpendingProof } from '../../activities/archive/insights/spending-proof';
import { createQuotaLedgerClient, type QuotaLedgerClient } from '../../activities/quota/ledger-client';
import { ledgerStart } from '../../workflows/ids';
import type { RigParts } from './worker-rig';

/** The quota ledgers of a rig, as its worker reaches them. */
export function ledgerClientOf({ client, s3, bucket, settings, taskQueue }: RigParts): QuotaLedgerClient {
  return createQuotaLedgerClient({
    client,
    proof: createSpendingProof(createArchiveStore(s3, bucket), settings.archive),
    ledgerStart: (accountId) => ledgerStart(accountId, taskQueue),
  });
}

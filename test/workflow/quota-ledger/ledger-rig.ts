import { randomBytes } from 'node:crypto';
import { createSpendingProof } from '../../../activities/archive/insights/spending-proof';
import { createArchiveStore } from '../../../activities/archive/store';
import {
  createQuotaLedgerClient,
  type LedgerAccount,
  type QuotaLedgerClient,
} from '../../../activities/quota/ledger-client';
import type { SpendingProof } from '../../../activities/shared/request-allowance';
import type { QuotaGrant, QuotaLedger, QuotaRequest, QuotaTerms } from '../../../domain/request-quota';
import { firstLedger } from '../../../domain/request-quota-ledger';
import { openFromMs } from '../../../domain/request-quota-month';
import { ledgerStart, quotaLedgerId } from '../../../workflows/ids';
import { raiseRig, WorkerRig, type RigOptions } from '../../support/worker-rig';

/** A plan so large that no test meets its end by accident. */
const TERMS: QuotaTerms = {
  monthlyRequests: 1_000_000,
  reserve: 5,
  leastIntervalMs: 600_000,
  pageSize: 1_000,
  includeDismissed: false,
};

/** Patience of the rig's client: a worker that is there answers in a fraction of it, also on a busy machine. */
const DEADLINE_MS = 20_000;
/** Patience of a client that is expected to wait in vain. */
const SHORT_DEADLINE_MS = 1_500;

export const NEVER = new AbortController().signal;

/** Quota ledgers on a real server, with proof in a real store. */
export class LedgerRig extends WorkerRig {
  readonly ledgers: QuotaLedgerClient = this.process();
  readonly impatient: QuotaLedgerClient = this.process({ deadlineMs: SHORT_DEADLINE_MS });

  static async start(options: RigOptions = {}): Promise<LedgerRig> {
    // Ledgers run by the server's clock, which no test can set.
    const nowMs = Date.now();
    if (openFromMs(nowMs) > nowMs) throw new Error('no request is granted around the change of month: wait');
    return new LedgerRig(await raiseRig(options));
  }

  /** An account that nobody has asked about. */
  account(terms: Partial<QuotaTerms> = {}): LedgerAccount {
    return { id: randomBytes(16).toString('hex'), terms: { ...TERMS, ...terms } };
  }

  get proof(): SpendingProof {
    return createSpendingProof(createArchiveStore(this.s3, this.bucket), this.settings.archive);
  }

  /** Starts an account's ledger with a state of the test's, laid over an empty one. */
  open(account: LedgerAccount, state: Partial<QuotaLedger> = {}, rollAfter?: number): Promise<void> {
    const ledger: QuotaLedger = { ...firstLedger(account.terms, Date.now()), used: 0, ...state };
    return this.openWith(account, rollAfter === undefined ? [ledger] : [ledger, rollAfter]);
  }

  /** Starts an account's ledger with whatever the test likes. */
  async openWith({ id }: LedgerAccount, args: unknown[]): Promise<void> {
    const { workflowType, ...options } = ledgerStart(id, this.taskQueue);
    await this.client.workflow.start(workflowType, { ...options, args });
  }

  reserve(account: LedgerAccount, id: string, request: Partial<QuotaRequest> = {}): Promise<QuotaGrant> {
    return this.ledgers.reserve(account, { id, purpose: 'person', listing: null, need: 1, ...request }, NEVER);
  }

  handle({ id }: LedgerAccount) {
    return this.client.workflow.getHandle(quotaLedgerId(id));
  }

  /** The ledgers as a process of its own meets them. */
  process({ deadlineMs = DEADLINE_MS, proof = this.proof } = {}): QuotaLedgerClient {
    return createQuotaLedgerClient({
      client: this.client,
      proof,
      ledgerStart: (accountId) => ledgerStart(accountId, this.taskQueue),
      deadlineMs,
    });
  }
}

import { WorkflowClient, type Client, type WorkflowStartOptions } from '@temporalio/client';
import {
  LEDGER_QUERY,
  LEDGER_UPDATE,
  type LiftPaceMessage,
  type SettleMessage,
  type SetUsedMessage,
} from '../../domain/quota-ledger-messages';
import type {
  QuotaGrant,
  QuotaLedger,
  QuotaOutcome,
  QuotaRequest,
  QuotaStanding,
  QuotaTerms,
} from '../../domain/request-quota';
import { firstLedger, lostLedger } from '../../domain/request-quota-ledger';
import { restoreLedger } from '../../domain/restore-quota-ledger';
import type { SpendingProof } from '../shared/request-allowance';
import { isMissing, ledgerFailure, ledgerVanished } from './ledger-failure';

/** A lone update takes some 20 ms; without a worker it would wait for ever. */
const DEADLINE_MS = 10_000;

/** The account whose requests are counted. */
export interface LedgerAccount {
  /** Cloudflare's id of the account. */
  readonly id: string;
  /** As the settings say now. */
  readonly terms: QuotaTerms;
}

/** How an account's ledger is found, and started when there is none. */
export type LedgerStart = Pick<
  WorkflowStartOptions,
  'workflowId' | 'taskQueue' | 'typedSearchAttributes' | 'staticSummary'
> & {
  readonly workflowType: string;
};

export interface LedgerClientDeps {
  readonly client: Client;
  readonly proof: SpendingProof;
  /** By Cloudflare's id of the account. */
  readonly ledgerStart: (accountId: string) => LedgerStart;
  /** Bounds each call, in milliseconds. Default 10 s. */
  readonly deadlineMs?: number;
  readonly nowMs?: () => number;
}

/**
 * The quota ledgers, each a workflow that never ends, as activities and the command line reach them.
 *
 * All but `find` start a ledger that is missing: as a first one, or shut until its spending is told when there is proof
 * that requests were spent before. All throw `ApplicationFailure`: `Unavailable` when the ledger does not answer in time,
 * and then what was asked for may still be counted; `AuthRejected` when Temporal refuses the caller.
 */
export interface QuotaLedgerClient {
  /** The ledger as its last request left it; undefined when the account has none. */
  find(account: LedgerAccount, signal: AbortSignal): Promise<QuotaLedger | undefined>;
  state(account: LedgerAccount, signal: AbortSignal): Promise<QuotaLedger>;
  /** May be repeated with the same id within ten minutes: one request is counted once. */
  reserve(account: LedgerAccount, request: Omit<QuotaRequest, 'terms'>, signal: AbortSignal): Promise<QuotaGrant>;
  settle(account: LedgerAccount, requestId: string, outcome: QuotaOutcome, signal: AbortSignal): Promise<QuotaStanding>;
  liftPace(account: LedgerAccount, signal: AbortSignal): Promise<QuotaStanding>;
  setUsed(account: LedgerAccount, used: number, signal: AbortSignal): Promise<QuotaStanding>;
}

export function createQuotaLedgerClient(deps: LedgerClientDeps): QuotaLedgerClient {
  const { client, proof, ledgerStart, deadlineMs = DEADLINE_MS, nowMs = Date.now } = deps;
  // A closed run would answer too, with a count that nobody keeps any more.
  const openOnly = new WorkflowClient({
    connection: client.connection,
    namespace: client.options.namespace,
    identity: client.options.identity,
    dataConverter: client.options.dataConverter,
    queryRejectCondition: 'NOT_OPEN',
  });
  const proven = new Set<string>();

  async function find(account: LedgerAccount, signal: AbortSignal): Promise<QuotaLedger | undefined> {
    const { workflowId } = ledgerStart(account.id);
    try {
      const state = await bounded(signal, () => openOnly.getHandle(workflowId).query<unknown>(LEDGER_QUERY));
      return restoreLedger(state, nowMs());
    } catch (error) {
      signal.throwIfAborted();
      if (isMissing(error)) return undefined;
      throw ledgerFailure(error, 'reading the quota ledger', deadlineMs);
    }
  }

  async function update<R>(
    account: LedgerAccount,
    name: string,
    message: unknown,
    operation: string,
    signal: AbortSignal,
    updateId?: string,
  ): Promise<R> {
    // By id alone, so that it follows a ledger that continues as new.
    const handle = client.workflow.getHandle(ledgerStart(account.id).workflowId);
    const send = (): Promise<R> =>
      bounded(signal, () =>
        handle.executeUpdate<R, [unknown]>(name, { args: [message], ...(updateId === undefined ? {} : { updateId }) }),
      );
    try {
      try {
        return await send();
      } catch (error) {
        signal.throwIfAborted();
        if (!isMissing(error)) throw error;
        await open(account, signal);
        return await send();
      }
    } catch (error) {
      signal.throwIfAborted();
      throw isMissing(error) ? ledgerVanished(operation) : ledgerFailure(error, operation, deadlineMs);
    }
  }

  /** Starts a ledger; does nothing when somebody else was faster. */
  async function open({ id, terms: settings }: LedgerAccount, signal: AbortSignal): Promise<void> {
    const { workflowType, ...options } = ledgerStart(id);
    const terms = termsOf(settings);
    const isLost = await proof.exists(id, signal);
    const ledger = isLost ? lostLedger(terms, nowMs()) : firstLedger(terms, nowMs());
    try {
      await bounded(signal, () =>
        client.workflow.start(workflowType, {
          ...options,
          args: [ledger],
          workflowIdConflictPolicy: 'USE_EXISTING',
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        }),
      );
    } catch (error) {
      signal.throwIfAborted();
      throw ledgerFailure(error, 'starting the quota ledger', deadlineMs);
    }
    await leaveProof(id, signal);
  }

  /**
   * Before the first request and after the ledger's start: proof that stood alone, left by a process that died between the
   * two, would make a ledger that never was look like a lost one.
   */
  async function prove(account: LedgerAccount, signal: AbortSignal): Promise<void> {
    if (proven.has(account.id)) return;
    if ((await find(account, signal)) === undefined) await open(account, signal);
    else await leaveProof(account.id, signal);
  }

  async function leaveProof(accountId: string, signal: AbortSignal): Promise<void> {
    if (proven.has(accountId)) return;
    await proof.leave(accountId, signal);
    proven.add(accountId);
  }

  function bounded<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    return client.withAbortSignal(signal, () => client.withDeadline(Date.now() + deadlineMs, call));
  }

  return {
    find,

    async state(account, signal) {
      const found = await find(account, signal);
      if (found !== undefined) return found;
      await open(account, signal);
      const started = await find(account, signal);
      if (started === undefined) throw ledgerVanished('reading the quota ledger');
      return started;
    },

    async reserve(account, request, signal) {
      await prove(account, signal);
      const message: QuotaRequest = { ...request, terms: termsOf(account.terms) };
      return update(account, LEDGER_UPDATE.reserve, message, 'reserving a request', signal, request.id);
    },

    settle(account, requestId, outcome, signal) {
      const message: SettleMessage = { id: requestId, outcome, terms: termsOf(account.terms) };
      return update(account, LEDGER_UPDATE.settle, message, 'telling how a request ended', signal);
    },

    liftPace(account, signal) {
      const message: LiftPaceMessage = { terms: termsOf(account.terms) };
      return update(account, LEDGER_UPDATE.liftPace, message, 'lifting the pace', signal);
    },

    setUsed(account, used, signal) {
      const message: SetUsedMessage = { used, terms: termsOf(account.terms) };
      return update(account, LEDGER_UPDATE.setUsed, message, 'setting the used requests', signal);
    },
  };
}

/** Accounts carry more settings than a ledger needs, and nobody's address belongs in its history. */
function termsOf({ monthlyRequests, reserve, leastIntervalMs, pageSize, includeDismissed }: QuotaTerms): QuotaTerms {
  return { monthlyRequests, reserve, leastIntervalMs, pageSize, includeDismissed };
}

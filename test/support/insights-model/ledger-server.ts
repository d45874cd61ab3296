import { WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError, type Client } from '@temporalio/client';
import { WorkflowNotFoundError, type ApplicationFailure } from '@temporalio/common';
import type { QuotaLedger } from '../../../domain/request-quota';
import { LEDGER_QUERY } from '../../../domain/quota-ledger-messages';
import { quotaLedger } from '../../../workflows/quota-ledger';
import type { Gates } from './gates';
import type { SimulatedTime } from './simulated-time';
import { checkConditions, ContinuedAsNew, inWorkflow, type WorkflowContext } from './workflow-shim';

/** Updates after which the server would have a run continue as new. */
const SUGGESTED_AFTER = 25;

interface LedgerRun {
  readonly context: WorkflowContext;
  readonly info: { continueAsNewSuggested: boolean };
  /** Answers by update id: the server gives them again. */
  readonly answered: Map<string, unknown>;
  updates: number;
  ended: Promise<void>;
}

interface UpdateCall {
  readonly args: readonly unknown[];
  readonly updateId?: string;
}

/** Temporal as the ledger's client sees it: the one ledger workflow of an account, run by the real function. */
export class LedgerServer {
  private run: LedgerRun | undefined;

  constructor(
    private readonly time: SimulatedTime,
    private readonly gates: () => Gates,
  ) {}

  /** The ledger as it stands; undefined when there is none. */
  get state(): QuotaLedger | undefined {
    if (this.run === undefined) return undefined;
    return copy(this.run.context.handlers.get(LEDGER_QUERY)!.handle()) as QuotaLedger;
  }

  /** Somebody terminates or deletes it. */
  lose(): void {
    this.run = undefined;
  }

  /** What the ledger's client needs of Temporal's. */
  get client(): Client {
    const workflow = {
      getHandle: () => ({
        executeUpdate: (name: string, call: UpdateCall) => this.reached(() => this.update(name, call)),
      }),
      start: (_: string, { args }: { readonly args: readonly unknown[] }) => this.reached(() => this.start(args)),
    };
    const connection = { query: () => this.reached(() => this.query()) };
    const through = <T>(_: unknown, call: () => Promise<T>): Promise<T> => call();
    return { workflow, connection, options: {}, withDeadline: through, withAbortSignal: through } as unknown as Client;
  }

  private reached<T>(act: () => Promise<T>): Promise<T> {
    const unanswered = () => new WorkflowUpdateRPCTimeoutOrCancelledError('deadline exceeded');
    return this.gates().pass('ledger', act, unanswered);
  }

  private query(): Promise<unknown> {
    return this.run === undefined ? Promise.reject(notFound()) : Promise.resolve(this.state);
  }

  private async update(name: string, { args, updateId }: UpdateCall): Promise<unknown> {
    const { run } = this;
    if (run === undefined) throw notFound();
    const before = updateId === undefined ? undefined : run.answered.get(updateId);
    if (before !== undefined) return copy(before);
    const { handle, validate } = run.context.handlers.get(name)!;
    const message = args.map(copy);
    const answer = this.time.within(() =>
      inWorkflow(run.context, () => {
        try {
          validate?.(...message);
        } catch (error) {
          throw new WorkflowUpdateFailedError('rejected', error as ApplicationFailure);
        }
        return copy(handle(...message));
      }),
    );
    run.updates += 1;
    if (updateId !== undefined) run.answered.set(updateId, answer);
    run.info.continueAsNewSuggested = run.updates >= SUGGESTED_AFTER;
    if (!run.info.continueAsNewSuggested) return answer;
    checkConditions(run.context);
    await run.ended;
    return answer;
  }

  private start(args: readonly unknown[]): Promise<void> {
    if (this.run === undefined) this.begin(args);
    return Promise.resolve();
  }

  private begin(args: readonly unknown[], continuedFromExecutionRunId?: string): void {
    const attributes = new Map<unknown, unknown>();
    const info = {
      continueAsNewSuggested: false,
      typedSearchAttributes: attributes,
      continuedFromExecutionRunId,
      unsafe: { isReplaying: false },
    };
    const context: WorkflowContext = {
      info,
      attributes,
      handlers: new Map(),
      conditions: new Set(),
      execute: () => Promise.reject(new Error('a ledger has no activities')),
    };
    const run: LedgerRun = { context, info, answered: new Map(), updates: 0, ended: Promise.resolve() };
    this.run = run;
    const [ledger, rollAfter] = args.map(copy) as [QuotaLedger, number?];
    run.ended = this.time
      .within(() => inWorkflow(context, () => quotaLedger(ledger, rollAfter)))
      .catch((error: unknown) => {
        if (!(error instanceof ContinuedAsNew)) throw error;
        if (this.run === run) this.begin(error.args, 'the run before');
      });
  }
}

function notFound(): Error {
  return new WorkflowNotFoundError('no such ledger', 'ledger', undefined);
}

function copy(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}

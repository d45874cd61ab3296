import { AsyncLocalStorage } from 'node:async_hooks';
import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/common';
import type { ActivityOptions } from '@temporalio/workflow';
import { isCancellation } from '@temporalio/workflow/lib/errors';

type Handler = (...args: unknown[]) => unknown;

/** What a workflow function finds around it. */
export interface WorkflowContext {
  readonly info: Readonly<Record<string, unknown>>;
  execute(activity: string, options: ActivityOptions, args: readonly unknown[]): Promise<unknown>;
  /** Handlers of updates and queries by name, with validators of updates. */
  readonly handlers: Map<string, { readonly handle: Handler; readonly validate?: Handler | undefined }>;
  /** Conditions that are waited for. */
  readonly conditions: Set<{ readonly holds: () => boolean; readonly goOn: () => void }>;
  /** Current values of search attributes. */
  readonly attributes: Map<unknown, unknown>;
}

const contexts = new AsyncLocalStorage<WorkflowContext>();

export function inWorkflow<T>(context: WorkflowContext, work: () => T): T {
  return contexts.run(context, work);
}

/** Goes on with whatever waits for a condition that holds by now. */
export function checkConditions(context: WorkflowContext): void {
  for (const waiting of [...context.conditions]) {
    if (!inWorkflow(context, waiting.holds)) continue;
    context.conditions.delete(waiting);
    waiting.goOn();
  }
}

/** Ends a run that is followed by another one with these arguments. */
export class ContinuedAsNew extends Error {
  constructor(readonly args: readonly unknown[]) {
    super('continued as new');
  }
}

/**
 * Stands in for `@temporalio/workflow`, so that the real workflow functions run in this process: Temporal's server has a
 * clock that nobody can move over three months.
 */
export const workflowShim = {
  ActivityFailure,
  TimeoutFailure,
  ApplicationFailure,
  isCancellation,
  log: { info: ignored, warn: ignored, error: ignored, debug: ignored },
  setCurrentDetails: ignored,
  /** Handlers of a ledger never wait. */
  allHandlersFinished: () => true,
  defineQuery: (name: string) => ({ name }),
  defineUpdate: (name: string) => ({ name }),
  workflowInfo: (): unknown => current().info,

  proxyActivities: (options: ActivityOptions): unknown =>
    new Proxy(
      {},
      {
        get: (_, activity: string) => ({
          executeWithOptions: (over: ActivityOptions, args: readonly unknown[]) =>
            current().execute(activity, { ...options, ...over }, args),
        }),
      },
    ),

  upsertSearchAttributes(pairs: readonly { readonly key: unknown; readonly value: unknown }[]): void {
    for (const { key, value } of pairs) current().attributes.set(key, value);
  },

  setHandler({ name }: { readonly name: string }, handle: Handler, options?: { validator?: Handler }): void {
    current().handlers.set(name, { handle, validate: options?.validator });
  },

  condition(holds: () => boolean): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((goOn) => current().conditions.add({ holds, goOn }));
  },

  continueAsNew: (...args: readonly unknown[]): Promise<never> => Promise.reject(new ContinuedAsNew(args)),
};

function ignored(): void {
  // shown to nobody here
}

function current(): WorkflowContext {
  const context = contexts.getStore();
  if (context === undefined) throw new Error('called outside of a workflow');
  return context;
}

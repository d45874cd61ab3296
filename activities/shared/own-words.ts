import { CompleteAsyncError, log, type Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { failureTypeOf } from './failure';

/**
 * Lets no error out of an activity that is not in our words: a library's may quote what was sent or answered, and a run's history
 * keeps messages, stacks and causes. The log masks what it quotes.
 */
export function ownWords({ cancellationSignal, info }: Context) {
  return {
    inbound: {
      async execute<I>(input: I, next: (input: I) => Promise<unknown>): Promise<unknown> {
        try {
          return await next(input);
        } catch (error) {
          if (failureTypeOf(error) !== undefined || isOfTemporal(error, cancellationSignal)) throw error;
          log.error('a step failed in a way that is not foreseen', { error });
          const name = nameOf(error);
          const message = `${info.activityType} failed in a way that is not foreseen (${name}). It is tried again; the worker’s log says where`;
          throw ApplicationFailure.create({ type: name, message });
        }
      },
    },
  };
}

function isOfTemporal(error: unknown, cancellation: AbortSignal): boolean {
  const isAbort = cancellation.aborted && nameOf(error) === 'AbortError';
  return isAbort || error instanceof CancelledFailure || error instanceof CompleteAsyncError;
}

/** An error's class is code, not text; and short. */
function nameOf(error: unknown): string {
  const { name } = (error ?? {}) as { readonly name?: unknown };
  return typeof name === 'string' && /^\w{1,60}$/.test(name) ? name : 'unnamed';
}

import type { Context } from '@temporalio/activity';

/** Temporal drops beats that come faster than it needs; this is well below every heartbeat timeout in use. */
const BEAT_MS = 2_500;

interface ExecuteInput {
  readonly args: unknown[];
  readonly headers: Record<string, unknown>;
}

/**
 * Beats for an activity while it runs, so that a dead worker is noticed within one heartbeat timeout and a cancellation
 * reaches the request under way. How long a step may take is bounded elsewhere: by the client's and the activity's time-outs.
 */
export function backgroundHeartbeat(context: Context) {
  return {
    inbound: {
      async execute<I extends ExecuteInput>(input: I, next: (input: I) => Promise<unknown>): Promise<unknown> {
        const beat = setInterval(() => context.heartbeat(), BEAT_MS);
        try {
          return await next(input);
        } finally {
          clearInterval(beat);
        }
      },
    },
  };
}

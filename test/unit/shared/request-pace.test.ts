import fc from 'fast-check';
import { createRequestPace } from '../../../activities/shared/request-pace';

/** When requests that arrive at these times go out, on a clock that stands still while they wait. */
async function dueTimes(
  requests: number,
  windowMs: number,
  burst: number,
  arrivals: readonly number[],
): Promise<number[]> {
  let now = 0;
  let waited = 0;
  const pace = createRequestPace({
    requests,
    windowMs,
    burst,
    nowMs: () => now,
    sleep: (ms) => {
      waited = ms;
      return Promise.resolve();
    },
  });
  const due: number[] = [];
  for (const arrival of arrivals) {
    [now, waited] = [arrival, 0];
    await pace.turn(new AbortController().signal);
    due.push(arrival + waited);
  }
  return due;
}

describe('a request pace', () => {
  it('never lets more requests through in any window than are allowed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 12 }),
        fc.integer({ min: 0, max: 12 }),
        fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 1, maxLength: 40 }),
        async (requests, burst, arrivals) => {
          const due = await dueTimes(
            requests,
            1_000,
            Math.min(burst, requests - 2),
            arrivals.sort((a, b) => a - b),
          );
          for (const start of due) {
            expect(due.filter((time) => time >= start && time < start + 999.9).length).toBeLessThanOrEqual(requests);
          }
        },
      ),
    );
  });

  it('lets a burst through at once after a pause', async () => {
    expect(await dueTimes(15, 1_000, 4, [0, 0, 0, 0, 0])).toEqual([0, 0, 0, 0, 0]);
  });

  it('stops waiting when the caller gives up', async () => {
    const pace = createRequestPace({ requests: 2, windowMs: 3_600_000, burst: 0 });
    const caller = new AbortController();
    await pace.turn(caller.signal);
    const second = pace.turn(caller.signal);
    caller.abort();
    await expect(second).rejects.toThrow();
  });
});

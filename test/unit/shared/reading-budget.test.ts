import { CancelledFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { failure } from '../../../activities/shared/failure';
import { createReadingBudget, OutOfTime, type ReadingBudgetOptions } from '../../../activities/shared/reading-budget';
import { FailureType } from '../../../domain/failure-type';

const fails = (type: FailureType, retryAfterMs?: number) =>
  failure(type, 'no luck', 'Try again', { provider: 'datadog', retryAfterMs });
const hanging = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));

/** An activity that was scheduled so many milliseconds ago. */
const activity = (agoMs = 0) =>
  new MockActivityEnvironment({ scheduledTimestampMs: Date.now() - agoMs }, { logger: new DefaultLogger('ERROR') });

/** Runs one request on a budget within an activity. */
function attempt<T>(
  request: (signal: AbortSignal) => Promise<T>,
  options: ReadingBudgetOptions = {},
  environment = activity(),
): Promise<T> {
  return environment.run(async () => {
    const budget = createReadingBudget({ pauseMs: 1, ...options });
    try {
      return await budget.attempt(request);
    } finally {
      budget.end();
    }
  });
}

describe('a request on a budget', () => {
  it('is repeated after failures that may pass', async () => {
    const request = jest.fn<Promise<string>, []>().mockRejectedValueOnce(fails(FailureType.Unavailable));
    await expect(attempt(request.mockResolvedValue('answer'))).resolves.toBe('answer');
    expect(request).toHaveBeenCalledTimes(2);
  });

  it('is tried three times and no more', async () => {
    const request = jest.fn<Promise<string>, []>().mockRejectedValue(fails(FailureType.Unavailable));
    await expect(attempt(request)).rejects.toMatchObject({ type: 'Unavailable' });
    expect(request).toHaveBeenCalledTimes(3);
  });

  it.each([
    ['a final failure', fails(FailureType.AuthRejected)],
    ['a bug', new TypeError('a bug')],
    ['a pause that outlasts the budget', fails(FailureType.RateLimited, 60_000)],
  ])('is not repeated after %s', async (_, error) => {
    const request = jest.fn<Promise<string>, []>().mockRejectedValue(error);
    await expect(attempt(request)).rejects.toBe(error);
    expect(request).toHaveBeenCalledTimes(1);
  });

  it('ends when the time does', async () => {
    await expect(attempt(hanging, { budgetMs: 20 })).rejects.toBeInstanceOf(OutOfTime);
  });

  it('of a later attempt has only what the earlier ones have left', async () => {
    const environment = activity(59_000);
    const error = fails(FailureType.RateLimited, 6_000);
    await expect(attempt(() => Promise.reject(error), { budgetMs: 60_000 }, environment)).rejects.toBe(error);
  });

  it('ends with the cancellation of its activity, which is no end of time', async () => {
    const environment = activity();
    const running = attempt(hanging, {}, environment);
    environment.cancel('CANCELLED');
    await expect(running).rejects.toBeInstanceOf(CancelledFailure);
  });
});

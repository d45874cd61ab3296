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

  it('has all of its time, however long its activity has waited to be taken', async () => {
    const request = jest.fn<Promise<string>, []>().mockRejectedValueOnce(fails(FailureType.RateLimited, 5));
    await expect(attempt(request.mockResolvedValue('answer'), {}, activity(3_600_000))).resolves.toBe('answer');
  });

  it('is cut off when the reading ends before it', async () => {
    const running = activity().run(() => {
      const budget = createReadingBudget();
      const request = budget.attempt(hanging);
      budget.end();
      return request;
    });
    await expect(running).rejects.toBeInstanceOf(OutOfTime);
  });

  it('ends with the cancellation of its activity, which is no end of time', async () => {
    const environment = activity();
    const running = attempt(hanging, {}, environment);
    environment.cancel('CANCELLED');
    await expect(running).rejects.toBeInstanceOf(CancelledFailure);
  });
});

describe('a reading that has nothing', () => {
  it('fails as one that may pass, with a remedy', async () => {
    const nothing = activity().run(() => {
      const budget = createReadingBudget();
      budget.end();
      return Promise.reject(budget.nothingRead('datadog'));
    });
    await expect(nothing).rejects.toMatchObject({
      type: 'Unavailable',
      nonRetryable: false,
      message: expect.stringMatching(/^datadog: no answer within 22 s\. Check /) as string,
    });
  });
});

describe('the last step of a reading', () => {
  const lastly = <T>(step: (signal: AbortSignal) => Promise<T>, wholeMs: number, environment = activity()) =>
    environment.run(() => {
      const budget = createReadingBudget({ wholeMs });
      budget.end();
      return budget.lastly(step);
    });

  it('has time after the reading has ended', async () => {
    await expect(lastly(() => Promise.resolve('stored'), 10_000)).resolves.toBe('stored');
  });

  it('fails when the whole time is over, and says what was slow', async () => {
    const failed = expect.objectContaining({
      type: 'Unavailable',
      message: expect.stringContaining('stored') as string,
    }) as Error;
    await expect(lastly(hanging, 20)).rejects.toEqual(failed);
  });

  it('fails with what it throws itself', async () => {
    const error = fails(FailureType.AuthRejected);
    await expect(lastly(() => Promise.reject(error), 10_000)).rejects.toBe(error);
  });

  it('ends with the cancellation of its activity', async () => {
    const environment = activity();
    const running = lastly(hanging, 10_000, environment);
    environment.cancel('CANCELLED');
    await expect(running).rejects.toBeInstanceOf(CancelledFailure);
  });
});

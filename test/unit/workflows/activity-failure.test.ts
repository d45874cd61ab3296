import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  RetryState,
  TimeoutFailure,
  TimeoutType,
} from '@temporalio/common';
import { FailureType } from '../../../domain/failure-type';
import { failureMessage, failureType, isPassing, runFailure } from '../../../workflows/activity-failure';

const step = (cause: Error, retryState: RetryState = RetryState.NON_RETRYABLE_FAILURE) =>
  new ActivityFailure('Activity task failed', 'publishReport', '1', retryState, undefined, cause);
const ours = (type: FailureType = FailureType.Unavailable) =>
  ApplicationFailure.create({ type, message: 'confluence: it has a fault. It is tried again' });
const timeout = (cause?: Error) => {
  const failure = new TimeoutFailure('timed out', undefined, TimeoutType.HEARTBEAT);
  return Object.assign(failure, { cause });
};
const bug = () => ApplicationFailure.create({ type: 'TypeError', message: 'Unexpected token s in {"key":"secret"' });

describe('what people are told of a failure', () => {
  it('is the sentence that it carries, where it is one of ours', () => {
    expect(failureMessage(step(ours()))).toBe('confluence: it has a fault. It is tried again');
    expect(failureMessage(ours())).toBe('confluence: it has a fault. It is tried again');
  });

  it('names step and remedy, where time was over', () => {
    expect(failureMessage(step(timeout()))).toMatch(
      /^The step publishReport gave no answer in time: see that workers run/,
    );
  });

  it('is what the tries before had met, where the last one ended in time-out', () => {
    expect(failureMessage(step(timeout(ours())))).toMatch(/^confluence: it has a fault/);
  });

  it.each([
    ['a step', step(bug())],
    ['the run', new TypeError('Unexpected token s in {"key":"secret"')],
    ['a failure that has no cause', new ActivityFailure('secret', 'publishReport', '1', RetryState.TIMEOUT, undefined)],
  ])('repeats nothing of a fault of our own in %s', (_case, error) => {
    expect(failureMessage(error)).toMatch(/met a fault of its own: report it/);
    expect(failureMessage(error)).not.toMatch(/secret/);
  });

  it('says that an operator has cancelled the run', () => {
    expect(failureMessage(new CancelledFailure('secret'))).toBe('The run was cancelled by an operator.');
    expect(failureMessage(step(new CancelledFailure('secret')))).toBe('The run was cancelled by an operator.');
  });
});

describe('another try', () => {
  it.each([
    step(ours()),
    step(ours(FailureType.RateLimited)),
    step(ours(FailureType.UnexpectedAnswer)),
    step(timeout()),
  ])('may mend what passes', (error) => expect(isPassing(error)).toBe(true));

  it.each([FailureType.AuthRejected, FailureType.Misconfigured, FailureType.Tampered])('does not mend %s', (type) => {
    expect(isPassing(step(ours(type)))).toBe(false);
  });
});

describe('the failure of a run', () => {
  it('has type and sentence of the step’s, so that everybody reads the same', () => {
    expect(runFailure(step(ours(FailureType.Misconfigured)))).toMatchObject({
      type: 'Misconfigured',
      message: 'confluence: it has a fault. It is tried again',
      nonRetryable: false,
    });
  });

  it('says that it is not tried again, where all tries are used up', () => {
    const failure = runFailure(step(ours(), RetryState.MAXIMUM_ATTEMPTS_REACHED));
    expect(failureMessage(failure)).toMatch(/\. That was the last try\.$/);
  });

  it('of a step that gave no answer in time has words too', () => {
    expect(failureMessage(runFailure(step(timeout())))).toMatch(/^The step publishReport gave no answer in time/);
  });

  it('stays a cancellation, where the run was cancelled', () => {
    const cancelled = new CancelledFailure('cancelled');
    expect(runFailure(cancelled)).toBe(cancelled);
  });

  it('of a bug is none that people know', () => {
    expect(failureType(runFailure(new TypeError('x')))).toBeUndefined();
  });
});

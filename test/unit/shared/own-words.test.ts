import { CancelledFailure, CompleteAsyncError } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { failure } from '../../../activities/shared/failure';
import { ownWords } from '../../../activities/shared/own-words';
import { createLogger, temporalLogger } from '../../../config/logger';
import { FailureType } from '../../../domain/failure-type';

const SECRET = 'planted-key-0123456789';

const lines: string[] = [];
const logger = temporalLogger(
  createLogger({ level: 'info', secrets: [SECRET], destination: { write: (line) => void lines.push(line) } }),
);
beforeEach(() => void lines.splice(0));

/** What leaves an activity that throws `error`. */
async function thrownBy(error: unknown, { isCancelled = false } = {}): Promise<unknown> {
  const activity = new MockActivityEnvironment(
    { activityType: 'readActorEvents' },
    { interceptors: [ownWords], logger },
  );
  if (isCancelled) activity.cancel();
  return activity
    .run(() => Promise.reject(error as Error))
    .then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
}

it.each([
  ['a library', new TypeError(`Headers.append: "${SECRET}" is an invalid header value.`)],
  ['a library, with a cause', new Error('it failed', { cause: new Error(SECRET) })],
  ['a library, with fields', Object.assign(new Error('it failed'), { name: SECRET, request: { key: SECRET } })],
  ['somebody else, as a failure of Temporal', ApplicationFailure.nonRetryable(SECRET, SECRET, SECRET)],
  ['nobody, as no error at all', SECRET],
])('an error of %s leaves the step in our words alone', async (_, error) => {
  const thrown = await thrownBy(error);

  expect(thrown).toBeInstanceOf(ApplicationFailure);
  expect(thrown).toMatchObject({
    message: expect.stringContaining('readActorEvents failed') as string,
    nonRetryable: false,
    cause: undefined,
  });
  const { message, stack, type, details } = thrown as ApplicationFailure;
  expect(JSON.stringify([message, stack, type, details])).not.toContain(SECRET);
});

it.each([
  ['a failure of ours', failure(FailureType.Unavailable, 'away', 'Wait', { provider: 'linear' }), {}],
  ['a cancellation', new CancelledFailure('cancelled'), {}],
  ['an abort in a cancelled step', new DOMException('aborted', 'AbortError'), { isCancelled: true }],
  ['what says that it ends later', new CompleteAsyncError(), {}],
])('%s leaves the step as it is', async (_, error, options) => {
  expect(await thrownBy(error, options)).toBe(error);
});

it('an abort in a step that nobody cancelled is an error like others', async () => {
  expect(await thrownBy(new DOMException(SECRET, 'AbortError'))).toMatchObject({ type: 'AbortError' });
});

it('the log says what it was, without what it quotes', async () => {
  await thrownBy(new TypeError(`Headers.append: "${SECRET}" is an invalid header value.`));

  expect(lines.join()).toContain('Headers.append');
  expect(lines.join()).toMatch(/own-words\.test\.ts/);
  expect(lines.join()).not.toContain(SECRET);
});

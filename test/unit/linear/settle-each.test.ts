import { failure } from '../../../activities/shared/failure';
import { settleEach } from '../../../activities/shared/settle-each';
import { FailureType } from '../../../domain/failure-type';

const failing = (type: FailureType, retryAfterMs?: number) =>
  failure(type, 'it', 'x', { provider: 'linear', retryAfterMs });

/** Runs the named items, each failing as told, and notes the order in which they were begun. */
async function settle(
  items: readonly string[],
  failures: Readonly<Record<string, Error>>,
  attempt = 1,
  signal = new AbortController().signal,
) {
  const begun: string[] = [];
  const outcome = settleEach<string, string>({
    items,
    concurrency: 2,
    attempt,
    signal,
    work: (item) => {
      begun.push(item);
      const error = failures[item];
      return error === undefined ? Promise.resolve(`${item} done`) : Promise.reject(error);
    },
    setAside: (item, { type, message }) => `${item} ${type} ${message}`,
    progress: () => undefined,
  });
  return { begun, outcome, results: await outcome.catch((error: unknown) => error) };
}

it('has one result for each item, in their order', async () => {
  expect((await settle(['a', 'b', 'c'], {})).results).toEqual(['a done', 'b done', 'c done']);
});

it.each([FailureType.Refused, FailureType.NotFound, FailureType.Conflict, FailureType.Tampered])(
  'sets an item aside that ends in %s and finishes the others',
  async (type) => {
    const { results } = await settle(['a', 'b', 'c'], { b: failing(type) });
    expect(results).toEqual(['a done', expect.stringContaining(`b ${type}`), 'c done']);
  },
);

it.each([FailureType.AuthRejected, FailureType.Misconfigured])(
  'fails at once with %s, which concerns all',
  async (type) => {
    const { results, begun } = await settle(['a', 'b', 'c', 'd', 'e'], { a: failing(type) });
    expect(results).toMatchObject({ type });
    expect(begun.length).toBeLessThanOrEqual(3);
  },
);

it('tries the others before it fails with a passing failure', async () => {
  const { results, begun } = await settle(['a', 'b', 'c'], { a: failing(FailureType.Unavailable) });
  expect(results).toMatchObject({ type: 'Unavailable' });
  expect(begun).toEqual(['a', 'b', 'c']);
});

it('asks for the longest pause that was asked of it', async () => {
  const { results } = await settle(['a', 'b', 'c'], {
    a: failing(FailureType.Unavailable),
    b: failing(FailureType.RateLimited, 5_000),
    c: failing(FailureType.RateLimited, 9_000),
  });
  expect(results).toMatchObject({ type: 'RateLimited', nextRetryDelay: 9_000 });
});

it('stops early in an outage while there are attempts left', async () => {
  const items = Array.from({ length: 50 }, (_, n) => `i${n}`);
  const down = Object.fromEntries(items.map((item) => [item, failing(FailureType.Unavailable)]));
  expect((await settle(items, down)).begun.length).toBeLessThan(10);
});

it('does not take bad items at the front for an outage for ever', async () => {
  const items = Array.from({ length: 10 }, (_, n) => `i${n}`);
  const bad = Object.fromEntries(items.slice(0, 8).map((item) => [item, failing(FailureType.Unavailable)]));
  const { results } = await settle(items, bad, 4);
  expect((results as string[]).slice(8)).toEqual(['i8 done', 'i9 done']);
});

it('leaves what still fails in passing at the fourth attempt for a later run', async () => {
  const { results } = await settle(['a', 'b'], { a: failing(FailureType.Unavailable) }, 4);
  expect(results).toEqual([expect.stringContaining('a Unavailable'), 'b done']);
});

it('leaves an item that is alone for a later run: it cannot tell whether the provider is down', async () => {
  const alone = { a: failing(FailureType.Unavailable) };
  expect((await settle(['a'], alone, 3)).results).toMatchObject({ type: 'Unavailable' });
  expect((await settle(['a'], alone, 4)).results).toEqual([expect.stringContaining('a Unavailable')]);
});

it('fails at any attempt when nothing got through', async () => {
  const down = { a: failing(FailureType.Unavailable), b: failing(FailureType.RateLimited) };
  expect((await settle(['a', 'b'], down, 9)).results).toMatchObject({ type: 'RateLimited' });
});

it('throws a bug as it is, and at the fourth attempt sets its item aside without its message', async () => {
  const bug = new TypeError('cannot read SECRET of undefined');
  expect((await settle(['a', 'b'], { a: bug })).results).toBe(bug);
  const { results } = await settle(['a', 'b'], { a: bug }, 4);
  expect(results).toEqual([expect.stringMatching(/^a UnexpectedAnswer .*TypeError/), 'b done']);
  expect(JSON.stringify(results)).not.toContain('SECRET');
});

it('begins nothing more once it is cancelled', async () => {
  const cancelled = AbortSignal.abort(new Error('cancelled'));
  const { results, begun } = await settle(['a', 'b'], {}, 1, cancelled);
  expect(results).toMatchObject({ message: 'cancelled' });
  expect(begun).toEqual([]);
});

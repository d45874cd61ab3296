import { createInFlight } from '../../../activities/shared/in-flight';

/** Work that ends when it is told to. */
function piece() {
  const { promise, resolve } = Promise.withResolvers<string>();
  const begun = jest.fn(() => promise);
  return { work: begun, begun, end: () => resolve('done') };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('work in flight', () => {
  it('waits for a place, and goes on in the order of the calls', async () => {
    const inFlight = createInFlight(1);
    const [first, second, third] = [piece(), piece(), piece()];
    const all = [first, second, third].map(({ work }) => inFlight(work));
    await settled();
    expect([first, second, third].map(({ begun }) => begun.mock.calls.length)).toEqual([1, 0, 0]);
    first.end();
    await all[0];
    expect([second, third].map(({ begun }) => begun.mock.calls.length)).toEqual([1, 0]);
    second.end();
    third.end();
    await expect(Promise.all(all)).resolves.toEqual(['done', 'done', 'done']);
  });

  it('waits no longer than its signal, and leaves its place in the queue to the next', async () => {
    const inFlight = createInFlight(1);
    const [first, second, third] = [piece(), piece(), piece()];
    const abort = new AbortController();
    const running = inFlight(first.work);
    const waiting = inFlight(second.work, abort.signal);
    const next = inFlight(third.work);
    abort.abort(new Error('out of time'));
    await expect(waiting).rejects.toThrow('out of time');
    first.end();
    third.end();
    await expect(Promise.all([running, next])).resolves.toEqual(['done', 'done']);
    expect(second.begun).not.toHaveBeenCalled();
  });

  it('is not begun for a signal that has ended', async () => {
    const { work, begun } = piece();
    await expect(createInFlight(1)(work, AbortSignal.abort(new Error('over')))).rejects.toThrow('over');
    expect(begun).not.toHaveBeenCalled();
  });

  it('gives its place back when it fails', async () => {
    const inFlight = createInFlight(1);
    await expect(inFlight(() => Promise.reject(new Error('no luck')))).rejects.toThrow('no luck');
    await expect(inFlight(() => Promise.resolve('done'))).resolves.toBe('done');
  });
});

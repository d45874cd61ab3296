import { CancelledFailure } from '@temporalio/common';
import { withDeadline } from '../../../activities/archive/deadline';
import { createS3Calls } from '../../../activities/archive/s3-calls';
import { FailureType } from '../../../domain/failure-type';
import { lockForEvent } from '../../../domain/retention';
import { createRig, EVENT_TIME, foundEvent, NO_SIGNAL, RUN_START, type Rig } from './archive-rig';
import { startS3Proxy, xmlError, type Fault, type S3Proxy, type Seen } from './s3-proxy';

const KEY = 'audit/v2/account=a1/date=2026-11-22/20261122T010000000Z_e1.json';
const LOCK = lockForEvent({ mode: 'COMPLIANCE', days: 2 }, RUN_START, EVENT_TIME);
const WRITE = { key: KEY, body: '{"id":"e1"}', lock: LOCK };

let fault: (seen: Seen) => Fault;
let proxy: S3Proxy;
let rig: Rig;

beforeEach(async () => {
  fault = () => 'forward';
  proxy = await startS3Proxy((seen) => fault(seen));
  rig = await createRig({ endpoint: proxy.endpoint });
});
afterEach(async () => {
  rig.s3.destroy();
  await proxy.close();
});

const put = (signal: AbortSignal = NO_SIGNAL) => rig.store.putImmutable(WRITE, signal);
const first = (method: string, what: Fault) => (seen: Seen) =>
  seen.method === method && seen.nth === 0 ? what : 'forward';

describe('a write whose answer is lost', () => {
  it('is sent once, fails as unavailable, and the next attempt finds it was done', async () => {
    fault = first('PUT', 'lose answer');

    await expect(put()).rejects.toMatchObject({ type: FailureType.Unavailable, nonRetryable: false });
    expect(proxy.seen).toHaveLength(1);

    expect(await put()).toMatchObject({ outcome: 'already there' });
    expect(await rig.versionCount(KEY)).toBe(1);
  });

  it('makes one object and one manifest of the activity’s two attempts', async () => {
    fault = first('PUT', 'lose answer');
    const event = foundEvent('lost-answer');
    await expect(rig.archive([event])).rejects.toMatchObject({ type: FailureType.Unavailable });

    const { archived } = await rig.archive([event]);

    expect(archived).toMatchObject([{ outcome: 'already there' }]);
    expect(await rig.versionCount(archived[0]!.key)).toBe(1);
  });
});

describe('bytes damaged on their way', () => {
  it('are sent once more', async () => {
    fault = first('PUT', 'damage');

    expect(await put()).toMatchObject({ outcome: 'created' });
    expect(proxy.seen.map(({ method }) => method)).toEqual(['PUT', 'PUT']);
  });

  it('are refused for good the second time, with nothing stored', async () => {
    fault = ({ method }) => (method === 'PUT' ? 'damage' : 'forward');

    await expect(put()).rejects.toMatchObject({ type: FailureType.Refused, nonRetryable: true });
    expect(await rig.store.head(KEY, NO_SIGNAL)).toBeUndefined();
  });
});

describe('an answer of the store', () => {
  it.each([
    [409, 'ConditionalRequestConflict', FailureType.Unavailable, false],
    [409, 'ObjectParentIsFile', FailureType.Refused, true],
    [400, 'InvalidRequest', FailureType.Misconfigured, true],
    [400, 'InvalidArgument', FailureType.Misconfigured, true],
    [400, 'KeyTooLongError', FailureType.Refused, true],
    [400, 'AuthorizationHeaderMalformed', FailureType.Misconfigured, true],
    [400, 'ExpiredToken', FailureType.AuthRejected, true],
    [403, 'AccessDenied', FailureType.AuthRejected, true],
    [403, 'RequestTimeTooSkewed', FailureType.AuthRejected, true],
    [404, 'NoSuchBucket', FailureType.Misconfigured, true],
    [429, 'TooManyRequests', FailureType.RateLimited, false],
    [500, 'InternalError', FailureType.Unavailable, false],
    [501, 'NotImplemented', FailureType.Misconfigured, true],
    [503, 'SlowDown', FailureType.Unavailable, false],
    [301, 'PermanentRedirect', FailureType.Misconfigured, true],
  ])('%i %s becomes %s, and its text stays out of the failure', async (status, code, type, nonRetryable) => {
    fault = () => ({ status, body: xmlError(code) });

    const error = await put().catch((error: unknown) => error as Error);

    expect(error).toMatchObject({ type, nonRetryable });
    expect((error as Error).message).toContain(code);
    expect((error as Error).message).not.toContain('planted-message');
    expect(proxy.seen).toHaveLength(1);
  });

  it('is waited for as long as it asks', async () => {
    fault = () => ({ status: 503, headers: { 'retry-after': '7' }, body: xmlError('SlowDown') });

    await expect(put()).rejects.toMatchObject({ type: FailureType.RateLimited, nextRetryDelay: 7_000 });
  });

  it('that denies HEAD after a 412 names the permission and is final', async () => {
    await put();
    fault = ({ method }) => (method === 'HEAD' ? { status: 403 } : 'forward');

    await expect(put()).rejects.toMatchObject({
      type: FailureType.AuthRejected,
      message: expect.stringContaining('s3:ListBucket') as string,
    });
  });

  it('that is cut-off XML is not taken for an empty list', async () => {
    fault = () => ({ status: 200, body: '<?xml version="1.0"?><ListBucketResult><Contents><Key>a' });

    await expect(rig.store.list('manifest/', NO_SIGNAL)).rejects.toMatchObject({ type: FailureType.UnexpectedAnswer });
  });

  it('that lists versions over several pages is read to the page with the delete marker', async () => {
    const page = (more: boolean, entries: string) =>
      `<ListVersionsResult><IsTruncated>${String(more)}</IsTruncated>` +
      `<NextKeyMarker>${KEY}</NextKeyMarker><NextVersionIdMarker>v1</NextVersionIdMarker>${entries}</ListVersionsResult>`;
    const version = `<Version><Key>${KEY}</Key><VersionId>v1</VersionId><IsLatest>false</IsLatest></Version>`;
    const marker = `<DeleteMarker><Key>${KEY}</Key><VersionId>m1</VersionId><IsLatest>true</IsLatest></DeleteMarker>`;
    fault = ({ method, path }) => {
      if (method === 'PUT') return { status: 412, body: xmlError('PreconditionFailed') };
      if (method === 'HEAD') return { status: 404 };
      return { status: 200, body: path.includes('key-marker') ? page(false, version + marker) : page(true, version) };
    };

    await expect(put()).rejects.toMatchObject({
      type: FailureType.Tampered,
      message: expect.stringContaining('delete marker m1') as string,
    });
  });

  it('without a checksum is settled by reading the body', async () => {
    await put();
    fault = ({ method }) =>
      method === 'HEAD' ? { status: 200, headers: { 'content-length': '11', 'x-amz-version-id': 'v1' } } : 'forward';

    const result = await rig.store.putImmutable({ ...WRITE, lock: null }, NO_SIGNAL);

    expect(result).toMatchObject({ outcome: 'already there' });
  });
});

describe('an answer that stops in its body', () => {
  it('ends at the deadline and frees the connection', async () => {
    fault = () => 'stall';
    const read = withDeadline(
      'GetObject x',
      NO_SIGNAL,
      (signal) => createS3Calls(rig.s3, rig.bucket).read(KEY, signal),
      300,
    );

    await expect(read).rejects.toMatchObject({ type: FailureType.Unavailable });
    await proxy.stallDropped;
  });

  it('ends with the activity’s cancellation, as a cancellation', async () => {
    fault = () => 'stall';
    const cancel = new AbortController();
    const reading = rig.store.read(KEY, cancel.signal);
    reading.catch(() => undefined);
    cancel.abort(new CancelledFailure('CANCELLED'));

    await expect(reading).rejects.toBeInstanceOf(CancelledFailure);
  });
});

describe('a store in trouble', () => {
  it('fails the activity instead of setting every event aside', async () => {
    fault = ({ method }) => (method === 'PUT' ? { status: 503, body: xmlError('SlowDown') } : 'forward');

    await expect(rig.archive([foundEvent('a'), foundEvent('b')])).rejects.toMatchObject({
      type: FailureType.Unavailable,
    });
  });

  it('ends the activity at the first denial', async () => {
    fault = () => ({ status: 403, body: xmlError('AccessDenied') });
    const events = Array.from({ length: 100 }, (_, index) => foundEvent(`denied-${index}`));

    await expect(rig.archive(events)).rejects.toMatchObject({ type: FailureType.AuthRejected, nonRetryable: true });
    expect(proxy.seen.length).toBeLessThanOrEqual(16);
  });

  it('has never more than sixteen writes of one call in flight', async () => {
    const events = Array.from({ length: 64 }, (_, index) => foundEvent(`flight-${index}`));
    let inFlight = 0;
    let most = 0;
    const putObject = rig.store.putImmutable.bind(rig.store);
    jest.spyOn(rig.store, 'putImmutable').mockImplementation(async (write, signal) => {
      most = Math.max(most, (inFlight += 1));
      return putObject(write, signal).finally(() => (inFlight -= 1));
    });

    await rig.archive(events);

    expect(most).toBe(16);
  });

  it('that answers 503 to half of the writes for a while holds each event once in the end', async () => {
    fault = ({ method, nth }) =>
      method === 'PUT' && nth < 20 && nth % 2 === 0 ? { status: 503, body: xmlError('SlowDown') } : 'forward';
    const events = Array.from({ length: 8 }, (_, index) => foundEvent(`storm-${index}`));

    const attempts = [];
    for (let attempt = 0; attempt < 8; attempt += 1) attempts.push(await rig.archive(events).catch(() => undefined));

    const done = attempts.find((result) => result !== undefined);
    expect(done?.archived).toHaveLength(8);
    for (const { key } of done?.archived ?? []) expect(await rig.versionCount(key)).toBe(1);
  });
});

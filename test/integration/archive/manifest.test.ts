import { PutObjectCommand } from '@aws-sdk/client-s3';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { FindStartInput } from '../../../activities/archive/activities';
import { buildManifest, newestWatchedEnd } from '../../../activities/archive/manifest';
import { sha256Hex } from '../../../activities/shared/hashing';
import { FailureType } from '../../../domain/failure-type';
import type { Job, ReadWindow } from '../../../domain/token-watch';
import { ACCOUNT_ID, createRig, DAY_MS, foundEvent, NO_SIGNAL, RUN_START, type Rig } from './archive-rig';

const HOUR = RUN_START.slice(0, 13);
const WINDOW: ReadWindow = {
  stream: 'v2',
  since: '2026-11-22T01:00:00.000Z',
  before: '2026-11-22T01:10:00.000Z',
  scanned: 41,
};
const NOW = '2026-11-22T12:30:00.000Z';

let rig: Rig;
beforeEach(async () => {
  rig = await createRig();
});
afterEach(() => rig.s3.destroy());

async function manifestOf(key: string | null): Promise<unknown> {
  return JSON.parse((await rig.store.read(key ?? '', NO_SIGNAL))!.bytes.toString());
}

/** A manifest as a run of `job` leaves it behind. */
async function leave(runStart: string, before: string, job: Job = 'watch') {
  const window = { ...WINDOW, before };
  const { key, body } = buildManifest('', runStart.slice(0, 13), {
    job,
    run: 'run-0',
    accountId: ACCOUNT_ID,
    runStart,
    objects: [],
    windows: [window],
    failed: [],
  });
  await rig.store.putImmutable({ key, body, lock: null }, NO_SIGNAL);
  return key;
}

const watchedEnd = (now = NOW) =>
  newestWatchedEnd(rig.store, { prefix: '', accountId: ACCOUNT_ID, stream: 'v2', now }, NO_SIGNAL);
function findStart(job: Job, lastSweepAt?: string) {
  const input: FindStartInput = { account: 'acme', stream: 'v2', job, runStart: NOW, lastSweepAt };
  return new MockActivityEnvironment().run(rig.activities.findStart, input);
}

describe('the manifest of a call', () => {
  it('names job, run, the objects settled with their versions, and the windows read', async () => {
    const event = foundEvent('named');
    const { archived, manifestKey } = await rig.archive([event], { windows: [WINDOW] });
    const { VersionId } = await rig.head(archived[0]!.key);

    expect(manifestKey).toMatch(new RegExp(`^manifest/account=${ACCOUNT_ID}/hour=${HOUR}/run-1-[0-9a-f]{16}\\.json$`));
    expect(await manifestOf(manifestKey)).toEqual({
      schema: 1,
      job: 'watch',
      run: 'run-1',
      accountId: ACCOUNT_ID,
      runStart: RUN_START,
      objects: [{ key: archived[0]?.key, sha256: event.sha256, versionId: VersionId }],
      windows: [WINDOW],
      failed: [],
    });
    expect((await rig.head(manifestKey!)).ObjectLockMode).toBe('COMPLIANCE');
  });

  it('has the hash of its bytes in its name', async () => {
    const { manifestKey } = await rig.archive([foundEvent('hashed')]);

    const { sha256 } = (await rig.store.read(manifestKey!, NO_SIGNAL))!;
    expect(manifestKey).toContain(`-${sha256.slice(0, 16)}.json`);
  });

  it('is the same when a retry settles what the first attempt created', async () => {
    const events = ['b', 'a', 'c'].map((id) => foundEvent(id));
    const first = await rig.archive(events, { windows: [WINDOW] });

    const retry = await rig.archive(events, { windows: [WINDOW] });

    expect(retry.manifestKey).toBe(first.manifestKey);
    expect(await rig.versionCount(first.manifestKey!)).toBe(1);
  });

  it('is written without objects when a window was read and held nothing', async () => {
    const { manifestKey } = await rig.archive([], { windows: [WINDOW] });

    expect(await manifestOf(manifestKey)).toMatchObject({ objects: [], windows: [WINDOW] });
  });

  it('is not written when there is nothing to name', async () => {
    expect((await rig.archive([])).manifestKey).toBeNull();
  });

  it('names the events that could not be archived', async () => {
    const { manifestKey } = await rig.archive([{ ...foundEvent('damaged'), sha256: '0'.repeat(64) }], {
      windows: [WINDOW],
    });

    expect(await manifestOf(manifestKey)).toMatchObject({
      objects: [],
      failed: [{ id: 'damaged', type: FailureType.Tampered }],
    });
  });
});

describe('where a watch without a watermark starts', () => {
  it('starts at the look-back when no manifest was ever written', async () => {
    expect(await findStart('watch')).toEqual({ since: new Date(Date.parse(NOW) - DAY_MS).toISOString() });
  });

  it('starts 72 h before the newest window end that a watch names', async () => {
    await leave('2026-11-20T08:00:00.000Z', '2026-11-20T08:00:00.000Z');
    await leave('2026-11-20T09:00:00.000Z', '2026-11-20T09:00:00.000Z');

    expect(await findStart('watch')).toEqual({ since: '2026-11-17T09:00:00.000Z' });
  });

  it('does not take a sweep’s or a backfill’s windows for its own', async () => {
    await leave('2026-11-19T08:00:00.000Z', '2026-11-19T08:00:00.000Z');
    await leave('2026-11-21T08:00:00.000Z', '2026-11-21T08:00:00.000Z', 'sweep');
    await leave('2026-11-22T08:00:00.000Z', '2026-11-22T08:00:00.000Z', 'backfill');

    expect(await watchedEnd()).toBe('2026-11-19T08:00:00.000Z');
  });

  it('finds a later end in an older hour when the newest runs were catching up', async () => {
    await leave('2026-11-10T08:00:00.000Z', '2026-11-10T07:59:00.000Z');
    await leave('2026-11-21T08:00:00.000Z', '2026-11-08T00:00:00.000Z');

    expect(await watchedEnd()).toBe('2026-11-10T07:59:00.000Z');
  });

  it('goes back over months without a run, and not beyond what the log keeps', async () => {
    await leave('2025-06-30T23:00:00.000Z', '2025-06-30T23:00:00.000Z');
    expect(await watchedEnd()).toBe('2025-06-30T23:00:00.000Z');
    expect(await watchedEnd('2027-01-01T00:00:00.000Z')).toBeNull();
  });

  it('takes an end beyond now for now, so that a wrong clock skips nothing', async () => {
    await leave('2026-11-22T12:00:00.000Z', '2036-01-01T00:00:00.000Z');

    expect(await watchedEnd()).toBe(NOW);
  });

  it('refuses a manifest whose bytes were exchanged for those of another', async () => {
    const key = await leave('2026-11-22T08:00:00.000Z', '2026-11-22T08:00:00.000Z');
    const other = await leave('2026-11-22T07:00:00.000Z', '2026-11-22T07:00:00.000Z');
    const { bytes } = (await rig.store.read(other, NO_SIGNAL))!;
    await rig.s3.send(new PutObjectCommand({ Bucket: rig.bucket, Key: key, Body: bytes }));

    await expect(watchedEnd()).rejects.toMatchObject({ type: FailureType.Tampered });
  });

  it('leaves foreign objects in the folder alone', async () => {
    const name = sha256Hex('x').slice(0, 12);
    await rig.s3.send(
      new PutObjectCommand({
        Bucket: rig.bucket,
        Key: `manifest/account=${ACCOUNT_ID}/hour=2026-11-22T08/${name}.txt`,
        Body: 'x',
      }),
    );

    expect(await watchedEnd()).toBeNull();
  });

  it('starts a sweep 72 h before the last one, or before now, and leaves the overlap to the watch', async () => {
    expect(await findStart('sweep', '2026-11-21T03:00:00.000Z')).toEqual({
      since: '2026-11-18T03:00:00.000Z',
      before: '2026-11-22T12:00:00.000Z',
    });
    expect(await findStart('sweep')).toMatchObject({ since: '2026-11-19T12:30:00.000Z' });
  });
});

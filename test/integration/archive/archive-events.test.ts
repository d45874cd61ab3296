import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, PutObjectRetentionCommand } from '@aws-sdk/client-s3';
import { sha256Base64 } from '../../../activities/shared/hashing';
import { FailureType } from '../../../domain/failure-type';
import type { FoundEvent } from '../../../domain/token-watch';
import {
  ACCOUNT_ID,
  createRig,
  DAY_MS,
  EVENT_TIME,
  foundEvent,
  NO_SIGNAL,
  RETENTION_DAYS,
  RUN_START,
  type Rig,
} from './archive-rig';

const SENT_LOCK = Date.parse(RUN_START) + RETENTION_DAYS * DAY_MS;
let rig: Rig;

beforeAll(async () => {
  rig = await createRig();
});
afterAll(() => rig.s3.destroy());

/** What the archive would write, put there by somebody else: with another lock, or without one. */
async function plant(event: FoundEvent, key: string, lock?: { mode: 'COMPLIANCE' | 'GOVERNANCE'; untilMs: number }) {
  await rig.s3.send(
    new PutObjectCommand({
      Bucket: rig.bucket,
      Key: key,
      Body: event.body ?? '',
      ChecksumAlgorithm: 'SHA256',
      ...(lock && { ObjectLockMode: lock.mode, ObjectLockRetainUntilDate: new Date(lock.untilMs) }),
    }),
  );
}

function keyFor(event: FoundEvent): string {
  const stamp = (event.time ?? '').replace(/[-:.]/g, '');
  return `audit/v2/account=${ACCOUNT_ID}/date=${(event.time ?? '').slice(0, 10)}/${stamp}_${event.id ?? ''}.json`;
}

describe('archiveEvents', () => {
  it('creates one locked object with the event’s bytes and checksum', async () => {
    const event = foundEvent('created');

    const { archived, failed } = await rig.archive([event]);

    expect(failed).toEqual([]);
    expect(archived).toEqual([
      {
        key: keyFor(event),
        sha256: event.sha256,
        outcome: 'created',
        stream: 'v2',
        id: 'created',
        time: EVENT_TIME,
        kind: 'user_token.create',
        credentialId: event.credentialId,
      },
    ]);
    const head = await rig.head(keyFor(event));
    expect(head.ChecksumSHA256).toBe(sha256Base64(event.body ?? ''));
    expect(head.ObjectLockMode).toBe('COMPLIANCE');
    expect(head.ObjectLockRetainUntilDate?.getTime()).toBe(SENT_LOCK);
    const { Body } = await rig.s3.send(new GetObjectCommand({ Bucket: rig.bucket, Key: keyFor(event) }));
    expect(await Body?.transformToString()).toBe(event.body);
  });

  it('finds the object of an earlier attempt and adds nothing', async () => {
    const event = foundEvent('twice');
    await rig.archive([event]);

    const again = await rig.archive([event]);

    expect(again.archived[0]?.outcome).toBe('already there');
    expect(await rig.versionCount(keyFor(event))).toBe(1);
  });

  it('finds the object whose lock counts from an earlier run, and leaves the lock as it is', async () => {
    const event = foundEvent('earlier-run');
    const earlier = new Date(Date.parse(RUN_START) - 300_000).toISOString();
    await rig.archive([event], { runStart: earlier });

    await rig.archive([event]);

    expect((await rig.head(keyFor(event))).ObjectLockRetainUntilDate?.getTime()).toBe(SENT_LOCK - 300_000);
  });

  it('keeps other bytes of the same event beside the first, and the first unchanged', async () => {
    const first = foundEvent('revised');
    const second = foundEvent('revised', { late: true });
    await rig.archive([first]);

    const { archived } = await rig.archive([second]);

    const beside = keyFor(first).replace(/\.json$/, `.r-${second.sha256.slice(0, 16)}.json`);
    expect(archived[0]).toMatchObject({ key: beside, outcome: 'revision', sha256: second.sha256 });
    expect((await rig.head(keyFor(first))).ChecksumSHA256).toBe(sha256Base64(first.body ?? ''));
    expect((await rig.head(beside)).ObjectLockMode).toBe('COMPLIANCE');
    expect(await rig.versionCount(keyFor(first))).toBe(1);
  });

  it('finds a revision that stands and does not count it as new', async () => {
    const second = foundEvent('revised-twice', { late: true });
    await rig.archive([foundEvent('revised-twice'), second]);

    const again = await rig.archive([second]);

    expect(again.archived[0]).toMatchObject({
      outcome: 'already there',
      key: expect.stringContaining('.r-') as string,
    });
  });

  it('lets two bodies of one event in one call become an object and a revision', async () => {
    const bodies = Array.from({ length: 6 }, (_, index) => foundEvent('same-call', { index }));

    const { archived } = await rig.archive(bodies);

    expect(archived.map(({ outcome }) => outcome)).toEqual(['created', ...Array<string>(5).fill('revision')]);
    expect(await rig.versionCount(keyFor(bodies[0]!))).toBe(1);
  });

  it('leaves what another event wrote under its key alone and goes on with the others', async () => {
    const event = foundEvent('foreign');
    await plant(foundEvent('somebody-else'), keyFor(event));

    const { archived, failed } = await rig.archive([event, foundEvent('beside-foreign')]);

    expect(failed).toMatchObject([
      { type: FailureType.Conflict, id: 'foreign', key: keyFor(event), step: 'archive', since: RUN_START },
    ]);
    expect(archived).toMatchObject([{ id: 'beside-foreign', outcome: 'created' }]);
  });

  it('locks an object that a crash left without its lock', async () => {
    const event = foundEvent('unlocked');
    await plant(event, keyFor(event));

    const { archived } = await rig.archive([event]);

    expect(archived[0]?.outcome).toBe('already there');
    const head = await rig.head(keyFor(event));
    expect(head.ObjectLockMode).toBe('COMPLIANCE');
    expect(head.ObjectLockRetainUntilDate?.getTime()).toBe(SENT_LOCK);
    expect(await rig.versionCount(keyFor(event))).toBe(1);
  });

  it('extends a lock that somebody shortened', async () => {
    const event = foundEvent('shortened');
    await rig.archive([event]);
    await rig.s3.send(
      new PutObjectRetentionCommand({
        Bucket: rig.bucket,
        Key: keyFor(event),
        Retention: { Mode: 'COMPLIANCE', RetainUntilDate: new Date(Date.now() + 3_600_000) },
      }),
    );

    await rig.archive([event]);

    expect((await rig.head(keyFor(event))).ObjectLockRetainUntilDate?.getTime()).toBe(SENT_LOCK);
  });

  it('never shortens a lock that is longer than ours', async () => {
    const event = foundEvent('longer');
    await plant(event, keyFor(event), { mode: 'COMPLIANCE', untilMs: SENT_LOCK + 30 * DAY_MS });

    await rig.archive([event]);

    expect((await rig.head(keyFor(event))).ObjectLockRetainUntilDate?.getTime()).toBe(SENT_LOCK + 30 * DAY_MS);
  });

  it('accepts the stronger mode where GOVERNANCE is configured', async () => {
    const governance = await createRig({ bucket: rig.bucket, retention: { mode: 'GOVERNANCE', days: RETENTION_DAYS } });
    const event = foundEvent('stronger');
    await plant(event, keyFor(event), { mode: 'COMPLIANCE', untilMs: SENT_LOCK });

    const { archived } = await governance.archive([event]);

    expect(archived[0]?.outcome).toBe('already there');
    expect((await rig.head(keyFor(event))).ObjectLockMode).toBe('COMPLIANCE');
    governance.s3.destroy();
  });

  it('reports a lock of a weaker mode that the store will not raise, and leaves it', async () => {
    const event = foundEvent('weaker');
    await plant(event, keyFor(event), { mode: 'GOVERNANCE', untilMs: SENT_LOCK + DAY_MS });

    const { failed } = await rig.archive([event]);

    expect(failed).toMatchObject([{ type: FailureType.Refused, id: 'weaker' }]);
    expect(failed[0]?.message).toContain('extend this lock by hand');
    const head = await rig.head(keyFor(event));
    expect(head.ObjectLockRetainUntilDate?.getTime()).toBe(SENT_LOCK + DAY_MS);
  });

  it('reports a delete marker over an event as tampering and names the version that is still sound', async () => {
    const event = foundEvent('deleted');
    await rig.archive([event]);
    const { VersionId } = await rig.head(keyFor(event));
    const { VersionId: marker } = await rig.s3.send(
      new DeleteObjectCommand({ Bucket: rig.bucket, Key: keyFor(event) }),
    );

    const { archived, failed } = await rig.archive([event, foundEvent('beside-deleted')]);

    expect(failed).toMatchObject([{ type: FailureType.Tampered, id: 'deleted' }]);
    expect(failed[0]?.message).toContain(`delete marker ${String(marker)}`);
    expect(failed[0]?.message).toContain(`Version ${String(VersionId)} still holds its bytes, locked until`);
    expect(archived).toMatchObject([{ id: 'beside-deleted' }]);
  });

  it('stores nothing when the bytes handed over are not those that were read', async () => {
    const event = { ...foundEvent('damaged'), sha256: '0'.repeat(64) };

    const { failed } = await rig.archive([event]);

    expect(failed).toMatchObject([{ type: FailureType.Tampered, id: 'damaged' }]);
    expect(await rig.store.head(keyFor(event), NO_SIGNAL)).toBeUndefined();
  });

  it('fetches the body of an event that was too large to travel', async () => {
    const { body = '', ...large } = foundEvent('large', { filler: 'x'.repeat(200_000) });
    const staged = await rig.handOver.putLarge(body, NO_SIGNAL);

    const { archived } = await rig.archive([{ ...large, staged }]);

    expect(archived[0]?.outcome).toBe('created');
    expect((await rig.head(archived[0]!.key)).ContentLength).toBe(body.length);
  });

  it('leaves an event for a later run when its hand-over object has expired', async () => {
    const { body, ...large } = foundEvent('expired', { filler: 'y' });
    const staged = `staging/date=2026-01-01/${large.sha256}`;

    const { failed } = await rig.archive([{ ...large, staged }, foundEvent('beside-expired')]);

    expect(body).toBeDefined();
    expect(failed).toMatchObject([{ type: FailureType.NotFound, id: 'expired' }]);
  });

  it.each([
    ['a path', '../../judged/x'],
    ['slashes', 'a//b'],
    ['other letters', 'é\u0000\n'],
    ['nothing', ''],
    ['too many characters', 'x'.repeat(129)],
    ['dots alone', '..'],
  ])('keeps an event whose id is %s under a name that every store accepts', async (_what, id) => {
    const event = foundEvent(id);

    const { archived } = await rig.archive([event]);

    const key = archived[0]!.key;
    expect((await rig.records.readEvent(key, NO_SIGNAL)).sha256).toBe(event.sha256);
    expect(await rig.store.list(key.slice(0, key.lastIndexOf('/') + 1), NO_SIGNAL)).toContain(key);
  });

  it('keeps a record without id and time by the hash of its bytes, once', async () => {
    const event = foundEvent(null, { odd: true }, null);

    const { archived } = await rig.archive([event, event]);

    const key = `audit/v2/account=${ACCOUNT_ID}/date=unknown/unknown_h-${event.sha256}.json`;
    expect(archived.map(({ key, outcome }) => ({ key, outcome }))).toEqual([
      { key, outcome: 'created' },
      { key, outcome: 'already there' },
    ]);
  });

  it('keeps everything below the bucket prefix', async () => {
    const prefixed = await createRig({ bucket: rig.bucket, prefix: 'security/edgewarden' });

    const { archived, manifestKey } = await prefixed.archive([foundEvent('prefixed')]);

    expect(archived[0]?.key).toMatch(/^security\/edgewarden\/audit\/v2\//);
    expect(manifestKey).toMatch(/^security\/edgewarden\/manifest\//);
    prefixed.s3.destroy();
  });

  it('writes nothing in a dry run and says what it would have done', async () => {
    const [there, revised, fresh] = [foundEvent('dry-there'), foundEvent('dry-revised'), foundEvent('dry-new')];
    await rig.archive([there, revised]);

    const { archived, manifestKey } = await rig.archive([there, foundEvent('dry-revised', { late: 1 }), fresh], {
      dryRun: true,
    });

    expect(archived.map(({ outcome }) => outcome)).toEqual(['already there', 'revision', 'created']);
    expect(manifestKey).toBeNull();
    expect(await rig.store.head(keyFor(fresh), NO_SIGNAL)).toBeUndefined();
    expect(await rig.store.head(archived[1]!.key, NO_SIGNAL)).toBeUndefined();
  });

  it('stores a thousand events in one call, each once and in order', async () => {
    const events = Array.from({ length: 1_000 }, (_, index) => foundEvent(`many-${index}`));

    const { archived, failed } = await rig.archive(events);

    expect(failed).toEqual([]);
    expect(archived.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    expect(new Set(archived.map(({ key }) => key)).size).toBe(1_000);
    const folder = keyFor(events[0]!).replace(/_.*/, '_many-');
    expect(await rig.store.list(folder, NO_SIGNAL)).toHaveLength(1_000);
  }, 30_000);

  it('ends with one content when eight writers race for one event', async () => {
    const event = foundEvent('raced');

    const results = await Promise.all(Array.from({ length: 8 }, () => rig.archive([event])));

    expect(results.flatMap(({ failed }) => failed)).toEqual([]);
    expect(new Set(results.map(({ archived }) => archived[0]?.key))).toEqual(new Set([keyFor(event)]));
    const head = await rig.head(keyFor(event));
    expect(head.ChecksumSHA256).toBe(sha256Base64(event.body ?? ''));
    expect(head.ObjectLockMode).toBe('COMPLIANCE');
  });
});

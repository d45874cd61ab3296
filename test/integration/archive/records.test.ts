import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { createHandOver } from '../../../activities/archive/records';
import { FailureType } from '../../../domain/failure-type';
import { retainUntil } from '../../../domain/retention';
import { createRig, DAY_MS, foundEvent, NO_SIGNAL, RETENTION_DAYS, RUN_START, type Rig } from './archive-rig';

const RETAIN_UNTIL = retainUntil(RUN_START, RETENTION_DAYS);
let rig: Rig;

beforeAll(async () => {
  rig = await createRig();
});
afterAll(() => rig.s3.destroy());

async function archivedKey(id: string, extra = {}): Promise<string> {
  const { archived } = await rig.archive([foundEvent(id, extra)]);
  return archived[0]!.key;
}

const judge = (eventKey: string, record: unknown) =>
  rig.records.createRecord('judged', eventKey, record, RETAIN_UNTIL, NO_SIGNAL);

describe('the record store', () => {
  it('reads an archived event with the hash of its stored bytes', async () => {
    const event = foundEvent('read-back', { actor: { email: 'alice@example.com' } });
    const { archived } = await rig.archive([event]);

    expect(await rig.records.readEvent(archived[0]!.key, NO_SIGNAL)).toEqual({
      document: JSON.parse(event.body!) as unknown,
      sha256: event.sha256,
    });
  });

  it('says that an event is not there', async () => {
    const key = (await archivedKey('there')).replace('_there', '_not-there');

    await expect(rig.records.readEvent(key, NO_SIGNAL)).rejects.toMatchObject({ type: FailureType.NotFound });
  });

  it('says that an event was deleted', async () => {
    const key = await archivedKey('read-deleted');
    await rig.s3.send(new DeleteObjectCommand({ Bucket: rig.bucket, Key: key }));

    await expect(rig.records.readEvent(key, NO_SIGNAL)).rejects.toMatchObject({ type: FailureType.Tampered });
  });

  it('has no record before one is written', async () => {
    expect(await rig.records.readRecord('judged', await archivedKey('fresh'), NO_SIGNAL)).toBeUndefined();
  });

  it('keeps a locked record beside the event, under the family’s folder', async () => {
    const key = await archivedKey('judged');

    expect(await judge(key, { flagged: true })).toEqual({ flagged: true });

    const recordKey = key.replace(/^audit/, 'judged');
    const head = await rig.head(recordKey);
    expect(head.ObjectLockMode).toBe('COMPLIANCE');
    expect(head.ObjectLockRetainUntilDate?.toISOString()).toBe(RETAIN_UNTIL);
    expect(await rig.records.readRecord('judged', key, NO_SIGNAL)).toEqual({ flagged: true });
    expect(await rig.records.readRecord('assessed', key, NO_SIGNAL)).toBeUndefined();
  });

  it('gives the second writer what the first wrote', async () => {
    const key = await archivedKey('twice-judged');
    await judge(key, { scope: 'as read first' });

    expect(await judge(key, { scope: 'narrowed since' })).toEqual({ scope: 'as read first' });
    expect(await rig.versionCount(key.replace(/^audit/, 'judged'))).toBe(1);
  });

  it('locks the first writer’s record when a crash left it without a lock', async () => {
    const key = await archivedKey('crashed-judgement');
    const recordKey = key.replace(/^audit/, 'judged');
    await rig.s3.send(new PutObjectCommand({ Bucket: rig.bucket, Key: recordKey, Body: '{"scope":"first"}' }));

    expect(await judge(key, { scope: 'second' })).toEqual({ scope: 'first' });

    expect((await rig.head(recordKey)).ObjectLockRetainUntilDate?.toISOString()).toBe(RETAIN_UNTIL);
  });

  it('keeps a revision’s records apart from those of the event', async () => {
    const key = await archivedKey('revised');
    const revision = await archivedKey('revised', { late: true });
    await judge(key, { of: 'event' });
    await judge(revision, { of: 'revision' });

    expect(await rig.records.readRecord('judged', key, NO_SIGNAL)).toEqual({ of: 'event' });
    expect(await rig.records.readRecord('judged', revision, NO_SIGNAL)).toEqual({ of: 'revision' });
  });

  it('refuses a record that is no JSON as somebody else’s', async () => {
    const key = await archivedKey('foreign-record');
    await rig.s3.send(
      new PutObjectCommand({ Bucket: rig.bucket, Key: key.replace(/^audit/, 'judged'), Body: 'not ours' }),
    );

    await expect(judge(key, {})).rejects.toMatchObject({ type: FailureType.Conflict });
  });

  it.each(['staging/x', 'judged/v2/x.json', 'audit/../judged/x.json', '/audit/v2/x.json', 'audit/v2//x.json'])(
    'has nothing for %s, which is no event',
    async (key) => {
      await expect(rig.records.readEvent(key, NO_SIGNAL)).rejects.toMatchObject({ type: FailureType.Refused });
      await expect(judge(key, {})).rejects.toMatchObject({ type: FailureType.Refused });
    },
  );
});

describe('the hand-over', () => {
  it('hands a large text over, unlocked, under its hash and day', async () => {
    const text = `{"filler":"${'ü'.repeat(100_000)}"}`;

    const key = await rig.handOver.putLarge(text, NO_SIGNAL);

    expect(key).toMatch(/^staging\/date=\d{4}-\d{2}-\d{2}\/[0-9a-f]{64}$/);
    expect(await rig.handOver.getLarge(key, NO_SIGNAL)).toBe(text);
    expect((await rig.head(key)).ObjectLockMode).toBeUndefined();
  });

  it('puts one text once a day, and anew on the next, because the first will expire sooner', async () => {
    const nextDay = createHandOver(rig.store, rig.settings, () => Date.now() + DAY_MS);
    const key = await rig.handOver.putLarge('again', NO_SIGNAL);

    expect(await rig.handOver.putLarge('again', NO_SIGNAL)).toBe(key);
    expect(await nextDay.putLarge('again', NO_SIGNAL)).not.toBe(key);
    expect(await rig.versionCount(key)).toBe(1);
  });

  it('does not hand over other bytes than the key names', async () => {
    const key = await rig.handOver.putLarge('mine', NO_SIGNAL);
    await rig.s3.send(new PutObjectCommand({ Bucket: rig.bucket, Key: key, Body: 'exchanged' }));

    await expect(rig.handOver.getLarge(key, NO_SIGNAL)).rejects.toMatchObject({ type: FailureType.Tampered });
  });

  it('reads nothing outside its folder', async () => {
    const key = await archivedKey('not-staged');

    await expect(rig.handOver.getLarge(key, NO_SIGNAL)).rejects.toMatchObject({ type: FailureType.Refused });
  });
});

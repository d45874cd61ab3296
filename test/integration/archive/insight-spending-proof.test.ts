import { createSpendingProof } from '../../../activities/archive/insights/spending-proof';
import { insightCommitKey, insightsBegunKey } from '../../../domain/archive-key';
import { FailureType } from '../../../domain/failure-type';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { ACCOUNT_ID, createRig, DAY_MS, NO_SIGNAL, RETENTION_DAYS, type Rig } from './archive-rig';

const OTHER_ID = 'ffffffffffffffffffffffffffffffff';
const KEY = insightsBegunKey('', ACCOUNT_ID);

let rig: Rig;
beforeEach(async () => {
  rig = await createRig();
});
afterEach(() => rig.s3.destroy());

it('there is none before the first request', async () => {
  expect(await createSpendingProof(rig.store, rig.settings).exists(ACCOUNT_ID, NO_SIGNAL)).toBe(false);
});

it('once left it is there, for this account alone, and locked for the retention', async () => {
  const nowMs = Date.now();
  const proof = createSpendingProof(rig.store, rig.settings, () => nowMs);
  await proof.leave(ACCOUNT_ID, NO_SIGNAL);

  expect(await proof.exists(ACCOUNT_ID, NO_SIGNAL)).toBe(true);
  expect(await proof.exists(OTHER_ID, NO_SIGNAL)).toBe(false);
  const { ObjectLockMode, ObjectLockRetainUntilDate } = await rig.head(KEY);
  expect(ObjectLockMode).toBe('COMPLIANCE');
  expect(Math.floor(ObjectLockRetainUntilDate!.getTime() / 1000)).toBe(
    Math.floor((nowMs + RETENTION_DAYS * DAY_MS) / 1000),
  );
});

it('left twice, it is one object', async () => {
  const proof = createSpendingProof(rig.store, rig.settings);
  await proof.leave(ACCOUNT_ID, NO_SIGNAL);
  await proof.leave(ACCOUNT_ID, NO_SIGNAL);
  expect(await rig.versionCount(KEY)).toBe(1);
});

it('a commit is proof, too', async () => {
  await rig.store.putImmutable({ key: insightCommitKey('', ACCOUNT_ID, 1), body: '{}', lock: null }, NO_SIGNAL);
  expect(await createSpendingProof(rig.store, rig.settings).exists(ACCOUNT_ID, NO_SIGNAL)).toBe(true);
});

it('a proof that was deleted is no permission to count from nothing', async () => {
  const proof = createSpendingProof(rig.store, rig.settings);
  await proof.leave(ACCOUNT_ID, NO_SIGNAL);
  await rig.s3.send(new DeleteObjectCommand({ Bucket: rig.bucket, Key: KEY }));
  await expect(proof.exists(ACCOUNT_ID, NO_SIGNAL)).rejects.toMatchObject({ type: FailureType.Tampered });
});

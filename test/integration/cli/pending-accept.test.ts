import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { recordKey } from '../../../domain/archive-key';
import { createLockedBucket, s3Connection } from '../../support/servers';
import { called, type Called } from '../../unit/cli/called';
import { settingsText } from '../../unit/config/settings-text';

const EVENT = 'edge/audit/v2/account=00000000000000000000000000000001/date=2026-11-22/20261122T110000000Z_e1.json';
const RECORD = recordKey('edge', 'assessed', EVENT);

/** The store refuses locks that have ended: the real time, in whole seconds as locks are. */
const NOW = new Date(Math.floor(Date.now() / 1_000) * 1_000);

let s3: S3Client;
let bucket: string;

beforeEach(async () => {
  s3 = new S3Client(s3Connection());
  bucket = await createLockedBucket('pending-accept');
});

afterEach(() => s3.destroy());

const archiveEvent = (): Promise<unknown> =>
  s3.send(new PutObjectCommand({ Bucket: bucket, Key: EVENT, Body: '{"id":"e1"}', ContentType: 'application/json' }));

function accept(reason: string): Promise<Called> {
  const { endpoint, region, credentials } = s3Connection();
  const archive = `{ endpoint: '${endpoint}', region: ${region}, bucket: ${bucket}, prefix: edge, retention: { mode: GOVERNANCE, days: 2 }, accessKeyId: { env: S3_ID }, secretAccessKey: { env: S3_SECRET } }`;
  return called(
    ['pending', 'accept', '--account', 'acme', '--key', EVENT, '--by', 'ada', '--reason', reason],
    settingsText({ archive }),
    {
      S3_ID: credentials.accessKeyId,
      S3_SECRET: credentials.secretAccessKey,
    },
    NOW,
  );
}

async function record(): Promise<unknown> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: RECORD }));
  return JSON.parse((await Body?.transformToString()) ?? '');
}

it('writes who accepted the event, why and when, locked for the retention', async () => {
  await archiveEvent();

  expect(await accept('known to the platform team')).toMatchObject({
    code: 0,
    printed: expect.stringContaining('accepted') as string,
  });

  expect(await record()).toMatchObject({
    eventKey: EVENT,
    flagged: true,
    ticket: null,
    accepted: { by: 'ada', reason: 'known to the platform team', at: NOW.toISOString() },
  });
  const { ObjectLockMode, ObjectLockRetainUntilDate } = await s3.send(
    new HeadObjectCommand({ Bucket: bucket, Key: RECORD }),
  );
  expect([ObjectLockMode, ObjectLockRetainUntilDate?.toISOString()]).toEqual([
    'GOVERNANCE',
    new Date(NOW.getTime() + 2 * 86_400_000).toISOString(),
  ]);
});

it('leaves the record of whoever handled the event first, and says what it says', async () => {
  await archiveEvent();
  const first = {
    schema: 1,
    eventKey: EVENT,
    eventSha256: 'x',
    flagged: true,
    severity: 'high',
    reasons: [],
    scope: [],
    notes: [],
    ticket: { id: 'i', identifier: 'SEC-7', url: 'https://linear.example/SEC-7' },
    accepted: null,
  };
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: RECORD, Body: JSON.stringify(first) }));

  expect(await accept('too late')).toMatchObject({
    code: 1,
    printed: expect.stringContaining('ticket SEC-7') as string,
  });
  expect(await record()).toEqual(first);
});

it('accepts no event that is not in the archive', async () => {
  const { code, complained } = await accept('never seen');

  expect(code).toBe(1);
  expect(complained).toContain('pending accept failed: archive:');
});

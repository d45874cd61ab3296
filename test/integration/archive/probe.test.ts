import { DeleteObjectCommand, ListObjectVersionsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { createS3Client } from '../../../activities/archive/client';
import { probeStore } from '../../../activities/archive/probe';
import { FailureType } from '../../../domain/failure-type';
import { createPlainBucket, createRig, NO_SIGNAL } from './archive-rig';
import { startS3Proxy } from './s3-proxy';

const PROBE_KEY = 'probe/conditional-create.json';

describe('the store’s probe on VersityGW', () => {
  it('passes a bucket with versions and Object Lock, and says what this store does not prevent', async () => {
    const { s3, settings } = await createRig();

    const { server, warnings } = await probeStore(s3, settings, NO_SIGNAL);

    expect(server).toBe('VERSITYGW');
    expect(warnings).toEqual([
      expect.stringContaining('racing creates of one key'),
      expect.stringContaining('No lifecycle rule expires staging/'),
    ]);
  });

  it.each([
    ['', ['audit/', 'insights/commit/', 'insights/records/', 'insights/begun/', 'evidence/', 'assessment/']],
    ['insights/', ['insights/commit/', 'insights/records/', 'insights/begun/']],
    ['insights/records/account=a1/', ['insights/records/']],
    ['insights/inventory/', []],
  ])('warns of a rule that expires %p, by the folders that must stay', async (scope, folders) => {
    const rule = `<Rule><ID>r</ID><Status>Enabled</Status><Filter><Prefix>${scope}</Prefix></Filter><Expiration><Days>30</Days></Expiration></Rule>`;
    const body = `<LifecycleConfiguration>${rule}</LifecycleConfiguration>`;
    const proxy = await startS3Proxy(({ path }) => (path.includes('?lifecycle') ? { status: 200, body } : 'forward'));
    const { s3, settings } = await createRig({ endpoint: proxy.endpoint });
    try {
      const { warnings } = await probeStore(s3, settings, NO_SIGNAL);
      expect(warnings.filter((warning) => warning.startsWith('A lifecycle rule expires'))).toEqual(
        folders.length === 0 ? [] : [expect.stringContaining(`below ${folders.join(', ')}: `)],
      );
    } finally {
      s3.destroy();
      await proxy.close();
    }
  });

  it('leaves one object behind, however often it runs', async () => {
    const { s3, settings, bucket } = await createRig();
    await probeStore(s3, settings, NO_SIGNAL);
    await probeStore(s3, settings, NO_SIGNAL);

    const { Versions } = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket }));
    expect(Versions?.map(({ Key }) => Key)).toEqual([PROBE_KEY]);
  });

  it('passes when somebody deleted its object', async () => {
    const { s3, settings, bucket } = await createRig();
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: PROBE_KEY, Body: 'x' }));
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: PROBE_KEY }));

    await expect(probeStore(s3, settings, NO_SIGNAL)).resolves.toBeDefined();
  });

  it('refuses a bucket without versions and lock, and names both', async () => {
    const { s3, settings } = await createRig({ bucket: await createPlainBucket() });

    await expect(probeStore(s3, settings, NO_SIGNAL)).rejects.toMatchObject({
      type: FailureType.Misconfigured,
      message: expect.stringMatching(/Versioning is not enabled.*Object Lock is not enabled/s) as string,
    });
  });

  it('only warns about such a bucket when the settings say so', async () => {
    const { s3, settings } = await createRig({ bucket: await createPlainBucket(), requireImmutability: false });

    const { warnings } = await probeStore(s3, settings, NO_SIGNAL);

    expect(warnings).toContainEqual(expect.stringContaining('Versioning is not enabled'));
    expect(warnings).toContainEqual(expect.stringContaining('Object Lock is not enabled'));
  });

  it('names the bucket as the mistake when there is none', async () => {
    const { s3, settings } = await createRig({ bucket: 'no-such-bucket-here' });

    await expect(probeStore(s3, settings, NO_SIGNAL)).rejects.toMatchObject({ type: FailureType.Misconfigured });
  });

  it('names the credential as the mistake when it is wrong, without showing it', async () => {
    const { settings } = await createRig();
    const wrong = { ...settings, secretAccessKey: 'wrong-secret-of-ours', requireImmutability: false };

    const error = await probeStore(createS3Client(wrong), wrong, NO_SIGNAL).catch((error: unknown) => error as Error);

    expect(error).toMatchObject({ type: FailureType.AuthRejected });
    expect(JSON.stringify(error)).not.toContain('wrong-secret-of-ours');
  });
});

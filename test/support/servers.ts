import { randomBytes } from 'node:crypto';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { ServerVariable } from './server-variables';

export { TEST_NAMESPACE } from './server-variables';

/** Settings of an S3 client for the run's VersityGW. */
export interface S3Connection {
  readonly endpoint: string;
  readonly region: string;
  readonly forcePathStyle: true;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** `host:port` of the run's Temporal server; projects `workflow` only. */
export const temporalAddress = (): string => handedOver('temporalAddress');

/** The run's workflow bundle, for `Worker.create({ workflowBundle })`; projects `workflow` and `replay`. */
export const workflowBundle = (): { codePath: string } => ({ codePath: handedOver('workflowBundle') });

/** Connection to the run's VersityGW; projects `integration` and `workflow`. */
export function s3Connection(): S3Connection {
  return {
    endpoint: handedOver('s3Endpoint'),
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: handedOver('s3AccessKeyId'), secretAccessKey: handedOver('s3SecretAccessKey') },
  };
}

/**
 * A bucket of its own for the caller, with Object Lock and versioning.
 *
 * @param name lower-case letters, digits and hyphens; a random suffix keeps test files apart
 * @returns the bucket's whole name
 */
export async function createLockedBucket(name: string): Promise<string> {
  const bucket = `${name}-${randomBytes(6).toString('hex')}`;
  const s3 = new S3Client(s3Connection());
  try {
    await s3.send(new CreateBucketCommand({ Bucket: bucket, ObjectLockEnabledForBucket: true }));
  } finally {
    s3.destroy();
  }
  return bucket;
}

function handedOver(what: keyof typeof ServerVariable): string {
  const value = process.env[ServerVariable[what]];
  if (value === undefined) throw new Error(`This Jest project has no ${what}: see the projects in jest.config.cjs.`);
  return value;
}

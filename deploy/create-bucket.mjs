// Makes the archive's bucket with Object Lock, which no bucket can be given later. Does nothing when it exists.
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';

const { S3_ENDPOINT, ARCHIVE_BUCKET, ARCHIVE_ACCESS_KEY_ID, ARCHIVE_SECRET_ACCESS_KEY } = process.env;
const s3 = new S3Client({
  endpoint: S3_ENDPOINT,
  region: 'us-east-1',
  forcePathStyle: true,
  credentials: { accessKeyId: ARCHIVE_ACCESS_KEY_ID, secretAccessKey: ARCHIVE_SECRET_ACCESS_KEY },
});
try {
  await s3.send(new CreateBucketCommand({ Bucket: ARCHIVE_BUCKET, ObjectLockEnabledForBucket: true }));
} catch (error) {
  if (error.name !== 'BucketAlreadyOwnedByYou') throw error;
}

import { GetObjectCommand } from '@aws-sdk/client-s3';
import { gunzipSync } from 'node:zlib';
import type { Json } from '../../sandbox/json';
import type { WorkerRig } from './worker-rig';

/** Lines of a compressed object of the rig's archive, parsed. */
export async function evidenceLines({ s3, bucket }: WorkerRig, key: string): Promise<Json[]> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const text = gunzipSync((await Body?.transformToByteArray()) ?? new Uint8Array()).toString('utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Json);
}

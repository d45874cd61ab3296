import type { S3Client } from '@aws-sdk/client-s3';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { getBytes, listKeys } from './holdings';

const Commit = z.object({
  accountId: z.string(),
  seq: z.number(),
  baseline: z.boolean(),
  records: z.object({ key: z.string() }).nullable(),
  inventory: z.object({ key: z.string(), count: z.number() }),
});

const Lifecycle = z.object({
  accountId: z.string(),
  seq: z.number(),
  state: z.string(),
  insightId: z.string(),
  episode: z.number(),
  baseline: z.boolean(),
  severity: z.string(),
  issueClass: z.string().nullable(),
  changes: z.array(z.object({ field: z.string() })),
});
export type HeldLifecycle = z.output<typeof Lifecycle>;

/** Every lifecycle record that a commit names, in the order of the commits: what no commit names was never written. */
export async function heldLifecycles(s3: S3Client, bucket: string): Promise<HeldLifecycle[]> {
  const keys = await listKeys(s3, bucket, 'insights/commit/');
  const held = await Promise.all(
    keys.map(async (key) => {
      const { records } = Commit.parse(JSON.parse((await getBytes(s3, bucket, key)).toString('utf8')));
      if (records === null) return [];
      const lines = gunzipSync(await getBytes(s3, bucket, records.key))
        .toString('utf8')
        .trimEnd()
        .split('\n');
      return lines.map((line) => Lifecycle.parse(JSON.parse(line)));
    }),
  );
  return held.flat();
}

/** Requests for insights as Cloudflare's side has counted them this month. */
export async function countedRequests(
  sandboxUrl: string,
  accountId: string,
): Promise<{ sent: number; excess: number }> {
  const answer = await fetch(`${sandboxUrl}/control/insight-requests/${accountId}`);
  return z.object({ sent: z.number(), excess: z.number() }).parse(await answer.json());
}

import { PutObjectCommand } from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { withProgress } from '../../scripts/servers/progress';
import type { Ground } from '../ground';
import { ACCOUNT_ID, READER_SECRET, type Scene } from './scene';

/** What a loop without a product around it does with the same servers, in this process. */
export interface Floor {
  /** Events read, or objects written. */
  readonly count: number;
  readonly wallMs: number;
  readonly cpuMs: number;
}

const PAGE = 1_000;
const IN_FLIGHT = 16;
const DAY_MS = 86_400_000;

const Page = z.object({
  result: z.array(z.unknown()),
  result_info: z.object({ cursor: z.string() }),
});

/** Reads the log page by page, up to `most` events: `fetch` and `JSON.parse`, nothing else. Keeps the first event. */
export async function readFloor({ sandboxUrl, window }: Scene, most: number): Promise<Floor & { first: unknown }> {
  let first: unknown;
  const floor = await timed('reading the same pages with fetch and JSON.parse alone', async () => {
    let count = 0;
    let cursor = '';
    do {
      const query = new URLSearchParams({ ...window, direction: 'asc', limit: String(PAGE), cursor });
      const answer = await fetch(
        `${sandboxUrl}/cloudflare/client/v4/accounts/${ACCOUNT_ID}/logs/audit?${query.toString()}`,
        {
          headers: { authorization: `Bearer ${READER_SECRET}` },
        },
      );
      const page = JSON.parse(await answer.text()) as z.infer<typeof Page>;
      if (count === 0) first = Page.parse(page).result[0];
      count += page.result.length;
      cursor = page.result_info.cursor;
    } while (cursor !== '' && count < most);
    return count;
  });
  return { ...floor, first };
}

/** Writes `count` objects as the archive does: locked, create-only, with a checksum, so many in flight, nothing else. */
export async function writeFloor({ s3 }: Ground, { bucket }: Scene, count: number, record: unknown): Promise<Floor> {
  const lockedUntil = new Date(Math.ceil((Date.now() + DAY_MS) / 1_000) * 1_000);
  return timed('writing the same objects with PutObject alone', async () => {
    let next = 0;
    const writer = async (): Promise<void> => {
      for (let nth = next++; nth < count; nth = next++) {
        const body = Buffer.from(JSON.stringify({ nth, record }));
        await s3.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: `floor/account=${ACCOUNT_ID}/date=${lockedUntil.toISOString().slice(0, 10)}/${nth}.json`,
            Body: body,
            ContentType: 'application/json',
            ChecksumAlgorithm: 'SHA256',
            ChecksumSHA256: createHash('sha256').update(body).digest('base64'),
            IfNoneMatch: '*',
            ObjectLockMode: 'GOVERNANCE',
            ObjectLockRetainUntilDate: lockedUntil,
          }),
        );
      }
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, writer));
    return count;
  });
}

async function timed(title: string, work: () => Promise<number>): Promise<Floor> {
  const cpu = process.cpuUsage();
  const startMs = performance.now();
  const count = await withProgress(title, work);
  const wallMs = performance.now() - startMs;
  const { user, system } = process.cpuUsage(cpu);
  return { count, wallMs, cpuMs: (user + system) / 1_000 };
}

import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';

/** One archived event with the records beside it, as the store holds them in the end. */
export interface HeldEvent {
  readonly key: string;
  readonly text: string;
  readonly severity: string | null;
  readonly reasons: readonly string[];
  /** Id of its ticket; null without one. */
  readonly ticketId: string | null;
  /** False while no `assessed/` record stands: the event is not handled yet. */
  readonly handled: boolean;
}

/** One ticket, as the tracker holds it in the end. */
export interface HeldTicket {
  readonly id: string;
  readonly identifier: string;
  readonly title: string;
  readonly url: string;
  readonly priority: number;
  /** What it is about: a credential, or an insight. */
  readonly job: 'tokenWatch' | 'insightsSync';
}

const Assessed = z.object({
  severity: z.string(),
  reasons: z.array(z.object({ code: z.string() })),
  ticket: z.object({ id: z.string() }).nullable(),
});
const Issues = z.array(z.object({ id: z.string(), identifier: z.string(), title: z.string(), priority: z.number() }));

/** Reads back every archived event: what counts is what the store has, not what a run says. */
export async function heldEvents(s3: S3Client, bucket: string): Promise<HeldEvent[]> {
  const keys = await listKeys(s3, bucket, 'audit/');
  const assessed = new Set(await listKeys(s3, bucket, 'assessed/'));
  return Promise.all(
    keys.map(async (key) => {
      const recordKey = `assessed/${key.slice('audit/'.length)}`;
      const text = await getText(s3, bucket, key);
      if (!assessed.has(recordKey)) return { key, text, severity: null, reasons: [], ticketId: null, handled: false };
      const { severity, reasons, ticket } = Assessed.parse(JSON.parse(await getText(s3, bucket, recordKey)));
      return {
        key,
        text,
        severity,
        reasons: reasons.map(({ code }) => code),
        ticketId: ticket?.id ?? null,
        handled: true,
      };
    }),
  );
}

/** Every ticket of the tracker, the deleted ones left out. */
export async function heldTickets(sandboxUrl: string): Promise<HeldTicket[]> {
  const answer = await fetch(`${sandboxUrl}/control/issues`);
  return Issues.parse(await answer.json()).map((issue) => ({
    ...issue,
    job: issue.title.startsWith('Insight') ? ('insightsSync' as const) : ('tokenWatch' as const),
    url: `${sandboxUrl}/linear/issue/${issue.identifier}`,
  }));
}

export async function listKeys(s3: S3Client, bucket: string, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: prefix })) {
    for (const { Key } of page.Contents ?? []) if (Key !== undefined) keys.push(Key);
  }
  return keys.sort();
}

async function getText(s3: S3Client, bucket: string, key: string): Promise<string> {
  return (await getBytes(s3, bucket, key)).toString('utf8');
}

export async function getBytes(s3: S3Client, bucket: string, key: string): Promise<Buffer> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

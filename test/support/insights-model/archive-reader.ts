import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import type { InsightCommit, ObjectReference } from '../../../domain/insight-sync';

/** A commit as a reader of the bucket meets it. */
export interface ReadCommit {
  readonly commit: InsightCommit;
  readonly sha256: string;
}

/** Reads what syncs have left, without any code of theirs. */
export class ArchiveReader {
  constructor(
    private readonly s3: S3Client,
    private readonly bucket: string,
    private readonly accountId: string,
  ) {}

  /** Undefined when there is none of this number. */
  async commit(seq: number): Promise<ReadCommit | undefined> {
    const bytes = await this.bytes(`insights/commit/account=${this.accountId}/${String(seq).padStart(10, '0')}.json`);
    if (bytes === undefined) return undefined;
    return { commit: JSON.parse(bytes.toString('utf8')) as InsightCommit, sha256: sha256(bytes) };
  }

  /** Lines of an object that a commit names. @throws Error when it is not what the commit says */
  async lines({ key, sha256: named, count }: ObjectReference): Promise<string[]> {
    const bytes = await this.bytes(key);
    if (bytes === undefined || sha256(bytes) !== named) throw new Error(`${key} is not what its commit names`);
    const lines = gunzipSync(bytes).toString('utf8').split('\n').slice(0, -1);
    if (lines.length !== count) throw new Error(`${key} has ${lines.length} lines instead of ${count}`);
    return lines;
  }

  private async bytes(key: string): Promise<Buffer | undefined> {
    try {
      const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

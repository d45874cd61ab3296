import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { isSafeKey } from '../../domain/archive-key';
import { FailureType } from '../../domain/failure-type';
import type { WantedLock } from '../../domain/retention';
import { failure } from '../shared/failure';
import { sha256Base64, sha256Hex } from '../shared/hashing';
import { withDeadline } from './deadline';
import { createS3Calls, type FoundObject } from './s3-calls';
import { nameOf, s3Failure, statusOf } from './s3-failure';
import { ensureLock, missingFailure, settle, type Settled } from './settle';

export interface ImmutableWrite {
  readonly key: string;
  readonly body: string | Uint8Array;
  /** Default: JSON. */
  readonly contentType?: 'application/gzip';
  /** Null for hand-over objects, which a lifecycle rule expires. */
  readonly lock: WantedLock | null;
}

/** What stands after a create-only write. `differs`: other bytes, which were left as they are. */
export type PutResult =
  { readonly outcome: 'created'; readonly versionId: string | null; readonly sha256: string } | Settled;

export interface ReadObject {
  readonly bytes: Buffer;
  readonly versionId: string | null;
  /** Hex, of the bytes read. */
  readonly sha256: string;
}

/** Create-only access to one bucket. Nothing here overwrites, deletes or shortens. */
export interface ArchiveStore {
  /**
   * Creates an object unless one is there, and settles what is there.
   *
   * May be repeated: an answer that was lost is settled by the next attempt against the same bytes.
   * @throws ApplicationFailure of a type of `S3_FAILURES`, `Tampered` when a delete marker covers the key
   */
  putImmutable(write: ImmutableWrite, signal: AbortSignal): Promise<PutResult>;
  /** Brings the lock of an object that was left as it is in order. */
  ensureLock(key: string, versionId: string | null, lock: WantedLock, signal: AbortSignal): Promise<void>;
  /**
   * The object, or undefined when none was ever written.
   *
   * @param maxBytes more than this is none of ours; 32 MiB unless told
   * @throws ApplicationFailure `Tampered` when it was deleted, `Conflict` when it is longer
   */
  read(key: string, signal: AbortSignal, maxBytes?: number): Promise<ReadObject | undefined>;
  /** What is there, without its bytes; undefined when nothing is. */
  head(key: string, signal: AbortSignal): Promise<FoundObject | undefined>;
  /** Keys, or with a delimiter the common prefixes, below `prefix`. */
  list(prefix: string, signal: AbortSignal, delimiter?: '/'): Promise<string[]>;
  /** Keys below `prefix` that come after `key` in the order of their bytes. */
  listAfter(prefix: string, key: string, signal: AbortSignal): Promise<string[]>;
}

/** Bytes may be damaged on their way once; twice means that the hash or the path is wrong. */
const DAMAGED: ReadonlySet<string> = new Set(['BadDigest', 'XAmzContentSHA256Mismatch']);

export function createArchiveStore(client: S3Client, bucket: string): ArchiveStore {
  const calls = createS3Calls(client, bucket);

  async function create(write: ImmutableWrite, signal: AbortSignal): Promise<string | null> {
    const { key, body, contentType = 'application/json', lock } = write;
    const command = new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: typeof body === 'string' ? Buffer.from(body) : body, // a stream would be sent in chunks without a checksum up front
      ContentType: contentType,
      ChecksumAlgorithm: 'SHA256',
      ChecksumSHA256: sha256Base64(body),
      IfNoneMatch: '*',
      ...(lock === null ? {} : { ObjectLockMode: lock.mode, ObjectLockRetainUntilDate: new Date(lock.retainUntil) }),
    });
    const answer = await withDeadline(`PutObject ${key}`, signal, (abortSignal) =>
      client.send(command, { abortSignal }),
    );
    return answer.VersionId ?? null;
  }

  async function putImmutable(write: ImmutableWrite, signal: AbortSignal, isRepeat = false): Promise<PutResult> {
    if (!isSafeKey(write.key)) {
      throw failure(FailureType.Refused, 'this key would not be kept as it is by every store', 'Report this as a bug', {
        provider: 'archive',
      });
    }
    const sha256 = sha256Hex(write.body);
    try {
      return { outcome: 'created', versionId: await create(write, signal), sha256 };
    } catch (error) {
      signal.throwIfAborted();
      if (statusOf(error) === 412) return settle(calls, { ...write, sha256 }, signal);
      if (DAMAGED.has(nameOf(error)) && !isRepeat) return putImmutable(write, signal, true);
      throw s3Failure(error, `PutObject ${write.key}`);
    }
  }

  return {
    putImmutable: (write, signal) => putImmutable(write, signal),
    ensureLock: (key, versionId, lock, signal) => ensureLock(calls, key, versionId, lock, signal),
    async read(key, signal, maxBytes) {
      const reading = await calls.read(key, signal, maxBytes);
      if (reading.state === 'missing') return undefined;
      if (reading.state === 'deleted') throw await missingFailure(calls, key, null, signal);
      return { bytes: reading.bytes, versionId: reading.versionId, sha256: sha256Hex(reading.bytes) };
    },
    head: (key, signal) => calls.head(key, signal),
    list: (prefix, signal, delimiter) => calls.list(prefix, signal, { delimiter }),
    listAfter: (prefix, key, signal) => calls.list(prefix, signal, { after: key }),
  };
}

import {
  GetObjectCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectRetentionCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Readable } from 'node:stream';
import { FailureType } from '../../domain/failure-type';
import type { FoundLock, Lock, LockMode } from '../../domain/retention';
import { LOCK_MODES } from '../../domain/retention';
import { failure } from '../shared/failure';
import { base64ToHex } from '../shared/hashing';
import { s3Call, withDeadline } from './deadline';
import { nameOf, s3Failure, saysDeleteMarker, statusOf } from './s3-failure';

/** An object's current version as HEAD describes it. */
export interface FoundObject {
  readonly versionId: string | null;
  /** Hex; undefined when the store keeps no SHA-256 over the whole body. */
  readonly sha256: string | undefined;
  readonly lock: FoundLock;
}

export interface ObjectVersion {
  readonly versionId: string;
  readonly isLatest: boolean;
  readonly isDeleteMarker: boolean;
}

/** What stands where an object was looked for. */
export type Reading =
  | { readonly state: 'found'; readonly bytes: Buffer; readonly versionId: string | null }
  | { readonly state: 'missing' }
  /** A delete marker covers it. */
  | { readonly state: 'deleted' };

/** Records have at most a few megabytes; what is longer by right, its reader says. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** The calls that settling and reading are made of, each with a deadline and with our failures. */
export type S3Calls = ReturnType<typeof createS3Calls>;

export function createS3Calls(client: S3Client, bucket: string) {
  const call = <T>(
    operation: string,
    signal: AbortSignal,
    send: (options: { abortSignal: AbortSignal }) => Promise<T>,
  ) => s3Call(operation, signal, (abortSignal) => send({ abortSignal }));

  return {
    /** The current version, or the one named; undefined when there is none or a delete marker is current. */
    async head(key: string, signal: AbortSignal, versionId?: string): Promise<FoundObject | undefined> {
      const command = new HeadObjectCommand({
        Bucket: bucket,
        Key: key,
        ChecksumMode: 'ENABLED', // without it no checksum is answered
        ...(versionId === undefined ? {} : { VersionId: versionId }),
      });
      try {
        const answer = await withDeadline(`HeadObject ${key}`, signal, (abortSignal) =>
          client.send(command, { abortSignal }),
        );
        return {
          versionId: answer.VersionId ?? null,
          sha256: wholeBodySha256(answer.ChecksumSHA256),
          lock: foundLock(answer.ObjectLockMode, answer.ObjectLockRetainUntilDate),
        };
      } catch (error) {
        signal.throwIfAborted();
        // 405: a delete marker asked for by its version id.
        if (statusOf(error) === 404 || statusOf(error) === 405) return undefined;
        throw s3Failure(error, `HeadObject ${key}`);
      }
    },

    /** The whole body of the current version. */
    async read(key: string, signal: AbortSignal, maxBytes: number = MAX_BODY_BYTES): Promise<Reading> {
      const operation = `GetObject ${key}`;
      try {
        return await withDeadline(operation, signal, async (abortSignal) => {
          const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }), { abortSignal });
          const bytes = await readBody(answer.Body, operation, maxBytes);
          return { state: 'found', bytes, versionId: answer.VersionId ?? null };
        });
      } catch (error) {
        signal.throwIfAborted();
        if (nameOf(error) !== 'NoSuchKey') throw s3Failure(error, operation);
        return { state: saysDeleteMarker(error) ? 'deleted' : 'missing' };
      }
    },

    /** All versions and delete markers of exactly `key`, newest first. */
    async versions(key: string, signal: AbortSignal): Promise<ObjectVersion[]> {
      const found = new Map<string, ObjectVersion>(); // one store repeats entries across pages
      let markers: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
      for (;;) {
        const page = await call(`ListObjectVersions ${key}`, signal, (options) =>
          client.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key, ...markers }), options),
        );
        for (const [entries, isDeleteMarker] of [
          [page.Versions ?? [], false],
          [page.DeleteMarkers ?? [], true],
        ] as const) {
          for (const { Key, VersionId = 'null', IsLatest = false } of entries) {
            if (Key === key) found.set(VersionId, { versionId: VersionId, isLatest: IsLatest, isDeleteMarker });
          }
        }
        // Keys come in order: past ours there is nothing more to find.
        if (page.IsTruncated !== true || page.NextKeyMarker === undefined || page.NextKeyMarker !== key) break;
        markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
      }
      return [...found.values()];
    },

    /** The lock of one version. HEAD does not show it on every store when the version is not the current one. */
    async retention(key: string, versionId: string | null, signal: AbortSignal): Promise<FoundLock> {
      const command = new GetObjectRetentionCommand({ Bucket: bucket, Key: key, ...versionOf(versionId) });
      try {
        const { Retention } = await withDeadline(`GetObjectRetention ${key}`, signal, (abortSignal) =>
          client.send(command, { abortSignal }),
        );
        return foundLock(Retention?.Mode, Retention?.RetainUntilDate);
      } catch (error) {
        signal.throwIfAborted();
        // 404 on AWS, 400 elsewhere: only the name tells.
        if (nameOf(error) === 'NoSuchObjectLockConfiguration') return { mode: undefined, retainUntil: undefined };
        throw s3Failure(error, `GetObjectRetention ${key}`);
      }
    },

    async putRetention(key: string, versionId: string | null, lock: Lock, signal: AbortSignal): Promise<void> {
      await call(`PutObjectRetention ${key}`, signal, (options) =>
        client.send(
          new PutObjectRetentionCommand({
            Bucket: bucket,
            Key: key,
            ...versionOf(versionId),
            Retention: { Mode: lock.mode, RetainUntilDate: new Date(lock.retainUntil) },
          }),
          options,
        ),
      );
    },

    /**
     * Keys, or with `delimiter` the common prefixes, that begin with `prefix`, in the order of their bytes; with `after`
     * those behind that key alone.
     */
    async list(
      prefix: string,
      signal: AbortSignal,
      { delimiter, after }: { delimiter?: '/' | undefined; after?: string } = {},
    ): Promise<string[]> {
      const names: string[] = [];
      let token: string | undefined;
      do {
        const page = await call(`ListObjectsV2 ${prefix}`, signal, (options) =>
          client.send(
            new ListObjectsV2Command({
              Bucket: bucket,
              Prefix: prefix,
              ...(delimiter === undefined ? {} : { Delimiter: delimiter }),
              ...(after === undefined ? {} : { StartAfter: after }),
              ...(token === undefined ? {} : { ContinuationToken: token }),
            }),
            options,
          ),
        );
        for (const { Key } of page.Contents ?? []) if (Key !== undefined && delimiter === undefined) names.push(Key);
        for (const { Prefix } of page.CommonPrefixes ?? []) if (Prefix !== undefined) names.push(Prefix);
        token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
      } while (token !== undefined);
      return names;
    },
  };
}

function versionOf(versionId: string | null): { VersionId?: string } {
  return versionId === null ? {} : { VersionId: versionId };
}

function foundLock(mode: string | undefined, date: Date | undefined): FoundLock {
  const retainUntil = date === undefined || Number.isNaN(date.getTime()) ? undefined : date.toISOString();
  return { mode: LOCK_MODES.find((known): known is LockMode => known === mode), retainUntil };
}

/** A multipart upload answers a hash of hashes, marked by `-<parts>`: it says nothing about the body's own hash. */
function wholeBodySha256(base64: string | undefined): string | undefined {
  return base64 === undefined || base64.includes('-') ? undefined : base64ToHex(base64);
}

async function readBody(body: unknown, operation: string, maxBytes: number): Promise<Buffer> {
  if (!(body instanceof Readable)) return Buffer.alloc(0);
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop early destroys the stream; an abort of the call ends it.
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      const what = `${operation}: more than ${maxBytes / 1024 / 1024} MiB`;
      const remedy = 'This is no object of the archive; see who wrote it';
      throw failure(FailureType.Conflict, what, remedy, { provider: 'archive' });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

import { ApplicationFailure } from '@temporalio/common';
import { FailureType } from '../../domain/failure-type';
import { lockToExtend, type WantedLock } from '../../domain/retention';
import { failure, failureTypeOf } from '../shared/failure';
import { sha256Hex } from '../shared/hashing';
import type { S3Calls } from './s3-calls';

/** What stands under a key that could not be created because something is there. */
export interface Settled {
  /** The very bytes that were to be written, or others. */
  readonly outcome: 'already there' | 'differs';
  readonly versionId: string | null;
  readonly sha256: string;
}

/** Rounds of reading and extending a lock. More than two mean that somebody works against us. */
const MAX_LOCK_ROUNDS = 3;

/**
 * Finds out what a create-only write ran into.
 *
 * Equal bytes are our own: an earlier attempt, a lost answer, another run. Their lock is repaired where a crash left the
 * object without one. Other bytes are for the caller to decide about; their lock is left alone.
 *
 * @throws ApplicationFailure `Tampered` when a delete marker covers the object, `Unavailable` when it vanished meanwhile
 */
export async function settle(
  calls: S3Calls,
  { key, sha256, lock }: { key: string; sha256: string; lock: WantedLock | null },
  signal: AbortSignal,
): Promise<Settled> {
  const found = await calls.head(key, signal);
  if (found === undefined) throw await missingFailure(calls, key, sha256, signal);

  const stored = found.sha256 ?? (await hashOfBody(calls, key, signal));
  if (stored !== sha256) return { outcome: 'differs', versionId: found.versionId, sha256: stored };
  if (lock !== null && lockToExtend(found.lock, lock) !== undefined)
    await ensureLock(calls, key, found.versionId, lock, signal);
  return { outcome: 'already there', versionId: found.versionId, sha256 };
}

/**
 * Brings the lock of one version in order: never shorter or weaker than it is found.
 *
 * It is read again after each change, because two writers may extend at once and some stores let the earlier date win.
 */
export async function ensureLock(
  calls: S3Calls,
  key: string,
  versionId: string | null,
  wanted: WantedLock,
  signal: AbortSignal,
): Promise<void> {
  for (let round = 0; round < MAX_LOCK_ROUNDS; round += 1) {
    const missing = lockToExtend(await calls.retention(key, versionId, signal), wanted);
    if (missing === undefined) return;
    try {
      await calls.putRetention(key, versionId, missing, signal);
    } catch (error) {
      throw lockRefused(error, key);
    }
  }
  if (lockToExtend(await calls.retention(key, versionId, signal), wanted) === undefined) return;
  throw failure(
    FailureType.Tampered,
    `${key}: its retention lock does not stay as it was set`,
    'See who else may call PutObjectRetention on this bucket',
    { provider: 'archive' },
  );
}

/** Nothing can be read under a key that the store refuses to create. */
export async function missingFailure(calls: S3Calls, key: string, sha256: string | null, signal: AbortSignal) {
  const versions = await calls.versions(key, signal);
  const marker = versions.find(({ isDeleteMarker, isLatest }) => isDeleteMarker && isLatest);
  if (marker === undefined) {
    return failure(FailureType.Unavailable, `${key}: gone while it was looked at`, 'It is written again', {
      provider: 'archive',
    });
  }
  const sound = sha256 === null ? undefined : await soundVersion(calls, key, sha256, signal);
  const rest =
    sha256 === null
      ? 'Its versions may still hold its bytes'
      : sound === undefined
        ? 'No version holds its bytes any more'
        : `Version ${sound.versionId} still holds its bytes, ${sound.retainUntil === undefined ? 'without a lock' : `locked until ${sound.retainUntil}`}`;
  return failure(
    FailureType.Tampered,
    `${key}: deleted, delete marker ${marker.versionId}. ${rest}`,
    'Find out in the store’s access log who deleted it, then remove the delete marker',
    { provider: 'archive' },
  );
}

async function soundVersion(calls: S3Calls, key: string, sha256: string, signal: AbortSignal) {
  for (const { versionId, isDeleteMarker } of await calls.versions(key, signal)) {
    if (isDeleteMarker) continue;
    const found = await calls.head(key, signal, versionId);
    if (found?.sha256 !== sha256) continue;
    return { versionId, retainUntil: (await calls.retention(key, versionId, signal)).retainUntil };
  }
  return undefined;
}

async function hashOfBody(calls: S3Calls, key: string, signal: AbortSignal): Promise<string> {
  const reading = await calls.read(key, signal);
  if (reading.state === 'found') return sha256Hex(reading.bytes);
  throw await missingFailure(calls, key, null, signal);
}

/** Denied for one object although writing is allowed: a lock of a weaker mode that only a privileged caller may change. */
function lockRefused(error: unknown, key: string): unknown {
  if (failureTypeOf(error) !== FailureType.AuthRejected || !(error instanceof ApplicationFailure)) return error;
  return failure(
    FailureType.Refused,
    `${key}: the store denies extending its lock`,
    'Grant s3:PutObjectRetention, or extend this lock by hand if its mode is GOVERNANCE and the archive’s is COMPLIANCE',
    { provider: 'archive' },
  );
}

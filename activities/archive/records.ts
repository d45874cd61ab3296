import { isArchiveKey, recordKey, stagingKey, stagingPrefix } from '../../domain/archive-key';
import { FailureType } from '../../domain/failure-type';
import { canonicalJson } from '../shared/canonical-json';
import { failure } from '../shared/failure';
import { sha256Hex } from '../shared/hashing';
import type { HandOver, RecordFamily, RecordStore } from '../shared/record-store';
import type { ArchiveSettings } from './client';
import type { ArchiveStore } from './store';

/** The archive as assessing and ticketing see it. */
export function createRecordStore(store: ArchiveStore, settings: ArchiveSettings): RecordStore {
  const { prefix, retention } = settings;

  function keyOf(family: RecordFamily, eventKey: string): string {
    assertEventKey(prefix, eventKey);
    return recordKey(prefix, family, eventKey);
  }

  return {
    async readEvent(eventKey, signal) {
      assertEventKey(prefix, eventKey);
      const found = await store.read(eventKey, signal);
      if (found === undefined) throw notFound(eventKey, 'It is archived again when its log is read again');
      return { document: parseJson(found.bytes, eventKey), sha256: found.sha256 };
    },

    async readRecord(family, eventKey, signal) {
      const key = keyOf(family, eventKey);
      const found = await store.read(key, signal);
      return found === undefined ? undefined : parseJson(found.bytes, key);
    },

    async createRecord(family, eventKey, record, retainUntil, signal) {
      const key = keyOf(family, eventKey);
      const body = canonicalJson(record);
      const lock = { mode: retention.mode, retainUntil, atLeast: retainUntil };
      const put = await store.putImmutable({ key, body, lock }, signal);
      if (put.outcome !== 'differs') return parseJson(Buffer.from(body), key);

      // Whoever was first wins; a crash of theirs may have left it without its lock.
      await store.ensureLock(key, put.versionId, lock, signal);
      const first = await store.read(key, signal);
      if (first === undefined) throw notFound(key, 'It is written again');
      return parseJson(first.bytes, key);
    },
  };
}

/** Ticket orders may come by the ten thousand. Any length is safe to read: the key says what the bytes must be. */
const MAX_HAND_OVER_BYTES = 256 * 1024 * 1024;

/** Objects that carry what is too large for Temporal from one activity to the next. */
export function createHandOver(
  store: ArchiveStore,
  { prefix }: Pick<ArchiveSettings, 'prefix'>,
  nowMs = Date.now,
): HandOver {
  return {
    async putLarge(text, signal) {
      const key = stagingKey(prefix, new Date(nowMs()).toISOString().slice(0, 10), sha256Hex(text));
      const put = await store.putImmutable({ key, body: text, lock: null }, signal);
      if (put.outcome === 'differs') throw notItsBytes(key);
      return key;
    },

    async getLarge(key, signal) {
      if (!key.startsWith(stagingPrefix(prefix))) {
        throw failure(FailureType.Refused, `${key} is no hand-over object`, 'Report this as a bug', {
          provider: 'archive',
        });
      }
      const found = await store.read(key, signal, MAX_HAND_OVER_BYTES);
      if (found === undefined) throw notFound(key, 'It has expired; its log is read again by the next run');
      if (!key.endsWith(`/${found.sha256}`)) throw notItsBytes(key);
      return found.bytes.toString('utf8');
    },
  };
}

/** Keys reach these calls through workflows; only event objects have records. */
function assertEventKey(prefix: string, key: string): void {
  if (isArchiveKey(prefix, key)) return;
  throw failure(FailureType.Refused, 'this is no key of an archived event', 'Was archive.prefix changed? Set it back', {
    provider: 'archive',
  });
}

function parseJson(bytes: Buffer, key: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw failure(FailureType.Conflict, `${key} holds no JSON`, 'Something else wrote it; see the store’s access log', {
      provider: 'archive',
    });
  }
}

function notFound(key: string, remedy: string): Error {
  return failure(FailureType.NotFound, `${key} does not exist`, remedy, { provider: 'archive' });
}

function notItsBytes(key: string): Error {
  const remedy = 'Something else wrote it; see the store’s access log';
  return failure(FailureType.Tampered, `${key} does not hold the bytes that its name says`, remedy, {
    provider: 'archive',
  });
}

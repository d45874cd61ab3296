import { FailureType } from '../../../domain/failure-type';
import { parseInventoryLine, type KnownInsight } from '../../../domain/insight-record';
import type { ObjectReference } from '../../../domain/insight-sync';
import { failure } from '../../shared/failure';
import type { ArchiveStore } from '../store';
import { gunzipLines } from './gunzip-lines';
import { openCursor, type LinesCursor } from './lines-cursor';
import { MAX_LINES_BYTES } from './put-lines';

/**
 * A cursor over the inventory that a commit names.
 *
 * @throws ApplicationFailure `Tampered` when it is gone or not what was committed. Nothing else can say what was known: a
 * sync without it would report everything as new.
 */
export async function openInventory(
  store: ArchiveStore,
  { key, sha256, count }: ObjectReference,
  signal: AbortSignal,
): Promise<LinesCursor<KnownInsight>> {
  const found = await store.read(key, signal, MAX_LINES_BYTES);
  if (found === undefined) throw tampered(`${key} does not exist`);
  if (found.sha256 !== sha256) throw tampered(`${key} does not have the hash that its commit names`);
  return openCursor(gunzipLines(found.bytes), {
    parse: parseInventoryLine,
    count,
    damaged: (what) => tampered(`${key} is not the inventory that was written: ${what}`),
  });
}

function tampered(what: string): Error {
  const remedy =
    'Restore the version with the hash in the newest commit (activities/archive/README.md#the-inventory-is-gone); ' +
    'until then nothing is compared';
  return failure(FailureType.Tampered, what, remedy, { provider: 'archive' });
}

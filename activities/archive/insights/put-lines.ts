import { FailureType } from '../../../domain/failure-type';
import type { WantedLock } from '../../../domain/retention';
import { failure } from '../../shared/failure';
import type { ArchiveStore, PutResult } from '../store';
import type { LinesObject } from './gzip-lines';

/** Longest object of lines. A hundred thousand insights have some ten megabytes. */
export const MAX_LINES_BYTES = 256 * 1024 * 1024;

/** Creates an object of lines. @throws ApplicationFailure `Refused` when it is longer than readers accept */
export async function putLines(
  store: ArchiveStore,
  { key, lines, lock }: { readonly key: string; readonly lines: LinesObject; readonly lock: WantedLock | null },
  signal: AbortSignal,
): Promise<PutResult> {
  if (lines.bytes.length > MAX_LINES_BYTES) {
    const what = `${lines.count} insights take more than ${MAX_LINES_BYTES / 1024 / 1024} MiB compressed`;
    throw failure(FailureType.Refused, what, 'Nothing was written. Report this, with the number of insights', {
      provider: 'archive',
    });
  }
  return store.putImmutable({ key, body: lines.bytes, contentType: 'application/gzip', lock }, signal);
}

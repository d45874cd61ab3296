import { insightCommitKey, insightCommitPrefix, insightCommitSeq } from '../../../domain/archive-key';
import { FailureType } from '../../../domain/failure-type';
import type { InsightCommit } from '../../../domain/insight-sync';
import { failure } from '../../shared/failure';
import type { ArchiveStore, ReadObject } from '../store';
import { commitSchema } from './commit-schema';

/** The commit that everything known of an account's insights follows from. */
export interface NewestCommit {
  readonly commit: InsightCommit;
  /** Hex, of its bytes: the next commit names it. */
  readonly sha256: string;
}

export interface CommitPlace {
  /** Of the bucket, from the settings. */
  readonly prefix: string;
  readonly accountId: string;
}

/**
 * The newest commit of an account; undefined when there never was one.
 *
 * @param hint number of a commit that stood: only what comes from there on is listed. Wrong ones cost a whole listing
 * @throws ApplicationFailure `Tampered` when a commit is missing or not as it was written. A sync that took that for a
 * beginning would report everything as new.
 */
export async function findNewestCommit(
  store: ArchiveStore,
  place: CommitPlace,
  hint: number | null,
  signal: AbortSignal,
): Promise<NewestCommit | undefined> {
  const keyOf = (seq: number): string => insightCommitKey(place.prefix, place.accountId, seq);
  const seqs = await listedSeqs(store, place, hint, signal);
  seqs.forEach((seq, index) => {
    const before = seqs[index - 1];
    if (before !== undefined && seq !== before + 1) throw missing(keyOf(before + 1), seq);
  });

  const newest = seqs.at(-1) ?? 0;
  // A deleted commit is in no listing. Asked for by its key, it shows the delete marker, and this throws.
  await store.read(keyOf(newest + 1), signal);
  if (newest === 0) return undefined;
  const found = await store.read(keyOf(newest), signal);
  if (found === undefined) throw missing(keyOf(newest), newest);
  return { commit: parseCommit(found, keyOf(newest), place, newest), sha256: found.sha256 };
}

/** Numbers of the commits that a listing shows, in order. */
async function listedSeqs(
  store: ArchiveStore,
  place: CommitPlace,
  hint: number | null,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const prefix = insightCommitPrefix(place.prefix, place.accountId);
  if (hint !== null && hint > 0) {
    const after = insightCommitKey(place.prefix, place.accountId, hint - 1);
    const seqs = seqsOf(await store.listAfter(prefix, after, signal));
    if (seqs[0] === hint) return seqs;
    // Deleted, or the settings now name another place, where the hint means nothing.
    await store.read(insightCommitKey(place.prefix, place.accountId, hint), signal);
  }
  return seqsOf(await store.list(prefix, signal));
}

/** Objects with other names are none of ours. */
function seqsOf(keys: readonly string[]): number[] {
  return keys.map(insightCommitSeq).filter((seq): seq is number => seq !== undefined && seq > 0);
}

function parseCommit({ bytes }: ReadObject, key: string, { accountId }: CommitPlace, seq: number): InsightCommit {
  let document: unknown;
  try {
    document = JSON.parse(bytes.toString('utf8'));
  } catch {
    document = undefined;
  }
  const commit = commitSchema.safeParse(document);
  if (commit.success && commit.data.seq === seq && commit.data.accountId === accountId) return commit.data;
  const [issue] = commit.error?.issues ?? [];
  throw failure(
    FailureType.Tampered,
    `${key} is not the commit that was written (${issue === undefined ? 'other account or number' : `${issue.path.join('.')}: ${issue.code}`})`,
    'If a newer Edgewarden wrote it, update this one; else compare its versions in the store and restore the first',
    { provider: 'archive' },
  );
}

function missing(key: string, newer: number): Error {
  const remedy = 'Find out in the store’s access log who deleted it, then remove the delete marker';
  return failure(FailureType.Tampered, `${key} is missing although commit ${newer} exists`, remedy, {
    provider: 'archive',
  });
}

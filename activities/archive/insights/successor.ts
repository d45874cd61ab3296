import type { NewestCommit } from './newest-commit';
import type { CommitDraft } from './commit-draft';

/** What a commit says of itself, whatever it names: its place behind the newest one. */
export function successor(
  newest: NewestCommit | undefined,
  { accountId, run, runStart }: { readonly accountId: string; readonly run: string; readonly runStart: string },
): Pick<CommitDraft, 'schema' | 'accountId' | 'seq' | 'previous' | 'at' | 'run' | 'baseline'> {
  return {
    schema: 1,
    accountId,
    seq: (newest?.commit.seq ?? 0) + 1,
    previous: newest?.sha256 ?? null,
    at: runStart,
    run,
    baseline: newest === undefined,
  };
}

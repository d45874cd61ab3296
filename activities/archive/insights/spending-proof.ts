import { insightCommitPrefix, insightCommitSeq, insightsBegunKey } from '../../../domain/archive-key';
import { retainUntil } from '../../../domain/retention';
import { canonicalJson } from '../../shared/canonical-json';
import type { SpendingProof } from '../../shared/request-allowance';
import type { ArchiveSettings } from '../client';
import type { ArchiveStore } from '../store';

/**
 * Proof in the archive that an account's allowance was spent from: one locked object, or any commit. A proof that was
 * deleted is `Tampered`, not absent: without it the month's count would begin anew.
 */
export function createSpendingProof(
  store: ArchiveStore,
  { prefix, retention }: Pick<ArchiveSettings, 'prefix' | 'retention'>,
  nowMs = Date.now,
): SpendingProof {
  return {
    async exists(accountId, signal) {
      if ((await store.read(insightsBegunKey(prefix, accountId), signal)) !== undefined) return true;
      const commits = await store.list(insightCommitPrefix(prefix, accountId), signal);
      return commits.some((key) => insightCommitSeq(key) !== undefined);
    },

    async leave(accountId, signal) {
      const until = retainUntil(new Date(nowMs()).toISOString(), retention.days);
      const lock = { mode: retention.mode, retainUntil: until, atLeast: until };
      // Other bytes would be proof as well.
      const body = canonicalJson({ schema: 1, accountId });
      await store.putImmutable({ key: insightsBegunKey(prefix, accountId), body, lock }, signal);
    },
  };
}

import type { PermissionGroups } from '../../domain/judgement';
import { FailureType } from '../../domain/failure-type';
import { failureTypeOf } from '../shared/failure';
import type { CloudflareAccount } from './account';

/** Groups change rarely; a new one counts as write until the list is read again. */
const MAX_AGE_MS = 86_400_000;

/** Permission groups by account, read once a day. */
export interface PermissionGroupCache {
  /** Names by id. Empty, with the permission that is missing, when our token may not list them: all then count as write. */
  groupsOf(
    account: CloudflareAccount,
    signal: AbortSignal,
  ): Promise<{ groups: PermissionGroups; missingPermission?: string }>;
}

export function createPermissionGroupCache(nowMs: () => number = Date.now): PermissionGroupCache {
  const cached = new Map<string, { readAtMs: number; groups: PermissionGroups }>();
  return {
    async groupsOf(account, signal) {
      const known = cached.get(account.id);
      if (known !== undefined && nowMs() - known.readAtMs < MAX_AGE_MS) return { groups: known.groups };
      try {
        const groups = await account.client.permissionGroups(account.id, signal);
        cached.set(account.id, { readAtMs: nowMs(), groups });
        return { groups };
      } catch (error) {
        if (failureTypeOf(error) !== FailureType.AuthRejected) throw error;
        return { groups: new Map(), missingPermission: 'Account API Tokens: Read' };
      }
    },
  };
}

import type { PermissionGroups } from '../../domain/judgement';
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
      const lookup = await account.client.permissionGroups(account.id, signal);
      if (lookup.state === 'denied') return { groups: new Map(), missingPermission: lookup.permission };
      cached.set(account.id, { readAtMs: nowMs(), groups: lookup.value });
      return { groups: lookup.value };
    },
  };
}

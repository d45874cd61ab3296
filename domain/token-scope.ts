import type { PermissionGroups, ScopePolicy, ScopeRow, TokenPolicy } from './judgement';
import type { Reach } from './token-resource';
import { reachedResources } from './token-resource';

/** One permission on one resource. */
export interface ScopeEntry extends ScopeRow {
  readonly reach: Reach;
  /** Whether the provider's list of permission groups names this permission. */
  readonly listed: boolean;
}

/** What a set of policies allows. */
export interface TokenScope {
  /** Each permission on each resource once, in an order that does not depend on the policies' order. */
  readonly entries: readonly ScopeEntry[];
  /** Whether some policy, or all of them together, say nothing that could be judged. */
  readonly partial: boolean;
}

/**
 * What policies allow, taken together. A policy that denies narrows nothing: only allows are looked at, and any effect
 * other than exactly `deny` is one.
 */
export function tokenScope(
  policies: readonly TokenPolicy[],
  groups: PermissionGroups,
  settings: ScopePolicy,
): TokenScope {
  const allows = policies.filter(({ effect }) => effect !== 'deny');
  const entries = new Map<string, ScopeEntry>();
  for (const policy of allows) {
    const reached = reachedResources(policy.resources);
    for (const group of policy.permissionGroups) {
      const permission = permissionOf(group, groups);
      for (const { resource, reach } of reached) {
        const entry = { resource, ...permission, reach, broad: isBroad(reach, permission.access, settings) };
        entries.set(JSON.stringify(Object.values(entry)), entry);
      }
    }
  }
  return {
    entries: [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry),
    partial: allows.length === 0 || allows.some(({ permissionGroups }) => permissionGroups.length === 0),
  };
}

/**
 * Groups are known by id. The name in a token's answer is a hint that can only make things worse: it shows in the scope
 * table, and a name that is not read-only counts as write, but no name makes an unlisted id harmless.
 */
function permissionOf(
  { id, name }: TokenPolicy['permissionGroups'][number],
  groups: PermissionGroups,
): Pick<ScopeEntry, 'permission' | 'access' | 'listed'> {
  const listedName = groups.get(id);
  const names = [listedName, name].filter((known) => known !== undefined);
  const writing = names.find((known) => !isReadOnly(known));
  const listed = listedName !== undefined;
  return {
    permission: writing ?? names[0] ?? id,
    access: listed && writing === undefined ? 'read' : 'write',
    listed,
  };
}

/** Cloudflare ends read-only names in "Read". All others change, purge, revoke, run or edit something. */
function isReadOnly(groupName: string): boolean {
  return /\bread$/i.test(groupName.trim());
}

function isBroad(reach: Reach, access: ScopeRow['access'], settings: ScopePolicy): boolean {
  if (reach === 'part') return false;
  // Every zone of an account is a part of the account: it cannot be broader than the whole.
  const oneAccount = reach === 'whole_account' || reach === 'account_zones';
  return !oneAccount || access === 'write' || settings.readOnlyAccountIsBroad;
}

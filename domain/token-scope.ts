import type { PermissionGroups, ScopePolicy, ScopeRow, TokenPolicy } from './judgement';
import type { Reach, ReachedResource } from './token-resource';
import { reachedResources } from './token-resource';
import { fieldText } from './untrusted-text';

/** What one permission group lets a token do. */
export interface Permission extends Pick<ScopeRow, 'permission' | 'access'> {
  /** Whether the provider's list of permission groups names this permission. */
  readonly listed: boolean;
}

/** What a set of policies allows. */
export interface TokenScope {
  /** Every permission of every policy, also where rows were left out; long names cut. May repeat. */
  readonly permissions: readonly Permission[];
  /** The reaches that are broad for some permission of the same policy, also where rows were left out. */
  readonly broad: ReadonlySet<Reach>;
  /** Each permission on each resource, in no order. May repeat. */
  readonly rows: readonly ScopeRow[];
  /** Whether there were too many rows: then each permission, and each resource, has only its worst one. */
  readonly cut: boolean;
}

/**
 * Rows that are written out. Policies multiply groups by resources, so a small body can ask for billions. An event may
 * carry, in request and answer, what the token of today has as well: a scope of a third of this always fits.
 */
const MAX_ROWS = 10_000;

/** What one policy allows: every permission on every resource. */
interface Grant {
  readonly permissions: readonly Permission[];
  readonly reached: readonly ReachedResource[];
}

/**
 * What policies allow, taken together. A policy that denies narrows nothing: only allows are looked at, and any effect
 * other than exactly `deny` is one. Takes time in proportion to the policies, not to what they multiply to.
 */
export function tokenScope(
  policies: readonly TokenPolicy[],
  groups: PermissionGroups,
  settings: ScopePolicy,
): TokenScope {
  const grants = allowing(policies).map(({ permissionGroups, resources }): Grant => ({
    permissions: permissionGroups.map((group) => permissionOf(group, groups)),
    reached: reachedResources(resources),
  }));
  const size = grants.reduce((sum, { permissions, reached }) => sum + permissions.length * reached.length, 0);
  const cut = size > MAX_ROWS;
  return {
    permissions: grants.flatMap(({ permissions }) => permissions),
    broad: new Set(grants.flatMap((grant) => broadReaches(grant, settings))),
    rows: grants.flatMap((grant) => (cut ? worstRows(grant, settings) : allRows(grant, settings))),
    cut,
  };
}

/** Whether some policy, or all of them together, say nothing that could be judged. */
export function isPartial(policies: readonly TokenPolicy[]): boolean {
  const allows = allowing(policies);
  return allows.length === 0 || allows.some(({ permissionGroups }) => permissionGroups.length === 0);
}

function allowing(policies: readonly TokenPolicy[]): readonly TokenPolicy[] {
  return policies.filter(({ effect }) => effect !== 'deny');
}

/**
 * Groups are known by id. The name in a token's answer is a hint that can only make things worse: it shows in the scope
 * table, and a name that is not read-only counts as write, but no name makes an unlisted id harmless.
 */
function permissionOf({ id, name }: TokenPolicy['permissionGroups'][number], groups: PermissionGroups): Permission {
  const listedName = groups.get(id);
  const names = [listedName, name].filter((known) => known !== undefined);
  const writing = names.find((known) => !isReadOnly(known));
  const listed = listedName !== undefined;
  return {
    permission: fieldText(writing ?? names[0] ?? id),
    access: listed && writing === undefined ? 'read' : 'write',
    listed,
  };
}

/** Cloudflare ends read-only names in "Read". All others change, purge, revoke, run or edit something. */
function isReadOnly(groupName: string): boolean {
  return /\bread$/i.test(groupName.trim());
}

/** Whatever is broad for one permission is broad for a stronger one, so the strongest decides for all. */
function broadReaches({ permissions, reached }: Grant, settings: ScopePolicy): readonly Reach[] {
  const strongest = permissions.find(({ access }) => access === 'write') ?? permissions[0];
  if (strongest === undefined) return [];
  const reaches = new Set(reached.map(({ reach }) => reach));
  return [...reaches].filter((reach) => isBroad(reach, strongest.access, settings));
}

function isBroad(reach: Reach, access: ScopeRow['access'], settings: ScopePolicy): boolean {
  if (reach === 'part') return false;
  // Every zone of an account is a part of the account: it cannot be broader than the whole.
  const oneAccount = reach === 'whole_account' || reach === 'account_zones';
  return !oneAccount || access === 'write' || settings.readOnlyAccountIsBroad;
}

function allRows({ permissions, reached }: Grant, settings: ScopePolicy): readonly ScopeRow[] {
  return permissions.flatMap((permission) => reached.map((resource) => row(permission, resource, settings)));
}

/** Each permission on the widest resource, and each resource under the strongest permission. */
function worstRows({ permissions, reached }: Grant, settings: ScopePolicy): readonly ScopeRow[] {
  const widest = smallest(reached, ({ resource, reach }) => `${WIDTHS.indexOf(reach)} ${resource}`);
  const strongest = smallest(permissions, ({ access, permission }) => `${access === 'write' ? 0 : 1} ${permission}`);
  if (widest === undefined || strongest === undefined) return [];
  return [
    ...permissions.map((permission) => row(permission, widest, settings)),
    ...reached.map((resource) => row(strongest, resource, settings)),
  ];
}

/** From wide to narrow. */
const WIDTHS: readonly Reach[] = ['all_accounts', 'all_zones', 'unknown', 'whole_account', 'account_zones', 'part'];

function row(
  { permission, access }: Permission,
  { resource, reach }: ReachedResource,
  settings: ScopePolicy,
): ScopeRow {
  return { resource, permission, access, broad: isBroad(reach, access, settings) };
}

function smallest<T>(items: readonly T[], keyOf: (item: T) => string): T | undefined {
  let best: { readonly item: T; readonly key: string } | undefined;
  for (const item of items) {
    const key = keyOf(item);
    if (best === undefined || key < best.key) best = { item, key };
  }
  return best?.item;
}

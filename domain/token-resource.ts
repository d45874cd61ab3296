import { isRecord } from './event-body';
import { fieldText } from './untrusted-text';

/** How far a policy reaches. `part` is the only reach that is never broad. */
export type Reach = 'all_accounts' | 'all_zones' | 'whole_account' | 'account_zones' | 'unknown' | 'part';

/** One resource of a policy, written from the outside in, long names cut. The text comes from outside: untrusted. */
export interface ReachedResource {
  readonly resource: string;
  readonly reach: Reach;
}

interface ResourceRule {
  readonly reach: Reach;
  readonly name: RegExp;
  readonly hit: string;
  readonly miss: string;
  readonly why: string;
}

/** Resource names that we know. Any other name reaches we know not how far, so it counts as broad. */
export const RESOURCE_RULES = [
  {
    reach: 'all_accounts',
    name: /^com\.cloudflare\.api\.account\.\*$/,
    hit: 'com.cloudflare.api.account.*',
    miss: 'com.cloudflare.api.account.zone.*',
    why: 'every account that the owner of the token can reach, also those of other companies',
  },
  {
    reach: 'all_zones',
    name: /^com\.cloudflare\.api\.account\.zone\.\*$/,
    hit: 'com.cloudflare.api.account.zone.*',
    miss: 'com.cloudflare.api.account.*',
    why: 'every zone of every account, unless it stands inside one account',
  },
  {
    reach: 'part',
    name: /^com\.cloudflare\.api\.account\.zone\.[\w-]+$/,
    hit: 'com.cloudflare.api.account.zone.z1',
    miss: 'com.cloudflare.api.account.a1',
    why: 'one zone',
  },
  {
    reach: 'whole_account',
    name: /^com\.cloudflare\.api\.account\.(?!zone$)[\w-]+$/,
    hit: 'com.cloudflare.api.account.a1',
    miss: 'com.cloudflare.api.account.zone.z1',
    why: 'everything in one account, unless what stands inside narrows it',
  },
  {
    reach: 'part',
    name: /^com\.cloudflare\.api\.user\.[\w-]+$/,
    hit: 'com.cloudflare.api.user.u1',
    miss: 'com.cloudflare.api.user.*',
    why: 'the profile of one user',
  },
  {
    reach: 'part',
    name: /^com\.cloudflare\.edge\.r2\.bucket\.[\w-][\w.-]*$/,
    hit: 'com.cloudflare.edge.r2.bucket.a1_default_logs',
    miss: 'com.cloudflare.edge.r2.bucket.*',
    why: 'one bucket',
  },
] as const satisfies readonly ResourceRule[];

/** Documented nesting is one level; what goes deeper is a shape we do not know. */
const MAX_DEPTH = 4;

/** How far a name reaches that stands alone, outside of any account. */
export function reachOf(name: string): Reach {
  const rules: readonly ResourceRule[] = RESOURCE_RULES;
  return rules.find((rule) => rule.name.test(name))?.reach ?? 'unknown';
}

/**
 * Everything that the `resources` of a policy reach, at least one entry. An empty or odd value reaches we know not
 * how far.
 */
export function reachedResources(resources: unknown): readonly ReachedResource[] {
  return inside(resources, [], 0);
}

function inside(value: unknown, path: readonly string[], depth: number): readonly ReachedResource[] {
  const entries = isRecord(value) && depth < MAX_DEPTH ? Object.entries(value) : [];
  if (entries.length === 0) return [{ resource: label(path), reach: 'unknown' }];
  return entries.flatMap(([name, below]) => {
    const here = [...path, fieldText(name)];
    const reach = depth > 0 && reachOf(name) === 'all_zones' ? 'account_zones' : reachOf(name);
    if (below === '*') return [{ resource: label(here), reach }];
    // Only one account can be narrowed by what stands inside it; a wildcard stays as wide as it is.
    if (reach === 'whole_account') return inside(below, here, depth + 1);
    return [{ resource: label(here), reach: reach === 'part' ? 'unknown' : reach }];
  });
}

function label(path: readonly string[]): string {
  return path.length === 0 ? 'unreadable' : path.join(' > ');
}

import type { Json } from '../json';

interface Group {
  readonly id: string;
  readonly name?: string;
}

/** A policy of an API token. Groups without a name are answered without one, as the API does now and then. */
function policy(effect: 'allow' | 'deny', groups: readonly Group[], resources: Json): Json {
  return {
    effect,
    permission_groups: groups.map(({ id, name }) => (name === undefined ? { id } : { id, name })),
    resources,
  };
}

export const allow = (groups: readonly Group[], resources: Json): Json => policy('allow', groups, resources);
export const deny = (groups: readonly Group[], resources: Json): Json => policy('deny', groups, resources);

/** The same groups by id alone, as a client sends them. */
export const unnamed = (...groups: readonly Group[]): Group[] => groups.map(({ id }) => ({ id }));

export const oneZone = (zone: { readonly id: string }): Json => ({
  [`com.cloudflare.api.account.zone.${zone.id}`]: '*',
});
export const wholeAccount = (accountId: string): Json => ({ [`com.cloudflare.api.account.${accountId}`]: '*' });
export const everyZoneOf = (accountId: string): Json => ({
  [`com.cloudflare.api.account.${accountId}`]: { 'com.cloudflare.api.account.zone.*': '*' },
});

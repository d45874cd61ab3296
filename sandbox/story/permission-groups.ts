import type { PermissionGroup } from '../cloudflare/resources';

const ACCOUNT = ['com.cloudflare.api.account'];
const ZONE = ['com.cloudflare.api.account.zone'];
const USER = ['com.cloudflare.api.user'];

/** Permission groups by a short name: what the story's tokens are made of. */
export const GROUP = {
  dnsWrite: { id: '4755a26eedb94da69e1066d98aa820be', name: 'DNS Write', scopes: ZONE },
  dnsRead: { id: '82e64a83756745bbbb1c9c2701bf816b', name: 'DNS Read', scopes: ZONE },
  cachePurge: { id: 'e17beae8b8cb423a99b1730f21238bed', name: 'Cache Purge', scopes: ZONE },
  analyticsRead: { id: '9c88f9c5bce24ce7af9a958ba9c504db', name: 'Analytics Read', scopes: ZONE },
  zoneRead: { id: 'c8fed203ed3043cba015a93ad1616f1f', name: 'Zone Read', scopes: ZONE },
  zoneSettingsRead: { id: '517b21aee92c4d89936c976ba6e4be55', name: 'Zone Settings Read', scopes: ZONE },
  logsRead: { id: 'c4a30cd58c5d42619c86a3c36c441e2d', name: 'Logs Read', scopes: ZONE },
  accountTokensWrite: { id: '5bc3f8b21c554832afc660159ab75fa4', name: 'Account API Tokens Write', scopes: ACCOUNT },
  accountSettingsRead: { id: 'c1fde68c7bcc44588cbb6ddbc16d6480', name: 'Account Settings Read', scopes: ACCOUNT },
  accountAnalyticsRead: { id: 'b89a480218d04ceb98b4fe57ca29dc1f', name: 'Account Analytics Read', scopes: ACCOUNT },
  workersWrite: { id: 'e086da7e2179491d91ee5f35b3ca210a', name: 'Workers Scripts Write', scopes: ACCOUNT },
  serviceTokensWrite: { id: '1e13c5124ca64b72b1969a67e8829049', name: 'Access: Service Tokens Write', scopes: ACCOUNT },
  r2Write: { id: 'bf7481a1826f439697cb59a20b22293e', name: 'Workers R2 Storage Write', scopes: ACCOUNT },
  apiTokensWrite: { id: '686d18d5ac6c441c867cbf6771e58a0a', name: 'API Tokens Write', scopes: USER },
} as const satisfies Readonly<Record<string, PermissionGroup>>;

/** A group that stands in tokens and in no list, like one that the vendor added yesterday. */
export const UNLISTED_GROUP_ID = '0e0e0e0e0e0e4e0e8e0e0e0e0e0e0e0e';

export const PERMISSION_GROUPS: readonly PermissionGroup[] = Object.values(GROUP);

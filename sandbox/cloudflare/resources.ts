import type { Json } from '../json';

/** An API token as the API answers it. Account-owned or user-owned, never both. */
export interface StoredToken {
  readonly id: string;
  readonly accountId?: string;
  readonly userId?: string;
  readonly body: Json;
}

/** Where an Access thing lives: in an account, or in one zone of it. */
export interface AccessPlace {
  readonly accountId: string;
  readonly zoneId?: string | undefined;
}

export interface StoredAccessThing extends AccessPlace {
  readonly id: string;
  /** Policies only: the application that it belongs to; absent for a reusable one. */
  readonly appId?: string | undefined;
  readonly body: Json;
}

export type AccessKind = 'service_tokens' | 'policies' | 'apps' | 'groups';

/** Permission needed to read each kind of Access thing. */
export const ACCESS_PERMISSION: Readonly<Record<AccessKind, string>> = {
  service_tokens: 'Access: Service Tokens Read',
  policies: 'Access: Apps and Policies Read',
  apps: 'Access: Apps and Policies Read',
  groups: 'Access: Apps and Policies Read',
};

export interface PermissionGroup {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
}

export interface Zone {
  readonly id: string;
  readonly name: string;
  readonly accountId: string;
}

export const isAccessKind = (text: string): text is AccessKind => Object.hasOwn(ACCESS_PERMISSION, text);

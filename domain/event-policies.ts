import type { AuditEvent } from './audit-event';
import { eventBody, fieldOf, isRecord } from './event-body';
import type { TokenPolicy } from './judgement';

/** The token policies that an event itself carries. */
export interface EventPolicies {
  readonly policies: readonly TokenPolicy[];
  /** Whether the event carries policies, or what is left of them, that cannot be read in full. */
  readonly unreadable: boolean;
}

/**
 * Reads a token's policies out of the bodies of the request that made or changed it. What was asked for and what was
 * answered are taken together: whichever grants more counts.
 */
export function eventPolicies({ resource }: AuditEvent): EventPolicies {
  const request = eventBody(resource.request);
  const response = eventBody(resource.response);
  const places = [
    fieldOf(request, 'policies'),
    fieldOf(response, 'policies'),
    fieldOf(fieldOf(response, 'result'), 'policies'),
  ];
  const carried = places.filter((place) => place !== undefined && place !== null).map(tokenPolicies);
  return {
    policies: carried.flatMap(({ policies }) => policies),
    unreadable: carried.some(({ unreadable }) => unreadable) || [request, response].some(isBrokenText),
  };
}

/** Policies in the provider's spelling. A list that is empty, or has a part of another shape, is not read in full. */
function tokenPolicies(value: unknown): EventPolicies {
  if (!Array.isArray(value) || value.length === 0) return { policies: [], unreadable: true };
  const policies = value.map(tokenPolicy);
  const readable = policies.filter((policy) => policy !== undefined);
  return { policies: readable, unreadable: readable.length < policies.length };
}

function tokenPolicy(value: unknown): TokenPolicy | undefined {
  const listed = fieldOf(value, 'permission_groups');
  if (!isRecord(value) || !Array.isArray(listed)) return undefined;
  const permissionGroups = listed.map(permissionGroup);
  if (!permissionGroups.every((group) => group !== undefined)) return undefined;
  const effect = fieldOf(value, 'effect');
  return { effect: typeof effect === 'string' ? effect : '', permissionGroups, resources: fieldOf(value, 'resources') };
}

function permissionGroup(value: unknown): TokenPolicy['permissionGroups'][number] | undefined {
  const id = fieldOf(value, 'id');
  const name = fieldOf(value, 'name');
  if (typeof id !== 'string') return undefined;
  return { id, name: typeof name === 'string' ? name : undefined };
}

/** A body cut short in the log: the policies in it are there and cannot be read. */
function isBrokenText(body: unknown): boolean {
  return typeof body === 'string' && /policies|permission_groups/i.test(body);
}

import type { AuditEvent } from './audit-event';
import { eventBody, fieldOf, hasLookalike, isRecord, unescapedText } from './event-body';
import type { TokenPolicy } from './judgement';

/** The token policies that an event itself carries. */
export interface EventPolicies {
  readonly policies: readonly TokenPolicy[];
  /** Whether the event carries policies, or what is left of them, that cannot be read in full. */
  readonly unreadable: boolean;
}

/**
 * Reads a token's policies out of the bodies of an event. What was asked for and what was answered are taken together:
 * whichever grants more counts.
 *
 * @param requestCounts whether requests of this kind set policies; where they do not, policies in one are a decoy
 */
export function eventPolicies({ resource }: AuditEvent, requestCounts: boolean): EventPolicies {
  const request = requestCounts ? eventBody(resource.request) : undefined;
  const response = eventBody(resource.response);
  const bodies = [request, response, fieldOf(response, 'result')];
  const carried = bodies
    .map((body) => fieldOf(body, 'policies'))
    .filter((place) => place !== undefined && place !== null)
    .map(tokenPolicies);
  return {
    policies: carried.flatMap(({ policies }) => policies),
    unreadable:
      carried.some(({ unreadable }) => unreadable) ||
      bodies.some((body) => hasLookalike(body, ['policies']) || isBrokenText(body)),
  };
}

/**
 * Policies in the provider's spelling. A list that is empty, or has a part of another shape or of a second spelling, is
 * not read in full.
 */
function tokenPolicies(value: unknown): EventPolicies {
  if (!Array.isArray(value) || value.length === 0) return { policies: [], unreadable: true };
  const policies = value.map(tokenPolicy);
  const readable = policies.filter((policy) => policy !== undefined);
  return { policies: readable, unreadable: readable.length < policies.length || value.some(isAmbiguous) };
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

function isAmbiguous(policy: unknown): boolean {
  const listed = fieldOf(policy, 'permission_groups');
  const groups: readonly unknown[] = Array.isArray(listed) ? listed : [];
  return (
    hasLookalike(policy, ['effect', 'permission_groups', 'resources']) ||
    groups.some((group) => hasLookalike(group, ['id']))
  );
}

/** A body cut short in the log: the policies in it are there and cannot be read. */
function isBrokenText(body: unknown): boolean {
  return typeof body === 'string' && /policies|permission_groups/.test(unescapedText(body));
}

import type { NewEvent } from '../../sandbox/cloudflare/audit-log';
import type { Json } from '../../sandbox/json';
import type { Sandbox } from '../../sandbox/sandbox';
import { GROUP } from '../../sandbox/story/permission-groups';
import { allow, oneZone } from '../../sandbox/story/policy';

const ZONE = { id: '00112233445566778899aabbccddeeff' };
const LONG_AGO = '2026-01-01T00:00:00Z';

/** Policies of a token that may write to one zone: flagged. */
export const WRITES = [allow([GROUP.dnsWrite], oneZone(ZONE))];
/** Policies of a token that may read one zone: nothing to review. */
export const HARMLESS = [allow([GROUP.dnsRead], oneZone(ZONE))];

export function minutesBefore(baseMs: number, minutes: number): string {
  return new Date(baseMs - minutes * 60_000).toISOString();
}

/** A token id from a number, in the provider's form. */
export function tokenId(number: number): string {
  return number.toString(16).padStart(32, 'a');
}

/** Puts an account token behind an id, unchanged since long before any event. */
export function addToken(sandbox: Sandbox, accountId: string, id: string, policies: unknown, body: Json = {}): void {
  sandbox.control.addToken({ id, accountId, body: { issued_on: LONG_AGO, modified_on: LONG_AGO, policies, ...body } });
}

export interface TokenEvent {
  readonly accountId: string;
  readonly id: string;
  /** Id of the account token that it is about. */
  readonly token: string;
  /** ISO 8601 UTC; default five minutes ago. */
  readonly time?: string;
  /** `update` is a further event of a token that is there. Default `create`. */
  readonly action?: 'create' | 'update';
  /** Body that was sent. */
  readonly request?: Json;
  /** Laid over the record. */
  readonly extra?: Json;
}

/** A successful request of an approved person on an account token, as `control.addEvent` takes it. */
export function tokenEvent(event: TokenEvent): NewEvent & { readonly record: Json } {
  const { accountId, id, token, time = minutesBefore(Date.now(), 5), action = 'create', request, extra } = event;
  const path = `/accounts/${accountId}/tokens`;
  return {
    accountId,
    record: {
      id,
      account: { id: accountId, name: 'Acme' },
      action: { type: action, result: 'success', time },
      actor: { id: 'u1', type: 'user', context: 'dash', email: 'alice@example.com', ip_address: '198.51.100.20' },
      raw: {
        method: action === 'create' ? 'POST' : 'PUT',
        uri: action === 'create' ? path : `${path}/${token}`,
        status_code: 200,
        cf_ray_id: `ray-${id}`,
      },
      resource: { id: token, type: 'token', ...(request === undefined ? {} : { request }), response: { id: token } },
      ...extra,
    },
  };
}

import type { Sandbox } from '../../sandbox/sandbox';
import { GROUP } from '../../sandbox/story/permission-groups';

const ZONE = 'com.cloudflare.api.account.zone.00112233445566778899aabbccddeeff';
const LONG_AGO = '2026-01-01T00:00:00Z';

const allow = (group: { id: string; name: string }) => [
  { id: 'p', effect: 'allow', permission_groups: [{ id: group.id, name: group.name }], resources: { [ZONE]: '*' } },
];

/** Policies of a token that may write to one zone: flagged. */
export const WRITES = allow(GROUP.dnsWrite);
/** Policies of a token that may read one zone: nothing to review. */
export const HARMLESS = allow(GROUP.dnsRead);

export function minutesBefore(baseMs: number, minutes: number): string {
  return new Date(baseMs - minutes * 60_000).toISOString();
}

/** A token id from a number, in the provider's form. */
export function tokenId(number: number): string {
  return number.toString(16).padStart(32, 'a');
}

/** Puts an account token behind an id, unchanged since long before any event. */
export function addToken(sandbox: Sandbox, accountId: string, id: string, policies: readonly object[]): void {
  sandbox.control.addToken({ id, accountId, body: { issued_on: LONG_AGO, modified_on: LONG_AGO, policies } });
}

/** A successful request of an approved person on an account token, as `control.addEvent` takes it. */
export function tokenEvent(event: {
  readonly accountId: string;
  readonly id: string;
  readonly token: string;
  readonly time: string;
  readonly action?: 'create' | 'update';
  readonly request?: object;
}) {
  const { accountId, id, token, time, action = 'create', request } = event;
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
    },
  };
}

/** Records of the audit log as Cloudflare writes them, for tests that need one with this or that about it. */

export interface TokenCreated {
  readonly accountId: string;
  readonly id: string;
  /** ISO 8601. */
  readonly time: string;
  /** Id of the new token. */
  readonly token: string;
  /** Laid over the record. */
  readonly with?: object;
}

/** An account token created by an approved person. */
export function tokenCreated({ accountId, id, time, token, with: overrides }: TokenCreated): Record<string, unknown> {
  return {
    id,
    account: { id: accountId, name: 'Acme' },
    action: { type: 'create', result: 'success', time },
    actor: { id: 'u1', type: 'user', context: 'dash', email: 'alice@example.com', ip_address: '198.51.100.20' },
    raw: { method: 'POST', uri: `/accounts/${accountId}/tokens`, status_code: 200, cf_ray_id: `ray-${id}` },
    resource: { id: token, type: 'token', product: 'account_tokens', response: { id: token } },
    ...overrides,
  };
}

/** A change that gives nobody a credential. */
export function dnsRecordCreated({ accountId, id, time }: Omit<TokenCreated, 'token' | 'with'>): object {
  return {
    id,
    account: { id: accountId, name: 'Acme' },
    action: { type: 'create', result: 'success', time },
    actor: { id: 'u2', type: 'user', context: 'dash', email: 'bob@example.com' },
    raw: { method: 'POST', uri: '/zones/00112233445566778899aabbccddeeff/dns_records', status_code: 200 },
  };
}

/** A token id from a number, in the provider's form. */
export function tokenId(number: number): string {
  return number.toString(16).padStart(32, 'a');
}

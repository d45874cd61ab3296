import type { AuditEvent } from '../../domain/audit-event';
import type { CredentialKind } from '../../domain/credential-kind';
import type { AccessPolicyRef, ScopeReading } from '../../domain/judgement';
import type { AccessOwner, CloudflareClient, Lookup, PlacedPolicy } from './client';

/** Where the scope of a credential stands, by the first half of its kind. What is not listed has no readable scope. */
const READERS: Readonly<Record<string, (reader: ScopeReader, event: AuditEvent, id: string) => Promise<ScopeReading>>> =
  {
    user_token: (reader, _event, id) => reader.userToken(id),
    account_token: (reader, _event, id) => reader.accountToken(id),
    // v1 does not tell whose token it is: found under the account it is the account's.
    token: async (reader, _event, id) => {
      const reading = await reader.accountToken(id);
      return reading.state === 'missing' ? UNREADABLE : reading;
    },
    service_token: (reader, event, id) => reader.serviceToken(ownerOf(event), id),
  };

/** Every way not to find an object, as the judge knows it. */
function readingOf(lookup: Exclude<Lookup<unknown>, { state: 'found' }>): ScopeReading {
  return lookup.state === 'unknown_shape' ? { state: 'unreadable', why: 'unknown_shape' } : lookup;
}

const UNREADABLE: ScopeReading = { state: 'unreadable', why: 'not_readable' };
const NO_ID: ScopeReading = { state: 'unreadable', why: 'no_id' };

/** Reads what credentials may do now. One per activity call: what several credentials share is read once. */
export class ScopeReader {
  private readonly policies = new Map<string, Promise<Lookup<readonly PlacedPolicy[]>>>();

  constructor(
    private readonly accountId: string,
    private readonly client: CloudflareClient,
    private readonly signal: AbortSignal,
  ) {}

  /** @throws ApplicationFailure when the provider fails; that an object is missing or hidden is an answer */
  async read(event: AuditEvent, kind: CredentialKind, credentialId: string | null): Promise<ScopeReading> {
    const reader = READERS[kind.slice(0, kind.indexOf('.'))];
    if (reader === undefined)
      return kind === 'credential.unknown' ? { state: 'unreadable', why: 'unknown_shape' } : UNREADABLE;
    return credentialId === null ? NO_ID : reader(this, event, credentialId);
  }

  async userToken(id: string): Promise<ScopeReading> {
    // Another user's token answers 404, and an account's own credential is refused with 403: no permission mends either.
    const lookup = await this.client.userToken(id, this.signal);
    return lookup.state === 'found' ? { state: 'token', token: lookup.value } : UNREADABLE;
  }

  async accountToken(id: string): Promise<ScopeReading> {
    const lookup = await this.client.accountToken(this.accountId, id, this.signal);
    return lookup.state === 'found' ? { state: 'token', token: lookup.value } : readingOf(lookup);
  }

  async serviceToken(owner: AccessOwner | undefined, id: string): Promise<ScopeReading> {
    const account: AccessOwner = { kind: 'accounts', id: this.accountId };
    const lookup = await this.client.serviceToken(owner ?? account, id, this.signal);
    if (lookup.state !== 'found') return readingOf(lookup);

    const placed: PlacedPolicy[] = [];
    for (const place of owner?.kind === 'zones' ? [owner, account] : [account]) {
      const policies = await this.policiesOf(place);
      if (policies.state !== 'found') return readingOf(policies);
      placed.push(...policies.value);
    }
    const letting = placed.filter(({ policy }) => policy.decision.toLowerCase() !== 'deny');
    const { name, enabled, duration, expires_at, updated_at } = lookup.value;
    return {
      state: 'service_token',
      serviceToken: {
        name,
        enabled,
        duration,
        expiresAt: expires_at,
        updatedAt: updated_at,
        namedBy: letting
          .filter(({ policy }) => rulesOf(policy).some((rule) => rule.service_token?.token_id === id))
          .map(reference),
        anyValid: letting
          .filter(({ policy }) => rulesOf(policy).some((rule) => rule.any_valid_service_token !== undefined))
          .map(reference),
      },
    };
  }

  private policiesOf(owner: AccessOwner): Promise<Lookup<readonly PlacedPolicy[]>> {
    const key = `${owner.kind}/${owner.id}`;
    const known = this.policies.get(key);
    if (known !== undefined) return known;
    const listing = this.client.accessPolicies(owner, this.signal);
    this.policies.set(key, listing);
    return listing;
  }
}

const ZONE_PATH = /\/zones\/([0-9a-f]{32})\/access\//i;

/** Service tokens belong to the account or to one zone; the request that made one says which. */
function ownerOf({ request }: AuditEvent): AccessOwner | undefined {
  const zone = ZONE_PATH.exec(request.uri)?.[1];
  return zone === undefined ? undefined : { kind: 'zones', id: zone };
}

function rulesOf(policy: PlacedPolicy['policy']): PlacedPolicy['policy']['include'] {
  return [...policy.include, ...policy.require];
}

function reference({ where, policy: { id, name, decision } }: PlacedPolicy): AccessPolicyRef {
  return { id, name, decision, where };
}

import type { AccessOwner, CloudflareClient, Lookup, PlacedPolicy } from '../../../activities/cloudflare/client';
import { parseAuditRecord } from '../../../activities/cloudflare/audit-record';
import { ScopeReader } from '../../../activities/cloudflare/read-scope';
import { AccessPolicy, ApiToken, ServiceToken } from '../../../activities/cloudflare/schemas';
import type { CredentialKind } from '../../../domain/credential-kind';

const ACCOUNT_ID = 'a1b2c3d4e5f60718293a4b5c6d7e8f90';
const ZONE_ID = '00112233445566778899aabbccddeeff';
const TOKEN = ApiToken.parse({ name: 'ci', policies: [] });
const SERVICE_TOKEN = ServiceToken.parse({ name: 'probe', duration: '8760h' });

const MISSING = { state: 'missing' } as const;
const ODD = { state: 'unknown_shape' } as const;
const denied = (permission: string) => ({ state: 'denied', permission }) as const;
const found = <T>(value: T): Lookup<T> => ({ state: 'found', value });

/** A client that answers as told and notes what it was asked; what it was not told it must not be asked. */
function clientThat(answers: {
  accountToken?: Lookup<typeof TOKEN>;
  userToken?: Lookup<typeof TOKEN>;
  serviceToken?: Lookup<typeof SERVICE_TOKEN>;
  policies?: Readonly<Record<string, Lookup<readonly PlacedPolicy[]>>>;
}) {
  const asked: string[] = [];
  const at = ({ kind, id }: AccessOwner) => `${kind}/${id}`;
  const answer = <T>(question: string, value: T | undefined): Promise<T> => {
    asked.push(question);
    return value === undefined ? Promise.reject(new Error(`not told: ${question}`)) : Promise.resolve(value);
  };
  const client: Partial<CloudflareClient> = {
    accountToken: (accountId, id) => answer(`account token ${accountId}/${id}`, answers.accountToken),
    userToken: (id) => answer(`user token ${id}`, answers.userToken),
    serviceToken: (owner, id) => answer(`service token ${at(owner)}/${id}`, answers.serviceToken),
    accessPolicies: (owner) => answer(`policies ${at(owner)}`, answers.policies?.[at(owner)]),
  };
  const reader = new ScopeReader(ACCOUNT_ID, client as CloudflareClient, new AbortController().signal);
  return { reader, asked };
}

const eventAt = (uri: string) => parseAuditRecord('v2', ACCOUNT_ID, { raw: { method: 'POST', uri } })!;
const EVENT = eventAt(`/accounts/${ACCOUNT_ID}/access/service_tokens`);
const ZONE_EVENT = eventAt(`/client/v4/zones/${ZONE_ID}/access/service_tokens`);
const HERE = `accounts/${ACCOUNT_ID}`;
const ZONE = `zones/${ZONE_ID}`;

const policy = (where: string, body: object): PlacedPolicy => ({
  where,
  policy: AccessPolicy.parse({ id: 'p1', name: 'policy', decision: 'non_identity', ...body }),
});

describe('the scope of an API token', () => {
  it.each([
    ['account_token.create', 'accountToken', { state: 'token', token: TOKEN }],
    ['account_token.roll', 'accountToken', { state: 'token', token: TOKEN }],
    ['user_token.create', 'userToken', { state: 'token', token: TOKEN }],
    ['token.create', 'accountToken', { state: 'token', token: TOKEN }],
  ] as const)('of %s is what %s answers', async (kind, method, reading) => {
    const { reader } = clientThat({ [method]: found(TOKEN) });
    expect(await reader.read(EVENT, kind, 't1')).toEqual(reading);
  });

  const unreadable = { state: 'unreadable', why: 'not_readable' };
  it.each([
    ['account_token.create', 'accountToken', MISSING, MISSING],
    ['account_token.create', 'accountToken', denied('P'), denied('P')],
    ['account_token.create', 'accountToken', ODD, { state: 'unreadable', why: 'unknown_shape' }],
    // Another user's token answers 404 and an account's credential is refused: no permission mends either.
    ['user_token.create', 'userToken', MISSING, unreadable],
    ['user_token.create', 'userToken', denied('P'), unreadable],
    ['user_token.create', 'userToken', ODD, unreadable],
    // v1 does not say whose token it is: under the account it may not be at all.
    ['token.create', 'accountToken', MISSING, unreadable],
    ['token.create', 'accountToken', denied('P'), denied('P')],
  ] as const)('of %s is unknown when %s answers %j', async (kind, method, lookup, reading) => {
    const { reader } = clientThat({ [method]: lookup });
    expect(await reader.read(EVENT, kind, 't1')).toEqual(reading);
  });

  it.each(['account_token.create', 'user_token.create', 'token.create', 'service_token.create'] as const)(
    'of %s is unknown without an id, and nothing is asked',
    async (kind) => {
      const { reader, asked } = clientThat({});
      expect(await reader.read(EVENT, kind, null)).toEqual({ state: 'unreadable', why: 'no_id' });
      expect(asked).toEqual([]);
    },
  );

  it.each([
    ['credential.unknown', 'unknown_shape'],
    ['global_key.view', 'not_readable'],
    ['global_key.change', 'not_readable'],
    ['other_secret.create', 'not_readable'],
  ] as readonly (readonly [CredentialKind, string])[])('of %s is nowhere to be read', async (kind, why) => {
    const { reader, asked } = clientThat({});
    expect(await reader.read(EVENT, kind, 'x1')).toEqual({ state: 'unreadable', why });
    expect(asked).toEqual([]);
  });

  it('is asked for by the path of its owner', async () => {
    const { reader, asked } = clientThat({ accountToken: MISSING });
    await reader.read(EVENT, 'account_token.create', 't1');
    expect(asked).toEqual([`account token ${ACCOUNT_ID}/t1`]);
  });
});

describe('the reach of a service token', () => {
  const read = async (policies: readonly PlacedPolicy[], id = 's1') => {
    const { reader } = clientThat({ serviceToken: found(SERVICE_TOKEN), policies: { [HERE]: found(policies) } });
    const reading = await reader.read(EVENT, 'service_token.create', id);
    if (reading.state !== 'service_token') throw new Error(reading.state);
    return reading.serviceToken;
  };

  it('is every policy that names it, wherever it stands', async () => {
    const { namedBy, anyValid } = await read([
      policy('reusable policy', { include: [{ service_token: { token_id: 's1' } }] }),
      policy('group', { require: [{ service_token: { token_id: 's1' } }], decision: undefined }),
      policy('application Wiki', {
        include: [{ email: { email: 'a@example.com' } }, { service_token: { token_id: 's1' } }],
      }),
      policy('application Other', { include: [{ service_token: { token_id: 's2' } }] }),
    ]);
    expect(namedBy.map(({ where }) => where)).toEqual(['reusable policy', 'group', 'application Wiki']);
    expect(anyValid).toEqual([]);
  });

  it('is every policy that lets in any valid service token', async () => {
    const { namedBy, anyValid } = await read([policy('group', { include: [{ any_valid_service_token: {} }] })]);
    expect(namedBy).toEqual([]);
    expect(anyValid).toEqual([{ id: 'p1', name: 'policy', decision: 'non_identity', where: 'group' }]);
  });

  it.each(['deny', 'Deny'])('is not widened by a policy that says %s', async (decision) => {
    const { namedBy, anyValid } = await read([
      policy('reusable policy', {
        decision,
        include: [{ service_token: { token_id: 's1' } }, { any_valid_service_token: {} }],
      }),
    ]);
    expect([...namedBy, ...anyValid]).toEqual([]);
  });

  it('in a zone is made of the zone and its account', async () => {
    const { reader, asked } = clientThat({
      serviceToken: found(SERVICE_TOKEN),
      policies: {
        [ZONE]: found([policy('in the zone', { include: [{ service_token: { token_id: 's1' } }] })]),
        [HERE]: found([policy('in the account', { include: [{ any_valid_service_token: {} }] })]),
      },
    });
    const reading = await reader.read(ZONE_EVENT, 'service_token.create', 's1');
    expect(reading).toMatchObject({
      serviceToken: { namedBy: [{ where: 'in the zone' }], anyValid: [{ where: 'in the account' }] },
    });
    expect(asked).toEqual([`service token ${ZONE}/s1`, `policies ${ZONE}`, `policies ${HERE}`]);
  });

  it.each([
    [MISSING, MISSING],
    [denied('Access: Service Tokens: Read'), denied('Access: Service Tokens: Read')],
    [ODD, { state: 'unreadable', why: 'unknown_shape' }],
  ] as const)('is unknown when the token answers %j', async (lookup, reading) => {
    const { reader } = clientThat({ serviceToken: lookup });
    expect(await reader.read(EVENT, 'service_token.create', 's1')).toEqual(reading);
  });

  it.each([
    [denied('Access: Apps and Policies: Read'), denied('Access: Apps and Policies: Read')],
    [ODD, { state: 'unreadable', why: 'unknown_shape' }],
  ] as const)('is unknown when its policies answer %j: "not bound" would be a guess', async (lookup, reading) => {
    const { reader } = clientThat({ serviceToken: found(SERVICE_TOKEN), policies: { [HERE]: lookup } });
    expect(await reader.read(EVENT, 'service_token.create', 's1')).toEqual(reading);
  });

  it('is read from policies that several tokens share, once', async () => {
    const { reader, asked } = clientThat({ serviceToken: found(SERVICE_TOKEN), policies: { [HERE]: found([]) } });
    await Promise.all(['s1', 's2', 's3'].map((id) => reader.read(EVENT, 'service_token.create', id)));
    expect(asked.filter((question) => question.startsWith('policies'))).toHaveLength(1);
  });
});

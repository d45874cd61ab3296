import fc from 'fast-check';
import type { CredentialKind } from '../../../domain/credential-kind';
import { CREDENTIAL_KINDS } from '../../../domain/credential-kind';
import { judgeCredential } from '../../../domain/judge-credential';
import type { CredentialFacts, Judgement, ScopePolicy, ScopeReading, TokenPolicy } from '../../../domain/judgement';
import { SEVERITIES } from '../../../domain/judgement';
import {
  ACCOUNT,
  auditEvent,
  EVENT_TIME,
  GROUPS,
  harmlessServiceToken,
  harmlessToken,
  settings,
  ZONE,
} from './situations';

const rank = ({ severity }: Judgement): number => SEVERITIES.indexOf(severity);
const codes = ({ reasons }: Judgement): readonly string[] => reasons.map(({ code }) => code);

const resourceName = fc.constantFrom(
  `com.cloudflare.api.account.${ACCOUNT}`,
  'com.cloudflare.api.account.*',
  'com.cloudflare.api.account.zone.*',
  `com.cloudflare.api.account.zone.${ZONE}`,
  'com.cloudflare.api.user.u1',
  'com.cloudflare.edge.r2.bucket.b1',
  'com.cloudflare.api.galaxy.g1',
);
const resources = fc.dictionary(
  resourceName,
  fc.oneof(fc.constant('*'), fc.dictionary(resourceName, fc.constant('*'), { maxKeys: 2 })),
  { minKeys: 1, maxKeys: 3 },
);
const group = fc.record({
  id: fc.constantFrom(...GROUPS.keys(), 'unlisted'),
  name: fc.constantFrom(undefined, 'DNS Read', 'DNS Write', 'API Tokens Write'),
});
const policy: fc.Arbitrary<TokenPolicy> = fc.record({
  effect: fc.constantFrom('allow', 'allow', 'deny', 'Allow', ''),
  permissionGroups: fc.array(group, { minLength: 1, maxLength: 4 }),
  resources,
});
const ends = fc.constantFrom(undefined, 'soon', '2026-12-22T00:00:00Z', '2030-01-01T00:00:00Z');
const ranges = fc.subarray(['198.51.100.0/28', '0.0.0.0/0', '::/0', '10.0.0.0/8']);
const tokenParts = fc.record({
  policies: fc.array(policy, { minLength: 1, maxLength: 4 }),
  modifiedOn: fc.constantFrom(undefined, '2026-11-22T01:10:09Z', '2026-11-22T02:00:00Z'),
  expiresOn: ends,
  ipIn: ranges,
  ipNotIn: ranges,
});
const wire = ({ effect, permissionGroups, resources: on }: TokenPolicy): unknown => ({
  effect,
  permission_groups: permissionGroups.map(({ id, name }) => (name === undefined ? { id } : { id, name })),
  resources: on,
});
const carried = fc.option(fc.array(policy, { minLength: 1, maxLength: 3 }), { nil: undefined });
const scopePolicy: fc.Arbitrary<ScopePolicy> = fc
  .record({
    readOnlyAccountIsBroad: fc.boolean(),
    criticalPermissionGroups: fc.subarray(['DNS Write', 'Cache Purge', 'DNS Read']),
    approvedIssuers: fc.subarray([{ email: 'alice@example.com' }, { tokenId: 'ci' }, { actorId: '' }]),
  })
  .map((parts) => settings(parts));

const tokenFacts = (
  parts: Parameters<typeof harmlessToken>[0],
  policies: readonly TokenPolicy[] | undefined,
): CredentialFacts => ({
  event: auditEvent({ resource: { request: policies === undefined ? {} : { policies: policies.map(wire) } } }),
  kind: 'account_token.create',
  credentialId: 't1',
  reading: harmlessToken(parts),
  groups: GROUPS,
});

const shuffledRecord = (value: unknown): unknown =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, inner]) => [key, shuffledRecord(inner)]),
      )
    : value;
const turned = (policies: readonly TokenPolicy[]): readonly TokenPolicy[] =>
  policies
    .map((one) => ({
      effect: one.effect,
      permissionGroups: [...one.permissionGroups].reverse(),
      resources: shuffledRecord(one.resources),
    }))
    .reverse();

const allows = (policies: readonly TokenPolicy[]): boolean => policies.some(({ effect }) => effect !== 'deny');

describe('adding a permission', () => {
  it('never lowers the severity of a readable scope, and never takes a reason away', () => {
    const situation = fc.record({ parts: tokenParts, policies: carried, more: policy, limits: scopePolicy });
    fc.assert(
      fc.property(situation, ({ parts, policies, more, limits }) => {
        // A scope that allows nothing is flagged as unreadable; what makes it readable may lower its severity.
        fc.pre(allows(parts.policies) && (policies === undefined || allows(policies)));
        const before = judgeCredential(tokenFacts(parts, policies), limits);
        const after = judgeCredential(tokenFacts({ ...parts, policies: [...parts.policies, more] }, policies), limits);
        expect(codes(after)).toEqual(expect.arrayContaining([...codes(before)]));
        expect(rank(after)).toBeGreaterThanOrEqual(rank(before));
      }),
      { numRuns: 500 },
    );
  });

  it('never lowers the severity when it is added to a policy instead of beside it', () => {
    const situation = fc.record({ parts: tokenParts, more: group, limits: scopePolicy });
    fc.assert(
      fc.property(situation, ({ parts, more, limits }) => {
        const widened = parts.policies.map((one) => ({ ...one, permissionGroups: [...one.permissionGroups, more] }));
        const before = judgeCredential(tokenFacts(parts, undefined), limits);
        const after = judgeCredential(tokenFacts({ ...parts, policies: widened }, undefined), limits);
        expect(codes(after)).toEqual(expect.arrayContaining([...codes(before)]));
        expect(rank(after)).toBeGreaterThanOrEqual(rank(before));
      }),
    );
  });

  it('never lowers the severity when only the event knows of it', () => {
    const situation = fc.record({ parts: tokenParts, known: fc.array(policy, { minLength: 1 }), more: policy });
    fc.assert(
      fc.property(situation, ({ parts, known, more }) => {
        fc.pre(allows(known));
        const before = judgeCredential(tokenFacts(parts, known), settings());
        const after = judgeCredential(tokenFacts(parts, [...known, more]), settings());
        expect(codes(after)).toEqual(expect.arrayContaining([...codes(before)]));
        expect(rank(after)).toBeGreaterThanOrEqual(rank(before));
      }),
    );
  });
});

it('gives one verdict for every order of policies, groups, resources, addresses and approvals', () => {
  fc.assert(
    fc.property(tokenParts, carried, scopePolicy, (parts, policies, limits) => {
      const straight = judgeCredential(tokenFacts(parts, policies), limits);
      const backwards = judgeCredential(
        tokenFacts(
          { ...parts, policies: turned(parts.policies), ipIn: [...parts.ipIn].reverse() },
          policies === undefined ? undefined : turned(policies),
        ),
        { ...limits, approvedIssuers: [...limits.approvedIssuers].reverse() },
      );
      expect(backwards).toEqual(straight);
    }),
    { numRuns: 300 },
  );
});

describe('what cannot be judged never passes', () => {
  const judgedKinds = CREDENTIAL_KINDS.filter((kind) => !kind.startsWith('global_key.'));
  const unread = fc.constantFrom<ScopeReading>(
    { state: 'missing' },
    { state: 'denied', permission: 'any' },
    { state: 'unreadable', why: 'no_id' },
    { state: 'unreadable', why: 'not_readable' },
    { state: 'unreadable', why: 'unknown_shape' },
  );
  const flagged = (kind: CredentialKind, reading: ScopeReading, request?: unknown): boolean =>
    judgeCredential(
      { event: auditEvent({ resource: { request } }), kind, credentialId: 't1', reading, groups: GROUPS },
      settings(),
    ).flagged;

  it('flags every kind whose reach could not be read, whatever the event carries', () => {
    fc.assert(
      fc.property(fc.constantFrom(...judgedKinds), unread, fc.anything(), (kind, reading, request) => {
        expect(flagged(kind, reading, request)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('flags the Global API key whatever was read', () => {
    fc.assert(
      fc.property(fc.constantFrom<CredentialKind>('global_key.change', 'global_key.view'), unread, (kind, reading) => {
        expect(flagged(kind, reading)).toBe(true);
      }),
    );
  });

  it('flags a token that any part of its scope is missing from', () => {
    const readOnly: TokenPolicy = {
      effect: 'allow',
      permissionGroups: [{ id: 'dns-read', name: undefined }],
      resources: { [`com.cloudflare.api.account.zone.${ZONE}`]: '*' },
    };
    const partial = fc.constantFrom<readonly TokenPolicy[]>(
      [],
      [{ ...readOnly, effect: 'deny' }],
      [{ ...readOnly, permissionGroups: [] }],
      [{ ...readOnly, resources: {} }],
      [{ ...readOnly, resources: undefined }],
      [{ ...readOnly, resources: { [`com.cloudflare.api.account.zone.${ZONE}`]: null } }],
      [readOnly, { ...readOnly, permissionGroups: [] }],
      [readOnly, { ...readOnly, resources: [] }],
    );
    fc.assert(
      fc.property(partial, (policies) => {
        expect(flagged('account_token.create', harmlessToken({ policies }))).toBe(true);
      }),
    );
  });

  it('flags policies of any junk in the event, unless they are policies that only read a part', () => {
    const junk = fc.anything().filter((value) => value !== undefined && value !== null);
    fc.assert(
      fc.property(junk, (policies) => {
        expect(flagged('account_token.create', harmlessToken(), { policies })).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('flags a token and a service token whose answer is about the other', () => {
    expect(flagged('account_token.update', harmlessServiceToken())).toBe(true);
    expect(flagged('service_token.update', harmlessToken())).toBe(true);
  });
});

it('judges at the time of the event and never by the clock', () => {
  const verdict = judgeCredential(tokenFacts({}, undefined), settings());
  expect(auditEvent().time).toBe(EVENT_TIME);
  jest.useFakeTimers({ now: Date.parse('2040-01-01') });
  try {
    expect(judgeCredential(tokenFacts({}, undefined), settings())).toEqual(verdict);
  } finally {
    jest.useRealTimers();
  }
});

describe('a body that a stranger made to hurt', () => {
  const word = fc.constantFrom(
    'policies',
    'Policies',
    'policieſ',
    'permission_groups',
    'resources',
    'effect',
    'id',
    'name',
    'result',
    'service_token',
    'ſervice_token',
    'token_id',
    'duration',
    '__proto__',
    `com.cloudflare.api.account.${ACCOUNT}`,
  );
  const { odd } = fc.letrec<{ odd: unknown; leaf: unknown; list: unknown; record: unknown; text: unknown }>((tie) => ({
    odd: fc.oneof({ depthSize: 'medium' }, tie('leaf'), tie('list'), tie('record'), tie('text')),
    leaf: fc.oneof(word, fc.anything(), fc.string({ unit: 'binary' })),
    list: fc.array(tie('odd'), { maxLength: 4 }),
    record: fc.dictionary(word, tie('odd'), { maxKeys: 5 }),
    text: fc.tuple(fc.json(), fc.nat(40), fc.boolean()).map(([json, cut, twice]) => {
      const text = json.slice(0, Math.max(1, json.length - cut));
      return twice ? JSON.stringify(text) : text;
    }),
  }));
  const judge = (kind: CredentialKind, request: unknown, response: unknown, reading: ScopeReading): Judgement =>
    judgeCredential(
      { event: auditEvent({ resource: { request, response } }), kind, credentialId: 't1', reading, groups: GROUPS },
      settings(),
    );

  it('is judged all the same, whatever kind of event it stands in', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CREDENTIAL_KINDS), odd, odd, (kind, request, response) => {
        const { flagged, reasons, scope } = judge(kind, request, response, { state: 'missing' });
        expect(flagged).toBe(true);
        expect(reasons.length).toBeGreaterThan(0);
        expect(scope.length).toBeLessThanOrEqual(200);
      }),
      { numRuns: 500 },
    );
  });

  it('takes no reason away that the token of today gives', () => {
    const risky = harmlessToken({
      policies: [
        {
          effect: 'allow',
          permissionGroups: [{ id: 'dns-write', name: undefined }],
          resources: { [`com.cloudflare.api.account.${ACCOUNT}`]: '*' },
        },
      ],
    });
    const tokenKinds = CREDENTIAL_KINDS.filter((kind) => /^(?:user_|account_)?token\./.test(kind));
    fc.assert(
      fc.property(fc.constantFrom(...tokenKinds), odd, odd, (kind, request, response) => {
        const found = codes(judge(kind, request, response, risky));
        expect(found).toEqual(expect.arrayContaining(['write_scope', 'broad_scope']));
      }),
      { numRuns: 300 },
    );
  });

  it('in a roll changes nothing, for Cloudflare does not read it', () => {
    fc.assert(
      fc.property(odd, fc.constantFrom('2026-11-22T01:10:09Z', '2026-11-22T02:00:00Z'), (request, modifiedOn) => {
        const reading = harmlessToken({ modifiedOn });
        expect(judge('account_token.roll', request, undefined, reading)).toEqual(
          judge('account_token.roll', undefined, undefined, reading),
        );
      }),
      { numRuns: 300 },
    );
  });

  const deep = (open: string, close: string) => open.repeat(100_000) + close.repeat(100_000);
  const wide = Array.from({ length: 200_000 }, (_, n) => `w${n}`);
  it.each<readonly [string, unknown]>([
    ['lists in lists', JSON.parse(deep('[', ']'))],
    ['records in records', JSON.parse(`${'{"policies":'.repeat(100_000)}0${'}'.repeat(100_000)}`)],
    ['text of lists in lists', deep('[', ']')],
    ['text of lists that never end', '['.repeat(100_000)],
    ['deep policies', { policies: JSON.parse(deep('[', ']')) as unknown }],
    [
      'deep resources',
      { policies: [{ permission_groups: [{ id: 'g' }], resources: JSON.parse(deep('[', ']')) as unknown }] },
    ],
    ['very many policies', { policies: wide }],
    ['very many permissions', { policies: [{ permission_groups: wide.map((id) => ({ id })), resources: {} }] }],
    ['very many fields', Object.fromEntries(wide.map((name) => [name, name]))],
    ['very many service tokens', { service_token: wide }],
    ['backslashes without end', `{"policies${'\\'.repeat(200_000)}`],
    ['marks piled on a letter', { [`a${'\u0301'.repeat(100_000)}${'\u0323'.repeat(100_000)}`]: 0 }],
  ])('of %s is judged', (_, body) => {
    for (const kind of ['account_token.create', 'service_token.bind', 'credential.unknown'] as const) {
      expect(judge(kind, body, body, { state: 'missing' }).flagged).toBe(true);
    }
  });

  it('is judged when Cloudflare answers with very many Access rules', () => {
    const rules = wide.map((id) => ({ id, name: id, decision: 'non_identity', where: 'policy' }));
    const { scope } = judge('service_token.bind', {}, {}, harmlessServiceToken({ namedBy: rules, anyValid: rules }));
    expect(scope).toHaveLength(200);
  });
});

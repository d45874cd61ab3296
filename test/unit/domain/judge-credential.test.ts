import { REASON_CODES } from '../../../domain/judgement';
import { judged, JUDGEMENT_CASES } from './judgement-cases';
import {
  allow,
  ANY_VALID,
  harmlessServiceToken,
  harmlessToken,
  ONE_ZONE,
  WHOLE_ACCOUNT,
  wirePolicy,
  auditEvent,
  ZONE,
} from './situations';

const containing = (pieces: readonly string[]): unknown[] =>
  pieces.map((piece) => expect.stringContaining(piece) as unknown);

describe.each(JUDGEMENT_CASES)('$name', (situation) => {
  const judgement = judged(situation);

  it(`is of ${situation.severity} severity for the right reasons`, () => {
    expect(judgement.reasons.map(({ code }) => code)).toEqual(situation.reasons.map(([code]) => code));
    expect(judgement.reasons.map(({ sentence }) => sentence)).toEqual(
      containing(situation.reasons.map(([, piece]) => piece)),
    );
    expect(judgement.flagged).toBe(situation.reasons.length > 0);
    expect(judgement.severity).toBe(situation.severity);
  });

  it('says what makes it worse and what else is worth knowing', () => {
    expect(judgement.aggravations).toEqual(containing(situation.worse ?? []));
    expect(judgement.notes).toEqual(containing(situation.notes ?? []));
  });
});

it('has at least sixty cases, each with a name of its own', () => {
  expect(JUDGEMENT_CASES.length).toBeGreaterThanOrEqual(60);
  expect(new Set(JUDGEMENT_CASES.map(({ name }) => name)).size).toBe(JUDGEMENT_CASES.length);
});

it('gives its reasons in the order of the codes, each at most once', () => {
  const { reasons } = judged({
    facts: {
      reading: harmlessToken({
        modifiedOn: undefined,
        policies: [allow(['dns-write', 'new'], WHOLE_ACCOUNT), allow([], {})],
      }),
    },
    settings: { approvedIssuers: [] },
  });
  expect(reasons.map(({ code }) => code)).toEqual(REASON_CODES);
});

it('puts no text from outside into a sentence', () => {
  const hostile = '@everyone [x](https://evil.example) <!--';
  const { reasons, aggravations, notes } = judged({
    facts: {
      event: auditEvent({
        actor: { email: hostile, id: hostile },
        resource: { request: { policies: [wirePolicy([hostile], { [hostile]: '*' })] } },
      }),
      reading: harmlessToken({
        name: hostile,
        status: hostile,
        expiresOn: hostile,
        policies: [
          { effect: hostile, permissionGroups: [{ id: hostile, name: hostile }], resources: { [hostile]: '*' } },
        ],
        ipIn: [hostile],
      }),
    },
  });
  expect([...reasons.map(({ sentence }) => sentence), ...aggravations, ...notes].join(' ')).not.toContain('@everyone');
});

it('names the permission that we lack', () => {
  const reading = { state: 'denied', permission: 'Account API Tokens Read' } as const;
  expect(judged({ facts: { reading } }).missingPermission).toBe('Account API Tokens Read');
});

it('lists what the event and the token of today allow, each once, the worst first', () => {
  const { scope } = judged({
    facts: {
      event: auditEvent({ resource: { request: { policies: [wirePolicy(['dns-write'], WHOLE_ACCOUNT)] } } }),
      reading: harmlessToken({ policies: [allow(['dns-read', 'dns-read'], ONE_ZONE), allow(['dns-write'], ONE_ZONE)] }),
    },
  });
  expect(scope.map(({ permission, access, broad }) => [permission, access, broad])).toEqual([
    ['DNS Write', 'write', true],
    ['DNS Write', 'write', false],
    ['DNS Read', 'read', false],
  ]);
});

it('shows a nested resource from the outside in', () => {
  const resources = { 'com.cloudflare.api.account.a1': ONE_ZONE };
  const { scope } = judged({ facts: { reading: harmlessToken({ policies: [allow(['dns-read'], resources)] }) } });
  expect(scope[0]?.resource).toBe(`com.cloudflare.api.account.a1 > com.cloudflare.api.account.zone.${ZONE}`);
});

it('shows the Access rules that let a service token in, none of them as write access', () => {
  const { scope } = judged({
    facts: { kind: 'service_token.create', reading: harmlessServiceToken({ anyValid: [ANY_VALID] }) },
  });
  expect(scope).toEqual([
    { resource: 'policy > Legacy', permission: 'non_identity', access: 'read', broad: true },
    { resource: 'policy > CI may reach the artifact store', permission: 'non_identity', access: 'read', broad: false },
  ]);
});

it('shows that a written rule accepts any valid service token', () => {
  const { scope } = judged({
    facts: {
      kind: 'service_token.bind',
      credentialId: null,
      event: auditEvent({ resource: { request: { include: [{ any_valid_service_token: {} }] } } }),
      reading: { state: 'unreadable', why: 'no_id' },
    },
  });
  expect(scope).toEqual([
    { resource: 'The Access rule in the event', permission: 'any valid service token', access: 'read', broad: true },
  ]);
});

it('keeps the worst of a scope that is too long to be read, and says so', () => {
  const zones = Object.fromEntries(
    Array.from({ length: 300 }, (_, n) => [`com.cloudflare.api.account.zone.z${n}`, '*']),
  );
  const { scope, notes } = judged({
    facts: { reading: harmlessToken({ policies: [allow(['dns-read'], zones), allow(['dns-write'], WHOLE_ACCOUNT)] }) },
  });
  expect(scope).toHaveLength(200);
  expect(scope[0]).toMatchObject({ access: 'write', broad: true });
  expect(notes).toEqual([expect.stringContaining('301 rows')]);
});

it('shows each permission and each resource of a scope that is too large to be listed, the worst first', () => {
  const groups = [...Array.from({ length: 120 }, (_, n) => `unlisted-${n}`), 'dns-read'];
  const resources = { ...WHOLE_ACCOUNT, ...Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`z${n}`, '*'])) };
  const { scope } = judged({ facts: { reading: harmlessToken({ policies: [allow(groups, resources)] }) } });
  expect(scope).toHaveLength(200);
  expect(scope.every(({ broad, access }) => broad && access === 'write')).toBe(true);
  expect(new Set(scope.map(({ permission }) => permission)).size).toBeGreaterThan(50);
  expect(new Set(scope.map(({ resource }) => resource)).size).toBeGreaterThan(50);
});

it('lists a scope that is too large in the same way, whatever the order of its policies', () => {
  const policies = ['dns-read', 'dns-write'].map((group) =>
    allow(
      Array.from({ length: 90 }, () => group),
      Object.fromEntries(Array.from({ length: 90 }, (_, n) => [`com.cloudflare.api.account.zone.${group}${n}`, '*'])),
    ),
  );
  const straight = judged({ facts: { reading: harmlessToken({ policies }) } });
  const backwards = judged({ facts: { reading: harmlessToken({ policies: [...policies].reverse() }) } });
  expect(straight.reasons.map(({ code }) => code)).toEqual(['write_scope', 'scope_unknown']);
  expect(backwards).toEqual(straight);
});

it('repeats no long name of a stranger in row after row', () => {
  const name = 'n'.repeat(100_000);
  const zones = Object.fromEntries(Array.from({ length: 150 }, (_, n) => [`z${n}`, '*']));
  const policy = {
    effect: 'allow',
    permissionGroups: [{ id: 'new', name }],
    resources: { [`com.cloudflare.api.account.${name}`]: zones },
  };
  const { scope } = judged({ facts: { reading: harmlessToken({ policies: [policy] }) } });
  expect(scope).toHaveLength(150);
  expect(Math.max(...scope.map(({ resource, permission }) => resource.length + permission.length))).toBeLessThan(1_000);
});

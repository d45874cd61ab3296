import type { CredentialFamily, CredentialKind } from '../../../domain/credential-kind';
import { ALWAYS_ON_FAMILIES, CREDENTIAL_KINDS, OPTIONAL_FAMILIES } from '../../../domain/credential-kind';
import type { RequestRule } from '../../../domain/credential-rule';
import { ACTION_RULES, REQUEST_RULES } from '../../../domain/credential-rule';
import { classifyEvent } from '../../../domain/classify-event';
import { actionEvent, requestEvent } from './situations';

const RULES: readonly RequestRule[] = REQUEST_RULES;
const EVERY_FAMILY: ReadonlySet<CredentialFamily> = new Set(OPTIONAL_FAMILIES);
const BINDING = { resource: { request: { include: [{ service_token: { token_id: 's1' } }] } } };

type Claim = { readonly kind: CredentialKind; readonly family?: CredentialFamily } | undefined;

function claimOf(line: string, families = EVERY_FAMILY): Claim {
  const found = classifyEvent(requestEvent(line, BINDING), families);
  return found.outcome === 'other' ? undefined : found;
}

function actionClaim(type: string): Claim {
  const found = classifyEvent(actionEvent(type), EVERY_FAMILY);
  return found.outcome === 'other' ? undefined : found;
}

describe.each(RULES)('request rule $kind ($family)', ({ kind, family, hit, miss, hint, path, methods }) => {
  it(`claims ${hit}`, () => {
    const claim = claimOf(hit);
    expect(claim?.kind).toBe(kind);
    if (claim?.family !== undefined) expect(claim.family).toBe(family);
  });

  it(`leaves ${miss} alone`, () => {
    const [method = '', target = ''] = miss.split(' ');
    const matches = (methods === 'not-reading' || methods.includes(method)) && path.test(target);
    expect(matches).toBe(false);
  });

  it('claims nothing that lacks its hint, which lets ordinary traffic pass', () => {
    expect(hit.split(' ')[1]).toContain(hint);
    expect(hint).toBe(hint.toLowerCase());
  });

  it('is one of a first match: no row above it claims its hit', () => {
    const first = RULES.find((rule) => {
      const [method = '', target = ''] = hit.split(' ');
      return (rule.methods === 'not-reading' || rule.methods.includes(method)) && rule.path.test(target);
    });
    expect(first?.hit).toBe(hit);
  });
});

describe.each([...ACTION_RULES])('action rule $kind', ({ kind, hit, miss, action }) => {
  it(`claims ${hit}`, () => expect(actionClaim(hit)?.kind).toBe(kind));
  it(`leaves ${miss} alone`, () => expect(action.test(miss)).toBe(false));
  it('is not shadowed by a row above it', () =>
    expect([...ACTION_RULES].find((rule) => rule.action.test(hit))?.kind).toBe(kind));
});

describe('the tables of credential rules', () => {
  it('has no two rows with one hit', () => {
    const hits = [...REQUEST_RULES, ...ACTION_RULES].map(({ hit }) => hit);
    expect(new Set(hits).size).toBe(hits.length);
  });

  it('has no two rows that match the same', () => {
    const keys = RULES.map(({ methods, path, needs }) => `${String(methods)} ${path.source} ${needs ?? ''}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('has a row for each kind, and only for kinds', () => {
    const used = new Set<string>([...REQUEST_RULES, ...ACTION_RULES].map(({ kind }) => kind));
    expect(used).toEqual(new Set(CREDENTIAL_KINDS));
  });

  it('has a row for each family, and only for families', () => {
    const used = new Set<string>([...REQUEST_RULES, ...ACTION_RULES].map(({ family }) => family));
    expect(used).toEqual(new Set([...ALWAYS_ON_FAMILIES, ...OPTIONAL_FAMILIES]));
  });

  it('says of each row why it is there', () => {
    expect([...REQUEST_RULES, ...ACTION_RULES].filter(({ why }) => why.length < 10)).toEqual([]);
  });
});

describe.each(OPTIONAL_FAMILIES)('family %s', (family) => {
  const rule = RULES.find((candidate) => candidate.family === family)!;

  it('is watched when it is on', () => expect(claimOf(rule.hit, new Set([family]))?.family).toBe(family));
  it('is not watched when all others are on', () =>
    expect(claimOf(rule.hit, new Set(OPTIONAL_FAMILIES.filter((other) => other !== family)))).toBeUndefined());
});

it('watches the families that are always on without being told', () => {
  const always: ReadonlySet<string> = new Set(ALWAYS_ON_FAMILIES);
  for (const { family, hit, kind } of RULES.filter((rule) => always.has(rule.family))) {
    expect([family, claimOf(hit, new Set<CredentialFamily>())?.kind]).toEqual([family, kind]);
  }
});

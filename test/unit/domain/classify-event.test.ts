import fc from 'fast-check';
import type { AuditEvent } from '../../../domain/audit-event';
import { classifyEvent, touchesTokenPath } from '../../../domain/classify-event';
import { CLASSIFICATION_CASES, classified } from './classification-cases';
import { auditEvent, requestEvent } from './situations';

const NO_FAMILY: ReadonlySet<never> = new Set<never>();
const outcomeOf = (line: string) => {
  const classification = classifyEvent(requestEvent(line), NO_FAMILY);
  return classification.outcome === 'other' ? 'other' : classification.kind;
};

it.each(CLASSIFICATION_CASES)('$name', (situation) => {
  expect(classified(situation)).toEqual(situation.expected);
});

it('gives each classification case a name of its own', () => {
  expect(new Set(CLASSIFICATION_CASES.map(({ name }) => name)).size).toBe(CLASSIFICATION_CASES.length);
});

describe('no spelling of a path hides a token', () => {
  it.each([
    ['capitals', '/User/TOKENS'],
    ['doubled slashes', '//user///tokens'],
    ['a slash at the end', '/user/tokens/'],
    ['the prefix of the API', '/client/v4/user/tokens'],
    ['the prefix of the dashboard', '/api/v4/user/tokens'],
    ['the prefix in capitals', '/Client/V4/user/tokens'],
    ['a full address', 'https://api.cloudflare.com/client/v4/user/tokens'],
    ['no slash in front', 'user/tokens'],
    ['an encoded letter', '/user/%74okens'],
    ['an encoded slash', '/user%2Ftokens'],
    ['a letter encoded twice', '/user/%2574okens'],
    ['a letter encoded four times', '/user/%2525252574okens'],
    ['a wide code', '/user/%u0074okens'],
    ['backslashes', '\\user\\tokens'],
    ['dot segments', '/user/./x/../tokens'],
    ['encoded dot segments', '/user/x/%2e%2e/tokens'],
    ['a tab inside', '/user/tok\tens'],
    ['a space behind', '/user/tokens '],
    ['an invisible character', '/user/to\u200bkens'],
    ['full-width letters', '/user/ｔｏｋｅｎｓ'],
    ['encoded full-width letters', '/user/%EF%BD%94okens'],
    ['a path parameter', '/user;v=1/tokens;x=2'],
    ['a letter that only looks ancient', '/user/tokenſ'],
    ['a query', '/user/tokens?a=b'],
  ])('reads through %s', (_, uri) => {
    expect(outcomeOf(`POST ${uri}`)).toBe('user_token.create');
  });

  it.each([
    ['an encoded question mark', '/user/tokens%3Fx'],
    ['a fragment', '/user/tokens#x'],
    ['a broken code behind it', '/user/%74okens%'],
    ['a hash before it', '/user/x#/tokens'],
    ['a dot segment that leads away', '/user/tokens/../profile'],
    ['a parameter that looks like a segment', '/user/x;tokens'],
    ['an overlong code', '/user/%c1%b4okens'],
    ['a code nested beyond reason', `/user/%${'25'.repeat(20)}74okens`],
  ])('takes %s for an unknown credential', (_, uri) => {
    expect(outcomeOf(`POST ${uri}`)).toBe('credential.unknown');
  });

  it('finds a token path behind any mixture of encodings and slashes', () => {
    const spelling = fc
      .tuple(
        ...Array.from('/user/tokens', (c) => {
          const code = c.charCodeAt(0).toString(16);
          const others = c === '/' ? ['//', '/./', '\\'] : [c.toUpperCase()];
          return fc.constantFrom(c, `%${code}`, `%25${code}`, `%u00${code}`, ...others);
        }),
      )
      .map((parts) => parts.join(''));
    fc.assert(fc.property(spelling, (uri) => expect(outcomeOf(`POST ${uri}`)).toBe('user_token.create')));
  });
});

describe('a record that does not parse', () => {
  it.each([
    ['/user/tokens', true],
    ['/accounts/a1/access/service_tokens/s1', true],
    ['/accounts/a1/TOKENS%2Fbulk', true],
    ['/accounts/a1/members', false],
    ['/accounts/a1/access/apps/app1/revoke_tokens', false],
    ['', false],
  ])('with the URI %j touches a token path: %s', (uri, touches) => {
    expect(touchesTokenPath(uri)).toBe(touches);
  });
});

it('never throws, whatever the record holds', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('POST', 'DELETE', '', '/user/tokens', '%', '%zz'),
  );
  const junk = fc.record({
    stream: fc.constantFrom<'v1' | 'v2'>('v1', 'v2'),
    method: text,
    uri: fc.oneof(text, fc.webPath(), fc.constant('/accounts/a1/access/policies')),
    type: text,
    id: text,
    body: fc.anything({ withNullPrototype: true, withBigInt: true }),
    response: fc.oneof(fc.anything(), fc.json()),
    metadata: fc.dictionary(fc.constantFrom('token_tag', '__proto__', 'x'), fc.anything()),
  });
  fc.assert(
    fc.property(junk, ({ stream, method, uri, type, id, body, response, metadata }) => {
      const event: AuditEvent = auditEvent({
        stream,
        action: { type },
        request: { method, uri },
        resource: { id, request: body, response },
        metadata,
      });
      expect(['credential', 'deleted', 'failed', 'other']).toContain(classifyEvent(event, NO_FAMILY).outcome);
    }),
    { numRuns: 500 },
  );
});

it('says the same of an event in every account that shows it', () => {
  const mine = requestEvent('POST /user/tokens', { resource: { response: { id: 't1' } } });
  expect(classifyEvent({ ...mine, accountId: 'b2', id: 'other' }, NO_FAMILY)).toEqual(classifyEvent(mine, NO_FAMILY));
});

import { examineRecord } from '../../../activities/cloudflare/examine-record';
import { sha256Hex } from '../../../activities/shared/hashing';
import { ALWAYS_ON_FAMILIES } from '../../../domain/credential-kind';
import { UNPARSED_RECORD } from '../../../domain/token-watch';
import { tokenEvent, tokenId } from '../../support/audit-records';

const ACCOUNT_ID = 'a1b2c3d4e5f60718293a4b5c6d7e8f90';
const FAMILIES = new Set(ALWAYS_ON_FAMILIES);
const COMMON = { accountId: ACCOUNT_ID, id: 'e1', time: '2026-11-22T10:00:00.123456Z' };
const CREATED = tokenEvent({ ...COMMON, token: tokenId(1) }).record;

const examined = (record: unknown, stream: 'v1' | 'v2' = 'v2') => examineRecord(stream, ACCOUNT_ID, FAMILIES, record);

function kept(record: unknown, stream: 'v1' | 'v2' = 'v2') {
  const result = examined(record, stream);
  if (result.outcome !== 'kept') throw new Error(result.outcome);
  return result.kept.found;
}

describe('a record of the audit log', () => {
  it('that creates a credential travels as canonical bytes, named by their hash', () => {
    const found = kept(CREATED);
    expect(found).toMatchObject({
      stream: 'v2',
      id: 'e1',
      time: '2026-11-22T10:00:00.123Z',
      kind: 'account_token.create',
      credentialId: tokenId(1),
      sha256: sha256Hex(found.body),
    });
    const reversed = Object.fromEntries(Object.entries(CREATED).reverse());
    expect(kept(reversed).sha256).toBe(found.sha256);
  });

  it('that takes a credential away is counted', () => {
    const raw = { method: 'DELETE', uri: `/accounts/${ACCOUNT_ID}/tokens/${tokenId(1)}` };
    expect(examined({ ...CREATED, raw })).toEqual({ outcome: 'deleted' });
  });

  it('that failed is counted', () => {
    expect(examined({ ...CREATED, action: { type: 'create', result: 'failure' } })).toEqual({ outcome: 'failed' });
  });

  it('that is about something else is left alone', () => {
    expect(examined({ ...CREATED, raw: { method: 'POST', uri: '/zones/z1/dns_records' } })).toEqual({
      outcome: 'other',
    });
  });
});

describe('a record that does not parse', () => {
  const odd = (raw: unknown) => ({
    id: 'e1',
    action: { time: '2026-11-22T10:00:00Z' },
    actor: 'odd',
    ...(raw === undefined ? {} : { raw }),
  });

  it.each([
    ['a method and URI that lead elsewhere', { method: 'POST', uri: '/zones/z/dns_records' }, UNPARSED_RECORD],
    ['a token path', { method: 'POST', uri: '/user/tokens' }, 'credential.unknown'],
    ['a token path in disguise', { method: 'POST', uri: '/user/%74okens' }, 'credential.unknown'],
    ['a service token path', { method: 'PUT', uri: '/accounts/a/access/service_tokens/x' }, 'credential.unknown'],
    ['a method that cannot be read', { method: 7, uri: '/zones/z/dns_records' }, 'credential.unknown'],
    ['a URI that cannot be read', { method: 'POST', uri: null }, 'credential.unknown'],
    ['no request at all', undefined, 'credential.unknown'],
    ['a request that is a list', ['POST', '/zones'], 'credential.unknown'],
  ])('with %s is kept', (_what, raw, kind) => {
    expect(kept(odd(raw))).toMatchObject({ kind, id: null, time: null, credentialId: null });
  });

  it.each([[null], ['text'], [7], [[]], [{ actor: 7 }]])('such as %j is kept whatever it is', (record) => {
    expect(kept(record)).toMatchObject({ kind: 'credential.unknown', body: JSON.stringify(record) });
  });

  it('in the older log is a credential event: it names no request', () => {
    expect(kept({ actor: 7 }, 'v1').kind).toBe('credential.unknown');
  });
});

describe('a secret', () => {
  const SECRET = 'EXAMPLEsecretEXAMPLEsecretEXAMPLEsecret0';

  it('in a body does not travel', () => {
    const found = kept({ ...CREATED, resource: { id: tokenId(1), response: { id: tokenId(1), value: SECRET } } });
    expect(JSON.stringify(found)).not.toContain(SECRET);
    expect(found.credentialId).toBe(tokenId(1));
  });

  it('in place of an id names nothing', () => {
    const bearer = `Bearer ${SECRET}`;
    const found = kept({ ...CREATED, id: bearer, resource: { id: bearer, response: { id: bearer } } });
    expect(JSON.stringify(found)).not.toContain(SECRET);
    expect(found.credentialId).toBeNull();
  });

  it('in the query of a URI does not travel', () => {
    const raw = { method: 'POST', uri: `/user/tokens?api_key=${SECRET}` };
    expect(JSON.stringify(kept({ ...CREATED, raw }))).not.toContain(SECRET);
  });

  it('in a record that does not parse does not travel either', () => {
    expect(JSON.stringify(kept({ actor: 7, resource: { response: { value: SECRET } } }))).not.toContain(SECRET);
  });
});

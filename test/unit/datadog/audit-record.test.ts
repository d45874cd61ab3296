import fc from 'fast-check';
import { parseAuditRecord } from '../../../activities/datadog/schemas';
import first from '../../fixtures/datadog/audit-page-1.json';
import second from '../../fixtures/datadog/audit-page-2.json';

const [login, keyMade] = first.data;
const [, roleChange, lost] = second.data;

describe('a record of the Audit Trail', () => {
  it('gives who, what, when and from where', () => {
    expect(parseAuditRecord(login)).toEqual({
      id: 'AQAAAZqmT3rgF2m0AAAAAAFBWnFtVDNyZ0FBQQ',
      time: '2026-11-22T00:41:07.221Z',
      name: 'Authentication',
      action: 'login',
      asset: { type: '', id: '', name: '', newValue: undefined, prevValue: undefined },
      actor: {
        id: 'mallory@example.com',
        uuid: '5d1f0b3c-7a9e-11f0-9c55-da7ad0900002',
        email: 'mallory@example.com',
        name: 'Mallory M.',
        actorType: 'USER',
      },
      request: {
        method: 'POST',
        path: '/account/saml/assertion',
        statusCode: 302,
        userAgent: 'Mozilla/5.0 (X11; Linux x86_64)',
      },
      ip: '203.0.113.77',
      country: 'NL',
      outcome: 'info',
      credentialId: '',
      message: 'mallory@example.com logged in',
    });
  });

  it('gives what was acted on, before and after', () => {
    expect(parseAuditRecord(keyMade)!.asset).toMatchObject({ type: 'api_key', name: 'backup-sync' });
    expect(parseAuditRecord(roleChange)!.asset).toMatchObject({
      prevValue: { permissions: 41 },
      newValue: { permissions: 44 },
    });
  });

  it('without a readable time has none', () => expect(parseAuditRecord(lost)!.time).toBeUndefined());

  it.each(['2026-11-22', 'Nov 22 2026', '1763772067221', '2026-11-22T00:41:07'])(
    'takes %s for no time',
    (timestamp) => {
      expect(parseAuditRecord({ id: 'e1', attributes: { timestamp } })!.time).toBeUndefined();
    },
  );

  it('keeps what it knows when another part has an odd shape', () => {
    const odd = {
      id: 'e1',
      attributes: { attributes: { usr: 'somebody', action: 7, http: { status_code: [], method: 'GET' } } },
    };
    expect(parseAuditRecord(odd)).toMatchObject({
      id: 'e1',
      action: '',
      actor: { email: '' },
      request: { method: 'GET', statusCode: undefined },
    });
  });

  it('says what came of it where the event does', () => {
    const record = { id: 'e1', attributes: { attributes: { evt: { outcome: 'error' }, status: 'info' } } };
    expect(parseAuditRecord(record)!.outcome).toBe('error');
  });

  it.each(['api_key', 'application_key'])('names the %s that the request was made with by its id', (kind) => {
    const id = '0f1e2d3c-0000-4aaa-8bbb-111122223333';
    const made = (value: string) => ({ id: 'e1', attributes: { attributes: { metadata: { [kind]: { id: value } } } } });
    expect(parseAuditRecord(made(id))!.credentialId).toBe(id);
    expect(parseAuditRecord(made('0123456789abcdef0123456789abcdef'))!.credentialId).toBe(''); // a key itself
  });

  it.each([null, 'text', 7, [[]]])('that is no object cannot be read: %j', (record) =>
    expect(parseAuditRecord(record)).toBeUndefined(),
  );

  it('of any JSON never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (attributes, id) => {
        expect(() => parseAuditRecord({ id, attributes: { attributes } })).not.toThrow();
      }),
    );
  });
});

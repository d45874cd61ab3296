import { issuerAnomaly } from '../../../domain/investigation/issuer-anomaly';
import { anomalyKindOf } from '../../../domain/investigation/report/anomaly-kind';
import { CREDENTIAL_KINDS } from '../../../domain/credential-kind';
import { auditEvent } from '../../fixtures/linear/review-facts';

const NOBODY = { id: '', type: '', context: '', email: '', ip: '', tokenId: '', tokenName: '' };
const anomalyOf = (actor: Partial<typeof NOBODY>, more: Partial<Parameters<typeof auditEvent>[0]> = {}) =>
  issuerAnomaly({
    event: { ...auditEvent({ time: '2026-11-22T01:10:09.000Z', ...more }), actor: { ...NOBODY, ...actor } },
    kind: 'user_token.create',
    severity: 'high',
    reasons: ['write_scope', 'unapproved_issuer'],
    title: 'high: user API token created',
    archiveKey: 'audit/v2/one.json',
    runStart: '2026-11-22T02:00:00.000Z',
  });

describe('a flagged event as an anomaly of its issuer', () => {
  it('says who, what, when, how bad and why', () => {
    expect(anomalyOf({ email: 'eve@example.com', id: 'u1', tokenId: 't1', ip: '203.0.113.7' })).toMatchObject({
      actor: { email: 'eve@example.com', id: 'u1', tokenId: 't1', ip: '203.0.113.7' },
      action: 'user_token.create',
      timestamp: '2026-11-22T01:10:09.000Z',
      severity: 'high',
      title: 'high: user API token created',
      details: { reasons: 'write_scope, unapproved_issuer', archivedEvent: 'audit/v2/one.json' },
    });
  });

  it('names an issuer without an address by what there is', () => {
    expect(anomalyOf({ tokenId: 't1' })?.actor).toEqual({ email: null, id: null, tokenId: 't1', ip: null });
  });

  it('is none when the event names nobody', () =>
    expect(anomalyOf({ tokenName: 'deploy', type: 'user' })).toBeUndefined());

  it('leaves out a name that is too long instead of cutting it into another', () => {
    expect(
      anomalyOf({ id: 'u'.repeat(129), email: `${'a'.repeat(310)}@example.com`, ip: '203.0.113.7' })?.actor,
    ).toEqual({
      email: null,
      id: null,
      tokenId: null,
      ip: '203.0.113.7',
    });
  });

  it('carries no secret', () => {
    const secret = `lin_api_${'a1B2'.repeat(10)}`;
    expect(JSON.stringify(anomalyOf({ email: 'eve@example.com', id: secret }))).not.toContain(secret);
  });

  it('has the start of the watch for its time when the event has none', () => {
    expect(anomalyOf({ id: 'u1' }, { time: undefined })?.timestamp).toBe('2026-11-22T02:00:00.000Z');
  });

  it.each(CREDENTIAL_KINDS)('%s makes a page about a credential', (kind) => {
    expect(anomalyKindOf(kind)).toBe('credential');
  });
});

import type { DatadogActionRule, DatadogExample } from '../../../domain/investigation/datadog-action-rule';
import { DATADOG_ACTION_RULES } from '../../../domain/investigation/datadog-action-rule';
import type { DatadogAuditEvent } from '../../../domain/investigation/datadog-audit-event';
import { datadogTimelineEvent } from '../../../domain/investigation/datadog-event';

const RULES: readonly DatadogActionRule[] = DATADOG_ACTION_RULES;
const FACTS = {
  fallbackId: 'h-1',
  matchedBy: 'actor',
  approvedIssuers: [{ email: 'alice@example.com' }],
} as const;

function audited(parts: Partial<DatadogAuditEvent> = {}): DatadogAuditEvent {
  return {
    id: 'AQ1',
    time: '2026-11-22T00:55:31.004Z',
    name: 'Access Management',
    action: 'modified',
    asset: { type: '', id: '', name: '', newValue: undefined, prevValue: undefined },
    actor: { id: '', uuid: 'u-1', email: 'mallory@example.com', name: 'Mallory', actorType: 'USER' },
    request: { method: '', path: '', statusCode: undefined, userAgent: '' },
    ip: '203.0.113.77',
    country: 'NL',
    outcome: '',
    credentialId: '',
    message: '',
    ...parts,
  };
}

const exampleEvent = ({ name = '', action, asset = '', newValue, prevValue }: DatadogExample): DatadogAuditEvent =>
  audited({ name, action, asset: { type: asset, id: 'x1', name: '', newValue, prevValue } });
const seen = (event: DatadogAuditEvent) => datadogTimelineEvent(event, FACTS);
const rowOf = (example: DatadogExample) => {
  const event = exampleEvent(example);
  return RULES.find(
    ({ asset, action, when }) =>
      (asset?.test(event.asset.type) ?? true) && action.test(event.action) && (when?.(event) ?? true),
  );
};
const asset = (type: string, parts: Partial<DatadogAuditEvent['asset']> = {}) => ({
  ...{ type, id: 'x1', name: '', newValue: undefined, prevValue: undefined },
  ...parts,
});

describe.each(RULES.map((rule) => ({ ...rule, rule })))(
  'row $kind, $hit.action $hit.asset',
  ({ kind, hit, miss, rule }) => {
    it('claims its example before any other row', () => {
      expect(seen(exampleEvent(hit)).kind).toBe(kind);
      expect(rowOf(hit)).toBe(rule);
    });
    it('leaves its nearest neighbour alone', () => expect(rowOf(miss)).not.toBe(rule));
  },
);

describe('the kind of an act', () => {
  it('is unknown when nobody has described the action', () => {
    expect(seen(audited({ action: 'pondered' })).kind).toBe('unknown');
  });
  it('is no reading when a request of the API wrote', () => {
    const request = { method: 'DELETE', path: '/api/v1/x', statusCode: 200, userAgent: '' };
    expect(seen(audited({ name: 'Request', action: 'accessed', request })).kind).toBe('change');
  });
  it('is a failed sign-in when the record says that signing in failed', () => {
    expect(seen(audited({ action: 'login', outcome: 'error' }))).toMatchObject({
      kind: 'login_failed',
      outcome: 'failure',
    });
  });
});

describe('the outcome', () => {
  const status = (statusCode: number | undefined) => ({ method: 'POST', path: '/x', statusCode, userAgent: '' });

  it.each([
    ['', 201, 'success'],
    ['', 403, 'failure'],
    ['', undefined, 'unknown'],
    ['info', undefined, 'success'],
    ['denied', 200, 'failure'],
  ])('of a record that says %j and %s is %s', (outcome, code, expected) => {
    expect(seen(audited({ outcome, request: status(code) })).outcome).toBe(expected);
  });
});

describe('what is carried on', () => {
  it('is the country in capitals, and none that is no code', () => {
    expect(seen(audited({ country: 'nl' })).country).toBe('NL');
    expect(seen(audited({ country: 'Netherlands' })).country).toBeNull();
  });
  it('is one target for making a key, using it and removing it', () => {
    const made = seen(audited({ action: 'created', asset: asset('api_key', { id: 'k1' }) }));
    const removed = seen(audited({ action: 'deleted', asset: asset('api_key', { id: 'k1' }) }));
    expect([made.target, removed.target]).toEqual(['k1', 'k1']);
    expect(seen(audited({ credentialId: 'k1' })).credentialId).toBe('k1');
  });
  it('is whether the settings approve who made a key', () => {
    const by = (
      email: string,
      approvedIssuers: (typeof FACTS)['approvedIssuers'] | [{ email: string; kinds: string[] }],
    ) => {
      const actor = { ...audited().actor, email };
      const event = audited({ action: 'created', asset: asset('api_key'), actor });
      return datadogTimelineEvent(event, { ...FACTS, approvedIssuers }).approvedIssuer;
    };
    expect(by('Alice@example.com', FACTS.approvedIssuers)).toBe(true);
    expect(by('mallory@example.com', FACTS.approvedIssuers)).toBe(false);
    expect(by('alice@example.com', [{ email: 'alice@example.com', kinds: ['user_token.create'] }])).toBe(false);
  });
  it('is null where the record is silent', () => {
    const silent = seen(audited({ time: undefined, ip: '', country: '' }));
    expect(silent).toMatchObject({ time: null, address: null, country: null, credentialId: null });
  });
  it('is no longer than two hundred characters of each text', () => {
    expect(seen(audited({ message: 'x'.repeat(90_000) })).text.summary).toHaveLength(200);
  });
});

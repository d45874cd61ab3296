import { parseAuditRecord } from '../../../activities/cloudflare/audit-record';
import type { AuditEvent } from '../../../domain/audit-event';
import type { CloudflareActionRule } from '../../../domain/investigation/cloudflare-action-rule';
import { CLOUDFLARE_ACTION_RULES } from '../../../domain/investigation/cloudflare-action-rule';
import { CLOUDFLARE_V1_ACTION_RULES } from '../../../domain/investigation/cloudflare-v1-action-rule';
import { cloudflareTimelineEvent } from '../../../domain/investigation/cloudflare-event';
import { ZONE_SETTINGS } from '../../../domain/investigation/cloudflare-setting';
import v1Page from '../../fixtures/cloudflare/audit-v1-page.json';
import v2First from '../../fixtures/cloudflare/audit-v2-page-1.json';
import v2Second from '../../fixtures/cloudflare/audit-v2-page-2.json';
import { actionEvent, auditEvent, requestEvent } from '../domain/situations';

const FACTS = {
  fallbackId: 'h-1',
  matchedBy: 'actor',
  approvedIssuers: [{ email: 'alice@example.com' }],
} as const;
const RULES: readonly CloudflareActionRule[] = CLOUDFLARE_ACTION_RULES;

const seen = (event: AuditEvent) => cloudflareTimelineEvent(event, FACTS);
const kindOf = ({ line, body }: { line: string; body?: unknown }) =>
  seen(requestEvent(line, { resource: { request: body } })).kind;

/** The first row that takes a request, by its own words. */
function rowOf({ line, body }: { line: string; body?: unknown }): CloudflareActionRule | undefined {
  const event = requestEvent(line, { resource: { request: body } });
  const [method = '', path = ''] = line.split(' ');
  return RULES.find((rule) => {
    const found = rule.methods.includes(method) ? rule.path.exec(path) : null;
    return found !== null && (rule.when?.(event, found.groups?.['setting']) ?? true);
  });
}

describe.each(RULES.map((rule) => ({ ...rule, rule })))('row $kind, $hit.line', ({ kind, hit, miss, rule }) => {
  it('claims its example before any other row', () => {
    expect(kindOf(hit)).toBe(kind);
    expect(rowOf(hit)).toBe(rule);
  });
  it(`leaves ${miss.line} alone`, () => expect(rowOf(miss)).not.toBe(rule));
});

describe.each(CLOUDFLARE_V1_ACTION_RULES)('version 1 row $kind', ({ kind, action, hit, miss }) => {
  it(`claims ${hit}`, () => expect(seen(actionEvent(hit)).kind).toBe(kind));
  it(`leaves ${JSON.stringify(miss)} alone`, () => expect(action.test(miss)).toBe(false));
});

describe.each(ZONE_SETTINGS)('zone setting $setting', ({ setting, weak, strong }) => {
  const written = (value: string) => kindOf({ line: `PATCH /zones/z1/settings/${setting}`, body: { value } });

  it.each(weak)('is weakened by %s', (value) => expect(written(value)).toBe('security_weakened'));
  it.each(strong)('is strengthened by %s', (value) => expect(written(value)).toBe('security_strengthened'));
  it('is merely changed by a value that nobody knows', () => expect(written('purple')).toBe('change'));
});

describe('the kind of an act', () => {
  it.each([
    ['POST /user/tokens', 'credential_minted'],
    ['PUT /user/tokens/t1/value', 'credential_rolled'],
    ['PUT /user/tokens/t1', 'credential_changed'],
    ['DELETE /user/tokens/t1', 'credential_deleted'],
    ['POST /accounts/a1/r2/temp-access-credentials', 'credential_minted'],
    ['POST /accounts/a1/tokens/bulk', 'credential_changed'],
    ['POST /zones/z1/dns_records', 'create'],
    ['PATCH /zones/z1/dns_records/r1', 'change'],
    ['DELETE /zones/z1/dns_records/r1', 'delete'],
    ['GET /zones/z1', 'read'],
    ['BREW /pot', 'unknown'],
    ['DELETE /client/v4/zones/z1/logpush/jobs/7?dry=1', 'logging_disabled'],
  ])('of %s is %s', (line, kind) => expect(kindOf({ line })).toBe(kind));

  it('is seen in several settings at once, the weakest deciding', () => {
    const items = [
      { id: 'ssl', value: 'strict' },
      { id: 'waf', value: 'off' },
    ];
    expect(kindOf({ line: 'PATCH /zones/z1/settings', body: { items } })).toBe('security_weakened');
    expect(kindOf({ line: 'PATCH /zones/z1/settings', body: { items: items.slice(0, 1) } })).toBe(
      'security_strengthened',
    );
  });

  it('is seen in a body that the log keeps as text', () => {
    const body = '{"enabled":false}';
    expect(kindOf({ line: 'PUT /accounts/a1/logpush/jobs/7', body })).toBe('logging_disabled');
  });

  it('is a plain change when the body tells nothing', () => {
    expect(kindOf({ line: 'PATCH /zones/z1/settings/ssl' })).toBe('change');
  });

  it('is a failed sign-in when signing in failed', () => {
    expect(seen(requestEvent('POST /login', { action: { succeeded: false } }))).toMatchObject({
      kind: 'login_failed',
      outcome: 'failure',
    });
  });

  it('is seen in the type where the log says login and another path', () => {
    expect(seen(requestEvent('POST /session', { action: { type: 'login' } })).kind).toBe('login');
  });
});

describe('the target', () => {
  const target = (line: string, response?: unknown) => seen(requestEvent(line, { resource: { response } })).target;

  it('of making a thing is the one that its removal has', () => {
    expect(target('POST /accounts/a1/members', { result: { id: 'm1' } })).toBe(
      target('DELETE /accounts/a1/members/m1'),
    );
  });
  it('of a credential is its id', () => {
    expect(target('POST /user/tokens', { id: 't1' })).toBe('t1');
    expect(target('DELETE /user/tokens/t1')).toBe('t1');
  });
  it('of one setting is the same for every value', () => {
    expect(target('PATCH /zones/z1/settings/ssl')).toBe('/zones/z1/settings/ssl');
  });
});

describe('the area', () => {
  const area = (line: string) => seen(requestEvent(line)).area;

  it('is the same for one sort of work in two zones', () => {
    expect(area('POST /zones/d41d8cd98f00b204e9800998ecf8427e/dns_records')).toBe('zones/dns_records');
    expect(area('PATCH /zones/92eb5ffee6ae2fec3ad71c777531578f/dns_records/0cc175b9')).toBe('zones/dns_records');
  });
  it('is the same for two things that somebody named', () => {
    expect(area('PUT /accounts/a1/workers/scripts/shop')).toBe(area('PUT /accounts/a1/workers/scripts/blog'));
    expect(area('PUT /accounts/a1/workers/scripts/shop/secrets')).toBe('accounts/workers/scripts/secrets');
    expect(area('GET /accounts/a1/storage/kv/namespaces/n1/values/alpha')).toBe(
      area('GET /accounts/a1/storage/kv/namespaces/n1/values/beta'),
    );
  });
  it('tells settings from each other', () => {
    expect(area('PATCH /zones/z1/settings/ssl')).not.toBe(area('PATCH /zones/z1/settings/waf'));
  });
});

describe('what is carried on', () => {
  it('is the id of the record, or the one that is given for want of it', () => {
    expect(seen(auditEvent({ id: 'e1' })).id).toBe('e1');
    expect(seen({ ...auditEvent(), id: undefined }).id).toBe('h-1');
  });
  it('is null where the record is silent', () => {
    const silent = { ...auditEvent({ actor: { ip: '', tokenId: '' }, request: { rayId: '' } }), time: undefined };
    expect(seen(silent)).toMatchObject({
      time: null,
      address: null,
      country: null,
      credentialId: null,
      requestId: null,
    });
  });
  it('is whether the settings approve the issuer, for credentials alone', () => {
    expect(seen(requestEvent('POST /user/tokens')).approvedIssuer).toBe(true);
    expect(seen(requestEvent('POST /user/tokens', { actor: { email: 'bob@example.com' } })).approvedIssuer).toBe(false);
    expect(seen(requestEvent('POST /accounts/a1/members')).approvedIssuer).toBe(false);
  });
  it('is no longer than two hundred characters of each text, and never half a character', () => {
    const long = '🙂'.repeat(5_000);
    const event = seen(auditEvent({ action: { description: long }, request: { userAgent: long, uri: `/${long}` } }));
    expect(event.userAgent).toBe('🙂'.repeat(200));
    expect(JSON.stringify(event).length).toBeLessThan(5_000);
  });
  it('is no query of a request, where secrets may stand', () => {
    expect(JSON.stringify(seen(requestEvent('GET /zones/z1?token=abc')))).not.toContain('abc');
  });
});

const KINDS: Readonly<Record<string, string>> = {
  '0193529e-4a10-7c31-9a55-2f6b1c0d9e01': 'credential_minted',
  '0193529e-9b22-7d02-8c11-6a0f3b2c1d02': 'credential_rolled',
  '019352a3-4444-7aaa-8bbb-00000000000c': 'credential_minted',
  '019352a3-4444-7aaa-8bbb-00000000000d': 'credential_deleted',
  '019352a3-4444-7aaa-8bbb-00000000000e': 'member_added',
  '019352a3-4444-7aaa-8bbb-00000000000f': 'unknown',
  '9f3b2a10-5c6d-4e7f-8091-a2b3c4d5e601': 'credential_minted',
  '9f3b2a10-5c6d-4e7f-8091-a2b3c4d5e603': 'credential_deleted',
  '9f3b2a10-5c6d-4e7f-8091-a2b3c4d5e606': 'secret_viewed',
  '9f3b2a10-5c6d-4e7f-8091-a2b3c4d5e607': 'change',
};

it.each(Object.entries(KINDS))('sees the sample %s as %s', (id, kind) => {
  const parsed = [
    ...[...v2First.result, ...v2Second.result].map((record) => parseAuditRecord('v2', 'a1', record)),
    ...v1Page.result.map((record) => parseAuditRecord('v1', 'a1', record)),
  ].find((event) => event?.id === id);
  expect(seen(parsed!).kind).toBe(kind);
});

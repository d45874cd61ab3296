import { isDeepStrictEqual } from 'node:util';
import type { AuditEvent } from '../../../domain/audit-event';
import type { Classification } from '../../../domain/classify-event';
import { classifyEvent } from '../../../domain/classify-event';
import type { CredentialFamily, CredentialKind } from '../../../domain/credential-kind';
import { ACCOUNT, actionEvent, requestEvent, TOKEN_ID, ZONE } from './situations';

/** One event and what it is. Written by hand: nothing in here is taken from the tables. */
export interface ClassificationCase {
  readonly name: string;
  readonly event: AuditEvent;
  readonly families?: readonly CredentialFamily[];
  readonly expected: Classification;
}

export function classified({ event, families = [] }: ClassificationCase): Classification {
  return classifyEvent(event, new Set(families));
}

/** Whether the event is today what the case says it is. */
export function classificationHolds(situation: ClassificationCase): boolean {
  return isDeepStrictEqual(classified(situation), situation.expected);
}

const A = `/accounts/${ACCOUNT}`;
const Z = `/zones/${ZONE}`;
const other: Classification = { outcome: 'other' };
const failed = { action: { succeeded: false } };

const credential = (kind: CredentialKind, family: CredentialFamily, credentialId: string | null): Classification => ({
  outcome: 'credential',
  kind,
  family,
  credentialId,
});
const deleted = (kind: CredentialKind, credentialId: string | null): Classification => ({
  outcome: 'deleted',
  kind,
  credentialId,
});
const unknown = credential('credential.unknown', 'unknown', null);
const include = (...rules: unknown[]) => ({ resource: { request: { include: rules } } });
const naming = (id: string) => ({ service_token: { token_id: id } });
const bind = (credentialId: string | null) => credential('service_token.bind', 'service_token', credentialId);
const product = (family: CredentialFamily) => credential('other_secret.create', family, null);

export const CLASSIFICATION_CASES: readonly ClassificationCase[] = [
  {
    name: 'a new user token is known by the id in the answer',
    event: requestEvent('POST /user/tokens', { resource: { response: { id: 't1' } } }),
    expected: credential('user_token.create', 'user_token', 't1'),
  },
  {
    name: 'a rolled user token is known by the id in the path',
    event: requestEvent('PUT /user/tokens/t1/value', { resource: { id: 'r1', response: { id: 'x1' } } }),
    expected: credential('user_token.roll', 'user_token', 't1'),
  },
  {
    name: 'a changed user token counts',
    event: requestEvent('PUT /client/v4/user/tokens/t1?trace=1'),
    expected: credential('user_token.update', 'user_token', 't1'),
  },
  {
    name: 'a deleted user token is counted, not kept',
    event: requestEvent('DELETE /user/tokens/t1'),
    expected: deleted('user_token.delete', 't1'),
  },
  {
    name: 'a new account token is known by the id in the result',
    event: requestEvent(`POST ${A}/tokens`, { resource: { id: 'r1', response: { result: { id: TOKEN_ID } } } }),
    expected: credential('account_token.create', 'account_token', TOKEN_ID),
  },
  {
    name: 'a rolled account token counts',
    event: requestEvent(`PUT ${A}/tokens/${TOKEN_ID}/value`),
    expected: credential('account_token.roll', 'account_token', TOKEN_ID),
  },
  {
    name: 'a changed account token counts, with a slash at the end of its path as well',
    event: requestEvent(`PUT ${A}/tokens/${TOKEN_ID}/`),
    expected: credential('account_token.update', 'account_token', TOKEN_ID),
  },
  {
    name: 'a deleted account token is counted, not kept',
    event: requestEvent(`DELETE ${A}/tokens/${TOKEN_ID}`),
    expected: deleted('account_token.delete', TOKEN_ID),
  },
  {
    name: 'a new service token counts in an account',
    event: requestEvent(`POST ${A}/access/service_tokens`, { resource: { id: 's1' } }),
    expected: credential('service_token.create', 'service_token', 's1'),
  },
  {
    name: 'a new service token counts in a zone',
    event: requestEvent(`POST ${Z}/access/service_tokens`, { zone: { id: ZONE, name: 'example.com' } }),
    expected: credential('service_token.create', 'service_token', null),
  },
  {
    name: 'a rotated service token has a new secret',
    event: requestEvent(`POST ${A}/access/service_tokens/s1/rotate`),
    expected: credential('service_token.rotate', 'service_token', 's1'),
  },
  {
    name: 'a refreshed service token has a longer life',
    event: requestEvent(`POST ${A}/access/service_tokens/s1/refresh`),
    expected: credential('service_token.refresh', 'service_token', 's1'),
  },
  {
    name: 'a changed service token may have a new secret',
    event: requestEvent(`PUT ${Z}/access/service_tokens/s1`),
    expected: credential('service_token.update', 'service_token', 's1'),
  },
  {
    name: 'a deleted service token is counted, not kept',
    event: requestEvent(`DELETE ${A}/access/service_tokens/s1`),
    expected: deleted('service_token.delete', 's1'),
  },
  {
    name: 'a policy that names one service token binds that token',
    event: requestEvent(`POST ${A}/access/policies`, include(naming('s1'), naming('s1'))),
    expected: bind('s1'),
  },
  {
    name: "an application's policy binds a service token",
    event: requestEvent(`PUT ${A}/access/apps/app1/policies/p1`, include(naming('s1'))),
    expected: bind('s1'),
  },
  {
    name: 'an application that carries its policies binds a service token',
    event: requestEvent(`POST ${Z}/access/apps`, {
      resource: { request: { name: 'artifacts', policies: [{ include: [naming('s1')] }] } },
    }),
    expected: bind('s1'),
  },
  {
    name: 'a group of a zone binds a service token',
    event: requestEvent(`PATCH ${Z}/access/groups/g1`, include(naming('s1'))),
    expected: bind('s1'),
  },
  {
    name: 'a policy whose answer alone names the service token binds it',
    event: requestEvent(`PUT ${A}/access/policies/p1`, {
      resource: { response: { result: { require: [naming('s1')] } } },
    }),
    expected: bind('s1'),
  },
  {
    name: 'a policy body that is kept as text binds a service token',
    event: requestEvent(`POST ${A}/access/policies`, {
      resource: { request: JSON.stringify({ include: [naming('s1')] }) },
    }),
    expected: bind('s1'),
  },
  {
    name: 'a policy body that is cut short still binds, without an id',
    event: requestEvent(`POST ${A}/access/policies`, {
      resource: { request: '{"include":[{"service_token":{"token_i' },
    }),
    expected: bind(null),
  },
  ...(
    [
      ['cut short before any word shows', '{"include":[{"em'],
      ['cut short and a list', '[{"include"'],
      ['cut short behind an escaped letter', '{"include":[{"\\u0073ervice_token":{"token_id":"s1"}}],"name":"x'],
      ['encoded twice and cut short', '"{\\"include\\":[{\\"service_token\\":{\\"token_id\\":\\"s1'],
      ['encoded twice, the inner one cut short', JSON.stringify('{"include":[{"em')],
    ] as const
  ).map(([how, request]): ClassificationCase => ({
    name: `a policy body that is ${how} may bind, without an id`,
    event: requestEvent(`POST ${A}/access/policies`, { resource: { request } }),
    expected: bind(null),
  })),
  {
    name: 'a policy body that cannot be read may bind others than the token in the answer',
    event: requestEvent(`POST ${A}/access/policies`, {
      resource: { request: '{"include":[{"em', response: { result: { include: [naming('s1')] } } },
    }),
    expected: bind(null),
  },
  {
    name: 'a policy body that was encoded twice binds a service token',
    event: requestEvent(`POST ${A}/access/policies`, {
      resource: { request: JSON.stringify(JSON.stringify({ include: [naming('s1')] })) },
    }),
    expected: bind('s1'),
  },
  {
    name: 'a policy body that is plain words binds nothing',
    event: requestEvent(`POST ${A}/access/policies`, { resource: { request: 'no JSON at all' } }),
    expected: other,
  },
  {
    name: 'a policy whose name looks like broken JSON binds nothing',
    event: requestEvent(`POST ${A}/access/policies`, { resource: { request: { name: '[draft] "people"' } } }),
    expected: other,
  },
  ...['ſervice_token', 'SERVICE_TOKEN', ' ｓervice_token ', 'service_to\u212aen'].map((key): ClassificationCase => ({
    name: `a policy that names a service token under ${JSON.stringify(key)} binds it`,
    event: requestEvent(`POST ${A}/access/policies`, include({ [key]: { token_id: 's1' } })),
    expected: bind('s1'),
  })),
  {
    name: 'a policy that accepts any valid service token with a long s stands for no single one',
    event: requestEvent(`POST ${A}/access/policies`, include({ any_valid_ſervice_token: {} })),
    expected: bind(null),
  },
  {
    name: 'a policy that names one service token under two spellings of its id stands for none',
    event: requestEvent(`POST ${A}/access/policies`, include({ service_token: { token_id: 's1', Token_ID: 's2' } })),
    expected: bind(null),
  },
  ...(
    [
      ['millions of characters', 'A-'.repeat(1_200_000)],
      ['half a character', '\ud800'],
      ['a path that leads away', '..'],
      ['a space inside', 'a b'],
      ['a scrubbed value', '[scrubbed:32]'],
    ] as const
  ).map(([what, id]): ClassificationCase => ({
    name: `a policy that names ${what} as a service token binds none that could be looked up`,
    event: requestEvent(`POST ${A}/access/groups`, include(naming(id))),
    expected: bind(null),
  })),
  {
    name: 'a policy that names a service token beside an id that is none stands for neither',
    event: requestEvent(`POST ${A}/access/policies`, include(naming('s1'), naming('\ud800'))),
    expected: bind(null),
  },
  {
    name: 'a policy that names several service tokens stands for none of them alone',
    event: requestEvent(`POST ${A}/access/policies`, include(naming('s1'), naming('s2'))),
    expected: bind(null),
  },
  {
    name: 'a policy that accepts any valid service token stands for no single one',
    event: requestEvent(`POST ${A}/access/policies`, include({ any_valid_service_token: {} }, naming('s1'))),
    expected: bind(null),
  },
  {
    name: 'a policy about people is no credential',
    event: requestEvent(`POST ${A}/access/policies`, include({ email_domain: { domain: 'example.com' } })),
    expected: other,
  },
  {
    name: 'a policy that merely talks of service tokens in its name is no credential',
    event: requestEvent(`POST ${A}/access/policies`, { resource: { request: { name: 'no service_token here' } } }),
    expected: other,
  },
  {
    name: 'a deleted policy binds nothing',
    event: requestEvent(`DELETE ${A}/access/policies/p1`, include(naming('s1'))),
    expected: other,
  },
  {
    name: 'a binding that failed is counted, not kept',
    event: requestEvent(`POST ${A}/access/policies`, { ...include(naming('s1')), ...failed }),
    expected: { outcome: 'failed', kind: 'service_token.bind' },
  },
  {
    name: 'revoking the sessions of an application is no credential',
    event: requestEvent(`POST ${A}/access/apps/app1/revoke_tokens`),
    expected: other,
  },
  {
    name: 'R2 keys count when their family is on',
    event: requestEvent(`POST ${A}/r2/temp-access-credentials`),
    families: ['r2'],
    expected: product('r2'),
  },
  {
    name: 'R2 keys do not count when only another family is on',
    event: requestEvent(`POST ${A}/r2/temp-access-credentials`),
    families: ['tunnel'],
    expected: other,
  },
  {
    name: 'a new tunnel counts when its family is on',
    event: requestEvent(`POST ${A}/cfd_tunnel`),
    families: ['tunnel'],
    expected: product('tunnel'),
  },
  {
    name: 'a new Turnstile widget counts when its family is on',
    event: requestEvent(`POST ${A}/challenges/widgets`),
    families: ['turnstile'],
    expected: product('turnstile'),
  },
  {
    name: 'an origin certificate counts when its family is on',
    event: requestEvent('POST /certificates', { resource: { response: { result: { id: 'cert1' } } } }),
    families: ['certificate'],
    expected: credential('other_secret.create', 'certificate', 'cert1'),
  },
  {
    name: 'a stream key counts when its family is on',
    event: requestEvent(`POST ${A}/stream/keys`),
    families: ['stream_key'],
    expected: product('stream_key'),
  },
  {
    name: 'an OAuth client counts when its family is on',
    event: requestEvent(`POST ${A}/oauth_clients`),
    families: ['oauth_client'],
    expected: product('oauth_client'),
  },
  {
    name: 'a rotated secret of a product counts when its family is on',
    event: requestEvent(`POST ${A}/challenges/widgets/w1/rotate_secret`),
    families: ['rotated_secret'],
    expected: product('rotated_secret'),
  },
  {
    name: 'an unknown request under a token path is an unknown credential',
    event: requestEvent(`POST ${A}/tokens/bulk`),
    expected: unknown,
  },
  {
    name: 'a method that nobody described on a token is an unknown credential',
    event: requestEvent(`PATCH ${A}/tokens/${TOKEN_ID}`),
    expected: unknown,
  },
  {
    name: 'a made-up method on a token is an unknown credential',
    event: requestEvent(`BREW ${A}/tokens`),
    expected: unknown,
  },
  {
    name: 'no method at all on a token path is an unknown credential',
    event: requestEvent(' /user/tokens'),
    expected: unknown,
  },
  {
    name: 'deleting a part of a token may widen it: an unknown credential',
    event: requestEvent('DELETE /user/tokens/t1/condition'),
    expected: unknown,
  },
  {
    name: 'tokens of an owner that nobody described are an unknown credential',
    event: requestEvent('POST /organizations/o1/tokens'),
    expected: unknown,
  },
  {
    name: 'an unknown request that failed is counted, not kept',
    event: requestEvent(`POST ${A}/tokens/bulk`, failed),
    expected: { outcome: 'failed', kind: 'credential.unknown' },
  },
  {
    name: 'a write that does not say where is an unknown credential',
    event: requestEvent('POST '),
    expected: unknown,
  },
  {
    name: 'a write that says nothing but a query is an unknown credential',
    event: requestEvent('POST ?page=1'),
    expected: unknown,
  },
  { name: 'an event of the provider itself, without a request, is noise', event: requestEvent(' '), expected: other },
  { name: 'reading tokens is no credential', event: requestEvent('GET /user/tokens'), expected: other },
  { name: 'a new member is no credential', event: requestEvent(`POST ${A}/members`), expected: other },
  { name: 'a DNS record is no credential', event: requestEvent(`POST ${Z}/dns_records`), expected: other },
  {
    name: 'a query that speaks of tokens makes no credential',
    event: requestEvent(`POST ${A}/members?next=/user/tokens`),
    expected: other,
  },
  {
    name: 'a token that could not be made is counted, not kept',
    event: requestEvent('POST /user/tokens', failed),
    expected: { outcome: 'failed', kind: 'user_token.create' },
  },
  {
    name: 'a deletion that failed is a failure, not a deletion',
    event: requestEvent('DELETE /user/tokens/t1', failed),
    expected: { outcome: 'failed', kind: 'user_token.delete' },
  },
  {
    name: 'a method in small letters counts the same',
    event: requestEvent('post /user/tokens'),
    expected: credential('user_token.create', 'user_token', null),
  },
  {
    name: 'version 1 shows a new token by its tag',
    event: actionEvent('token_create', { metadata: { token_tag: 't1' }, resource: { id: 'user1' } }),
    expected: credential('token.create', 'token', 't1'),
  },
  {
    name: 'version 1 shows a rolled token',
    event: actionEvent('token_roll', { metadata: { token_tag: 't1' } }),
    expected: credential('token.roll', 'token', 't1'),
  },
  {
    name: 'version 1 shows a revoked token: counted, not kept',
    event: actionEvent('token_revoke', { metadata: { token_tag: 't1' } }),
    expected: deleted('token.delete', 't1'),
  },
  {
    name: 'version 1 shows a rotated Global API key',
    event: actionEvent('rotate_API_key'),
    expected: credential('global_key.change', 'global_key', null),
  },
  {
    name: 'version 1 shows a created Global API key',
    event: actionEvent('API_key_created'),
    expected: credential('global_key.change', 'global_key', null),
  },
  {
    name: 'version 1 shows who looked at the Global API key',
    event: actionEvent('API_key_view'),
    expected: credential('global_key.view', 'global_key', null),
  },
  {
    name: 'version 1 in other letters counts the same',
    event: actionEvent(' Rotate_Api_Key'),
    expected: credential('global_key.change', 'global_key', null),
  },
  {
    name: 'an action of version 1 on tokens that nobody described is an unknown credential',
    event: actionEvent('token_update'),
    expected: unknown,
  },
  { name: 'a DNS record in version 1 is noise', event: actionEvent('rec_set'), expected: other },
  {
    name: 'a failed action of version 1 is counted, not kept',
    event: actionEvent('token_create', failed),
    expected: { outcome: 'failed', kind: 'token.create' },
  },
  {
    name: 'an action type of version 1 means nothing in version 2',
    event: requestEvent(`POST ${Z}/dns_records`, { action: { type: 'token_create' } }),
    expected: other,
  },
];

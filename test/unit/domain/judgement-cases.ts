import type { AuditEvent } from '../../../domain/audit-event';
import { judgeCredential } from '../../../domain/judge-credential';
import type {
  CredentialFacts,
  Judgement,
  ReasonCode,
  ScopePolicy,
  ScopeReading,
  Severity,
} from '../../../domain/judgement';
import {
  allow,
  ANY_VALID,
  auditEvent,
  harmlessFacts,
  settings,
  harmlessServiceToken,
  harmlessToken,
  ONE_ZONE,
  TOKEN_ID,
  WHOLE_ACCOUNT,
  wirePolicy,
  ZONE,
  ZONES_OF_ACCOUNT,
} from './situations';

/** One situation and its verdict, written by hand. Sentences are given by a piece that tells them apart. */
export interface JudgementCase {
  readonly name: string;
  readonly facts?: Partial<CredentialFacts>;
  readonly settings?: Partial<ScopePolicy>;
  readonly severity: Severity;
  /** Reason code and a piece of its sentence; none means that nobody has to look. */
  readonly reasons: readonly (readonly [ReasonCode, string])[];
  /** A piece of each aggravation, in their order. */
  readonly worse?: readonly string[];
  readonly notes?: readonly string[];
}

/** The verdict of today's rules on a case. */
export function judged({ facts, settings: parts }: Pick<JudgementCase, 'facts' | 'settings'>): Judgement {
  return judgeCredential(harmlessFacts(facts), settings(parts));
}

/** Whether today's verdict is the one that the case asks for. */
export function judgementHolds(situation: JudgementCase): boolean {
  const { severity, reasons, aggravations, notes } = judged(situation);
  const contain = (sentences: readonly string[], pieces: readonly string[] = []): boolean =>
    sentences.length === pieces.length && pieces.every((piece, index) => sentences[index]?.includes(piece));
  return (
    severity === situation.severity &&
    reasons.map(({ code }) => code).join() === situation.reasons.map(([code]) => code).join() &&
    contain(
      reasons.map(({ sentence }) => sentence),
      situation.reasons.map(([, piece]) => piece),
    ) &&
    contain(aggravations, situation.worse) &&
    contain(notes, situation.notes)
  );
}

const WRITES = ['write_scope', 'not read-only'] as const;
const UNLISTED_WRITES = ['write_scope', 'does not list'] as const;
const WHOLE = ['broad_scope', 'a whole account'] as const;
const UNKNOWN_RESOURCE = ['broad_scope', 'not known here'] as const;
const UNLISTED = ['unapproved_issuer', 'not among the approved'] as const;
const NOT_READABLE = ['scope_unknown', 'only that user'] as const;
const CHANGED = ['scope_unknown', 'changed after the event, so'] as const;
const UNTOLD = ['scope_unknown', 'Nothing shows whether'] as const;
const EMPTY = ['scope_unknown', 'shows no permissions'] as const;
const UNCLEAR_EVENT = ['scope_unknown', 'event carries permissions'] as const;

const TOO_LARGE = ['scope_unknown', 'more permissions on more resources'] as const;

const NEVER = 'never expires';
const LONG = 'longer than';
const ANYWHERE = 'from any address';
const WIDE = 'limits nothing';
const DELEGATES = 'further API tokens';
const CRITICAL = 'call critical';
const UNLIMITED = 'cannot be limited';

const read = (resources: unknown): ScopeReading => harmlessToken({ policies: [allow(['analytics-read'], resources)] });
const holding = (...groups: string[]): ScopeReading => harmlessToken({ policies: [allow(groups, ONE_ZONE)] });
const zone = (name: string) => ({ [`com.cloudflare.api.account.zone.${name}`]: '*' });
const event = auditEvent;
const by = (actor: Partial<AuditEvent['actor']>) => event({ actor: { id: '', email: '', ...actor } });
const asking = (...policies: unknown[]) => event({ resource: { request: { policies } } });
const zones = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`com.cloudflare.api.account.zone.z${n}`, '*']));
const readers = (count: number): readonly string[] => Array.from({ length: count }, () => 'analytics-read');
const MODIFIED_LATER = { modifiedOn: '2026-11-22T01:11:30Z' };
const unread = (why: 'no_id' | 'not_readable' | 'unknown_shape'): ScopeReading => ({ state: 'unreadable', why });

const service = (parts: Partial<CredentialFacts> = {}): Partial<CredentialFacts> => ({
  kind: 'service_token.create',
  reading: harmlessServiceToken(),
  ...parts,
});
const globalKey = (parts: Partial<CredentialFacts> = {}): Partial<CredentialFacts> => ({
  kind: 'global_key.change',
  credentialId: null,
  reading: unread('not_readable'),
  ...parts,
});
const KEY_REASONS = [
  ['write_scope', 'Global API Key can change'],
  ['broad_scope', 'Global API Key reaches'],
] as const;

const UNKNOWN_REACH: readonly (readonly [what: string, resources: unknown])[] = [
  ['a resource of an unknown kind', { 'com.cloudflare.api.galaxy.g1': '*' }],
  ['every user', { 'com.cloudflare.api.user.*': '*' }],
  ['every bucket', { 'com.cloudflare.edge.r2.bucket.*': '*' }],
  ['a zone with a star in its id', { 'com.cloudflare.api.account.zone.z*': '*' }],
  ['a known resource with another value than a star', { [`com.cloudflare.api.account.zone.${ZONE}`]: 'everything' }],
  ['resources that are no object', ['com.cloudflare.api.account.zone.z1']],
  ['no resources at all', {}],
  ['resources that are missing', undefined],
  ['an account with nothing inside', { 'com.cloudflare.api.account.a1': {} }],
  [
    'a zone with something inside',
    { 'com.cloudflare.api.account.zone.z1': { 'com.cloudflare.api.account.zone.z2': '*' } },
  ],
  ['one known and one unknown resource', { ...ONE_ZONE, 'com.cloudflare.api.galaxy.g1': '*' }],
  ['an unknown resource inside an account', { 'com.cloudflare.api.account.a1': { 'com.cloudflare.x.*': '*' } }],
  [
    'accounts nested beyond reason',
    {
      'com.cloudflare.api.account.a1': {
        'com.cloudflare.api.account.a2': {
          'com.cloudflare.api.account.a3': {
            'com.cloudflare.api.account.a4': { 'com.cloudflare.api.account.a5': ONE_ZONE },
          },
        },
      },
    },
  ],
];

export const JUDGEMENT_CASES: readonly JudgementCase[] = [
  { name: 'reading one zone needs no review', severity: 'low', reasons: [] },
  {
    name: 'reading two zones needs no review',
    facts: { reading: read({ ...ONE_ZONE, ...zone('z2') }) },
    severity: 'low',
    reasons: [],
  },
  {
    name: 'reading one bucket needs no review',
    facts: { reading: read({ 'com.cloudflare.edge.r2.bucket.a1_default_logs': '*' }) },
    severity: 'low',
    reasons: [],
  },
  {
    name: 'reading the profile of one user needs no review',
    facts: { reading: read({ 'com.cloudflare.api.user.u1': '*' }) },
    severity: 'low',
    reasons: [],
  },
  {
    name: 'reading one zone that is written inside its account needs no review',
    facts: { reading: read({ 'com.cloudflare.api.account.a1': ONE_ZONE }) },
    severity: 'low',
    reasons: [],
  },
  {
    name: 'a read-only group in small letters is read-only',
    facts: { reading: holding('small-letters') },
    severity: 'low',
    reasons: [],
  },

  // write_scope
  { name: 'a Write group writes', facts: { reading: holding('dns-write') }, severity: 'low', reasons: [WRITES] },
  { name: 'a Purge group writes', facts: { reading: holding('cache-purge') }, severity: 'low', reasons: [WRITES] },
  {
    name: 'a group whose name only sounds like Read at its end writes',
    facts: { reading: holding('spread') },
    severity: 'low',
    reasons: [WRITES],
  },
  {
    name: 'one Write group among Read groups writes',
    facts: { reading: holding('dns-read', 'dns-write', 'analytics-read') },
    severity: 'low',
    reasons: [WRITES],
  },
  {
    name: 'a group that nobody lists writes, whatever the answer calls it',
    facts: {
      reading: harmlessToken({
        policies: [{ ...allow([], ONE_ZONE), permissionGroups: [{ id: 'new', name: 'Harmless Read' }] }],
      }),
    },
    severity: 'low',
    reasons: [UNLISTED_WRITES],
  },
  {
    name: 'a group that nobody lists is broad on a whole account, where only reading would be allowed',
    facts: {
      reading: harmlessToken({
        policies: [{ ...allow([], WHOLE_ACCOUNT), permissionGroups: [{ id: 'new', name: 'Harmless Read' }] }],
      }),
    },
    settings: { readOnlyAccountIsBroad: false },
    severity: 'medium',
    reasons: [UNLISTED_WRITES, WHOLE],
  },
  {
    name: 'a group listed as Read writes when the answer calls it otherwise',
    facts: {
      reading: harmlessToken({
        policies: [{ ...allow([], ONE_ZONE), permissionGroups: [{ id: 'dns-read', name: 'DNS Write' }] }],
      }),
    },
    severity: 'low',
    reasons: [WRITES],
  },
  {
    name: 'without a list of groups every group writes',
    facts: { groups: new Map() },
    severity: 'low',
    reasons: [UNLISTED_WRITES],
  },
  {
    name: 'a deny takes nothing away from an allow',
    facts: {
      reading: harmlessToken({ policies: [allow(['dns-write'], ONE_ZONE), allow(['dns-write'], ONE_ZONE, 'deny')] }),
    },
    severity: 'low',
    reasons: [WRITES],
  },
  {
    name: 'a deny gives nothing either',
    facts: {
      reading: harmlessToken({
        policies: [allow(['analytics-read'], ONE_ZONE), allow(['dns-write'], WHOLE_ACCOUNT, 'deny')],
      }),
    },
    severity: 'low',
    reasons: [],
  },
  {
    name: 'an effect that is not exactly deny allows',
    facts: { reading: harmlessToken({ policies: [allow(['dns-write'], ONE_ZONE, 'Deny')] }) },
    severity: 'low',
    reasons: [WRITES],
  },

  // broad_scope
  {
    name: 'reading a whole account is broad',
    facts: { reading: read(WHOLE_ACCOUNT) },
    severity: 'low',
    reasons: [WHOLE],
  },
  {
    name: 'reading a whole account is not broad when the settings say so',
    facts: { reading: read(WHOLE_ACCOUNT) },
    settings: { readOnlyAccountIsBroad: false },
    severity: 'low',
    reasons: [],
  },
  {
    name: 'writing to a whole account is broad whatever the settings say',
    facts: { reading: harmlessToken({ policies: [allow(['cache-purge'], WHOLE_ACCOUNT)] }) },
    settings: { readOnlyAccountIsBroad: false },
    severity: 'medium',
    reasons: [WRITES, WHOLE],
  },
  {
    name: 'reading every zone of an account is broad',
    facts: { reading: read(ZONES_OF_ACCOUNT) },
    severity: 'low',
    reasons: [['broad_scope', 'every zone of an account']],
  },
  {
    name: 'reading every zone of an account is not broad when reading the account is not',
    facts: { reading: read(ZONES_OF_ACCOUNT) },
    settings: { readOnlyAccountIsBroad: false },
    severity: 'low',
    reasons: [],
  },
  {
    name: 'reading every zone everywhere is broad whatever the settings say',
    facts: { reading: read({ 'com.cloudflare.api.account.zone.*': '*' }) },
    settings: { readOnlyAccountIsBroad: false },
    severity: 'low',
    reasons: [['broad_scope', 'every zone of every account']],
  },
  {
    name: 'reading every account is broad whatever the settings say',
    facts: { reading: read({ 'com.cloudflare.api.account.*': '*' }) },
    settings: { readOnlyAccountIsBroad: false },
    severity: 'low',
    reasons: [['broad_scope', 'every account that']],
  },
  {
    name: 'every account is broad even if only its zones are named inside',
    facts: { reading: read({ 'com.cloudflare.api.account.*': ONE_ZONE }) },
    severity: 'low',
    reasons: [['broad_scope', 'every account that']],
  },
  ...UNKNOWN_REACH.map(([what, resources]): JudgementCase => ({
    name: `reading ${what} is broad, for nobody knows how far it reaches`,
    facts: { reading: read(resources) },
    settings: { readOnlyAccountIsBroad: false },
    severity: 'low',
    reasons: [UNKNOWN_RESOURCE],
  })),
  {
    name: 'a whole account nested in another is a whole account',
    facts: { reading: read({ 'com.cloudflare.api.account.a1': { 'com.cloudflare.api.account.a2': '*' } }) },
    severity: 'low',
    reasons: [WHOLE],
  },
  {
    name: 'reading an account in one policy and writing a zone in another is both',
    facts: {
      reading: harmlessToken({ policies: [allow(['analytics-read'], WHOLE_ACCOUNT), allow(['dns-write'], ONE_ZONE)] }),
    },
    severity: 'medium',
    reasons: [WRITES, WHOLE],
  },

  // unapproved_issuer
  {
    name: 'a stranger is not approved',
    facts: { event: by({ email: 'mallory@example.com', id: 'm1' }) },
    severity: 'low',
    reasons: [UNLISTED],
  },
  {
    name: 'nobody is approved when no approval is given',
    settings: { approvedIssuers: [] },
    severity: 'low',
    reasons: [UNLISTED],
  },
  {
    name: 'an e-mail address counts without regard to case and space',
    settings: { approvedIssuers: [{ email: ' Alice@Example.COM ' }] },
    severity: 'low',
    reasons: [],
  },
  {
    name: 'an e-mail address that merely contains an approved one is another',
    facts: { event: by({ email: 'alice@example.com.evil.example', id: 'm1' }) },
    severity: 'low',
    reasons: [UNLISTED],
  },
  {
    name: 'an actor is approved by id',
    facts: { event: by({ id: 'm1' }) },
    settings: { approvedIssuers: [{ actorId: 'm1' }] },
    severity: 'low',
    reasons: [],
  },
  {
    name: 'an automation is approved by the id of its token',
    facts: { event: by({ tokenId: 'ci' }) },
    settings: { approvedIssuers: [{ tokenId: 'ci' }] },
    severity: 'low',
    reasons: [],
  },
  {
    name: 'an id of a token approves no actor of that id',
    facts: { event: by({ id: 'ci' }) },
    settings: { approvedIssuers: [{ tokenId: 'ci' }] },
    severity: 'low',
    reasons: [UNLISTED],
  },
  {
    name: 'an event without an actor is by nobody approved, also when an approval is empty',
    facts: { event: by({}) },
    settings: { approvedIssuers: [{ email: '' }, { actorId: ' ' }, {}] },
    severity: 'low',
    reasons: [['unapproved_issuer', 'neither a person nor a token']],
  },
  {
    name: 'an approval without a name approves nobody',
    settings: { approvedIssuers: [{}, { email: '' }] },
    severity: 'low',
    reasons: [UNLISTED],
  },
  {
    name: 'an approval with an empty e-mail address does not approve an automation that has none',
    facts: { event: by({ tokenId: 'ci' }) },
    settings: { approvedIssuers: [{ email: '' }, { actorId: ' ' }] },
    severity: 'low',
    reasons: [UNLISTED],
  },
  {
    name: 'an approval with two names wants both',
    settings: { approvedIssuers: [{ email: 'alice@example.com', tokenId: 'ci' }] },
    severity: 'low',
    reasons: [UNLISTED],
  },
  {
    name: 'an approval covers its last day',
    settings: { approvedIssuers: [{ email: 'alice@example.com', until: '2026-11-22' }] },
    severity: 'low',
    reasons: [],
  },
  {
    name: 'an approval ends with its last day, by the time of the event',
    settings: { approvedIssuers: [{ email: 'alice@example.com', until: '2026-11-21' }] },
    severity: 'low',
    reasons: [['unapproved_issuer', 'had ended']],
  },
  {
    name: 'an approval with a date that is none has ended',
    settings: { approvedIssuers: [{ email: 'alice@example.com', until: 'never' }] },
    severity: 'low',
    reasons: [['unapproved_issuer', 'had ended']],
  },
  {
    name: 'an approval for this kind covers it',
    settings: { approvedIssuers: [{ email: 'alice@example.com', kinds: ['account_token.create'] }] },
    severity: 'low',
    reasons: [],
  },
  {
    name: 'an approval for other kinds does not cover this one',
    settings: { approvedIssuers: [{ email: 'alice@example.com', kinds: ['service_token.create'] }] },
    severity: 'low',
    reasons: [['unapproved_issuer', 'other kinds']],
  },
  {
    name: 'a second approval makes up for one that has ended',
    settings: {
      approvedIssuers: [
        { email: 'alice@example.com', until: '2020-01-01' },
        { actorId: '11aa22bb33cc44dd55ee66ff77008899' },
      ],
    },
    severity: 'low',
    reasons: [],
  },

  // scope_unknown
  {
    name: 'a token that is gone is flagged',
    facts: { reading: { state: 'missing' } },
    severity: 'medium',
    reasons: [['scope_unknown', 'deleted after the event']],
  },
  {
    name: 'a token that we may not read is flagged',
    facts: { reading: { state: 'denied', permission: 'Account API Tokens Read' } },
    severity: 'medium',
    reasons: [['scope_unknown', 'Edgewarden lacks']],
  },
  {
    name: "somebody else's user token is flagged",
    facts: { kind: 'user_token.create', reading: unread('not_readable') },
    severity: 'medium',
    reasons: [NOT_READABLE],
  },
  {
    name: 'a token without an id is flagged',
    facts: { credentialId: null, reading: unread('no_id') },
    severity: 'medium',
    reasons: [['scope_unknown', 'names no single credential']],
  },
  {
    name: 'an answer of unknown shape is flagged',
    facts: { reading: unread('unknown_shape') },
    severity: 'medium',
    reasons: [['scope_unknown', 'cannot be read as permissions']],
  },
  {
    name: 'an answer about a service token says nothing about an API token',
    facts: { reading: harmlessServiceToken() },
    severity: 'medium',
    reasons: [['scope_unknown', 'does not belong to']],
  },
  {
    name: 'an answer about an API token says nothing about a service token',
    facts: service({ reading: harmlessToken() }),
    severity: 'medium',
    reasons: [['scope_unknown', 'does not belong to']],
  },
  {
    name: 'a token without policies is flagged',
    facts: { reading: harmlessToken({ policies: [] }) },
    severity: 'medium',
    reasons: [EMPTY],
  },
  {
    name: 'a token that is only denied things is flagged',
    facts: { reading: harmlessToken({ policies: [allow(['dns-read'], ONE_ZONE, 'deny')] }) },
    severity: 'medium',
    reasons: [EMPTY],
  },
  {
    name: 'a policy without permissions is flagged, beside one that is in order as well',
    facts: { reading: harmlessToken({ policies: [allow(['dns-read'], ONE_ZONE), allow([], ONE_ZONE)] }) },
    severity: 'medium',
    reasons: [EMPTY],
  },
  {
    name: 'a token that was changed after the event is flagged when the event does not say what it was',
    facts: { reading: harmlessToken(MODIFIED_LATER) },
    severity: 'medium',
    reasons: [CHANGED],
  },
  {
    name: 'a change stamped within the second after the event is the event',
    facts: { reading: harmlessToken({ modifiedOn: '2026-11-22T01:10:10.003Z' }) },
    severity: 'low',
    reasons: [],
  },
  {
    name: 'a change stamped a moment later is another change',
    facts: { reading: harmlessToken({ modifiedOn: '2026-11-22T01:10:10.004Z' }) },
    severity: 'medium',
    reasons: [CHANGED],
  },
  {
    name: 'a token that does not say when it was changed is flagged',
    facts: { reading: harmlessToken({ modifiedOn: undefined }) },
    severity: 'medium',
    reasons: [UNTOLD],
  },
  {
    name: 'a token whose change has no readable time is flagged',
    facts: { reading: harmlessToken({ modifiedOn: 'yesterday' }) },
    severity: 'medium',
    reasons: [UNTOLD],
  },
  {
    name: 'an event without a time shows nothing about today',
    facts: { event: event({ time: undefined }) },
    severity: 'medium',
    reasons: [UNTOLD],
    worse: [LONG],
  },
  {
    name: 'an unknown credential is flagged, however harmless the token looks',
    facts: { kind: 'credential.unknown' },
    severity: 'medium',
    reasons: [['scope_unknown', 'in a way that is not known']],
  },
  {
    name: 'a secret of a product is flagged, for nobody can read its reach',
    facts: { kind: 'other_secret.create', reading: unread('not_readable') },
    severity: 'medium',
    reasons: [['scope_unknown', 'a single product']],
  },

  // what the event itself carries
  {
    name: 'a token created broad and narrowed since is flagged for what it was',
    facts: { event: asking(wirePolicy(['dns-write'], WHOLE_ACCOUNT)), reading: harmlessToken(MODIFIED_LATER) },
    severity: 'medium',
    reasons: [WRITES, WHOLE],
  },
  {
    name: 'a token created narrow and widened since is flagged for what it is',
    facts: {
      event: asking(wirePolicy(['analytics-read'], ONE_ZONE)),
      reading: harmlessToken({ ...MODIFIED_LATER, policies: [allow(['dns-write'], ONE_ZONE)] }),
    },
    severity: 'low',
    reasons: [WRITES],
  },
  {
    name: 'an event that carries harmless policies answers for a token changed since',
    facts: { event: asking(wirePolicy(['analytics-read'], ONE_ZONE)), reading: harmlessToken(MODIFIED_LATER) },
    severity: 'low',
    reasons: [],
  },
  {
    name: 'policies in the answer of the event count',
    facts: { event: event({ resource: { response: { policies: [wirePolicy(['dns-write'], ONE_ZONE)] } } }) },
    severity: 'low',
    reasons: [WRITES],
  },
  {
    name: 'policies in the result of the answer count',
    facts: {
      event: event({ resource: { response: { result: { policies: [wirePolicy(['dns-write'], ONE_ZONE)] } } } }),
    },
    severity: 'low',
    reasons: [WRITES],
  },
  {
    name: 'policies in a body that is kept as text count',
    facts: {
      event: event({ resource: { request: JSON.stringify({ policies: [wirePolicy(['dns-write'], ONE_ZONE)] }) } }),
    },
    severity: 'low',
    reasons: [WRITES],
  },
  {
    name: 'policies in a body that is cut short are policies that nobody can read',
    facts: { event: event({ resource: { request: '{"policies":[{"effect":"allow","permission_gr' } }) },
    severity: 'medium',
    reasons: [UNCLEAR_EVENT],
  },
  {
    name: "somebody else's user token is judged by what its event carries, and still flagged as unread",
    facts: {
      kind: 'user_token.create',
      event: asking(wirePolicy(['cache-purge'], { 'com.cloudflare.api.account.zone.*': '*' })),
      reading: unread('not_readable'),
    },
    severity: 'critical',
    reasons: [WRITES, ['broad_scope', 'every zone of every account'], NOT_READABLE],
  },
  {
    name: 'an event whose policies are an empty list is not in order',
    facts: { event: asking() },
    severity: 'medium',
    reasons: [UNCLEAR_EVENT],
  },
  {
    name: 'an event whose policies are no list is not in order',
    facts: { event: event({ resource: { request: { policies: '[scrubbed:40]' } } }) },
    severity: 'medium',
    reasons: [UNCLEAR_EVENT],
  },
  {
    name: 'an event with one odd policy is flagged, and the others are judged',
    facts: { event: asking(wirePolicy(['dns-write'], ONE_ZONE), { effect: 'allow' }) },
    severity: 'high',
    reasons: [WRITES, UNCLEAR_EVENT],
  },
  {
    name: 'an event with a permission group without an id is not in order',
    facts: { event: asking({ effect: 'allow', permission_groups: [{ name: 'DNS Read' }], resources: ONE_ZONE }) },
    severity: 'medium',
    reasons: [UNCLEAR_EVENT],
  },
  {
    name: 'an event whose policies only deny is not in order',
    facts: { event: asking(wirePolicy(['dns-read'], ONE_ZONE, 'deny')) },
    severity: 'medium',
    reasons: [UNCLEAR_EVENT],
  },
  {
    name: 'a policy in the event without an effect allows',
    facts: { event: asking({ permission_groups: [{ id: 'dns-write' }], resources: ONE_ZONE }) },
    severity: 'low',
    reasons: [WRITES],
  },
  {
    name: 'a version 1 token is judged by what it is today when it has not changed since',
    facts: { kind: 'token.create', event: event({ stream: 'v1', metadata: { token_tag: TOKEN_ID } }) },
    severity: 'low',
    reasons: [],
  },
  {
    name: "policies in the body of a roll, which Cloudflare ignores, do not answer for the token's past",
    facts: {
      kind: 'account_token.roll',
      event: asking(wirePolicy(['analytics-read'], ONE_ZONE)),
      reading: harmlessToken(MODIFIED_LATER),
    },
    severity: 'medium',
    reasons: [CHANGED],
  },
  {
    name: 'policies in the body of an update answer for the token changed since',
    facts: {
      kind: 'account_token.update',
      event: asking(wirePolicy(['analytics-read'], ONE_ZONE)),
      reading: harmlessToken(MODIFIED_LATER),
    },
    severity: 'low',
    reasons: [],
  },
  {
    name: 'policies in a request of an unknown kind can only make it worse',
    facts: {
      kind: 'credential.unknown',
      event: asking(wirePolicy(['dns-write'], WHOLE_ACCOUNT)),
      reading: unread('no_id'),
    },
    severity: 'critical',
    reasons: [WRITES, WHOLE, ['scope_unknown', 'in a way that is not known']],
  },
  ...['Policies', 'POLICIES', 'policieſ', ' ｐolicies'].map((key): JudgementCase => ({
    name: `policies beside others under ${JSON.stringify(key)} cannot be read in full`,
    facts: {
      event: event({
        resource: {
          request: {
            policies: [wirePolicy(['analytics-read'], ONE_ZONE)],
            [key]: [wirePolicy(['dns-write'], WHOLE_ACCOUNT)],
          },
        },
      }),
    },
    severity: 'medium',
    reasons: [UNCLEAR_EVENT],
  })),
  {
    name: 'policies that stand under another spelling alone cannot be read',
    facts: { event: event({ resource: { request: { Policies: [wirePolicy(['analytics-read'], ONE_ZONE)] } } }) },
    severity: 'medium',
    reasons: [UNCLEAR_EVENT],
  },
  {
    name: 'a policy with permissions in two spellings cannot be read in full, and what was read counts',
    facts: {
      event: asking({
        effect: 'allow',
        permission_groups: [{ id: 'dns-write' }],
        Permission_Groups: [{ id: 'account-tokens-write' }],
        resources: ONE_ZONE,
      }),
    },
    severity: 'high',
    reasons: [WRITES, UNCLEAR_EVENT],
  },
  {
    name: 'a permission group with two ids cannot be read in full',
    facts: {
      event: asking({
        effect: 'allow',
        permission_groups: [{ id: 'dns-read', Id: 'account-tokens-write' }],
        resources: ONE_ZONE,
      }),
    },
    severity: 'medium',
    reasons: [UNCLEAR_EVENT],
  },
  {
    name: 'policies in a cut body are found behind escapes',
    facts: { event: event({ resource: { request: '{"\\u0070olicies":[{"effect":"allow' } }) },
    severity: 'medium',
    reasons: [UNCLEAR_EVENT],
  },
  {
    name: 'policies in a body that was encoded twice count',
    facts: {
      event: event({
        resource: {
          request: JSON.stringify(JSON.stringify({ policies: [wirePolicy(['dns-write'], ONE_ZONE)] })),
        },
      }),
    },
    severity: 'low',
    reasons: [WRITES],
  },

  // scopes too large to be listed
  {
    name: 'many permissions on many resources are looked at one by one up to a bound',
    facts: { reading: harmlessToken({ policies: [allow(readers(100), zones(100))] }) },
    severity: 'low',
    reasons: [],
  },
  {
    name: 'a scope that is too large to be listed is flagged, though no part of it is dangerous',
    facts: { reading: harmlessToken({ policies: [allow(readers(3_000), zones(3_000))] }) },
    severity: 'medium',
    reasons: [TOO_LARGE],
    notes: ['too large to be listed'],
  },
  {
    name: 'a scope of many policies that is too large together is flagged',
    facts: {
      reading: harmlessToken({ policies: Array.from({ length: 50 }, () => allow(readers(20), zones(20))) }),
    },
    severity: 'medium',
    reasons: [TOO_LARGE],
    notes: ['too large to be listed'],
  },
  {
    name: 'a scope in the event that is too large hides neither its last permission nor its last resource',
    facts: {
      event: asking(wirePolicy([...readers(200), 'account-tokens-write'], { ...zones(200), ...WHOLE_ACCOUNT })),
    },
    severity: 'critical',
    reasons: [WRITES, WHOLE, TOO_LARGE],
    worse: [DELEGATES],
    notes: ['too large to be listed'],
  },
  {
    name: 'a policy that stands behind one that is too large still counts',
    facts: {
      reading: harmlessToken({
        policies: [allow(readers(200), zones(200)), allow(['new'], { 'com.cloudflare.api.account.*': '*' })],
      }),
    },
    severity: 'critical',
    reasons: [UNLISTED_WRITES, ['broad_scope', 'every account that'], TOO_LARGE],
    notes: ['too large to be listed'],
  },
  {
    name: 'writing in one policy does not make another broad that only reads, however large both are',
    facts: {
      reading: harmlessToken({
        policies: [allow([...readers(200), 'dns-write'], zones(200)), allow(['analytics-read'], WHOLE_ACCOUNT)],
      }),
    },
    settings: { readOnlyAccountIsBroad: false },
    severity: 'high',
    reasons: [WRITES, TOO_LARGE],
    notes: ['too large to be listed'],
  },

  // service tokens
  { name: 'a service token that one policy names needs no review', facts: service(), severity: 'low', reasons: [] },
  {
    name: 'a service token that no policy names needs no review and is noted as not bound',
    facts: service({ reading: harmlessServiceToken({ namedBy: [] }) }),
    severity: 'low',
    reasons: [],
    notes: ['Not bound yet'],
  },
  {
    name: 'a service token is broad when some policy accepts any valid one',
    facts: service({ reading: harmlessServiceToken({ namedBy: [], anyValid: [ANY_VALID] }) }),
    severity: 'low',
    reasons: [['broad_scope', 'At least one Access rule']],
  },
  {
    name: 'a service token for ever needs no review by that alone',
    facts: service({ reading: harmlessServiceToken({ duration: 'forever', expiresAt: undefined }) }),
    severity: 'low',
    reasons: [],
  },
  {
    name: 'a broad service token for ever is worse',
    facts: service({ reading: harmlessServiceToken({ duration: 'Forever', anyValid: [ANY_VALID] }) }),
    severity: 'medium',
    reasons: [['broad_scope', 'At least one Access rule']],
    worse: [NEVER],
  },
  {
    name: 'a broad service token that was made for ever is worse, whatever it says today',
    facts: service({
      event: event({ resource: { request: { duration: 'forever' } } }),
      reading: harmlessServiceToken({ anyValid: [ANY_VALID] }),
    }),
    severity: 'medium',
    reasons: [['broad_scope', 'At least one Access rule']],
    worse: [NEVER],
  },
  {
    name: 'a broad service token of a year is long-lived',
    facts: service({ reading: harmlessServiceToken({ expiresAt: '2027-11-22T01:10:09Z', anyValid: [ANY_VALID] }) }),
    severity: 'medium',
    reasons: [['broad_scope', 'At least one Access rule']],
    worse: [LONG],
  },
  {
    name: 'a service token that is gone is flagged',
    facts: service({ reading: { state: 'missing' } }),
    severity: 'medium',
    reasons: [['scope_unknown', 'deleted after the event']],
  },
  {
    name: 'a service token that is gone and was made for ever is flagged and worse',
    facts: service({
      event: event({ resource: { response: { result: { duration: 'forever' } } } }),
      reading: { state: 'missing' },
    }),
    severity: 'medium',
    reasons: [['scope_unknown', 'deleted after the event']],
    worse: [NEVER],
  },
  {
    name: 'a disabled service token is noted',
    facts: service({ reading: harmlessServiceToken({ enabled: false }) }),
    severity: 'low',
    reasons: [],
    notes: ['service token is disabled'],
  },
  {
    name: 'a binding of one token needs no review by itself',
    facts: service({
      kind: 'service_token.bind',
      event: event({ resource: { request: { include: [{ service_token: { token_id: 's1' } }] } } }),
    }),
    severity: 'low',
    reasons: [],
  },
  {
    name: 'a binding of any valid service token is broad, and no id is missing there',
    facts: {
      kind: 'service_token.bind',
      credentialId: null,
      event: event({ resource: { request: { include: [{ any_valid_service_token: {} }] } } }),
      reading: unread('no_id'),
    },
    severity: 'low',
    reasons: [['broad_scope', 'rule that was written accepts any']],
  },
  {
    name: 'a binding of several tokens names no single one that could be looked up',
    facts: {
      kind: 'service_token.bind',
      credentialId: null,
      event: event({
        resource: {
          request: { include: [{ service_token: { token_id: 's1' } }, { service_token: { token_id: 's2' } }] },
        },
      }),
      reading: unread('no_id'),
    },
    severity: 'medium',
    reasons: [['scope_unknown', 'names no single credential']],
  },
  {
    name: 'a binding in a body that cannot be read is flagged',
    facts: {
      kind: 'service_token.bind',
      credentialId: null,
      event: event({ resource: { request: '{"include":[{"email":{"em' } }),
      reading: unread('no_id'),
    },
    severity: 'medium',
    reasons: [['scope_unknown', 'names no single credential']],
  },
  {
    name: 'a binding of any valid service token is broad in a body that was cut as well',
    facts: {
      kind: 'service_token.bind',
      credentialId: null,
      event: event({ resource: { request: '{"include":[{"any_valid_\\u0073ervice_token":{}}],"na' } }),
      reading: unread('no_id'),
    },
    severity: 'low',
    reasons: [['broad_scope', 'rule that was written accepts any']],
  },
  {
    name: 'policies of an Access application are not taken for policies of a token',
    facts: service({
      kind: 'service_token.bind',
      event: event({ resource: { request: { policies: [{ include: [{ service_token: { token_id: 's1' } }] }] } } }),
    }),
    severity: 'low',
    reasons: [],
  },

  // Global API key
  {
    name: 'a changed Global API key can do everything, also in the hands of the approved',
    facts: globalKey(),
    severity: 'high',
    reasons: KEY_REASONS,
    worse: [UNLIMITED],
  },
  {
    name: 'a stranger who looks at the Global API key is critical',
    facts: globalKey({ kind: 'global_key.view', event: by({ email: 'mallory@example.com' }) }),
    severity: 'critical',
    reasons: [...KEY_REASONS, UNLISTED],
    worse: [UNLIMITED],
    notes: ['looked at, not changed'],
  },

  // severity
  {
    name: 'nothing that makes a credential worse flags one',
    facts: {
      reading: harmlessToken({
        expiresOn: undefined,
        ipIn: [],
        policies: [allow(['analytics-read'], ONE_ZONE)],
      }),
    },
    settings: { criticalPermissionGroups: ['Analytics Read'] },
    severity: 'low',
    reasons: [],
  },
  {
    name: 'no expiry makes it worse',
    facts: { reading: harmlessToken({ expiresOn: undefined, policies: [allow(['dns-write'], ONE_ZONE)] }) },
    severity: 'medium',
    reasons: [WRITES],
    worse: [NEVER],
  },
  {
    name: 'an expiry that cannot be read is none',
    facts: { reading: harmlessToken({ expiresOn: 'soon', policies: [allow(['dns-write'], ONE_ZONE)] }) },
    severity: 'medium',
    reasons: [WRITES],
    worse: [NEVER],
  },
  {
    name: 'a life of exactly as many days as are usual is not long',
    facts: {
      reading: harmlessToken({ expiresOn: '2027-02-20T01:10:09.003Z', policies: [allow(['dns-write'], ONE_ZONE)] }),
    },
    severity: 'low',
    reasons: [WRITES],
  },
  {
    name: 'a life longer than usual makes it worse',
    facts: {
      reading: harmlessToken({ expiresOn: '2027-02-20T01:10:10Z', policies: [allow(['dns-write'], ONE_ZONE)] }),
    },
    severity: 'medium',
    reasons: [WRITES],
    worse: [LONG],
  },
  {
    name: 'no address limit makes it worse',
    facts: { reading: harmlessToken({ ipIn: [], policies: [allow(['dns-write'], ONE_ZONE)] }) },
    severity: 'medium',
    reasons: [WRITES],
    worse: [ANYWHERE],
  },
  {
    name: 'addresses that are only excluded are no limit',
    facts: {
      reading: harmlessToken({ ipIn: [], ipNotIn: ['203.0.113.0/24'], policies: [allow(['dns-write'], ONE_ZONE)] }),
    },
    severity: 'medium',
    reasons: [WRITES],
    worse: [ANYWHERE],
  },
  ...['0.0.0.0/0', '::/0', '128.0.0.0/1'].map((range): JudgementCase => ({
    name: `a limit to ${range} is no limit, beside a narrow one as well`,
    facts: {
      reading: harmlessToken({ ipIn: ['198.51.100.0/28', range], policies: [allow(['dns-write'], ONE_ZONE)] }),
    },
    severity: 'medium',
    reasons: [WRITES],
    worse: [WIDE],
  })),
  {
    name: 'a limit to a network of 2^24 addresses is a limit',
    facts: {
      reading: harmlessToken({ ipIn: ['10.0.0.0/8', '192.0.2.1'], policies: [allow(['dns-write'], ONE_ZONE)] }),
    },
    severity: 'low',
    reasons: [WRITES],
  },
  ...['account-tokens-write', 'user-tokens-write', 'user-tokens-edit'].map((group): JudgementCase => ({
    name: `the group ${group} lets it issue further tokens`,
    facts: { reading: holding(group) },
    severity: 'high',
    reasons: [WRITES],
    worse: [DELEGATES],
  })),
  {
    name: 'a group that the settings call critical makes it worse',
    facts: { reading: holding('dns-write') },
    settings: { criticalPermissionGroups: ['dns WRITE'] },
    severity: 'medium',
    reasons: [WRITES],
    worse: [CRITICAL],
  },
  {
    name: 'a critical group counts when the dashboard calls it Edit',
    facts: { reading: holding('billing-edit') },
    settings: { criticalPermissionGroups: ['Billing Write'] },
    severity: 'medium',
    reasons: [WRITES],
    worse: [CRITICAL],
  },
  {
    name: 'a critical group in the event counts, though the token has lost it since',
    facts: { event: asking(wirePolicy(['dns-write'], ONE_ZONE)), reading: harmlessToken(MODIFIED_LATER) },
    settings: { criticalPermissionGroups: ['DNS Write'] },
    severity: 'medium',
    reasons: [WRITES],
    worse: [CRITICAL],
  },
  {
    name: "a stranger's token that is broad and without limits is critical",
    facts: {
      event: by({ email: 'mallory@example.com' }),
      reading: harmlessToken({ expiresOn: undefined, ipIn: [], policies: [allow(['dns-write'], WHOLE_ACCOUNT)] }),
    },
    severity: 'critical',
    reasons: [WRITES, WHOLE, UNLISTED],
    worse: [NEVER, ANYWHERE],
  },
  {
    name: 'an approved token that writes to a whole account without limits is high',
    facts: {
      reading: harmlessToken({ expiresOn: undefined, ipIn: [], policies: [allow(['dns-write'], WHOLE_ACCOUNT)] }),
    },
    severity: 'high',
    reasons: [WRITES, WHOLE],
    worse: [NEVER, ANYWHERE],
  },
  {
    name: "a stranger's token of unknown scope is high",
    facts: { event: by({ email: 'mallory@example.com' }), reading: { state: 'missing' } },
    severity: 'high',
    reasons: [UNLISTED, ['scope_unknown', 'deleted after the event']],
  },
  {
    name: "a stranger's broad token of unknown scope is critical",
    facts: {
      event: event({
        actor: { id: '', email: 'mallory@example.com' },
        resource: { request: { policies: [wirePolicy(['analytics-read'], WHOLE_ACCOUNT)] } },
      }),
      reading: { state: 'missing' },
    },
    severity: 'critical',
    reasons: [WHOLE, UNLISTED, ['scope_unknown', 'deleted after the event']],
  },
  {
    name: 'a token that is disabled by now is judged all the same, and noted',
    facts: { reading: harmlessToken({ status: 'disabled', policies: [allow(['dns-write'], ONE_ZONE)] }) },
    severity: 'low',
    reasons: [WRITES],
    notes: ['token is disabled'],
  },
  {
    name: 'a token that has expired by now is judged all the same, and noted',
    facts: { reading: harmlessToken({ status: 'expired', policies: [allow(['dns-write'], ONE_ZONE)] }) },
    severity: 'low',
    reasons: [WRITES],
    notes: ['has expired'],
  },
];

import type { AuditEvent } from '../audit-event';
import { eventBody, fieldOf } from '../event-body';
import type { ActionKind } from './action-kind';
import { hasOnlyClosedRules, hasOpenRule, opensAccess, settingDirection, switched, writes } from './cloudflare-setting';

/** A request as an example: the line, and the body if it matters. */
interface RequestExample {
  readonly line: string;
  readonly body?: unknown;
}

/** One way in which version 2 of Cloudflare's log shows an act. */
export interface CloudflareActionRule {
  readonly kind: ActionKind;
  readonly methods: readonly string[];
  /** Matched against the canonical path, without regard to case. A group named `setting` is the zone setting. */
  readonly path: RegExp;
  /** What the body has to say; absent when the request alone tells. */
  readonly when?: (event: AuditEvent, setting: string | undefined) => boolean;
  readonly hit: RequestExample;
  /** The nearest neighbour, which this row leaves alone. */
  readonly miss: RequestExample;
  readonly why: string;
}

const WRITES = ['POST', 'PUT', 'PATCH'];
const UPDATES = ['PUT', 'PATCH'];

/**
 * What an act is, by request. The first row that matches wins; credentials, which have a table of their own, come after it, and
 * plain creating, changing, deleting and reading last.
 *
 * A body that cannot be read tells no direction: the act is a plain change then, which nothing calls harmless.
 */
export const CLOUDFLARE_ACTION_RULES = [
  {
    kind: 'logging_disabled',
    methods: ['DELETE'],
    path: /\/logpush\/jobs\/[^/]+$/i,
    hit: { line: 'DELETE /zones/z1/logpush/jobs/7' },
    miss: { line: 'DELETE /zones/z1/logpush/ownership' },
    why: 'logs stop leaving Cloudflare',
  },
  {
    kind: 'logging_disabled',
    methods: UPDATES,
    path: /\/logpush\/jobs\/[^/]+$/i,
    when: (event) => switched(event, 'enabled') === 'off' || writes(event, 'destination_conf'),
    hit: { line: 'PUT /accounts/a1/logpush/jobs/7', body: { enabled: false } },
    miss: { line: 'PUT /accounts/a1/logpush/jobs/7', body: { frequency: 'low' } },
    why: 'the job stays and sends nothing, or sends it to somebody else',
  },
  {
    kind: 'logging_disabled',
    methods: ['POST'],
    path: /\/logs\/control\/retention\/flag$/i,
    when: (event) => switched(event, 'flag') === 'off',
    hit: { line: 'POST /zones/z1/logs/control/retention/flag', body: { flag: false } },
    miss: { line: 'POST /zones/z1/logs/control/retention/flag', body: { flag: true } },
    why: 'logs are no longer kept',
  },
  {
    kind: 'logging_enabled',
    methods: ['POST'],
    path: /\/logs\/control\/retention\/flag$/i,
    when: (event) => switched(event, 'flag') === 'on',
    hit: { line: 'POST /zones/z1/logs/control/retention/flag', body: { flag: true } },
    miss: { line: 'POST /zones/z1/logs/control/retention/flag', body: {} },
    why: 'logs are kept again',
  },
  {
    kind: 'logging_enabled',
    methods: UPDATES,
    path: /\/logpush\/jobs\/[^/]+$/i,
    when: (event) => switched(event, 'enabled') === 'on',
    hit: { line: 'PUT /accounts/a1/logpush/jobs/7', body: { enabled: true } },
    miss: { line: 'PUT /accounts/a1/logpush/jobs/7', body: { enabled: true, destination_conf: 's3://elsewhere' } },
    why: 'the job sends again, to where it always did',
  },
  {
    kind: 'alerting_disabled',
    methods: ['DELETE'],
    path: /\/alerting\/v3\/(?:policies|destinations\/[^/]+)\/[^/]+$/i,
    hit: { line: 'DELETE /accounts/a1/alerting/v3/policies/p1' },
    miss: { line: 'DELETE /accounts/a1/alerting/v3/silences/s1' },
    why: 'nobody is told any more, or there is nowhere to tell it to',
  },
  {
    kind: 'alerting_disabled',
    methods: UPDATES,
    path: /\/alerting\/v3\/policies\/[^/]+$/i,
    when: (event) => switched(event, 'enabled') === 'off',
    hit: { line: 'PUT /accounts/a1/alerting/v3/policies/p1', body: { enabled: false } },
    miss: { line: 'PUT /accounts/a1/alerting/v3/policies/p1', body: { name: 'night' } },
    why: 'the policy stays and tells nobody',
  },
  {
    kind: 'alerting_disabled',
    methods: WRITES,
    path: /\/alerting\/v3\/silences$/i,
    hit: { line: 'POST /accounts/a1/alerting/v3/silences' },
    miss: { line: 'POST /accounts/a1/alerting/v3/policies' },
    why: 'a silence mutes alerts for a time',
  },
  {
    kind: 'alerting_enabled',
    methods: UPDATES,
    path: /\/alerting\/v3\/policies\/[^/]+$/i,
    when: (event) => switched(event, 'enabled') === 'on',
    hit: { line: 'PUT /accounts/a1/alerting/v3/policies/p1', body: { enabled: true } },
    miss: { line: 'PUT /accounts/a1/alerting/v3/policies/p1', body: { name: 'day' } },
    why: 'the policy tells again',
  },
  {
    kind: 'alerting_enabled',
    methods: ['DELETE'],
    path: /\/alerting\/v3\/silences\/[^/]+$/i,
    hit: { line: 'DELETE /accounts/a1/alerting/v3/silences/s1' },
    miss: { line: 'DELETE /accounts/a1/alerting/v3/policies/p1' },
    why: 'a silence that ends',
  },
  {
    kind: 'sign_in_changed',
    methods: ['POST', 'PUT', 'PATCH', 'DELETE'],
    path: /^\/user\/(?:two_factor_authentication|mfa)/i,
    hit: { line: 'DELETE /user/two_factor_authentication' },
    miss: { line: 'PUT /user/invites/i1' },
    why: 'a second factor that goes, or is somebody else’s, opens the account for good',
  },
  {
    kind: 'sign_in_changed',
    methods: UPDATES,
    path: /^\/accounts\/[^/]+$/i,
    when: (event) => JSON.stringify(event.resource.request ?? '').includes('enforce_twofactor'),
    hit: { line: 'PUT /accounts/a1', body: { settings: { enforce_twofactor: false } } },
    miss: { line: 'PUT /accounts/a1', body: { name: 'Acme' } },
    why: 'decides for every member whether a second factor is needed',
  },
  {
    kind: 'sign_in_changed',
    methods: ['POST', 'PUT', 'PATCH', 'DELETE'],
    path: /\/(?:access\/identity_providers|sso_connectors)(?:\/[^/]+)?$/i,
    hit: { line: 'POST /accounts/a1/access/identity_providers' },
    miss: { line: 'POST /accounts/a1/access/tags' },
    why: 'whoever runs the identity provider decides who everybody is',
  },
  {
    kind: 'member_added',
    methods: ['POST'],
    path: /^\/accounts\/[^/]+\/members$/i,
    hit: { line: 'POST /accounts/a1/members' },
    miss: { line: 'POST /accounts/a1/roles' },
    why: 'a person who stays when the stolen session ends',
  },
  {
    kind: 'member_removed',
    methods: ['DELETE'],
    path: /^\/accounts\/[^/]+\/members\/[^/]+$/i,
    hit: { line: 'DELETE /accounts/a1/members/m1' },
    miss: { line: 'DELETE /accounts/a1/members' },
    why: 'undoes an addition, or locks the others out',
  },
  {
    kind: 'role_changed',
    methods: UPDATES,
    path: /^\/accounts\/[^/]+\/members\/[^/]+$/i,
    hit: { line: 'PUT /accounts/a1/members/m1' },
    miss: { line: 'POST /accounts/a1/members' },
    why: 'a member’s roles or policies; the record does not say what they were',
  },
  {
    kind: 'role_changed',
    methods: WRITES,
    path: /^\/accounts\/[^/]+\/iam\/(?:user_groups|permission_policies)(?:\/|$)/i,
    hit: { line: 'POST /accounts/a1/iam/user_groups/g1/members' },
    miss: { line: 'POST /accounts/a1/iam/resource_groups' },
    why: 'who is in a group has its rights',
  },
  {
    kind: 'security_weakened',
    methods: UPDATES,
    path: /^\/zones\/[^/]+\/settings(?:\/(?<setting>[^/]+))?$/i,
    when: (event, setting) => settingDirection(setting, event) === 'weaker',
    hit: { line: 'PATCH /zones/z1/settings/ssl', body: { value: 'flexible' } },
    miss: { line: 'PATCH /zones/z1/settings/ssl', body: { value: 'strict' } },
    why: 'one of the settings that hold attackers off, on a weak value',
  },
  {
    kind: 'security_strengthened',
    methods: UPDATES,
    path: /^\/zones\/[^/]+\/settings(?:\/(?<setting>[^/]+))?$/i,
    when: (event, setting) => settingDirection(setting, event) === 'stronger',
    hit: { line: 'PATCH /zones/z1/settings/security_level', body: { value: 'high' } },
    miss: { line: 'PATCH /zones/z1/settings/rocket_loader', body: { value: 'on' } },
    why: 'one of the settings that hold attackers off, on a strong value',
  },
  {
    kind: 'security_weakened',
    methods: UPDATES,
    path: /^\/zones\/[^/]+\/dnssec$/i,
    when: (event) => JSON.stringify(event.resource.request ?? '').includes('disabled'),
    hit: { line: 'PATCH /zones/z1/dnssec', body: { status: 'disabled' } },
    miss: { line: 'PATCH /zones/z1/dnssec', body: { status: 'active' } },
    why: 'answers can be forged',
  },
  {
    kind: 'security_strengthened',
    methods: UPDATES,
    path: /^\/zones\/[^/]+\/dnssec$/i,
    when: (event) => fieldOf(eventBody(event.resource.request), 'status') === 'active',
    hit: { line: 'PATCH /zones/z1/dnssec', body: { status: 'active' } },
    miss: { line: 'PATCH /zones/z1/dnssec', body: { dnssec_presigned: true } },
    why: 'answers are signed again',
  },
  {
    kind: 'security_weakened',
    methods: UPDATES,
    path: /^\/zones\/[^/]+\/bot_management$/i,
    when: (event) => switched(event, 'fight_mode') === 'off' || switched(event, 'enable_js') === 'off',
    hit: { line: 'PUT /zones/z1/bot_management', body: { fight_mode: false } },
    miss: { line: 'PUT /zones/z1/bot_management', body: { fight_mode: true } },
    why: 'robots pass',
  },
  {
    kind: 'security_strengthened',
    methods: UPDATES,
    path: /^\/zones\/[^/]+\/bot_management$/i,
    when: (event) => switched(event, 'fight_mode') === 'on' || switched(event, 'enable_js') === 'on',
    hit: { line: 'PUT /zones/z1/bot_management', body: { fight_mode: true } },
    miss: { line: 'PUT /zones/z1/bot_management', body: { fight_mode: true, enable_js: false } },
    why: 'robots are held off again',
  },
  {
    kind: 'security_weakened',
    methods: ['DELETE'],
    path: /\/(?:rulesets\/[^/]+(?:\/rules\/[^/]+)?|firewall\/(?:rules|access_rules\/rules|lockdowns|ua_rules)\/[^/]+)$/i,
    hit: { line: 'DELETE /zones/z1/rulesets/r1/rules/u1' },
    miss: { line: 'DELETE /zones/z1/pagerules/p1' },
    why: 'a firewall rule less; rulesets of other phases are counted in, for the path does not tell',
  },
  {
    kind: 'security_weakened',
    methods: WRITES,
    path: /\/(?:rulesets(?:\/.+)?|firewall\/(?:rules|access_rules\/rules|waf)(?:\/.+)?)$/i,
    when: hasOpenRule,
    hit: { line: 'PATCH /zones/z1/rulesets/r1/rules/u1', body: { enabled: false } },
    miss: { line: 'PATCH /zones/z1/rulesets/r1/rules/u1', body: { description: 'office' } },
    why: 'a firewall rule that is off, or lets through what others stop',
  },
  {
    kind: 'security_strengthened',
    methods: ['POST', 'PATCH'],
    path: /\/(?:rulesets(?:\/.+)?|firewall\/(?:rules|access_rules\/rules|waf)(?:\/.+)?)$/i,
    when: hasOnlyClosedRules,
    hit: { line: 'PATCH /zones/z1/rulesets/r1/rules/u1', body: { enabled: true } },
    miss: { line: 'PATCH /zones/z1/rulesets/r1/rules/u1', body: { action: 'redirect', enabled: true } },
    why: 'a firewall rule that stops or asks; a PUT replaces a whole ruleset and may leave such rules out',
  },
  {
    kind: 'security_weakened',
    methods: ['DELETE'],
    path: /\/access\/(?:apps|policies|groups)\/[^/]+(?:\/policies\/[^/]+)?$/i,
    hit: { line: 'DELETE /accounts/a1/access/apps/p1' },
    miss: { line: 'DELETE /accounts/a1/access/bookmarks/b1' },
    why: 'what was behind Access may be open now',
  },
  {
    kind: 'security_weakened',
    methods: WRITES,
    path: /\/access\/(?:apps|policies|groups)(?:\/|$)/i,
    when: opensAccess,
    hit: { line: 'PUT /accounts/a1/access/policies/p1', body: { decision: 'bypass' } },
    miss: { line: 'PUT /accounts/a1/access/policies/p1', body: { decision: 'deny' } },
    why: 'lets in without asking, or lets everybody in',
  },
  {
    kind: 'security_strengthened',
    methods: UPDATES,
    path: /\/access\/(?:apps\/[^/]+\/)?policies\/[^/]+$/i,
    when: (event) => fieldOf(eventBody(event.resource.request), 'decision') === 'deny',
    hit: { line: 'PUT /accounts/a1/access/policies/p1', body: { decision: 'deny' } },
    miss: { line: 'PUT /accounts/a1/access/policies/p1', body: { decision: 'allow' } },
    why: 'lets nobody in; whoever allows may be letting in themselves',
  },
  {
    kind: 'login',
    methods: ['POST'],
    path: /^\/login$/i,
    hit: { line: 'POST /login' },
    miss: { line: 'POST /logout' },
    why: 'a person signed in to the dashboard',
  },
] as const satisfies readonly CloudflareActionRule[];

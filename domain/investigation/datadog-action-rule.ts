import { fieldOf } from '../event-body';
import type { ActionKind } from './action-kind';
import type { DatadogAuditEvent } from './datadog-audit-event';

/** What an example needs to say of an event. */
export interface DatadogExample {
  readonly name?: string;
  readonly action: string;
  readonly asset?: string;
  readonly path?: string;
  readonly newValue?: unknown;
  readonly prevValue?: unknown;
}

/** One way in which Datadog's Audit Trail shows an act. */
export interface DatadogActionRule {
  readonly kind: ActionKind;
  /** Matched against the asset's type; absent where the event has none. */
  readonly asset?: RegExp;
  readonly action: RegExp;
  readonly when?: (event: DatadogAuditEvent) => boolean;
  readonly hit: DatadogExample;
  /** The nearest neighbour, which this row leaves alone. */
  readonly miss: DatadogExample;
  readonly why: string;
}

const MADE = /^created$/i;
const GONE = /^deleted$/i;
const WRITTEN = /^(?:created|modified|updated)$/i;
const LOOKED = /^(?:accessed|listed|viewed|read)$/i;

/** Also where an asset type is written with spaces: the documentation has both. */
const SENDING = /^(?:archive|index|pipeline|pipeline_processor|audit[_ ]logs?[_ ]\w+|historical_view)$/i;
const WATCHING = /^(?:monitor|downtime|security_rule|notification_profile|notification_rule|suppression)$/i;
const FILTERING = /^(?:exclusion[_ ]filter|suppression|downtime)$/i;
const KEY = /^(?:public_api_key|api_key|application_key|service_account_application_key)$/i;

/**
 * What an act is, by asset and action. The first row that matches wins; plain creating, changing, deleting and reading come last.
 */
export const DATADOG_ACTION_RULES = [
  {
    kind: 'login_failed',
    action: /^(?:login_failed|failed_login)$/i,
    hit: { name: 'Authentication', action: 'login_failed' },
    miss: { name: 'Authentication', action: 'login' },
    why: 'somebody did not get in',
  },
  {
    kind: 'login',
    action: /^login$/i,
    hit: { name: 'Authentication', action: 'login' },
    miss: { name: 'Authentication', action: 'accessed' },
    why: 'a person signed in',
  },
  {
    kind: 'datadog_key_created',
    asset: KEY,
    action: MADE,
    hit: { name: 'Authentication', action: 'created', asset: 'api_key' },
    miss: { name: 'Authentication', action: 'accessed', asset: 'api_key' },
    why: 'a key goes on working when its maker is locked out',
  },
  {
    kind: 'secret_viewed',
    asset: KEY,
    action: LOOKED,
    when: isReading,
    hit: { name: 'Authentication', action: 'accessed', asset: 'api_key' },
    miss: { name: 'Dashboard', action: 'accessed', asset: 'dashboard' },
    why: 'whoever has seen a key has the key',
  },
  {
    kind: 'credential_deleted',
    asset: KEY,
    action: GONE,
    hit: { name: 'Authentication', action: 'deleted', asset: 'application_key' },
    miss: { name: 'Authentication', action: 'modified', asset: 'application_key' },
    why: 'takes power away',
  },
  {
    kind: 'credential_changed',
    asset: KEY,
    action: WRITTEN,
    hit: { name: 'Access Management', action: 'modified', asset: 'application_key' },
    miss: { name: 'Access Management', action: 'modified', asset: 'dashboard' },
    why: 'a key may have been given more scopes',
  },
  {
    kind: 'credential_minted',
    asset: /^oauth_client$/i,
    action: MADE,
    hit: { name: 'OAuth', action: 'created', asset: 'oauth_client' },
    miss: { name: 'OAuth', action: 'modified', asset: 'oauth_client' },
    why: 'an application that may act for others',
  },
  {
    kind: 'logging_disabled',
    asset: SENDING,
    action: GONE,
    hit: { name: 'Log Management', action: 'deleted', asset: 'archive' },
    miss: { name: 'Log Management', action: 'deleted', asset: 'facet' },
    why: 'logs go nowhere, or are kept no longer',
  },
  {
    kind: 'logging_disabled',
    asset: SENDING,
    action: WRITTEN,
    when: (event) => turned(event) === 'off',
    hit: {
      name: 'Organization Management',
      action: 'modified',
      asset: 'audit_logs_settings',
      newValue: { enabled: false },
    },
    miss: { name: 'Log Management', action: 'modified', asset: 'index', newValue: { daily_limit: 9 } },
    why: 'the audit trail, an archive or a pipeline is switched off',
  },
  {
    kind: 'logging_enabled',
    asset: SENDING,
    action: WRITTEN,
    when: (event) => turned(event) === 'on',
    hit: {
      name: 'Organization Management',
      action: 'modified',
      asset: 'audit_logs_settings',
      newValue: { enabled: true },
    },
    miss: { name: 'Log Management', action: 'modified', asset: 'archive', newValue: { name: 'cold' } },
    why: 'switched on again',
  },
  {
    kind: 'logging_disabled',
    asset: /^audit[_ ]logs?[_ ]\w+$/i,
    action: WRITTEN,
    hit: { name: 'Organization Management', action: 'modified', asset: 'audit_logs_settings' },
    miss: { name: 'Organization Management', action: 'accessed', asset: 'audit_logs_settings' },
    why: 'how long the audit trail is kept and where it goes: nothing shows that the change is harmless',
  },
  {
    kind: 'logging_disabled',
    asset: /^exclusion[_ ]filter$/i,
    action: MADE,
    hit: { name: 'Log Management', action: 'created', asset: 'exclusion filter' },
    miss: { name: 'Log Management', action: 'deleted', asset: 'exclusion filter' },
    why: 'what it matches is dropped before anybody sees it',
  },
  {
    kind: 'alerting_disabled',
    asset: WATCHING,
    action: WRITTEN,
    when: (event) => isMuted(event) === true || turned(event) === 'off',
    hit: { name: 'Monitor', action: 'modified', asset: 'monitor', newValue: { options: { silenced: { '*': null } } } },
    miss: { name: 'Monitor', action: 'modified', asset: 'monitor', newValue: { message: 'call Alice' } },
    why: 'it measures on and tells nobody',
  },
  {
    kind: 'alerting_enabled',
    asset: WATCHING,
    action: WRITTEN,
    when: (event) => isMuted(event) === false || turned(event) === 'on',
    hit: {
      name: 'Monitor',
      action: 'modified',
      asset: 'monitor',
      newValue: { options: { silenced: {} } },
      prevValue: { options: { silenced: { '*': null } } },
    },
    miss: { name: 'Monitor', action: 'modified', asset: 'monitor', newValue: { options: { silenced: {} } } },
    why: 'tells again what it did not tell before',
  },
  {
    kind: 'alerting_disabled',
    asset: /^monitor$/i,
    action: /^muted$/i,
    hit: { name: 'Monitor', action: 'muted', asset: 'monitor' },
    miss: { name: 'Monitor', action: 'unmuted', asset: 'monitor' },
    why: 'it measures on and tells nobody',
  },
  {
    kind: 'alerting_enabled',
    asset: /^monitor$/i,
    action: /^unmuted$/i,
    hit: { name: 'Monitor', action: 'unmuted', asset: 'monitor' },
    miss: { name: 'Monitor', action: 'muted', asset: 'monitor' },
    why: 'tells again',
  },
  {
    kind: 'alerting_disabled',
    asset: FILTERING,
    action: MADE,
    hit: { name: 'Monitor', action: 'created', asset: 'downtime' },
    miss: { name: 'Monitor', action: 'created', asset: 'monitor' },
    why: 'a silence for a time, or for all that it matches',
  },
  {
    kind: 'alerting_enabled',
    asset: FILTERING,
    action: GONE,
    hit: { name: 'Monitor', action: 'deleted', asset: 'downtime' },
    miss: { name: 'Monitor', action: 'deleted', asset: 'monitor' },
    why: 'a silence that ends',
  },
  {
    kind: 'alerting_disabled',
    asset: WATCHING,
    action: GONE,
    hit: { name: 'Monitor', action: 'deleted', asset: 'monitor' },
    miss: { name: 'Dashboard', action: 'deleted', asset: 'dashboard' },
    why: 'nobody watches any more',
  },
  {
    kind: 'sign_in_changed',
    asset: /^(?:identity_provider|authn_mapping|password|mfa|saml\w*|two_factor\w*)$/i,
    action: /^(?:created|modified|updated|deleted)$/i,
    hit: { name: 'Access Management', action: 'modified', asset: 'identity_provider' },
    miss: { name: 'Access Management', action: 'accessed', asset: 'identity_provider' },
    why: 'whoever decides how people sign in decides who they are',
  },
  {
    kind: 'member_added',
    asset: /^(?:user|service_account|user_invite)$/i,
    action: MADE,
    hit: { name: 'Access Management', action: 'created', asset: 'user' },
    miss: { name: 'Access Management', action: 'modified', asset: 'user' },
    why: 'a person who stays when the stolen session ends',
  },
  {
    kind: 'member_removed',
    asset: /^(?:user|service_account)$/i,
    action: /^(?:deleted|disabled)$/i,
    hit: { name: 'Access Management', action: 'deleted', asset: 'user' },
    miss: { name: 'Access Management', action: 'deleted', asset: 'role' },
    why: 'undoes an addition, or locks the others out',
  },
  {
    kind: 'role_changed',
    asset: /^(?:role|role_request|restriction_policy|team_membership)$/i,
    action: WRITTEN,
    hit: { name: 'Access Management', action: 'modified', asset: 'role' },
    miss: { name: 'Access Management', action: 'deleted', asset: 'role' },
    why: 'who may do what',
  },
  {
    kind: 'read',
    action: LOOKED,
    when: isReading,
    hit: { name: 'Dashboard', action: 'accessed', asset: 'dashboard' },
    miss: { name: 'Dashboard', action: 'modified', asset: 'dashboard' },
    why: 'only looks; a request of the API that writes is called accessed as well',
  },
  {
    kind: 'create',
    action: MADE,
    hit: { name: 'Notebook', action: 'created', asset: 'notebook' },
    miss: { name: 'Notebook', action: 'modified', asset: 'notebook' },
    why: 'something new',
  },
  {
    kind: 'delete',
    action: GONE,
    hit: { name: 'Notebook', action: 'deleted', asset: 'notebook' },
    miss: { name: 'Notebook', action: 'modified', asset: 'notebook' },
    why: 'takes away',
  },
  {
    kind: 'change',
    action: /^(?:modified|updated|resolved|accessed)$/i,
    hit: { name: 'Notebook', action: 'modified', asset: 'notebook' },
    miss: { name: 'Notebook', action: 'pondered', asset: 'notebook' },
    why: 'whatever else is written; a request of the API that writes is called accessed',
  },
] as const satisfies readonly DatadogActionRule[];

/** Whether the request, if the record names one, is one that writes nothing. */
function isReading({ request }: DatadogAuditEvent): boolean {
  return !/^(?:POST|PUT|PATCH|DELETE)$/i.test(request.method.trim());
}

/** Whether the change switched the thing on or off; undefined when it says neither. */
function turned({ asset }: DatadogAuditEvent): 'on' | 'off' | undefined {
  const values = ['enabled', 'is_enabled', 'isEnabled'].map((field) => fieldOf(asset.newValue, field));
  if (values.includes(false)) return 'off';
  return values.includes(true) ? 'on' : undefined;
}

/** Whether a monitor is mute after the change; false only when it was before; undefined when nothing tells. */
function isMuted({ asset }: DatadogAuditEvent): boolean | undefined {
  const silencesAfter = silences(asset.newValue);
  if (silencesAfter === undefined) return undefined;
  if (silencesAfter > 0) return true;
  return (silences(asset.prevValue) ?? 0) > 0 ? false : undefined;
}

function silences(value: unknown): number | undefined {
  const silenced = fieldOf(fieldOf(value, 'options'), 'silenced');
  return typeof silenced === 'object' && silenced !== null ? Object.keys(silenced).length : undefined;
}

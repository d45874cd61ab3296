import type { AuditEvent } from '../audit-event';
import { eventBody, fieldOf, isRecord } from '../event-body';

/** One zone setting and what its values mean. Values that stand in neither list say nothing. */
interface ZoneSetting {
  readonly setting: string;
  readonly weak: readonly string[];
  readonly strong: readonly string[];
  readonly why: string;
}

/** Zone settings that hold attackers off, in the words of the API. */
export const ZONE_SETTINGS = [
  {
    setting: 'security_level',
    weak: ['off', 'essentially_off', 'low'],
    strong: ['medium', 'high', 'under_attack'],
    why: 'decides which visitors are challenged',
  },
  {
    setting: 'ssl',
    weak: ['off', 'flexible'],
    strong: ['full', 'strict', 'origin_pull'],
    why: 'below full, traffic to the origin travels in the clear',
  },
  {
    setting: 'min_tls_version',
    weak: ['1.0', '1.1'],
    strong: ['1.2', '1.3'],
    why: 'older versions are broken',
  },
  { setting: 'always_use_https', weak: ['off'], strong: ['on'], why: 'without it, logins can be read on the way' },
  { setting: 'waf', weak: ['off'], strong: ['on'], why: 'the managed firewall as a whole' },
  { setting: 'browser_check', weak: ['off'], strong: ['on'], why: 'holds off the simplest robots' },
  { setting: 'tls_client_auth', weak: ['off'], strong: ['on'], why: 'proves to the origin that Cloudflare is calling' },
] as const satisfies readonly ZoneSetting[];

/** Where a written value moves protection. */
type Direction = 'weaker' | 'stronger';

/** What a write to one or several zone settings does; undefined when it says nothing about protection. */
export function settingDirection(setting: string | undefined, event: AuditEvent): Direction | undefined {
  const body = eventBody(event.resource.request);
  if (setting !== undefined) return directionOf(setting, fieldOf(body, 'value'));
  const items = fieldOf(body, 'items') ?? body;
  const directions = (Array.isArray(items) ? items : []).map((item: unknown) =>
    directionOf(fieldOf(item, 'id'), fieldOf(item, 'value')),
  );
  if (directions.includes('weaker')) return 'weaker';
  return directions.length > 0 && directions.every((direction) => direction === 'stronger') ? 'stronger' : undefined;
}

function directionOf(setting: unknown, value: unknown): Direction | undefined {
  const row: ZoneSetting | undefined = ZONE_SETTINGS.find((candidate) => candidate.setting === setting);
  const word = typeof value === 'string' || typeof value === 'number' ? String(value).toLowerCase() : undefined;
  if (row === undefined || word === undefined) return undefined;
  if (row.weak.includes(word)) return 'weaker';
  return row.strong.includes(word) ? 'stronger' : undefined;
}

/** The field of the request's body that switches something on or off; undefined when it says neither. */
export function switched(event: AuditEvent, field: string): 'on' | 'off' | undefined {
  const value = fieldOf(eventBody(event.resource.request), field);
  if (value === true || value === 'on') return 'on';
  return value === false || value === 'off' ? 'off' : undefined;
}

/** Whether the request's body has the field at all. */
export function writes(event: AuditEvent, field: string): boolean {
  return fieldOf(eventBody(event.resource.request), field) !== undefined;
}

/** Whether firewall rules in the body let traffic pass, are switched off, or lower what other rules or settings do. */
export function hasOpenRule(event: AuditEvent): boolean {
  return rulesOf(eventBody(event.resource.request)).some(
    (rule) =>
      OPENING.has(fieldOf(rule, 'action')) ||
      OPENING.has(fieldOf(rule, 'mode')) ||
      fieldOf(rule, 'enabled') === false ||
      overridesOpen(fieldOf(fieldOf(rule, 'action_parameters'), 'overrides')) ||
      lowersSetting(rule),
  );
}

/**
 * Whether all firewall rules in the body stop traffic or ask who is there, or are merely switched on again. A rule that does
 * something else, as sending visitors elsewhere, is no protection for being in force.
 */
export function hasOnlyClosedRules(event: AuditEvent): boolean {
  const rules = rulesOf(eventBody(event.resource.request));
  return rules.length > 0 && rules.every(isClosed);
}

const OPENING: ReadonlySet<unknown> = new Set(['skip', 'allow', 'bypass', 'whitelist', 'log', 'off', 'disable']);
const CLOSING: ReadonlySet<unknown> = new Set(['block', 'challenge', 'js_challenge', 'managed_challenge']);

function isClosed(rule: unknown): boolean {
  const action = fieldOf(rule, 'action') ?? fieldOf(rule, 'mode');
  return action === undefined ? fieldOf(rule, 'enabled') === true : CLOSING.has(action);
}

/** Whether a managed ruleset is run with all or some of its rules off or only logging. */
function overridesOpen(overrides: unknown): boolean {
  const parts: readonly unknown[] = [overrides, ...listOf(overrides, 'rules'), ...listOf(overrides, 'categories')];
  return parts.some((part) => OPENING.has(fieldOf(part, 'action')) || fieldOf(part, 'enabled') === false);
}

/** Whether a configuration rule sets a weak value for the visitors that it matches. */
function lowersSetting(rule: unknown): boolean {
  if (fieldOf(rule, 'action') !== 'set_config') return false;
  const parameters = fieldOf(rule, 'action_parameters');
  return ZONE_SETTINGS.some(({ setting }) => directionOf(setting, fieldOf(parameters, setting)) === 'weaker');
}

function listOf(value: unknown, field: string): readonly unknown[] {
  const list = fieldOf(value, field);
  return Array.isArray(list) ? list : [];
}

function rulesOf(body: unknown): readonly unknown[] {
  if (Array.isArray(body)) return body;
  const rules = fieldOf(body, 'rules');
  if (Array.isArray(rules)) return rules;
  return isRecord(body) ? [body] : [];
}

/** Whether an Access policy in the body lets in without asking, or lets everybody in. */
export function opensAccess(event: AuditEvent): boolean {
  const body = eventBody(event.resource.request);
  return [body, ...listOf(body, 'policies')].some(
    (policy) =>
      fieldOf(policy, 'decision') === 'bypass' ||
      listOf(policy, 'include').some((rule) => isRecord(rule) && Object.hasOwn(rule, 'everyone')),
  );
}

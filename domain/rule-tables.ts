import { ACTION_RULES, REQUEST_RULES } from './credential-rule';
import { LIFECYCLE_RULES, TELLING_RULES } from './insight-lifecycle';
import { SIGHTING_RULES } from './insight-sighting';
import { TICKET_RULES } from './insight-ticket-rule';
import { CLOUDFLARE_ACTION_RULES } from './investigation/cloudflare-action-rule';
import { ZONE_SETTINGS } from './investigation/cloudflare-setting';
import { CLOUDFLARE_V1_ACTION_RULES } from './investigation/cloudflare-v1-action-rule';
import { DATADOG_ACTION_RULES } from './investigation/datadog-action-rule';
import { INDICATOR_RULES } from './investigation/indicator-rule';
import { INSTRUCTION_RULES } from './investigation/instruction-text';
import { USER_AGENT_RULES } from './investigation/user-agent-class';
import { REASON_RULES } from './reason-rule';
import { SEVERITY_RULES, SEVERITY_STEPS } from './severity-rule';
import { RESOURCE_RULES } from './token-resource';

/** One table of rules, and how to name its rows to a person. */
export interface RuleTable {
  readonly table: string;
  readonly rows: readonly unknown[];
  /** Names of the rows, in their order, each once. */
  readonly names: readonly string[];
}

/**
 * Every table by which credentials are recognised and judged, the lives of insights are told, and an actor's acts are
 * recognised and weighed. Tables that are not in here, as the kinds of anomalies that detectors report, the states of sources
 * and the steps of the confidence, are guarded by their own tests alone.
 */
export const RULE_TABLES: readonly RuleTable[] = [
  {
    table: 'REQUEST_RULES',
    rows: REQUEST_RULES,
    names: REQUEST_RULES.map(({ kind, family, hit }) => `${kind} (${family}) ${hit}`),
  },
  { table: 'ACTION_RULES', rows: ACTION_RULES, names: ACTION_RULES.map(({ kind, hit }) => `${kind} ${hit}`) },
  { table: 'RESOURCE_RULES', rows: RESOURCE_RULES, names: RESOURCE_RULES.map(({ reach, hit }) => `${reach} ${hit}`) },
  { table: 'REASON_RULES', rows: REASON_RULES, names: REASON_RULES.map(({ code, name }) => `${code} ${name}`) },
  { table: 'SEVERITY_RULES', rows: SEVERITY_RULES, names: SEVERITY_RULES.map(({ name }) => name) },
  { table: 'SEVERITY_STEPS', rows: SEVERITY_STEPS, names: SEVERITY_STEPS.map(({ severity }) => severity) },
  { table: 'LIFECYCLE_RULES', rows: LIFECYCLE_RULES, names: LIFECYCLE_RULES.map(({ name }) => name) },
  { table: 'TELLING_RULES', rows: TELLING_RULES, names: TELLING_RULES.map(({ name }) => name) },
  { table: 'SIGHTING_RULES', rows: SIGHTING_RULES, names: SIGHTING_RULES.map(({ name }) => name) },
  { table: 'TICKET_RULES', rows: TICKET_RULES, names: TICKET_RULES.map(({ name }) => name) },
  {
    table: 'CLOUDFLARE_ACTION_RULES',
    rows: CLOUDFLARE_ACTION_RULES,
    names: CLOUDFLARE_ACTION_RULES.map(({ kind, hit }) => `${kind} ${JSON.stringify(hit)}`),
  },
  {
    table: 'CLOUDFLARE_V1_ACTION_RULES',
    rows: CLOUDFLARE_V1_ACTION_RULES,
    names: CLOUDFLARE_V1_ACTION_RULES.map(({ kind, hit }) => `${kind} ${hit}`),
  },
  { table: 'ZONE_SETTINGS', rows: ZONE_SETTINGS, names: ZONE_SETTINGS.map(({ setting }) => setting) },
  {
    table: 'DATADOG_ACTION_RULES',
    rows: DATADOG_ACTION_RULES,
    names: DATADOG_ACTION_RULES.map(({ kind, hit }) => `${kind} ${JSON.stringify(hit)}`),
  },
  { table: 'USER_AGENT_RULES', rows: USER_AGENT_RULES, names: USER_AGENT_RULES.map(({ agent }) => agent) },
  { table: 'INSTRUCTION_RULES', rows: INSTRUCTION_RULES, names: INSTRUCTION_RULES.map(({ hit }) => hit) },
  { table: 'INDICATOR_RULES', rows: INDICATOR_RULES, names: INDICATOR_RULES.map(({ id }) => id) },
];

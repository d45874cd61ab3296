import type { z } from 'zod';
import type { PayloadMapping, SenderSettings } from '../config/settings';
import type { Anomaly } from '../domain/investigation/anomaly';
import { scrub } from '../domain/scrub';
import { anomalySchema, isAddress, isEmail, remedyOf, type AnomalyBody } from './anomaly-schema';
import { boundedDetails, cut } from './bounded-details';
import { checkAge } from './check-age';
import { mapPayload, type MappedPayload } from './map-payload';
import { Problem, type ProblemItem } from './problem';

const LABEL_CAP = 128;
const TITLE_CAP = 300;

export interface ReadingRules {
  readonly mapping: PayloadMapping;
  readonly scheme: SenderSettings['scheme'];
  /** Days for which the audit logs reach back. */
  readonly auditRetentionDays: number;
  readonly nowMs: number;
}

/**
 * The anomaly that a verified payload reports, without secrets and bounded in size.
 *
 * @throws Problem `invalid_anomaly` with everything that does not fit, or `time_out_of_range`
 */
export function readAnomaly(payload: Readonly<Record<string, unknown>>, rules: ReadingRules): Anomaly {
  const mapped = mapPayload(payload, rules.mapping);
  // Before anything is cut: half a secret no longer looks like one.
  const fields = scrub(definedOnly(mapped.fields)) as object;
  const details = scrub(mapped.details) as MappedPayload['details'];
  const parsed = anomalySchema.safeParse(fields);
  if (!parsed.success) {
    throw new Problem('invalid_anomaly', {
      detail: 'Every field that does not fit is listed below.',
      errors: parsed.error.issues.flatMap((issue) => itemsOf(issue, fields, mapped)),
    });
  }
  const timestamp = new Date(parsed.data.timestamp);
  checkAge(timestamp.getTime(), rules, mapped.pointerOf(['timestamp']));
  return anomalyOf(parsed.data, timestamp.toISOString(), details);
}

function anomalyOf(body: AnomalyBody, timestamp: string, details: MappedPayload['details']): Anomaly {
  const { rest, ...actor } = actorOf(body.actor);
  return {
    actor,
    action: body.action.trim(),
    timestamp,
    account: textOf(body.account, LABEL_CAP),
    source: textOf(body.source, LABEL_CAP),
    severity: textOf(body.severity, LABEL_CAP),
    title: textOf(body.title, TITLE_CAP),
    details: boundedDetails([...details, rest]),
  };
}

function actorOf(actor: AnomalyBody['actor']): Anomaly['actor'] & { readonly rest: Readonly<Record<string, unknown>> } {
  if (typeof actor !== 'string') {
    const { email, id, tokenId, ip, ...others } = actor;
    const rest = Object.fromEntries(Object.entries(others).map(([name, value]) => [`actor.${name}`, value]));
    return { email: textOf(email), id: textOf(id), tokenId: textOf(tokenId), ip: textOf(ip), rest };
  }
  const text = actor.trim();
  const none = { email: null, id: null, tokenId: null, ip: null, rest: {} };
  if (isEmail(text)) return { ...none, email: text };
  return isAddress(text) ? { ...none, ip: text } : { ...none, id: cut(text, LABEL_CAP) };
}

function textOf(value: string | number | null | undefined, cap = Infinity): string | null {
  const text = String(value ?? '').trim();
  return text === '' ? null : cut(text, cap);
}

/** An absent field is missing, not undefined. RFC 3339 lets its letters be small. */
function definedOnly(fields: MappedPayload['fields']): object {
  const { timestamp } = fields;
  const readable = typeof timestamp === 'string' ? { ...fields, timestamp: timestamp.toUpperCase() } : fields;
  return Object.fromEntries(Object.entries(readable).filter(([, value]) => value !== undefined));
}

function itemsOf(issue: z.core.$ZodIssue, fields: object, { pointerOf, isMapped }: MappedPayload): ProblemItem[] {
  const field = issue.path[0];
  const value = field === undefined ? undefined : (fields as Record<PropertyKey, unknown>)[field];
  const remedy = isMapped(field) ? `${remedyOf(field)} ${MAPPED}` : remedyOf(field);
  if (issue.code === 'invalid_union' && field === 'actor' && typeof value !== 'undefined') {
    const branch = typeof value === 'string' ? issue.errors[0] : isObject(value) ? issue.errors[1] : undefined;
    if (branch !== undefined) {
      return branch.map((inner) => ({ pointer: pointerOf([field, ...inner.path]), detail: wordsOf(inner), remedy }));
    }
  }
  return [{ pointer: pointerOf(issue.path), detail: value === undefined ? 'is missing' : wordsOf(issue), remedy }];
}

const MAPPED = 'The mapping of this sender, in the settings of the API, says where it is looked for.';

/** Our own words only: those of the schema's library may quote what stands there. */
function wordsOf(issue: z.core.$ZodIssue): string {
  return issue.code === 'invalid_type'
    ? `must be ${issue.expected === 'string' ? 'a text' : 'an object'}`
    : issue.message;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import type { CredentialView } from './credential-view';
import { credentialView } from './credential-view';
import type { AccessPolicyRef, CredentialFacts, Judgement, Reason, ScopePolicy, ScopeRow } from './judgement';
import { REASON_CODES } from './judgement';
import { REASON_RULES } from './reason-rule';
import { severityOf } from './severity-rule';

/** A record must stay small, and nobody reads more: the rows that matter most come first. */
const MAX_SCOPE_ROWS = 200;

/**
 * Judges one credential event: is a review needed, why, and how urgently.
 *
 * What the event carries and what Cloudflare answers now are judged together, so that a token that was created broad
 * and narrowed before anybody looked is flagged for what it was. What cannot be judged is flagged.
 */
export function judgeCredential(facts: CredentialFacts, policy: ScopePolicy): Judgement {
  const view = credentialView(facts, policy);
  const reasons = reasonsFor(view);
  const flagged = reasons.length > 0;
  const codes = new Set(reasons.map(({ code }) => code));
  const rows = scopeRows(view);
  return {
    flagged,
    ...(flagged ? severityOf({ ...view, codes }) : { severity: 'low', aggravations: [] }),
    reasons,
    scope: rows.slice(0, MAX_SCOPE_ROWS),
    notes: notesFor(view, rows.length),
    missingPermission: facts.reading.state === 'denied' ? facts.reading.permission : undefined,
  };
}

function reasonsFor(view: CredentialView): readonly Reason[] {
  return REASON_CODES.flatMap((code) => {
    const rule = REASON_RULES.find((candidate) => candidate.code === code && candidate.applies(view));
    return rule === undefined ? [] : [{ code, sentence: rule.sentence }];
  });
}

function scopeRows({ scope, reading, bindsAny }: CredentialView): readonly ScopeRow[] {
  const bound = bindsAny ? [ANY_BOUND] : [];
  const { anyValid, namedBy } = reading.state === 'service_token' ? reading.serviceToken : NO_ACCESS;
  const access = [
    ...anyValid.map((policy) => accessRow(policy, true)),
    ...namedBy.map((policy) => accessRow(policy, false)),
  ];
  const rows = [...scope.rows, ...bound, ...access];
  return [...new Map(rows.map((row) => [sortKey(row), row]))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row);
}

const NO_ACCESS = { anyValid: [], namedBy: [] };
const ANY_BOUND: ScopeRow = {
  resource: 'The Access rule in the event',
  permission: 'any valid service token',
  access: 'read',
  broad: true,
};

/** Access grants no write access of its own: what the application behind it allows is not known here. */
function accessRow({ where, name, decision }: AccessPolicyRef, broad: boolean): ScopeRow {
  return { resource: `${where} > ${name}`, permission: decision, access: 'read', broad };
}

function sortKey({ broad, access, resource, permission }: ScopeRow): string {
  return JSON.stringify([broad ? 0 : 1, access === 'write' ? 0 : 1, resource, permission]);
}

const CUT_NOTE =
  `The scope is too large to be listed: each permission stands on one resource of its policy, and each resource under ` +
  `one permission. At most ${MAX_SCOPE_ROWS} rows are shown.`;

function notesFor({ kind, reading, scope }: CredentialView, rows: number): readonly string[] {
  const notes: string[] = [];
  if (reading.state === 'service_token') {
    const { enabled, namedBy, anyValid } = reading.serviceToken;
    if (namedBy.length === 0 && anyValid.length === 0)
      notes.push('Not bound yet: no Access rule names this service token.');
    if (!enabled) notes.push('The service token is disabled now.');
  }
  if (reading.state === 'token' && reading.token.status === 'disabled') notes.push('The token is disabled now.');
  if (reading.state === 'token' && reading.token.status === 'expired') notes.push('The token has expired.');
  if (kind === 'global_key.view') notes.push('The key was looked at, not changed: the old key stays valid.');
  if (scope.cut) notes.push(CUT_NOTE);
  else if (rows > MAX_SCOPE_ROWS) notes.push(`The scope has ${rows} rows; the first ${MAX_SCOPE_ROWS} are shown.`);
  return notes;
}

import type { CredentialKind } from './credential-kind';
import type { Severity } from './judgement';
import { KIND_WORDS } from './kind-words';
import { plainWords } from './untrusted-text';

/** What the template of a ticket's title may name. Each is replaced by words of ours or by a cleaned, capped name. */
export const TICKET_TITLE_PLACEHOLDERS = ['severity', 'kind', 'credential', 'account'] as const;

export const DEFAULT_TICKET_TITLE = 'Review: {kind} in {account}: {credential}';

/** Linear documents no limit; other tools stop at 255. */
const TITLE_CAP = 200;

export interface TicketTitleFacts {
  readonly kind: CredentialKind;
  readonly severity: Severity;
  /** Untrusted. */
  readonly credentialName: string;
  readonly accountName: string;
}

/** The title of a ticket: one line of at most 200 characters, filled in one pass, so that a name cannot name a placeholder. */
export function ticketTitle(template: string, facts: TicketTitleFacts): string {
  const values: Readonly<Record<string, string>> = {
    severity: facts.severity,
    kind: KIND_WORDS[facts.kind],
    credential: plainWords(facts.credentialName) || 'no name',
    account: plainWords(facts.accountName) || 'no name',
  };
  const title = template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  return Array.from(title.replace(/\s+/g, ' ').trim()).slice(0, TITLE_CAP).join('');
}

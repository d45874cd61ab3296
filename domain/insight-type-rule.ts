import { ISSUE_TYPES, type IssueType } from './insight';

/** What a ticket says about a type of insight. */
interface InsightTypeRule {
  readonly type: IssueType;
  readonly words: string;
  /** What to do before anything else, one sentence. */
  readonly firstStep: string;
}

/** One row for each type that Cloudflare documents. The first steps are ours. */
export const INSIGHT_TYPE_RULES = [
  {
    type: 'compliance_violation',
    words: 'compliance violation',
    firstStep: 'Find out which rule it breaks, and who has to answer for that.',
  },
  {
    type: 'email_security',
    words: 'email security',
    firstStep: 'Find out who sends mail for this domain: a record made strict too early loses their mail.',
  },
  {
    type: 'exposed_infrastructure',
    words: 'exposed infrastructure',
    firstStep:
      'Close it to the internet now, by a firewall rule, Access or a tunnel. Find out afterwards who opened it.',
  },
  {
    type: 'insecure_configuration',
    words: 'insecure configuration',
    firstStep: 'Find out whether somebody chose it: the audit log of Cloudflare has the change.',
  },
  {
    type: 'weak_authentication',
    words: 'weak authentication',
    firstStep: 'Look for strange sign-ins first: a stronger sign-in puts out nobody who is in already.',
  },
  {
    type: 'configuration_suggestion',
    words: 'configuration suggestion',
    firstStep: 'Weigh it: this is a recommendation, and nothing has been found open.',
  },
] as const satisfies readonly InsightTypeRule[];

/** The row of a type in any case; undefined for a type that is not documented. */
export function insightTypeRule(type: string | null): InsightTypeRule | undefined {
  const known = ISSUE_TYPES.find((name) => name === type?.toLowerCase());
  return INSIGHT_TYPE_RULES.find((rule) => rule.type === known);
}

/** How the model writes an account's settings: the words of the documentation, in lower case. */
export interface ModelFilter {
  readonly severity: readonly ('low' | 'moderate' | 'high' | 'critical')[];
  readonly excludeSeverity: readonly ('low' | 'moderate' | 'high' | 'critical')[];
  readonly issueType: readonly ('exposed_infrastructure' | 'email_security')[];
  readonly excludeIssueType: readonly ('exposed_infrastructure' | 'email_security')[];
}

export interface ModelSettings {
  readonly monthlyRequests: number;
  readonly reserve: number;
  readonly pageSize: number;
  readonly includeDismissed: boolean;
  readonly filter: ModelFilter;
  readonly ticketsFrom: 'high' | 'critical' | null;
}

const ALL: ModelFilter = { severity: [], excludeSeverity: [], issueType: [], excludeIssueType: [] };

export const FILTERS: readonly ModelFilter[] = [
  ALL,
  { ...ALL, severity: ['critical', 'high'] },
  { ...ALL, excludeSeverity: ['moderate'] },
  { ...ALL, issueType: ['exposed_infrastructure'] },
  { ...ALL, severity: ['low', 'critical'], excludeIssueType: ['email_security'] },
];

export const FIRST_SETTINGS: ModelSettings = {
  monthlyRequests: 45,
  reserve: 4,
  pageSize: 5,
  includeDismissed: false,
  filter: ALL,
  ticketsFrom: 'high',
};

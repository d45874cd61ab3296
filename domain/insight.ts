/** Severities of insights as they are compared and written beside the original, the least first. */
export const INSIGHT_SEVERITIES = ['low', 'moderate', 'high', 'critical'] as const;
export type InsightSeverity = (typeof INSIGHT_SEVERITIES)[number];

/** Types of insights that Cloudflare documents. Answers may carry others; they are kept. */
export const ISSUE_TYPES = [
  'compliance_violation',
  'email_security',
  'exposed_infrastructure',
  'insecure_configuration',
  'weak_authentication',
  'configuration_suggestion',
] as const;
export type IssueType = (typeof ISSUE_TYPES)[number];

/** Which insights are written. Decides nothing about what is known. An empty list of `severity` or `issueType` means all. */
export interface InsightFilter {
  readonly severity: readonly InsightSeverity[];
  /** Applied after `severity`. */
  readonly excludeSeverity: readonly InsightSeverity[];
  readonly issueType: readonly IssueType[];
  /** Applied after `issueType`. */
  readonly excludeIssueType: readonly IssueType[];
}

/** What a lifecycle record tells of an insight. */
export const LIFECYCLE_STATES = ['new', 'changed', 'dismissed', 'undismissed', 'resolved', 'reappeared'] as const;
export type LifecycleState = (typeof LIFECYCLE_STATES)[number];

/** Where a known insight stands. `gone`: no longer open, and nobody could look yet whether it was dismissed or resolved. */
export const STANDINGS = ['open', 'dismissed', 'gone', 'resolved'] as const;
export type Standing = (typeof STANDINGS)[number];

/**
 * What one complete sync saw of an insight. `absent`: in neither list, and both were read; `unseen`: not among the open
 * ones, and the dismissed ones were not read. `resolved`: listed with that status.
 */
export const SIGHTINGS = ['open', 'dismissed', 'resolved', 'absent', 'unseen'] as const;
export type Sighting = (typeof SIGHTINGS)[number];

/** What is known of an insight between two syncs, beside the insight itself. Times are starts of runs, ISO 8601 UTC. */
export interface InsightLife {
  readonly standing: Standing;
  /** 1 for the first appearance, one more for each reappearance. */
  readonly episode: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
  /**
   * Newest episode that the records tell of; 0 while filters have hidden them all. When it is this episode, the episode is
   * told to its end, whatever filters say by then.
   */
  readonly written: number;
  /** Whether a ticket of this episode was ordered, and its closing was not. */
  readonly ticketed: boolean;
}

import type { InsightFilter, InsightSeverity } from './insight';
import { INSIGHT_SEVERITIES, ISSUE_TYPES } from './insight';

/** What filters look at. */
export interface FilteredFacts {
  readonly severity: InsightSeverity;
  readonly issueType: string | null;
}

const SEVERITIES: ReadonlySet<unknown> = new Set(INSIGHT_SEVERITIES);
const TYPES: ReadonlySet<string> = new Set(ISSUE_TYPES);

/** Severity as it is compared: case does not count, and what is missing or unknown ranks as high rather than being lost. */
export function insightSeverity(value: unknown): InsightSeverity {
  const name = typeof value === 'string' ? value.trim().toLowerCase() : undefined;
  return isSeverity(name) ? name : 'high';
}

/** Issue type as it is compared: a documented one in lower case, another as received, null when there is no text. */
export function issueTypeOf(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const name = value.trim().toLowerCase();
  return TYPES.has(name) ? name : value;
}

/**
 * Whether the filters want an insight written. Exclusion comes after inclusion.
 *
 * A type that nobody documents passes unless the settings name the types they want.
 */
export function isWanted({ severity, issueType }: FilteredFacts, filter: InsightFilter): boolean {
  return (
    isIncluded(severity, filter.severity) &&
    !isNamed(severity, filter.excludeSeverity) &&
    isIncluded(issueType, filter.issueType) &&
    !isNamed(issueType, filter.excludeIssueType)
  );
}

/** Whether a severity ranks at `least` or above it. */
export function isAtLeast(severity: InsightSeverity, least: InsightSeverity): boolean {
  return INSIGHT_SEVERITIES.indexOf(severity) >= INSIGHT_SEVERITIES.indexOf(least);
}

function isSeverity(name: string | undefined): name is InsightSeverity {
  return SEVERITIES.has(name);
}

function isIncluded(value: string | null, names: readonly string[]): boolean {
  return names.length === 0 || isNamed(value, names);
}

function isNamed(value: string | null, names: readonly string[]): boolean {
  return value !== null && names.includes(value);
}

import { INSIGHT_SEVERITIES } from '../domain/insight';
import { joinedInsightsSync, monthlyRequestsOf } from './insights-sync-settings';
import type { Overrides } from './overrides';
import { pathText, type Problem } from './problem';
import type { InsightsSyncFile, SettingsFile } from './settings-schema';

/** Settings of insightsSync that contradict one another, in the section and in each account's own, joined with it. */
export function insightsSyncProblems(
  section: InsightsSyncFile | undefined,
  accounts: SettingsFile['accounts'],
): Problem[] {
  return [
    ...(section === undefined ? [] : contradictions(section, section, ['insightsSync'])),
    ...Object.entries(accounts).flatMap(([key, { insightsSync: own }]) =>
      own === undefined ? [] : overrideProblems(section, own, ['accounts', key, 'insightsSync']),
    ),
  ];
}

function overrideProblems(
  section: InsightsSyncFile | undefined,
  own: Overrides<InsightsSyncFile>,
  path: readonly string[],
): Problem[] {
  const joined = joinedInsightsSync(section, own);
  if (joined?.data !== undefined) return contradictions(joined.data, own, path);
  // Both parts were accepted, so joining them can only show what neither has.
  return (joined?.error.issues ?? []).map((issue) => ({
    path: pathText([...path, ...issue.path]),
    what: 'is missing',
    remedy: 'Set it here, or in the section insightsSync for all accounts.',
  }));
}

/** @param own reports only what these settings bring in, so that a fault of the section is not repeated for each account */
function contradictions(sync: InsightsSyncFile, own: object, path: readonly string[]): Problem[] {
  const isOwn = (...names: (keyof InsightsSyncFile)[]): boolean => names.some((name) => name in own);
  return [
    ...(isOwn('plan', 'monthlyRequests') ? twoAllowances(sync, path) : []),
    ...(isOwn('plan', 'monthlyRequests', 'reserve') ? greedyReserve(sync, path) : []),
    ...(isOwn('severity', 'excludeSeverity')
      ? nothingLeft(
          'Severity',
          sync.severity.length === 0 ? INSIGHT_SEVERITIES : sync.severity,
          sync.excludeSeverity,
          path,
        )
      : []),
    // Without a list of types, those that nobody knows yet are left.
    ...(isOwn('issueType', 'excludeIssueType') && sync.issueType.length > 0
      ? nothingLeft('IssueType', sync.issueType, sync.excludeIssueType, path)
      : []),
  ];
}

function twoAllowances({ plan, monthlyRequests }: InsightsSyncFile, path: readonly string[]): Problem[] {
  if (plan === undefined || monthlyRequests === undefined) return [];
  return [
    {
      path: pathText([...path, 'monthlyRequests']),
      what: 'stands beside plan, which says the same',
      remedy: 'Keep plan, or monthlyRequests where the allowance is another than that of the plan.',
    },
  ];
}

function greedyReserve(sync: InsightsSyncFile, path: readonly string[]): Problem[] {
  const monthly = monthlyRequestsOf(sync);
  if (sync.reserve < monthly) return [];
  return [
    {
      path: pathText([...path, 'reserve']),
      what: `is ${sync.reserve}, and the whole month has ${monthly} requests: the schedule would never list`,
      remedy: `Set it below ${monthly}, or correct plan or monthlyRequests.`,
    },
  ];
}

function nothingLeft(
  name: 'Severity' | 'IssueType',
  included: readonly string[],
  excluded: readonly string[],
  path: readonly string[],
): Problem[] {
  if (included.some((value) => !excluded.includes(value))) return [];
  return [
    {
      path: pathText([...path, `exclude${name}`]),
      what: 'takes away everything: nothing would be written',
      remedy: `Leave out at least one of ${included.join(', ')}.`,
    },
  ];
}

import { valueAt } from '../../json';

/** Query parameters and the member that each compares. `x=v` keeps, `x~neq=v` drops; repeated keys add up. */
const FILTERS = ['severity', 'issue_type', 'issue_class', 'product', 'subject'] as const;

/** The filters of a query; undefined when `dismissed` is neither `true` nor `false`. Other parameters are ignored. */
export function insightFilterOf(
  query: URLSearchParams,
): { readonly keep: (insight: unknown) => boolean; readonly dismissed: boolean | undefined } | undefined {
  const dismissed = query.get('dismissed') ?? undefined;
  if (dismissed !== undefined && dismissed !== 'true' && dismissed !== 'false') return undefined;
  const wanted = dismissed === undefined ? undefined : dismissed === 'true';
  const tests: ((insight: unknown) => boolean)[] = [];
  if (wanted !== undefined) tests.push((insight) => (valueAt(insight, 'dismissed') === true) === wanted);
  for (const name of FILTERS) {
    const kept = query.getAll(name);
    const dropped = query.getAll(`${name}~neq`);
    if (kept.length > 0) tests.push((insight) => kept.includes(comparable(insight, name)));
    if (dropped.length > 0) tests.push((insight) => !dropped.includes(comparable(insight, name)));
  }
  return { dismissed: wanted, keep: (insight) => tests.every((test) => test(insight)) };
}

/** The part of a query that a cursor belongs to. */
export function insightQuerySignature(query: URLSearchParams): string {
  const bound = ['dismissed', 'per_page', ...FILTERS.flatMap((name) => [name, `${name}~neq`])];
  return bound.map((name) => `${name}=${[...query.getAll(name)].sort().join(',')}`).join('&');
}

/** Answers spell severities as they like (`Critical`, `critical`), queries in lower case. */
function comparable(insight: unknown, name: (typeof FILTERS)[number]): string {
  const value = valueAt(insight, name);
  if (typeof value !== 'string') return '';
  return name === 'severity' ? value.toLowerCase() : value;
}

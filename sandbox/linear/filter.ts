import { isJson } from '../json';

type Test = (value: unknown, wanted: unknown) => boolean;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const lower = (value: unknown): string => text(value).toLowerCase();
const among: Test = (value, wanted) => Array.isArray(wanted) && wanted.includes(value);

/** What a leaf of a filter compares with. */
const COMPARATORS: Readonly<Record<string, Test>> = {
  eq: (value, wanted) => value === wanted,
  neq: (value, wanted) => value !== wanted,
  in: among,
  nin: (value, wanted) => !among(value, wanted),
  eqIgnoreCase: (value, wanted) => lower(value) === lower(wanted),
  neqIgnoreCase: (value, wanted) => lower(value) !== lower(wanted),
  contains: (value, wanted) => text(value).includes(text(wanted)),
  notContains: (value, wanted) => !text(value).includes(text(wanted)),
  containsIgnoreCase: (value, wanted) => lower(value).includes(lower(wanted)),
  startsWith: (value, wanted) => text(value).startsWith(text(wanted)),
  endsWith: (value, wanted) => text(value).endsWith(text(wanted)),
  lt: (value, wanted) => Number(value) < Number(wanted),
  lte: (value, wanted) => Number(value) <= Number(wanted),
  gt: (value, wanted) => Number(value) > Number(wanted),
  gte: (value, wanted) => Number(value) >= Number(wanted),
};

/** Whether `value` passes a Linear filter: all its fields, `and`, `or`, comparators at the leaves, `some` in lists. */
export function passes(filter: unknown, value: unknown): boolean {
  if (!isJson(filter)) return true;
  if (Array.isArray(value)) return passesList(filter, value);
  return Object.entries(filter).every(([key, wanted]) => {
    if (wanted === undefined || wanted === null) return true;
    if (key === 'and') return Array.isArray(wanted) && wanted.every((part) => passes(part, value));
    if (key === 'or') return Array.isArray(wanted) && wanted.some((part) => passes(part, value));
    if (key === 'null') return (value === null || value === undefined) === wanted;
    const compare = COMPARATORS[key];
    if (compare !== undefined) return compare(value, wanted);
    return isJson(value) && passes(wanted, value[key]);
  });
}

function passesList(filter: Readonly<Record<string, unknown>>, values: readonly unknown[]): boolean {
  const { some, every, ...direct } = filter;
  return (
    (some === undefined || values.some((value) => passes(some, value))) &&
    (every === undefined || values.every((value) => passes(every, value))) &&
    (Object.keys(direct).length === 0 || values.some((value) => passes(direct, value)))
  );
}

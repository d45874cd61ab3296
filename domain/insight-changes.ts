/** One member that is not as it was. `before` is missing when the member was added, `after` when it was removed. */
export interface FieldChange {
  /** Names from the outermost member to this one, joined by dots; a dot or backslash within a name has a backslash before it. */
  readonly field: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Moves with every scan, whether or not anything is different. */
const SCAN_TIME = 'timestamp';

/** Whether an insight is another than before, the time of the scan aside; the order of members does not count. */
export function insightDiffers(before: unknown, after: unknown): boolean {
  if (!isObject(before) || !isObject(after)) return !isSame(before, after);
  return memberNames(before, after).some((name) => name !== SCAN_TIME && !isSameMember(before, after, name));
}

/**
 * What is different in an insight, the time of the scan aside: the innermost members that differ, ordered by path.
 * An array is told as a whole, and so is what takes the place of an object or gives way to one.
 */
export function changedFields(before: unknown, after: unknown): readonly FieldChange[] {
  if (!isObject(before) || !isObject(after)) return [];
  return memberNames(before, after)
    .filter((name) => name !== SCAN_TIME)
    .flatMap((name) => changesOfMember(before, after, name, ''))
    .sort((a, b) => (a.field < b.field ? -1 : 1));
}

type Members = Readonly<Record<string, unknown>>;

function changesOfMember(before: Members, after: Members, name: string, prefix: string): readonly FieldChange[] {
  const field = prefix + name.replace(/[\\.]/g, '\\$&');
  if (!Object.hasOwn(before, name)) return [{ field, after: after[name] }];
  if (!Object.hasOwn(after, name)) return [{ field, before: before[name] }];
  const [was, is] = [before[name], after[name]];
  if (isObject(was) && isObject(is)) {
    return memberNames(was, is).flatMap((inner) => changesOfMember(was, is, inner, `${field}.`));
  }
  return isSame(was, is) ? [] : [{ field, before: was, after: is }];
}

function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  return memberNames(a, b).every((name) => isSameMember(a, b, name));
}

function isSameMember(a: Members, b: Members, name: string): boolean {
  return Object.hasOwn(a, name) && Object.hasOwn(b, name) && isSame(a[name], b[name]);
}

function memberNames(a: Members, b: Members): readonly string[] {
  const names = Object.keys(a);
  return names.concat(Object.keys(b).filter((name) => !Object.hasOwn(a, name)));
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

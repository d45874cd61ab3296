/** IPv4, or IPv6 that ends in one. */
const DOTTED = /^(.*:)?(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;
const GROUP = /^[0-9a-f]{1,4}$/i;
const GROUPS = 8;
const V4_PREFIX = '::ffff:';

/**
 * An address in the one spelling that RFC 5952 recommends, IPv4 in four numbers also where it was mapped into IPv6. Null when
 * it is none.
 */
export function canonicalAddress(address: string): string | null {
  const groups = addressGroups(address);
  return groups === undefined ? null : (v4Of(groups) ?? compressed(groups));
}

/** The spellings in which systems write an address, the canonical one first; none when it is no address. */
export function addressSpellings(address: string): readonly string[] {
  const groups = addressGroups(address);
  if (groups === undefined) return [];
  const v4 = v4Of(groups);
  if (v4 !== undefined) return [v4, `${V4_PREFIX}${v4}`];
  const digits = groups.map((group) => group.toString(16));
  const spellings = [compressed(groups), digits.join(':'), digits.map((group) => group.padStart(4, '0')).join(':')];
  return [...new Set(spellings)];
}

/** The eight groups of an address, of IPv4 as mapped into IPv6; undefined when it is none, or one with a zone. */
export function addressGroups(address: string): readonly number[] | undefined {
  const text = address.trim();
  const dotted = DOTTED.exec(text);
  if (dotted === null) return v6Groups(text);
  const [, head = V4_PREFIX, ...parts] = dotted;
  const bytes = parts.map(Number);
  // A leading zero makes a number octal to some.
  if (parts.some((part) => /^0\d/.test(part)) || bytes.some((byte) => byte > 255)) return undefined;
  return v6Groups(`${head}${bytes.map((byte, at) => hexByte(byte) + (at === 1 ? ':' : '')).join('')}`);
}

/** The four numbers of an IPv4 address; undefined of IPv6. */
export function v4Of(groups: readonly number[]): string | undefined {
  const [high = 0, low = 0] = groups.slice(6);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  return isMapped ? [high >> 8, high & 255, low >> 8, low & 255].join('.') : undefined;
}

function v6Groups(text: string): readonly number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = GROUPS - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  return groups.every((group) => GROUP.test(group)) ? groups.map((group) => Number.parseInt(group, 16)) : undefined;
}

/** The first of the longest runs of two zeros or more becomes `::`. */
function compressed(groups: readonly number[]): string {
  const text = groups.map((group) => group.toString(16)).join(':');
  const runs = [...text.matchAll(/(?<![0-9a-f])0(?::0)+(?![0-9a-f])/g)];
  const longest = Math.max(0, ...runs.map(([run]) => run.length));
  const [run] = runs.filter(([one]) => one.length === longest);
  if (run === undefined) return text;
  const head = text.slice(0, run.index).replace(/:$/, '');
  const tail = text.slice(run.index + longest).replace(/^:/, '');
  return `${head}::${tail}`;
}

const hexByte = (byte: number): string => byte.toString(16).padStart(2, '0');

const V4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.\d{1,3}$/;
const MAPPED = /^(?:0*:){2,5}(?:ffff:)(\d{1,3}(?:\.\d{1,3}){3})$/i;
const GROUPS = 8;

/**
 * The network that an address lies in, as a name to compare: /24 of IPv4, /48 of IPv6. Null when it is no address.
 *
 * Addresses of one home or office change within these bounds, of IPv6 daily; a stranger rarely shares them.
 */
export function networkOf(address: string | null): string | null {
  if (address === null) return null;
  const text = address.trim().toLowerCase();
  const plain = MAPPED.exec(text)?.[1] ?? text;
  const v4 = V4.exec(plain);
  if (v4 !== null) {
    const bytes = v4.slice(1, 4).map(Number);
    return bytes.every((byte) => byte <= 255) ? `${bytes.join('.')}.0/24` : null;
  }
  const groups = v6Groups(plain.replace(/%.*$/, ''));
  return groups === undefined ? null : `${groups.slice(0, 3).join(':')}::/48`;
}

function v6Groups(text: string): readonly string[] | undefined {
  if (!text.includes(':')) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = GROUPS - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  return groups.every((group) => /^[0-9a-f]{1,4}$/.test(group))
    ? groups.map((group) => Number.parseInt(group, 16).toString(16))
    : undefined;
}

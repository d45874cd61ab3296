import { addressGroups, v4Of } from './address';

/**
 * The network that an address lies in, as a name to compare: /24 of IPv4, /48 of IPv6. Null when it is no address.
 *
 * Addresses of one home or office change within these bounds, of IPv6 daily; a stranger rarely shares them.
 */
export function networkOf(address: string | null): string | null {
  const groups = addressGroups(address?.replace(/%.*$/s, '') ?? '');
  if (groups === undefined) return null;
  const v4 = v4Of(groups);
  if (v4 !== undefined) return v4.replace(/\d+$/, '0/24');
  const network = groups.slice(0, 3).map((group) => group.toString(16));
  return `${network.join(':')}::/48`;
}

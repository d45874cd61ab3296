/**
 * Whether plain HTTP to a host shows nothing to anybody: this machine, and names without a dot, which only a container network
 * resolves.
 *
 * @param host as `URL.hostname` has it: an IPv6 address in brackets
 */
export function isNearHost(host: string): boolean {
  return host === '[::1]' || /^127(?:\.\d+){3}$/.test(host) || /^[^.:]+$/.test(host);
}

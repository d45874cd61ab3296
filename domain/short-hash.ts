/** Identity of an event's bytes in lists that travel: 64 bits of their SHA-256 in hex. */
export function shortHash(sha256: string): string {
  return sha256.slice(0, 16);
}

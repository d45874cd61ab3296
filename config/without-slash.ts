/** A base URL to which clients can append paths. */
export function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

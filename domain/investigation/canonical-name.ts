/** 32 digits as Cloudflare has them, or a UUID as Datadog does. */
const HEX_ID = /^(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/** An e-mail address in the spelling in which two are compared: nobody gives one in capitals to somebody else. */
export function canonicalEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** An id in the spelling in which two are compared. Capitals tell ids apart, unless they are hexadecimal digits. */
export function canonicalId(id: string): string {
  const text = id.trim();
  return HEX_ID.test(text) ? text.toLowerCase() : text;
}

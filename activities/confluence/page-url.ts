/** A page's address on the configured site. `webui` is taken only as a path of it. */
export function pageUrl(siteUrl: string, id: string, webui: string | null | undefined): string {
  const site = siteUrl.replace(/\/+$/, '');
  return /^\/(?!\/)[\w%./+~@:=&?-]{1,1000}$/.test(webui ?? '')
    ? `${site}/wiki${webui ?? ''}`
    : `${site}/wiki/pages/viewpage.action?pageId=${id}`;
}

import { Buffer } from 'node:buffer';
import { html, type Answer } from '../http/exchange';
import { isJson } from '../json';
import { escapeHtml } from '../escape-html';
import { renderAdf } from './adf/render';
import { SITE_STYLE } from './site-style';
import type { ConfluenceSpace, ConfluenceStore, PageAttachment, SandboxPage } from './store';
import { downloadPath, sizeOf, tinyOf, type ConfluenceViews } from './views';

const ROOT = '/confluence/wiki';
/** Nothing in a page may run or fetch; pictures come from the page's own attachments. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'";

interface Site {
  readonly store: ConfluenceStore;
  readonly views: ConfluenceViews;
}

/** What a person sees: spaces, pages and attachments below `/confluence`; undefined for any other path. */
export function wikiPage(
  store: ConfluenceStore,
  views: ConfluenceViews,
  method: string,
  pathname: string,
): Answer | undefined {
  if (method !== 'GET' || !/^\/confluence(?:\/|$)/.test(pathname)) return undefined;
  const site = { store, views };
  const [, kind, ...rest] = pathname.slice('/confluence/wiki'.length).split('/');
  if (kind === 'download') return download(store, rest);
  if (kind === 'x')
    return redirect(
      site,
      [...store.pages.values()].find(({ id }) => tinyOf(id) === rest[0]),
    );
  if (kind !== 'spaces' || rest[0] === undefined || rest[0] === '') {
    const [first] = store.site.spaces;
    return { status: 302, headers: { location: `${ROOT}/spaces/${first?.key ?? ''}` }, body: '' };
  }
  const space = store.site.spaces.find(({ key }) => key === rest[0]?.toUpperCase());
  if (space === undefined) return html(404, missing(site));
  if (rest[1] !== 'pages' || rest[2] === undefined) return html(200, spacePage(site, space));
  const page = store.pages.get(rest[2]);
  const isHere = page?.spaceId === space.id && page.status !== 'trashed';
  return isHere ? html(200, pagePage(site, space, page)) : html(404, missing(site, space));
}

function redirect({ views }: Site, page: SandboxPage | undefined): Answer {
  const webui = page === undefined ? '/spaces' : String(views.pageLinks(page)['webui']);
  return { status: 302, headers: { location: `${ROOT}${webui}` }, body: '' };
}

/** As it was uploaded, and with no right to run anything, wherever it is opened. */
function download(store: ConfluenceStore, [folder, pageId, name]: readonly string[]): Answer {
  const page = folder === 'attachments' ? store.pages.get(pageId ?? '') : undefined;
  const attachment = page?.attachments.find(({ title }) => title === decodeURIComponent(name ?? ''));
  if (attachment === undefined) return html(404, 'Not found');
  return {
    status: 200,
    headers: {
      'content-type': attachment.mediaType,
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(attachment.title)}`,
      'content-security-policy': `sandbox; ${POLICY}`,
      'x-content-type-options': 'nosniff',
    },
    body: Buffer.from(attachment.base64, 'base64'),
  };
}

function spacePage(site: Site, space: ConfluenceSpace): string {
  const pages = shownPages(site.store, space).filter(({ id }) => id !== space.homepageId);
  const newest = [...pages].sort((a, b) => (a.version.createdAt < b.version.createdAt ? 1 : -1));
  const rows = newest.map(
    (page) => `<tr><td><a href="${hrefOf(site, page)}">${escapeHtml(page.title)}</a></td>
      <td>${labels(page)}</td><td>${byline(site.store, page.version.authorId)}</td>
      <td class="when">${longDate(page.version.createdAt)}</td></tr>`,
  );
  const list = `<div class="table"><table><tbody><tr><th>Title</th><th>Labels</th><th>Contributor</th><th>Updated</th></tr>
    ${rows.join('')}</tbody></table></div>`;
  const main = `<h1>${escapeHtml(space.name)}</h1><div class="content"><h2>All content</h2>${list}</div>`;
  return frame(site, { title: space.name, space, main });
}

/** Files hang behind the page's menu, folded: the real page shows none of them either. */
function pagePage(site: Site, space: ConfluenceSpace, page: SandboxPage): string {
  const { store } = site;
  const crumbs = ancestors(store, page).map(
    (parent) => `<a href="${hrefOf(site, parent)}">${escapeHtml(parent.title)}</a>`,
  );
  const archived = page.status === 'archived' ? '<span class="status status-neutral">ARCHIVED</span>' : '';
  const files =
    page.attachments.length === 0
      ? ''
      : `<details class="files"><summary>••• Attachments <span>${page.attachments.length}</span></summary>${page.attachments
          .map((attachment) => file(page, attachment))
          .join('')}</details>`;
  const main = `<nav class="crumbs">${crumbs.join('<span>/</span>')}</nav><h1>${escapeHtml(page.title)} ${archived}</h1>
    <div class="byline">${avatar(store, page.authorId)}<span>By ${byline(store, page.authorId)}<br>
    <small>${updated(store, page)}</small></span></div>
    ${files}<div class="content" id="content">${renderAdf(documentOf(page))}</div>
    ${page.labels.length === 0 ? '' : `<footer class="labels">${labels(page)}</footer>`}`;
  return frame(site, { title: page.title, space, here: page, main });
}

function updated(store: ConfluenceStore, { version, createdAt }: SandboxPage): string {
  if (version.number === 1) return `Created ${longDate(createdAt)}`;
  return `Version ${version.number}, updated ${longDate(version.createdAt)} by ${byline(store, version.authorId)}`;
}

function file(page: SandboxPage, attachment: PageAttachment): string {
  const href = `${ROOT}${downloadPath(page, attachment)}`;
  const isPicture = /^image\/(?:svg\+xml|png|jpeg)$/.test(attachment.mediaType);
  const picture = isPicture ? `<img src="${escapeHtml(href)}" alt="${escapeHtml(attachment.title)}">` : '';
  return `<figure>${picture}<figcaption><a href="${escapeHtml(href)}">${escapeHtml(attachment.title)}</a>
    <small>${escapeHtml(attachment.mediaType)}, ${bytes(sizeOf(attachment))}</small></figcaption></figure>`;
}

function bytes(size: number): string {
  return size < 1_024 ? `${size} B` : `${Math.round(size / 1_024)} KB`;
}

function labels({ labels: names }: SandboxPage): string {
  return names.map((name) => `<span class="label">${escapeHtml(name)}</span>`).join('');
}

function documentOf({ adf }: SandboxPage): unknown {
  const document: unknown = JSON.parse(adf);
  return isJson(document) ? document : {};
}

function shownPages(store: ConfluenceStore, { id }: ConfluenceSpace): SandboxPage[] {
  return [...store.pages.values()].filter((page) => page.spaceId === id && page.status === 'current');
}

function ancestors(store: ConfluenceStore, { parentId }: SandboxPage): SandboxPage[] {
  const parent = parentId === null ? undefined : store.pages.get(parentId);
  return parent === undefined ? [] : [...ancestors(store, parent), parent];
}

function hrefOf({ views }: Site, page: SandboxPage): string {
  return escapeHtml(`${ROOT}${String(views.pageLinks(page)['webui'])}`);
}

function tree(site: Site, space: ConfluenceSpace, parentId: string | null, here: SandboxPage | undefined): string {
  const pages = shownPages(site.store, space).filter((page) => page.parentId === parentId);
  if (pages.length === 0) return '';
  const items = pages.map((page) => {
    const mark = page.id === here?.id ? ' class="here"' : '';
    return `<li><a href="${hrefOf(site, page)}"${mark}>${escapeHtml(page.title)}</a>${tree(site, space, page.id, here)}</li>`;
  });
  return `<ul>${items.join('')}</ul>`;
}

function byline(store: ConfluenceStore, accountId: string): string {
  return `<b>${escapeHtml(store.user(accountId)?.name ?? 'Somebody')}</b>`;
}

function avatar(store: ConfluenceStore, accountId: string): string {
  const initials = (store.user(accountId)?.name ?? '?')
    .split(' ')
    .map((word) => word.charAt(0))
    .join('');
  return `<span class="avatar">${escapeHtml(initials)}</span>`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function longDate(iso: string): string {
  const date = new Date(iso);
  return `${MONTHS[date.getUTCMonth()] ?? ''} ${date.getUTCDate()}, ${date.getUTCFullYear()}, ${iso.slice(11, 16)} UTC`;
}

function missing(site: Site, space?: ConfluenceSpace): string {
  const main = '<h1>Not found</h1><div class="content"><p>There is no page here. It may have been deleted.</p></div>';
  return frame(site, { title: 'Not found', space, main });
}

interface Frame {
  readonly title: string;
  readonly space: ConfluenceSpace | undefined;
  readonly here?: SandboxPage;
  readonly main: string;
}

function frame(site: Site, { title, space, here, main }: Frame): string {
  const spaces = site.store.site.spaces.map(
    ({ key, name }) =>
      `<a href="${ROOT}/spaces/${key}"${key === space?.key ? ' class="here"' : ''}>${escapeHtml(name)}</a>`,
  );
  const side =
    space === undefined
      ? ''
      : `<div class="space"><span class="sign">${escapeHtml(space.name.charAt(0))}</span>
        <a href="${ROOT}/spaces/${space.key}">${escapeHtml(space.name)}</a></div>
        <h4>Content</h4>${tree(site, space, null, here)}`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="content-security-policy" content="${POLICY}">
<title>${escapeHtml(title)}</title><style>${SITE_STYLE}</style></head><body>
<header class="top"><span class="logo"></span><span class="product">Acme wiki</span><nav>${spaces.join('')}</nav></header>
<div class="frame"><aside class="side">${side}
<div class="note">Simulated wiki. Pages are shown as they would look in Confluence.</div></aside>
<main>${main}</main></div></body></html>`;
}

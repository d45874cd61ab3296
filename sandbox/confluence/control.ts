import type { ConfluenceApi, ConfluenceStore, SandboxPage } from './store';

/** The strings behind Confluence. */
export class ConfluenceControl {
  constructor(private readonly store: ConfluenceStore) {}

  /** Every page, those that were there before the first report too. */
  pages(): readonly SandboxPage[] {
    return [...this.store.pages.values()];
  }

  /** A page by its id or its exact title. */
  page(idOrTitle: string): SandboxPage | undefined {
    return this.store.pages.get(idOrTitle) ?? this.pages().find(({ title }) => title === idOrTitle);
  }

  /** The same. @throws Error when there is none */
  existing(idOrTitle: string): SandboxPage {
    const page = this.page(idOrTitle);
    if (page === undefined) throw new Error(`no page ${idOrTitle}`);
    return page;
  }

  /** Content of a page's attachment. @throws Error when there is none of that name */
  attachment(idOrTitle: string, name: string): Buffer {
    const attachment = this.existing(idOrTitle).attachments.find(({ title }) => title === name);
    if (attachment === undefined) throw new Error(`the page has no attachment ${name}`);
    return Buffer.from(attachment.base64, 'base64');
  }

  /** Hidden from the tree; its title stays taken. */
  archivePage(idOrTitle: string): void {
    this.store.save({ ...this.existing(idOrTitle), status: 'archived' });
  }

  /** To the trash; its title is free again. */
  trashPage(idOrTitle: string): void {
    this.store.save({ ...this.existing(idOrTitle), status: 'trashed' });
  }

  /** A person writes a sentence at the end of the page, or another title: a new version by somebody else. */
  editPage(idOrTitle: string, { title, text }: { readonly title?: string; readonly text?: string }): void {
    const page = this.existing(idOrTitle);
    const document = JSON.parse(page.adf) as { content: unknown[] };
    if (text !== undefined) document.content.push({ type: 'paragraph', content: [{ type: 'text', text }] });
    this.store.save({
      ...page,
      title: title ?? page.title,
      adf: JSON.stringify(document),
      version: this.store.version(page.version.number + 1, '', this.store.site.person.accountId),
    });
  }

  /** How requests are answered; what is not named stays. */
  setApi(change: Partial<ConfluenceApi>): void {
    this.store.api = { ...this.store.api, ...change };
  }
}

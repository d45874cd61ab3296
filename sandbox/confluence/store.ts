export interface ConfluenceSpace {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly homepageId: string;
}

export interface ConfluenceUser {
  readonly accountId: string;
  readonly name: string;
}

/** What exists before the first report. */
export interface ConfluenceSite {
  /** E-mail and API token of the caller. */
  readonly email: string;
  readonly token: string;
  /** Who the caller is. */
  readonly caller: ConfluenceUser;
  /** Who else writes pages. */
  readonly person: ConfluenceUser;
  readonly spaces: readonly ConfluenceSpace[];
  readonly pages: readonly Pick<SandboxPage, 'id' | 'spaceId' | 'parentId' | 'title' | 'adf'>[];
}

export interface PageVersion {
  readonly number: number;
  readonly message: string;
  readonly authorId: string;
  readonly createdAt: string;
}

export interface PageProperty {
  readonly id: string;
  readonly key: string;
  readonly value: unknown;
  readonly version: PageVersion;
}

export interface PageAttachment {
  readonly id: string;
  readonly title: string;
  readonly mediaType: string;
  readonly comment: string;
  /** Content, base64. */
  readonly base64: string;
  readonly version: PageVersion;
}

/** A page as it stands. Ids are numeric text, times ISO 8601 UTC. */
export interface SandboxPage {
  readonly id: string;
  readonly spaceId: string;
  readonly parentId: string | null;
  readonly status: 'current' | 'archived' | 'trashed';
  readonly title: string;
  /** The document as JSON text. */
  readonly adf: string;
  readonly authorId: string;
  readonly createdAt: string;
  readonly version: PageVersion;
  readonly properties: readonly PageProperty[];
  readonly labels: readonly string[];
  readonly attachments: readonly PageAttachment[];
}

/** Everything that outlives a restart. */
export interface ConfluenceSnapshot {
  readonly pages: readonly SandboxPage[];
  readonly nextId: number;
}

/** How the site answers. */
export interface ConfluenceApi {
  /** Scopes of the caller's token; null, the default, for a classic token, which has none. */
  readonly scopes: readonly string[] | null;
  /** Keys of the spaces that the caller sees; null, the default: all. */
  readonly visibleSpaces: readonly string[] | null;
  /** Whether the caller may write. Default true. */
  readonly mayWrite: boolean;
  /** Largest body of a page and its envelope, bytes. Default 5 MiB. */
  readonly maxBodyBytes: number;
}

const USUAL: ConfluenceApi = { scopes: null, visibleSpaces: null, mayWrite: true, maxBodyBytes: 5 * 1_024 * 1_024 };
const FIRST_ID = 131_075;
/** Ids of neighbours are not consecutive. */
const ID_STEP = 3;

/** Pages of the simulated Confluence. `onChange` runs after each change. */
export class ConfluenceStore {
  readonly pages = new Map<string, SandboxPage>();
  api = USUAL;
  onChange: () => void = () => undefined;
  private nextId = FIRST_ID;

  constructor(
    readonly site: ConfluenceSite,
    private readonly now: () => number,
  ) {}

  /** Back to what exists before the first report. @param baseTime time of those pages, epoch milliseconds */
  clear(baseTime: number): void {
    this.api = USUAL;
    this.nextId = FIRST_ID;
    this.pages.clear();
    const createdAt = new Date(baseTime - 400 * 86_400_000).toISOString();
    const { accountId } = this.site.person;
    for (const page of this.site.pages) {
      this.pages.set(page.id, {
        ...page,
        status: 'current',
        authorId: accountId,
        createdAt,
        version: { number: 1, message: '', authorId: accountId, createdAt },
        properties: [],
        labels: [],
        attachments: [],
      });
    }
  }

  snapshot(): ConfluenceSnapshot {
    return { pages: [...this.pages.values()], nextId: this.nextId };
  }

  restore({ pages, nextId }: ConfluenceSnapshot): void {
    this.pages.clear();
    for (const page of pages) this.pages.set(page.id, page);
    this.nextId = nextId;
  }

  /** A new id, larger than all before. */
  takeId(): string {
    const id = this.nextId;
    this.nextId += ID_STEP;
    return String(id);
  }

  stamp(): string {
    return new Date(this.now()).toISOString();
  }

  version(number: number, message = '', authorId = this.site.caller.accountId): PageVersion {
    return { number, message, authorId, createdAt: this.stamp() };
  }

  save(page: SandboxPage): SandboxPage {
    this.pages.set(page.id, page);
    this.onChange();
    return page;
  }

  /** Pages that the caller sees: those of visible spaces. */
  page(id: string): SandboxPage | undefined {
    const page = this.pages.get(id);
    return page !== undefined && this.space(page.spaceId) !== undefined ? page : undefined;
  }

  /** A space that the caller sees, by id. */
  space(id: string): ConfluenceSpace | undefined {
    return this.visible().find((space) => space.id === id);
  }

  visible(): readonly ConfluenceSpace[] {
    const { visibleSpaces } = this.api;
    return this.site.spaces.filter(({ key }) => visibleSpaces === null || visibleSpaces.includes(key));
  }

  /** The page that holds a title in its space. Archived pages hold theirs, those in the trash do not. */
  holder(spaceId: string, title: string): SandboxPage | undefined {
    const wanted = foldedTitle(title);
    return [...this.pages.values()].find(
      (page) => page.spaceId === spaceId && page.status !== 'trashed' && foldedTitle(page.title) === wanted,
    );
  }

  user(accountId: string): ConfluenceUser | undefined {
    return [this.site.caller, this.site.person].find((user) => user.accountId === accountId);
  }
}

/** Titles are equal whatever their case. */
export function foldedTitle(title: string): string {
  return title.trim().toLowerCase();
}

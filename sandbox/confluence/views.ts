import { Buffer } from 'node:buffer';
import type { Json } from '../json';
import type { ConfluenceSpace, ConfluenceStore, PageAttachment, SandboxPage } from './store';

/** Objects as the API answers them. `base` ends in `/wiki`. */
export class ConfluenceViews {
  constructor(
    private readonly store: ConfluenceStore,
    readonly base: () => string,
  ) {}

  space({ id, key, name, homepageId }: ConfluenceSpace): Json {
    return { id, key, name, type: 'global', status: 'current', homepageId, _links: { webui: `/spaces/${key}` } };
  }

  page(page: SandboxPage, withBody: boolean): Json {
    const { id, status, title, spaceId, parentId, authorId, createdAt, version } = page;
    const body = withBody ? { atlas_doc_format: { representation: 'atlas_doc_format', value: page.adf } } : {};
    return {
      id,
      status,
      title,
      spaceId,
      parentId,
      parentType: parentId === null ? null : 'page',
      position: Number(id) % 1_000,
      authorId,
      ownerId: authorId,
      createdAt,
      version: { number: version.number, message: version.message, minorEdit: false, ...stampOf(version) },
      body,
      _links: this.pageLinks(page),
    };
  }

  pageLinks({ id, title, spaceId }: SandboxPage): Json {
    const key = this.store.space(spaceId)?.key ?? '';
    const slug = title.replace(/[^A-Za-z0-9.-]+/g, '+').replace(/^\++|\++$/g, '');
    return {
      webui: `/spaces/${key}/pages/${id}/${slug}`,
      editui: `/pages/resumedraft.action?draftId=${id}`,
      tinyui: `/x/${tinyOf(id)}`,
    };
  }

  attachmentV1(page: SandboxPage, attachment: PageAttachment): Json {
    const { id, title, mediaType, comment, version } = attachment;
    const fileSize = sizeOf(attachment);
    return {
      id,
      type: 'attachment',
      status: 'current',
      title,
      metadata: { comment, mediaType },
      extensions: { mediaType, fileSize, comment },
      version: { number: version.number, when: version.createdAt, message: '', minorEdit: false },
      _links: {
        webui: `/spaces/${this.store.space(page.spaceId)?.key ?? ''}/pages/${page.id}?preview=%2F${page.id}`,
        download: downloadPath(page, attachment),
      },
    };
  }

  attachmentV2(page: SandboxPage, attachment: PageAttachment): Json {
    const { id, title, mediaType, comment, version } = attachment;
    const download = downloadPath(page, attachment);
    return {
      id,
      status: 'current',
      title,
      createdAt: version.createdAt,
      pageId: page.id,
      mediaType,
      comment,
      fileSize: sizeOf(attachment),
      downloadLink: download,
      version: { number: version.number, message: version.message, minorEdit: false, ...stampOf(version) },
      _links: { download },
    };
  }
}

export function sizeOf({ base64 }: PageAttachment): number {
  return Buffer.byteLength(base64, 'base64');
}

/** Path below `/wiki` where a browser gets the file. */
export function downloadPath({ id }: SandboxPage, { title, version }: PageAttachment): string {
  return `/download/attachments/${id}/${encodeURIComponent(title)}?version=${version.number}`;
}

/** Short name of a page in links. */
export function tinyOf(id: string): string {
  return Buffer.from(Number(id).toString(36)).toString('base64url');
}

function stampOf({ authorId, createdAt }: { authorId: string; createdAt: string }): Json {
  return { authorId, createdAt };
}

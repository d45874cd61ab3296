import type { Json } from '../../../sandbox/json';
import type { Sandbox } from '../../../sandbox/sandbox';
import { STORY_SETTING } from '../../../sandbox/story/setting';

export const { spaceId: SPACE, parentId: PARENT } = STORY_SETTING.confluence;
const { email, token } = STORY_SETTING.confluence;
export const basic = (user: string, secret: string) => `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;
const AUTHORIZATION = basic(email, token);

export interface ConfluenceAnswer {
  status: number;
  headers: Headers;
  body: Json & {
    id?: string;
    results?: Json[];
    errors?: { status: number; code: string; title: string }[];
    message?: string;
    _links?: Record<string, string>;
  };
}

export async function confluence(
  sandbox: Sandbox,
  line: string,
  body?: unknown,
  authorization = AUTHORIZATION,
): Promise<ConfluenceAnswer> {
  const [method = 'GET', path = ''] = line.split(' ');
  const response = await fetch(`${sandbox.confluenceUrl}${path}`, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const parsed = text.startsWith('{')
    ? (JSON.parse(text) as ConfluenceAnswer['body'])
    : ({} as ConfluenceAnswer['body']);
  return { status: response.status, headers: response.headers, body: parsed };
}

export const doc = (...content: unknown[]) => ({ version: 1, type: 'doc', content });
export const words = (text: string) => ({ type: 'paragraph', content: [{ type: 'text', text }] });

/** Body that creates a page. */
export const newPage = (more: Record<string, unknown> = {}, document: unknown = doc(words('Text'))) => ({
  spaceId: SPACE,
  status: 'current',
  title: 'INV-1',
  parentId: PARENT,
  body: { representation: 'atlas_doc_format', value: JSON.stringify(document) },
  ...more,
});

export const createPage = (sandbox: Sandbox, more?: Record<string, unknown>, document?: unknown) =>
  confluence(sandbox, 'POST /wiki/api/v2/pages', newPage(more, document));

/** Creates a page. @returns its id */
export async function pageIn(sandbox: Sandbox, more?: Record<string, unknown>, document?: unknown): Promise<string> {
  const { body } = await createPage(sandbox, more, document);
  return String(body.id);
}

export async function attach(
  sandbox: Sandbox,
  pageId: string,
  name: string,
  content: string | Uint8Array<ArrayBuffer>,
  { method = 'POST', type = 'text/csv', comment, check = 'no-check' }: Partial<Record<string, string>> = {},
): Promise<ConfluenceAnswer> {
  const form = new FormData();
  form.set('file', new Blob([content], { type }), name);
  if (comment !== undefined) form.set('comment', comment);
  const response = await fetch(`${sandbox.confluenceUrl}/wiki/rest/api/content/${pageId}/child/attachment`, {
    method,
    headers: { authorization: AUTHORIZATION, 'x-atlassian-token': check },
    body: form,
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as ConfluenceAnswer['body'],
  };
}

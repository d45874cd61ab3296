import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '../../../sandbox/sandbox';
import { STORY_SETTING } from '../../../sandbox/story/setting';
import { useSandbox } from './clients';
import { attach, basic, confluence, createPage, doc, newPage, pageIn, PARENT, SPACE, words } from './confluence-client';

const sandboxOf = useSandbox();
const PAGES = '/wiki/api/v2/pages';
const byTitle = (title: string, more = '') =>
  `GET ${PAGES}?space-id=${SPACE}&title=${encodeURIComponent(title)}&limit=5${more}`;

describe('credentials', () => {
  it('are answered with 404 by version 2 and with 403 by version 1 when nobody knows them', async () => {
    const sandbox = await sandboxOf();
    const stranger = basic(STORY_SETTING.confluence.email, 'wrong');

    const v2 = await confluence(sandbox, 'GET /wiki/api/v2/spaces?keys=SEC', undefined, stranger);
    const v1 = await confluence(sandbox, `GET /wiki/rest/api/content/${PARENT}/label`, undefined, stranger);

    expect([v2.status, v2.body.errors]).toEqual([
      404,
      [{ status: 404, code: 'NOT_FOUND', title: 'Not Found', detail: null }],
    ]);
    expect([v1.status, v1.body['statusCode']]).toEqual([403, 403]);
    expect(sandbox.control.requests({ provider: 'confluence' })).toMatchObject([{ token: '?' }, { token: '?' }]);
  });

  it('are asked for with a web page', async () => {
    const sandbox = await sandboxOf();

    const response = await fetch(`${sandbox.confluenceUrl}/wiki/api/v2/spaces`);

    expect([response.status, response.headers.get('content-type')]).toEqual([401, 'text/html; charset=utf-8']);
  });

  it('with scopes open only what they name, and scopes of version 2 nothing of version 1', async () => {
    const sandbox = await sandboxOf();
    sandbox.control.confluence.setApi({ scopes: ['read:space:confluence', 'write:page:confluence'] });

    expect((await confluence(sandbox, 'GET /wiki/api/v2/spaces')).status).toBe(200);
    const id = await pageIn(sandbox);
    expect(await confluence(sandbox, `GET ${PAGES}/${id}`)).toMatchObject({
      status: 401,
      body: { message: 'Unauthorized; scope does not match' },
    });
    expect((await confluence(sandbox, `POST /wiki/rest/api/content/${id}/label`, [{ name: 'a' }])).status).toBe(401);
  });

  it('of somebody who may not write read on', async () => {
    const sandbox = await sandboxOf();
    const allowed = async () =>
      (await confluence(sandbox, `GET /wiki/api/v2/spaces/${SPACE}/operations`)).body['operations'];
    expect(await allowed()).toContainEqual({ operation: 'create', targetType: 'page' });
    sandbox.control.confluence.setApi({ mayWrite: false });

    expect(await allowed()).toEqual([{ operation: 'read', targetType: 'space' }]);
    expect((await createPage(sandbox)).status).toBe(404);
    expect((await attach(sandbox, PARENT, 'a.csv', 'a')).status).toBe(403);
    expect((await confluence(sandbox, `GET ${PAGES}/${PARENT}`)).status).toBe(200);
  });
});

describe('spaces', () => {
  it('are found by key, with ids that are numeric text', async () => {
    const { status, body } = await confluence(await sandboxOf(), 'GET /wiki/api/v2/spaces?keys=SEC&limit=1');

    expect([status, body.results]).toEqual([200, [expect.objectContaining({ id: SPACE, key: 'SEC' })]]);
    expect(body._links?.['base']).toMatch(/\/confluence\/wiki$/);
  });

  it('that the caller does not see are not there', async () => {
    const sandbox = await sandboxOf();
    sandbox.control.confluence.setApi({ visibleSpaces: ['OPS'] });

    expect((await confluence(sandbox, 'GET /wiki/api/v2/spaces?keys=SEC')).body.results).toEqual([]);
    expect((await createPage(sandbox)).status).toBe(400);
    expect((await confluence(sandbox, `GET ${PAGES}/${PARENT}`)).status).toBe(404);
  });
});

describe('creating a page', () => {
  it('answers the page with links for people', async () => {
    const sandbox = await sandboxOf({ story: 'empty', now: () => Date.parse('2026-11-22T18:00:00Z') });

    const { status, body } = await createPage(sandbox, { title: 'INV-7f3a9c1e2b44 token_create' });

    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: expect.stringMatching(/^\d+$/) as string,
      status: 'current',
      spaceId: SPACE,
      parentId: PARENT,
      version: { number: 1, createdAt: '2026-11-22T18:00:00.000Z' },
      _links: {
        webui: `/spaces/SEC/pages/${String(body.id)}/INV-7f3a9c1e2b44+token+create`,
        base: `${sandbox.url}/confluence/wiki`,
      },
    });
  });

  it('refuses a title that the space has, whatever its case', async () => {
    const sandbox = await sandboxOf();
    await createPage(sandbox, { title: 'INV-1 Token' });

    const { status, body } = await createPage(sandbox, { title: 'inv-1 TOKEN ' });

    expect([status, body.errors?.[0]?.code]).toEqual([400, 'INVALID_REQUEST_PARAMETER']);
    expect(body.errors?.[0]?.title).toContain('A page with this title already exists');
  });

  it('takes the title in another space, and after the page went to the trash', async () => {
    const sandbox = await sandboxOf();
    await createPage(sandbox);

    const elsewhere = await createPage(sandbox, { spaceId: '98306', parentId: undefined });
    sandbox.control.confluence.trashPage('INV-1');
    const again = await createPage(sandbox);

    expect([elsewhere.status, elsewhere.body['parentId'], again.status]).toEqual([200, '98401', 200]);
  });

  it('does not take the title of an archived page, which nothing but its status hides', async () => {
    const sandbox = await sandboxOf();
    await createPage(sandbox);
    sandbox.control.confluence.archivePage('INV-1');

    expect((await createPage(sandbox)).body.errors?.[0]?.title).toContain('already exists');
    expect((await confluence(sandbox, byTitle('INV-1', '&status=current'))).body.results).toEqual([]);
    const archived = await confluence(sandbox, byTitle('INV-1', '&status=current&status=archived'));
    expect(archived.body.results).toMatchObject([{ status: 'archived' }]);
  });

  it.each([
    ['a space that is not there', { spaceId: '1' }, 'space'],
    ['a space id that is a number', { spaceId: 98305 }, 'numeric string'],
    ['a parent that is not there', { parentId: '1' }, 'parent'],
    ['a parent of another space', { parentId: '98401' }, 'parent'],
    ['no title', { title: ' ' }, 'title'],
    ['a title of 256 characters', { title: 'x'.repeat(256) }, '255'],
    ['a draft', { status: 'draft' }, 'status'],
    ['storage format', { body: { representation: 'storage', value: '<p>x</p>' } }, 'atlas_doc_format'],
    ['a document that is no text', { body: { representation: 'atlas_doc_format', value: doc() } }, 'string'],
    ['a document that is no JSON', { body: { representation: 'atlas_doc_format', value: '{' } }, 'no JSON'],
  ])('refuses %s', async (_, more, told) => {
    const sandbox = await sandboxOf();
    const pages = sandbox.control.confluence.pages().length;

    const { status, body } = await createPage(sandbox, more);

    expect([status, body.errors?.[0]?.title]).toEqual([400, expect.stringContaining(told)]);
    expect(sandbox.control.confluence.pages()).toHaveLength(pages);
  });

  it('refuses a body that is too large', async () => {
    const sandbox = await sandboxOf();
    sandbox.control.confluence.setApi({ maxBodyBytes: 2_000 });

    expect((await createPage(sandbox, {}, doc(words('x'.repeat(2_000))))).status).toBe(413);
  });

  it('has happened although its answer was lost', async () => {
    const sandbox = await sandboxOf();
    sandbox.control.addFault({ provider: 'confluence', method: 'POST', path: '/pages$', kind: 'lost-answer' });

    await expect(createPage(sandbox)).rejects.toThrow('fetch failed');

    expect((await confluence(sandbox, byTitle('inv-1'))).body.results).toHaveLength(1);
  });
});

describe('reading a page', () => {
  it('gives the same document, and not the same bytes', async () => {
    const sandbox = await sandboxOf();
    const document = doc(words('Text'), { type: 'rule' });
    const id = await pageIn(sandbox, {}, document);

    const { body } = await confluence(sandbox, `GET ${PAGES}/${id}?body-format=atlas_doc_format`);

    const value = (body['body'] as { atlas_doc_format: { value: string } }).atlas_doc_format.value;
    expect(value).not.toBe(JSON.stringify(document));
    expect(JSON.parse(value)).toMatchObject(document);
  });

  it('gives no document unless it is asked for, and names what is not there', async () => {
    const sandbox = await sandboxOf();
    const id = await pageIn(sandbox);

    expect((await confluence(sandbox, `GET ${PAGES}/${id}`)).body['body']).toEqual({});
    expect(await confluence(sandbox, `GET ${PAGES}/424242`)).toMatchObject({
      status: 404,
      body: { errors: [{ title: 'Cannot find page with id [424242]' }] },
    });
    expect((await confluence(sandbox, `GET ${PAGES}/${id}?body-format=storage`)).status).toBe(400);
  });

  it('leads through lists by `_links.next`', async () => {
    const sandbox = await sandboxOf();
    for (const title of ['A', 'B', 'C']) await createPage(sandbox, { title });
    const titles: unknown[] = [];
    for (let path: string | undefined = `${PAGES}?space-id=${SPACE}&limit=2`; path !== undefined;) {
      const { body } = await confluence(sandbox, `GET ${path}`);
      titles.push(...(body.results ?? []).map(({ title }) => title));
      path = body._links?.['next'];
    }

    expect(titles).toEqual(['Security', 'Investigations', 'A', 'B', 'C']);
  });
});

describe('updating a page', () => {
  const update = (id: string, number: number, more: Record<string, unknown> = {}) => ({
    ...newPage(more, doc(words('New'))),
    id,
    version: { number, message: 'again' },
  });

  it('makes the next version', async () => {
    const sandbox = await sandboxOf();
    const id = await pageIn(sandbox);

    const { status, body } = await confluence(sandbox, `PUT ${PAGES}/${id}`, update(id, 2, { title: 'INV-2' }));

    expect([status, body['version'], body['title']]).toEqual([
      200,
      expect.objectContaining({ number: 2, message: 'again' }),
      'INV-2',
    ]);
    expect(sandbox.control.confluence.page(id)?.adf).toContain('New');
  });

  it.each([1, 3])('refuses version %i of a page at version 1', async (number) => {
    const sandbox = await sandboxOf();
    const id = await pageIn(sandbox);

    expect(await confluence(sandbox, `PUT ${PAGES}/${id}`, update(id, number))).toMatchObject({
      status: 409,
      body: {
        errors: [{ code: 'CONFLICT', title: 'Version must be incremented on update. Current version is: 1' }],
      },
    });
  });

  it('refuses another id, another page’s title and an invalid document', async () => {
    const sandbox = await sandboxOf();
    const id = await pageIn(sandbox);
    await createPage(sandbox, { title: 'Taken' });
    const put = async (body: unknown) => (await confluence(sandbox, `PUT ${PAGES}/${id}`, body)).status;

    expect(await put(update(PARENT, 2))).toBe(400);
    expect(await put(update(id, 2, { title: 'taken' }))).toBe(400);
    expect(await put({ ...update(id, 2), body: newPage({}, doc({ type: 'mention' })).body })).toBe(400);
    expect(sandbox.control.confluence.page(id)?.version.number).toBe(1);
  });

  it('meets the version that a person has made', async () => {
    const sandbox = await sandboxOf();
    const id = await pageIn(sandbox);
    sandbox.control.confluence.editPage(id, { text: 'A person was here.' });

    const { body } = await confluence(sandbox, `GET ${PAGES}/${id}`);

    expect(body['version']).toMatchObject({ number: 2, authorId: '712020:1f2e3d4c-0000-4aaa-8bbb-ccccdddd0002' });
    expect((await confluence(sandbox, `PUT ${PAGES}/${id}`, update(id, 2))).status).toBe(409);
  });

  it('ends in the trash', async () => {
    const sandbox = await sandboxOf();
    const id = await pageIn(sandbox);

    expect((await confluence(sandbox, `DELETE ${PAGES}/${id}`)).status).toBe(204);
    expect((await confluence(sandbox, `GET ${PAGES}/${id}`)).status).toBe(404);
    expect((await confluence(sandbox, byTitle('INV-1', '&status=trashed'))).body.results).toHaveLength(1);
  });
});

describe('properties', () => {
  it('are listed by key, and each key is there once', async () => {
    const sandbox = await sandboxOf();
    const properties = `${PAGES}/${await pageIn(sandbox)}/properties`;
    const created = await confluence(sandbox, `POST ${properties}`, { key: 'edgewarden', value: { v: 1 } });

    expect([created.status, (await confluence(sandbox, `GET ${properties}?key=other`)).body.results]).toEqual([
      200,
      [],
    ]);
    expect((await confluence(sandbox, `GET ${properties}?key=edgewarden`)).body.results).toMatchObject([
      { key: 'edgewarden', value: { v: 1 }, version: { number: 1 } },
    ]);
    expect((await confluence(sandbox, `POST ${properties}`, { key: 'edgewarden', value: 2 })).status).toBe(409);
  });

  it('are changed by version', async () => {
    const sandbox = await sandboxOf();
    const properties = `${PAGES}/${await pageIn(sandbox)}/properties`;
    const { body } = await confluence(sandbox, `POST ${properties}`, { key: 'edgewarden', value: 1 });
    const put = (number: number, key = 'edgewarden') =>
      confluence(sandbox, `PUT ${properties}/${String(body.id)}`, { key, value: 2, version: { number } });

    expect([(await put(1)).status, (await put(2, 'other')).status, (await put(2)).status]).toEqual([409, 400, 200]);
    expect((await confluence(sandbox, `GET ${properties}/${String(body.id)}`)).body['value']).toBe(2);
    expect((await confluence(sandbox, `GET ${properties}/1`)).status).toBe(404);
  });
});

describe('labels', () => {
  it('add up', async () => {
    const sandbox = await sandboxOf();
    const id = await pageIn(sandbox);
    const labels = `/wiki/rest/api/content/${id}/label`;
    await confluence(sandbox, `POST ${labels}`, [{ prefix: 'global', name: 'Incident' }]);
    await confluence(sandbox, `POST ${labels}`, [{ name: 'incident' }, { name: 'edgewarden' }]);

    const v1 = await confluence(sandbox, `GET ${labels}`);
    const v2 = await confluence(sandbox, `GET ${PAGES}/${id}/labels`);

    expect(v1.body.results?.map(({ name }) => name)).toEqual(['incident', 'edgewarden']);
    expect(v2.body.results?.map(({ name }) => name)).toEqual(['incident', 'edgewarden']);
  });

  it.each([[[{ name: 'two words' }]], [[{ name: 'a,b' }]], [[{ name: '' }]], [[{ prefix: 'my', name: 'a' }]], ['a']])(
    'refuse %j',
    async (labels) => {
      const sandbox = await sandboxOf();
      const id = await pageIn(sandbox);

      expect((await confluence(sandbox, `POST /wiki/rest/api/content/${id}/label`, labels)).status).toBe(400);
      expect(sandbox.control.confluence.page(id)?.labels).toEqual([]);
    },
  );

  it('belong to a page that is there', async () => {
    const { status, body } = await confluence(await sandboxOf(), 'POST /wiki/rest/api/content/1/label', []);

    expect([status, body['statusCode'], body.message]).toEqual([404, 404, expect.stringContaining('ContentId{id=1}')]);
  });
});

describe('attachments', () => {
  it('are kept byte by byte', async () => {
    const sandbox = await sandboxOf();
    const id = await pageIn(sandbox);
    const bytes = Uint8Array.from({ length: 512 }, (_, index) => index % 256);

    const { status, body } = await attach(sandbox, id, 'timeline-1f.bin', bytes, { type: 'application/zip' });

    expect([status, body.results]).toEqual([
      200,
      [
        expect.objectContaining({
          id: expect.stringMatching(/^att\d+$/) as string,
          title: 'timeline-1f.bin',
          extensions: { mediaType: 'application/zip', fileSize: 512, comment: '' },
        }),
      ],
    ]);
    expect([...sandbox.control.confluence.attachment(id, 'timeline-1f.bin')]).toEqual([...bytes]);
  });

  it('keep their first content under a name that is there already', async () => {
    const sandbox = await sandboxOf();
    const id = await pageIn(sandbox);
    await attach(sandbox, id, 'a.csv', 'one');

    const { status, body } = await attach(sandbox, id, 'a.csv', 'two');

    expect([status, body.message]).toEqual([400, expect.stringContaining('same file name as an existing attachment')]);
    expect(sandbox.control.confluence.attachment(id, 'a.csv').toString()).toBe('one');
  });

  it('get another version by PUT, each time', async () => {
    const sandbox = await sandboxOf();
    const id = await pageIn(sandbox);
    for (const text of ['one', 'two', 'two']) await attach(sandbox, id, 'a.csv', text, { method: 'PUT' });

    const listed = await confluence(sandbox, `GET /wiki/rest/api/content/${id}/child/attachment?filename=a.csv`);

    expect(listed.body.results).toMatchObject([{ title: 'a.csv', version: { number: 3 } }]);
  });

  it('are listed by both versions', async () => {
    const sandbox = await sandboxOf();
    const id = await pageIn(sandbox);
    await attach(sandbox, id, 'a.csv', 'one');

    const v2 = await confluence(sandbox, `GET ${PAGES}/${id}/attachments?filename=a.csv`);

    expect(v2.body.results).toMatchObject([{ title: 'a.csv', fileSize: 3, mediaType: 'text/csv' }]);
    expect((await confluence(sandbox, `GET ${PAGES}/${id}/attachments?filename=b`)).body.results).toEqual([]);
  });

  it('need the header against forged requests', async () => {
    const sandbox = await sandboxOf();

    expect((await attach(sandbox, await pageIn(sandbox), 'a.csv', 'a', { check: 'yes' })).status).toBe(403);
  });

  it('read texts without a charset as Latin-1', async () => {
    const sandbox = await sandboxOf();
    const id = await pageIn(sandbox);

    await attach(sandbox, id, 'a.csv', 'a', { comment: 'Zürich' });

    expect(sandbox.control.confluence.page(id)?.attachments[0]?.comment).toBe('ZÃ¼rich');
  });

  it('refuse what is no form, and a form that breaks off', async () => {
    const sandbox = await sandboxOf();
    const path = `/wiki/rest/api/content/${await pageIn(sandbox)}/child/attachment`;
    const { email, token } = STORY_SETTING.confluence;
    const post = async (type: string, body: string) =>
      (
        await fetch(`${sandbox.confluenceUrl}${path}`, {
          method: 'POST',
          headers: { authorization: basic(email, token), 'x-atlassian-token': 'no-check', 'content-type': type },
          body,
        })
      ).status;

    expect(await post('text/csv', 'a')).toBe(415);
    expect(await post('multipart/form-data; boundary=x', '--x\r\ncontent-disposition: form-data; name="file"')).toBe(
      415,
    );
    expect(await post('multipart/form-data; boundary=x', '--x--')).toBe(400);
  });
});

describe('what goes wrong', () => {
  it('limits with a delay, a time and a reason', async () => {
    const sandbox = await sandboxOf({ story: 'empty', now: () => Date.parse('2026-11-22T18:00:00Z') });
    sandbox.control.addFault({ provider: 'confluence', kind: { rateLimited: 'with-retry-after', retryAfterS: 9 } });

    const { status, headers } = await createPage(sandbox);

    expect([status, headers.get('retry-after'), headers.get('x-ratelimit-reset')]).toEqual([
      429,
      '9',
      '2026-11-22T18:00:09.000Z',
    ]);
    expect(headers.get('ratelimit-reason')).toBeTruthy();
    expect(sandbox.control.confluence.page('INV-1')).toBeUndefined();
  });

  it.each(['success-false', 'wrong-schema'] as const)('answers 200 with %s and without effect', async (kind) => {
    const sandbox = await sandboxOf();
    sandbox.control.addFault({ provider: 'confluence', kind });

    expect((await createPage(sandbox)).status).toBe(200);
    expect(sandbox.control.confluence.page('INV-1')).toBeUndefined();
  });

  it('knows routes and methods', async () => {
    const sandbox = await sandboxOf();

    expect((await confluence(sandbox, 'GET /wiki/api/v2/blogposts')).status).toBe(404);
    expect((await confluence(sandbox, `PATCH ${PAGES}/${PARENT}`)).status).toBe(405);
    expect((await confluence(sandbox, 'GET /wiki/api/v2/spaces?limit=0')).status).toBe(400);
  });
});

describe('restarts', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sandbox-wiki-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('forget no page, no attachment and no id', async () => {
    const stateFile = join(folder, 'state.json');
    const first = await startSandbox({ story: 'empty', stateFile });
    const id = await pageIn(first);
    await attach(first, id, 'a.csv', 'one');
    const pages = first.control.confluence.pages();
    await first.close();

    const second = await sandboxOf({ story: 'empty', stateFile });

    expect(second.control.confluence.pages()).toEqual(pages);
    expect(Number(await pageIn(second, { title: 'INV-2' }))).toBeGreaterThan(Number(id));
  });

  it('find the pages of before the first report in a file that is older than the wiki', async () => {
    const stateFile = join(folder, 'state.json');
    const first = await startSandbox({ story: 'empty', stateFile });
    const pages = first.control.confluence.pages();
    await first.close();
    const state = JSON.parse(readFileSync(stateFile, 'utf8')) as Record<string, unknown>;
    writeFileSync(stateFile, JSON.stringify({ ...state, confluence: undefined }));

    const second = await sandboxOf({ story: 'empty', stateFile });

    expect(second.control.confluence.pages()).toEqual(pages);
  });

  it('are over with a reset', async () => {
    const sandbox = await sandboxOf({ story: 'empty', stateFile: join(folder, 'state.json') });
    await createPage(sandbox);

    sandbox.control.reset();

    expect(sandbox.control.confluence.pages().map(({ title }) => title)).toEqual([
      'Security',
      'Investigations',
      'Operations',
    ]);
  });
});

it('is looked at and changed from another process', async () => {
  const sandbox = await sandboxOf();
  const id = await pageIn(sandbox);
  const control = (line: string, body?: unknown) => {
    const [method = '', path = ''] = line.split(' ');
    return fetch(`${sandbox.url}/control/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  };
  await control(`POST pages/${id}/edit`, { title: 'By hand' });
  await control(`POST pages/${id}/archive`);

  expect(await (await control(`GET pages/${id}`)).json()).toMatchObject({ title: 'By hand', status: 'archived' });
  await control(`POST pages/${id}/trash`);
  expect(await (await control('GET pages')).json()).toContainEqual(expect.objectContaining({ id, status: 'trashed' }));
  expect((await control('GET pages/1')).status).toBe(400);
  await control('PATCH confluence-api', { mayWrite: false });
  expect((await createPage(sandbox)).status).toBe(404);
});

import type { Sandbox } from '../../../sandbox/sandbox';
import { useSandbox } from './clients';
import { attach, confluence, createPage, doc, pageIn, words } from './confluence-client';

const sandboxOf = useSandbox();
const HOSTILE = '<img src=x onerror=alert(1)>"\'';

async function open(sandbox: Sandbox, path: string) {
  const response = await fetch(`${sandbox.confluenceUrl}${path}`, { redirect: 'manual' });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

it('shows a page at the address that its creation answers', async () => {
  const sandbox = await sandboxOf();
  const { body } = await createPage(sandbox, { title: 'INV-1 odd / title' }, doc(words('What happened')));

  const response = await fetch(`${body._links?.['base'] ?? ''}${body._links?.['webui'] ?? ''}`);

  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  const text = await response.text();
  for (const shown of ['<h1>INV-1 odd / title', '<p>What happened</p>', 'Investigations', 'Edgewarden', 'Created '])
    expect(text).toContain(shown);
});

it('shows who changed a page last', async () => {
  const sandbox = await sandboxOf();
  const id = await pageIn(sandbox);
  sandbox.control.confluence.editPage(id, { text: 'Seen.' });

  const { text } = await open(sandbox, `/wiki/spaces/SEC/pages/${id}`);

  expect(text).toContain('Version 2');
  expect(text).toContain('Olivia Chen');
});

it('lists the pages of a space, newest first, without those in archive or trash', async () => {
  const sandbox = await sandboxOf();
  for (const title of ['INV-1', 'INV-2', 'INV-3']) await createPage(sandbox, { title });
  sandbox.control.confluence.archivePage('INV-2');
  sandbox.control.confluence.trashPage('INV-3');

  const { text } = await open(sandbox, '/wiki/spaces/SEC');

  expect([text.includes('>INV-1</a>'), text.includes('INV-2'), text.includes('INV-3')]).toEqual([true, false, false]);
});

it('shows labels, and attachments behind the menu of the page, SVG as a picture', async () => {
  const sandbox = await sandboxOf();
  const id = await pageIn(sandbox);
  await confluence(sandbox, `POST /wiki/rest/api/content/${id}/label`, [{ name: 'likely-malicious' }]);
  await attach(sandbox, id, 'timeline.svg', '<svg/>', { type: 'image/svg+xml' });
  await attach(sandbox, id, 'timeline.csv', 'a,b', { type: 'text/csv' });

  const { text } = await open(sandbox, `/wiki/spaces/SEC/pages/${id}/INV-1`);

  expect(text).toContain('<span class="label">likely-malicious</span>');
  expect(text).toContain(`<img src="/confluence/wiki/download/attachments/${id}/timeline.svg?version=1"`);
  expect(text).toContain('timeline.csv</a>');
  expect(text).toMatch(/<details class="files"><summary>••• Attachments <span>2<\/span><\/summary>/);
  expect(text.match(/<img /g)).toHaveLength(1);
});

it('serves attachments so that nothing in them can run', async () => {
  const sandbox = await sandboxOf();
  const id = await pageIn(sandbox);
  await attach(sandbox, id, 'a.svg', '<svg><script>alert(1)</script></svg>', { type: 'image/svg+xml' });

  const { status, headers, text } = await open(sandbox, `/wiki/download/attachments/${id}/a.svg?version=1`);

  expect([status, headers.get('content-type'), text]).toEqual([
    200,
    'image/svg+xml',
    '<svg><script>alert(1)</script></svg>',
  ]);
  expect(headers.get('content-security-policy')).toContain("sandbox; default-src 'none'");
  expect(headers.get('content-disposition')).toContain('attachment');
  expect((await open(sandbox, `/wiki/download/attachments/${id}/b.svg`)).status).toBe(404);
});

it('prints titles, labels, names of files and texts as text', async () => {
  const sandbox = await sandboxOf();
  const id = await pageIn(sandbox, { title: HOSTILE }, doc(words(HOSTILE)));
  await attach(sandbox, id, '<b>.csv', 'a');

  for (const path of [`/wiki/spaces/SEC/pages/${id}/x`, '/wiki/spaces/SEC']) {
    const { text } = await open(sandbox, path);
    expect(text).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(text).not.toContain('<img');
    expect(text).not.toContain('<b>.csv');
    expect(text).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; img-src 'self'"`);
  }
});

it('leads to the page from its short address, and to the first space from the front door', async () => {
  const sandbox = await sandboxOf();
  const { body } = await createPage(sandbox);

  const short = await open(sandbox, `/wiki${body._links?.['tinyui'] ?? ''}`);

  expect(short.headers.get('location')).toBe(`/confluence/wiki${body._links?.['webui'] ?? ''}`);
  expect((await open(sandbox, '')).headers.get('location')).toBe('/confluence/wiki/spaces/SEC');
});

it.each(['/wiki/spaces/NONE', '/wiki/spaces/SEC/pages/1/x', '/wiki/spaces/OPS/pages/98410/x'])(
  'has nothing at %s',
  async (path) => {
    expect((await open(await sandboxOf(), path)).status).toBe(404);
  },
);

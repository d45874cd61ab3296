import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { CREDENTIAL_KINDS } from '../../../domain/credential-kind';
import { KIND_WORDS } from '../../../domain/kind-words';

const CODE = globSync('{domain,activities,workflows,worker,api,cli,config,sandbox,scripts,bench}/**/*.ts');
const PAGES = [...globSync('docs/**/*.md'), ...globSync('*.md'), ...globSync('activities/**/*.md')];

const anchorsOf = (page: string): string[] =>
  [...readFileSync(page, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

/** Links of code comments: `docs/page.md#anchor`, from the top of the repository. */
const commentLinks = CODE.flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/\b(docs\/[\w/-]+\.md)(?:#([\w-]+))?/g)].map(([, page = '', anchor]) => ({
    file,
    page,
    anchor,
  })),
);

/** Links of pages to pages, relative to the page. */
const pageLinks = PAGES.flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].map(
    ([, target = '', anchor]) => ({
      file,
      page: target === '' ? file : normalize(join(dirname(file), target)),
      anchor,
    }),
  ),
);

it.each([...commentLinks, ...pageLinks])('$file links to $page#$anchor, which exists', ({ page, anchor }) => {
  expect(globSync(page)).toEqual([page]);
  if (anchor !== undefined) expect(anchorsOf(page)).toContain(anchor);
});

it('the glossary explains every credential kind and no other', () => {
  const rows = readFileSync('docs/glossary.md', 'utf8').matchAll(/^\| `([a-z_]+\.[a-z]+)`/gm);

  expect([...rows].map(([, kind]) => kind).toSorted()).toEqual([...CREDENTIAL_KINDS].toSorted());
  expect(Object.keys(KIND_WORDS).toSorted()).toEqual([...CREDENTIAL_KINDS].toSorted());
});

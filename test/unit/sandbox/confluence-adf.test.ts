import { renderAdf } from '../../../sandbox/confluence/adf/render';
import { storedAdf } from '../../../sandbox/confluence/adf/stored';
import { adfProblem } from '../../../sandbox/confluence/adf/validate';
import sample from '../../fixtures/confluence/sample-document.json';
import { useSandbox } from './clients';
import { createPage, doc, words } from './confluence-client';

const sandboxOf = useSandbox();
const text = (value: string, ...marks: unknown[]) => ({
  type: 'text',
  text: value,
  ...(marks.length === 0 ? {} : { marks }),
});
const p = (...content: unknown[]) => ({ type: 'paragraph', content });
const node = (type: string, attrs: unknown, ...content: unknown[]) => ({
  type,
  ...(attrs === undefined ? {} : { attrs }),
  ...(content.length === 0 ? {} : { content }),
});
const item = (...content: unknown[]) => node('listItem', undefined, ...content);
const table = (...cells: unknown[]) => node('table', undefined, node('tableRow', undefined, ...cells));
const cell = (...content: unknown[]) => ({ type: 'tableCell', attrs: {}, content });
const code = { type: 'code' };
const strong = { type: 'strong' };
const link = (href: unknown) => ({ type: 'link', attrs: { href } });

describe('a valid document', () => {
  it.each([
    ['has no content', doc()],
    ['has an empty paragraph', doc({ type: 'paragraph' })],
    ['has headings of every level', doc(...[1, 2, 3, 4, 5, 6].map((level) => node('heading', { level }, text('a'))))],
    ['has a panel with list and code', doc(node('panel', { panelType: 'error' }, p(), node('codeBlock', undefined)))],
    ['has a table in an expand', doc(node('expand', { title: 'x' }, table(cell(p()))))],
    ['has an expand in a cell', doc(table(cell(node('nestedExpand', { title: 'x' }, p()))))],
    ['has code in a cell', doc(table(cell(node('codeBlock', { language: 'json' }, text('{}')))))],
    ['has lists in lists', doc(node('bulletList', undefined, item(p(), node('orderedList', { order: 3 }, item(p())))))],
    [
      'has a list of tasks',
      doc(node('taskList', { localId: 'a' }, node('taskItem', { localId: 'b', state: 'TODO' }, text('x')))),
    ],
    ['has inline nodes', doc(p(node('status', { text: 'A', color: 'red' }), { type: 'hardBreak' }))],
    ['has a date', doc(p(node('date', { timestamp: '1795312800000' })))],
    ['has marks', doc(p(text('a', strong, { type: 'em' }), text('b', code, link('https://example.com'))))],
    [
      'has a table of contents',
      doc(node('extension', { extensionType: 'com.atlassian.confluence.macro.core', extensionKey: 'toc' })),
    ],
    ['is a whole report', sample],
  ])('%s', (_, document) => {
    expect(adfProblem(document)).toBeUndefined();
  });

  it('is valid again as it comes back', () => {
    let id = 0;

    expect(adfProblem(storedAdf(sample, () => `l${id++}`))).toBeUndefined();
  });
});

describe('an invalid document', () => {
  it.each([
    ['is no doc', p(), 'no doc'],
    ['has no version', { type: 'doc', content: [] }, 'version'],
    ['has no content', { version: 1, type: 'doc' }, 'no content'],
    ['has members of its own', { ...doc(), title: 'x' }, 'doc has no title'],
    ['has empty text', doc(p(text(''))), 'text is empty'],
    ['has text at the top', doc(text('a')), '"text" is not allowed in doc'],
    ['has a heading of level 7', doc(node('heading', { level: 7 }, text('a'))), 'wrong level'],
    ['has a heading without level', doc(node('heading', undefined, text('a'))), 'has no level'],
    ['has a custom panel', doc(node('panel', { panelType: 'custom' }, p())), 'wrong panelType'],
    ['has a table in a panel', doc(node('panel', { panelType: 'info' }, table(cell(p())))), 'not allowed in panel'],
    ['has an empty panel', doc(node('panel', { panelType: 'info' })), 'panel is empty'],
    ['has an expand in an expand', doc(node('expand', {}, node('expand', {}, p()))), 'not allowed in expand'],
    ['has a table without rows', doc(node('table', {})), 'table is empty'],
    ['has an empty cell', doc(table(cell())), 'tableCell is empty'],
    ['has text in a cell', doc(table(cell(text('a')))), 'not allowed in tableCell'],
    ['has text in a list item', doc(node('bulletList', undefined, item(text('a')))), 'not allowed in listItem'],
    ['has code first in a list item', doc(node('bulletList', undefined, item(node('codeBlock', {})))), 'codeBlock'],
    ['has an empty list', doc(node('bulletList', undefined)), 'bulletList is empty'],
    ['has marks in code', doc(node('codeBlock', {}, text('a', strong))), 'marks are not allowed'],
    ['has an orange status', doc(p(node('status', { text: 'A', color: 'orange' }))), 'wrong color'],
    ['has an empty status', doc(p(node('status', { text: '', color: 'red' }))), 'wrong text'],
    ['has a status at the top', doc(node('status', { text: 'A', color: 'red' })), 'not allowed in doc'],
    ['has strong code', doc(p(text('a', code, strong))), 'code does not go with strong'],
    ['has a mark twice', doc(p(text('a', strong, strong))), 'twice'],
    ['has an unknown mark', doc(p(text('a', { type: 'blink' }))), 'unknown mark "blink"'],
    ['has a link to nowhere', doc(p(text('a', { type: 'link' }))), 'mark link has no href'],
    ['has a link to a number', doc(p(text('a', link(1)))), 'wrong href'],
    ['has attributes on a rule', doc(node('rule', { localId: 'a' })), 'rule has no attributes'],
    ['has unknown attributes', doc(node('paragraph', { class: 'x' })), 'no attribute class'],
    ['has attributes of every object', doc(node('paragraph', { constructor: 'x' })), 'no attribute constructor'],
    ['has a date of words', doc(p(node('date', { timestamp: 'now' }))), 'wrong timestamp'],
    ['has a mention', doc(p(node('mention', { id: 'a' }))), '"mention" is not allowed'],
    ['has a card', doc(node('blockCard', { url: 'https://example.com' })), '"blockCard" is not allowed'],
    ['has another macro', doc(node('extension', { extensionType: 'x', extensionKey: 'html' })), 'wrong extensionType'],
    ['has a task without id', doc(node('taskList', { localId: 'a' }, node('taskItem', { state: 'TODO' }))), 'localId'],
  ])('%s', (_, document, problem) => {
    expect(adfProblem(document)).toContain(problem);
  });

  it('is too deep', () => {
    let list: unknown = p();
    for (let depth = 0; depth < 30; depth += 1) list = node('bulletList', undefined, item(p(), list));

    expect(adfProblem(doc(list))).toContain('too deep');
  });

  it('is told where it is wrong, and creates no page', async () => {
    const sandbox = await sandboxOf();

    const { status, body } = await createPage(sandbox, {}, doc(words('fine'), p(text('a'), text(''))));

    expect([status, body.errors?.[0]?.title]).toEqual([
      400,
      'Error converting ADF: content[1].content[1]: text is empty',
    ]);
    expect(sandbox.control.confluence.page('INV-1')).toBeUndefined();
  });
});

describe('in a browser', () => {
  it.each([
    ['a paragraph', p(text('a < b')), '<p>a &lt; b</p>'],
    [
      'a status',
      p(node('status', { text: 'Odd "one"', color: 'red' })),
      'class="status status-red">Odd &quot;one&quot;<',
    ],
    ['a panel', node('panel', { panelType: 'error' }, words('x')), 'class="panel panel-error"'],
    [
      'a header and a cell',
      table(node('tableHeader', {}, words('h')), cell(words('c'))),
      '<th><p>h</p></th><td><p>c</p></td>',
    ],
    ['code', node('codeBlock', { language: 'js' }, text('<script>')), '<pre><code>&lt;script&gt;</code></pre>'],
    ['an expand', node('expand', { title: '<b>' }, words('in')), '<summary>&lt;b&gt;</summary><div><p>in</p></div>'],
    ['tasks', node('taskList', { localId: 'a' }, node('taskItem', { localId: 'b', state: 'DONE' })), 'class="done"'],
    ['marks', p(text('x', code, link('https://a.example/?q="'))), '<a href="https://a.example/?q=&quot;"'],
    ['strong and emphasis', p(text('x', strong, { type: 'em' })), '<em><strong>x</strong></em>'],
    ['a numbered list', node('orderedList', { order: 3 }, item(words('x'))), '<ol start="3"><li><p>x</p></li></ol>'],
    ['a date', p(node('date', { timestamp: '0' })), '1970-01-01'],
  ])('%s looks as it should', (_, content, html) => {
    expect(renderAdf(doc(content))).toContain(html);
  });

  it('a table has the columns that its first row asks for', () => {
    const header = (width: number) => ({ type: 'tableHeader', attrs: { colwidth: [width] }, content: [p()] });

    expect(renderAdf(doc(table(header(300), header(100))))).toContain(
      '<colgroup><col style="width:75.0%"><col style="width:25.0%"></colgroup>',
    );
    expect(renderAdf(doc(table(header(300), cell(p()))))).not.toContain('colgroup');
  });

  it('a link that leads to no page leads nowhere', () => {
    const html = renderAdf(doc(p(text('click', link('javascript:alert(1)')))));

    expect(html).toContain('class="dead-link"');
    expect(html).not.toContain('href');
  });

  it('a table of contents leads to the headings', () => {
    const toc = node('extension', { extensionType: 'com.atlassian.confluence.macro.core', extensionKey: 'toc' });
    const html = renderAdf(doc(toc, node('heading', { level: 2 }, text('What "happened"'))));

    expect(html).toContain('<a href="#What-%22happened%22">What &quot;happened&quot;</a>');
    expect(html).toContain('<h2 id="What-%22happened%22">');
  });
});

import { bulletList, code, link, status, taskList, text } from '../../../domain/investigation/report/adf';

describe('a link', () => {
  it('leads to a host that we know, by https', () =>
    expect(link('T1098', 'https://attack.mitre.org/techniques/T1098/')).toEqual([
      {
        type: 'text',
        text: 'T1098',
        marks: [{ type: 'link', attrs: { href: 'https://attack.mitre.org/techniques/T1098/' } }],
      },
    ]));

  it.each([
    'http://attack.mitre.org/techniques/T1098/',
    'https://attack.mitre.org.evil.example/',
    'https://attack.mitre.org@evil.example/',
    'https://attack.mitre.org:8443/',
    'https://evil.example/?attack.mitre.org',
    'javascript:alert(1)',
    '//attack.mitre.org/',
    'https://',
    '',
  ])('is its words alone when it would lead to %j', (href) => expect(link('T1098', href)).toEqual(text('T1098')));
});

it.each([
  ['text', text('')],
  ['code', code('')],
  ['a status', status('', 'red')],
  ['a link', link('', 'https://attack.mitre.org/')],
  ['a list', bulletList([])],
  ['a task list', taskList('x', [])],
])('%s of nothing is no node, because the format knows none', (_, nodes) => expect(nodes).toEqual([]));

it('the tasks of a list have ids of their own', () => {
  const [list] = taskList('x', [text('a'), text('b')]);
  expect(list).toMatchObject({
    attrs: { localId: 'x' },
    content: [{ attrs: { localId: 'x-1' } }, { attrs: { localId: 'x-2' } }],
  });
});

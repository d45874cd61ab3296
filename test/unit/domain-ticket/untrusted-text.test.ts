import { codeBlock, codeSpan, defanged, plainWords, proseLine, singleLine } from '../../../domain/untrusted-text';
import { markdownTree } from '../../fixtures/linear/markdown-structure';

const point = String.fromCodePoint;

describe('a single line', () => {
  it('has no control, zero-width, bidi or tag characters', () => {
    const text = `a${point(0)}b${point(0x200b)}c${point(0x202e)}d${point(0xe0041)}e${point(0x3164)}f`;
    expect(singleLine(text)).toBe('abcdef');
  });

  it('makes one space of any run of blanks and line ends', () =>
    expect(singleLine(`a\r\n\t${point(0x2028)}${point(0x2800)}b`)).toBe('a b'));

  it('is cut between characters, not inside one', () => {
    const face = point(0x1f600);
    expect(singleLine(face.repeat(300), 4)).toBe(`${face.repeat(3)}…`);
  });

  it('keeps three marks on a letter and drops the pile', () =>
    expect(singleLine(`e${point(0x301).repeat(9)}x`)).toBe(`e${point(0x301).repeat(3)}x`));

  it('keeps names in any script', () => expect(singleLine('デプロイ Ключ مفتاح')).toBe('デプロイ Ключ مفتاح'));
});

describe('an address', () => {
  it.each([
    ['https://evil.example/a.b', 'hxxps://evil[.]example/a.b'],
    ['HTTP://evil.example', 'hxxp://evil[.]example'],
    ['ftp://evil.example/x', 'ftp[:]//evil[.]example/x'],
    ['linear.app/acme/issue/SEC-1', 'linear[.]app/acme/issue/SEC-1'],
    ['www.evil.example', 'www[.]evil[.]example'],
    ['bot (+https://evil.example:8443/bot.html)', 'bot (+hxxps://evil[.]example:8443/bot.html)'],
  ])('%s is defanged', (text, expected) => expect(defanged(text)).toBe(expected));

  it.each([
    'com.cloudflare.api.account.zone.*',
    'alice@example.com',
    'Mozilla/5.0 (X11; Linux x86_64)',
    '2001:db8::1',
    '203.0.113.7',
  ])('%s stays as it is', (text) => expect(defanged(text)).toBe(text));
});

describe('inline code', () => {
  it.each(['plain', 'a`b', '`', '``', 'a``b`c', '` x `', '\\', 'a\\'])('says %j and nothing else', (text) => {
    const { children } = markdownTree(codeSpan(text)).children?.[0] ?? {};
    expect(children?.map(({ type, value }) => [type, value])).toEqual([['inlineCode', text]]);
  });

  it('has no pipe that could end a cell', () => expect(codeSpan('a|b')).toBe('`a¦b`'));
  it('says so when nothing is left', () => expect(codeSpan(point(0x200b))).toBe('(none)'));
  it('is capped after addresses were lengthened', () =>
    expect(codeSpan(`https://${'a.'.repeat(300)}`).length).toBeLessThanOrEqual(258));
});

describe('a block of code', () => {
  it('is not ended by a fence inside', () => {
    const tree = markdownTree(codeBlock('a\n````\n# b', 'sh'));
    expect(tree.children?.map(({ type, value }) => [type, value])).toEqual([['code', 'a\n````\n# b']]);
  });

  it('is not ended by a fence that only cleaning makes', () => {
    const tree = markdownTree(codeBlock(`\`\`${point(0x200b)}\`\n# b`));
    expect(tree.children?.map(({ type }) => type)).toEqual(['code']);
  });
});

describe('words for a title', () => {
  it.each([
    ['deploy-helper v1.2', 'deploy-helper v1.2'],
    ['@admin **now**', 'admin now'],
    ['evil.example/login', 'evil example login'],
    ['_x_ snake_case -', 'x snake_case'],
    ['# 1. [x] `y` <b>', '1 x y b'],
  ])('%s becomes %s', (text, expected) => expect(plainWords(text)).toBe(expected));
});

describe('a sentence', () => {
  it.each([
    'It may change things, not only read them.',
    'No `code`, *stars*, <tags> or [links](x).',
    '# 1. - + > = x',
    '3. x',
    '- [x] y',
  ])('%j is read as these words', (text) => {
    const [item] = markdownTree(`- ${proseLine(text)}`).children?.[0]?.children ?? [];
    expect(item?.children?.map(({ type }) => type)).toEqual(['paragraph']);
    expect(item?.children?.[0]?.children?.map(({ type }) => type)).toEqual(['text']);
    expect(item?.children?.[0]?.children?.[0]?.value).toBe(text);
  });
});

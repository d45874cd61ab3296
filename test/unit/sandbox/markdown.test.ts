import { renderMarkdown } from '../../../sandbox/linear/markdown/markdown';

describe('Markdown as the tracker shows it', () => {
  it.each([
    ['a heading', '## Why', '<h2>Why</h2>'],
    ['an underlined heading', 'Why\n---', '<h2>Why</h2>'],
    ['bold and code', '**a** `b`', '<p><strong>a</strong> <code>b</code></p>'],
    ['code with backticks inside', '``a`b``', '<p><code>a`b</code></p>'],
    ['a fenced block', '```sh\ncurl <x>\n```', '<pre data-language="sh"><code>curl &lt;x&gt;</code></pre>'],
    ['a longer fence around a shorter one', '````\n```\n````', '<pre><code>```</code></pre>'],
    ['a fence that nobody closes', '```\n# a\n\n- b', '<pre><code># a\n\n- b</code></pre>'],
    [
      'an address',
      '<https://a.example/b>',
      '<p><a href="https://a.example/b" rel="noreferrer noopener nofollow">https://a.example/b</a></p>',
    ],
    ['an escaped star', '\\*a\\*', '<p>*a*</p>'],
    ['an underscore in a word', 'a_b_c', '<p>a_b_c</p>'],
    ['an entity', '&lt;b&gt;', '<p>&lt;b&gt;</p>'],
  ])('renders %s', (_, markdown, html) => {
    expect(renderMarkdown(markdown)).toBe(html);
  });

  it('renders a table with bars escaped in a cell', () => {
    const html = renderMarkdown('| a | b |\n| --- | ---: |\n| `x\\|y` | 2 |');

    expect(html).toContain('<th>a</th><th class="right">b</th>');
    expect(html).toContain('<td><code>x|y</code></td><td class="right">2</td>');
  });

  it('renders check boxes, open and done, with what belongs to them', () => {
    const html = renderMarkdown('- [ ] Revoke\n  ```\n  curl\n  ```\n- [x] Told');

    expect(html.match(/role="checkbox"/g)).toHaveLength(2);
    expect(html).toContain('aria-checked="true"');
    expect(html).toContain('<div>Revoke<pre><code>curl</code></pre></div>');
  });

  it('nests lists by indentation', () => {
    expect(renderMarkdown('- a\n  - b\n- c')).toBe('<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>');
  });
});

describe('what hostile text would look like', () => {
  it('never passes HTML on', () => {
    expect(renderMarkdown('<script>alert(1)</script> <img src=x onerror=alert(1)>')).not.toMatch(/<(script|img)/);
  });

  it('puts a box where a remote picture would load', () => {
    expect(renderMarkdown('![x](https://evil.example/p.png)')).toContain(
      'remote image “x”: https://evil.example/p.png',
    );
  });

  it.each([
    ['a person', 'https://linear.app/acme/profiles/alice', '<span class="mention mention-user">@alice</span>'],
    ['an issue', 'https://linear.app/acme/issue/SEC-1/title', '<span class="mention mention-issue">SEC-1</span>'],
  ])('turns the plain address of %s into a mention', (_, url, html) => {
    expect(renderMarkdown(url)).toBe(`<p>${html}</p>`);
  });

  it('leaves the same address alone inside code', () => {
    expect(renderMarkdown('`https://linear.app/acme/profiles/alice`')).not.toContain('mention');
  });

  it('closes a section that a line opens, hiding all that follows', () => {
    expect(renderMarkdown('+++ Details\nhidden\n+++\nshown')).toBe(
      '<details class="section"><summary>Details</summary><p>hidden</p></details><p>shown</p>',
    );
  });

  it('makes no link of a dangerous address', () => {
    expect(renderMarkdown('[a](javascript:alert)')).not.toContain('href');
  });

  it('escapes quotes in what becomes an attribute', () => {
    expect(renderMarkdown('<https://a.example/"onmouseover=x>')).not.toContain('"onmouseover');
  });
});

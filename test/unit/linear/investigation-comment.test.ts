import { investigationComment } from '../../../activities/linear/investigation-comment';

const SITE = 'https://acme.atlassian.net';
const outcome = (report: string) => ({ report, verdict: 'likely_malicious' as const, confidence: 0.8 });
const linkOf = (report: string) => /\]\((.*)\)$/.exec(investigationComment(outcome(report), SITE))?.[1];

describe('what a ticket is told of an investigation', () => {
  it('is verdict, confidence and a link', () => {
    expect(investigationComment(outcome(`${SITE}/wiki/spaces/SEC/pages/12`), SITE)).toBe(
      `**The issuer was investigated: likely malicious, confidence 0.80.** [Read the report](${SITE}/wiki/spaces/SEC/pages/12)`,
    );
  });

  it.each([
    ['brackets', `${SITE}/wiki/a)](https://evil.example)`, `${SITE}/wiki/a%29%5D%28https://evil.example%29`],
    ['blanks', `${SITE}/wiki/a b "c"`, `${SITE}/wiki/a%20b%20%22c%22`],
    ['code and tags', `${SITE}/wiki/\`<img>*`, `${SITE}/wiki/%60%3Cimg%3E%2A`],
    ['a personal space', `${SITE}/wiki/spaces/~71f?x=1#top`, `${SITE}/wiki/spaces/~71f?x=1#top`],
  ])('keeps a link a link: %s', (_case, report, link) => {
    expect(linkOf(report)).toBe(link);
  });

  it.each([
    ['another host', 'https://evil.example/wiki'],
    ['a host that begins alike', 'https://acme.atlassian.net.evil.example/wiki'],
    ['a name before the host', 'https://acme.atlassian.net@evil.example/wiki'],
    ['a name before our host', 'https://me:secret@acme.atlassian.net/wiki'],
    ['another port', 'https://acme.atlassian.net:8443/wiki'],
    ['no encryption where the site has it', 'http://acme.atlassian.net/wiki'],
    ['a script', 'javascript:alert(1)'],
    ['no address', 'wiki/pages/12'],
  ])('never leads elsewhere: %s', (_case, report) => {
    expect(() => investigationComment(outcome(report), SITE)).toThrow(/confluence\.siteUrl/);
  });

  it('is nothing where no site is configured, or none of the web', () => {
    expect(() => investigationComment(outcome(SITE))).toThrow(/confluence\.siteUrl/);
    expect(() => investigationComment(outcome('file:///etc'), 'file:///etc')).toThrow(/confluence\.siteUrl/);
  });
});

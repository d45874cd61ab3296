import {
  INVESTIGATION_SECRETS,
  INVESTIGATION_SECTIONS,
  load,
  problemsWith,
  SECRETS,
  settingsText,
} from './settings-text';

const env = { ...SECRETS, ...INVESTIGATION_SECRETS };
const confluence = (changed: Readonly<Record<string, string>>) => {
  const { siteUrl = 'https://acme.atlassian.net', ...rest } = changed;
  const others = Object.entries(rest).map(([name, value]) => `, ${name}: '${value}'`);
  return settingsText({
    ...INVESTIGATION_SECTIONS,
    confluence: `{ siteUrl: '${siteUrl}', email: e@example.com, token: { env: WIKI_TOKEN }, spaceKey: SEC${others.join('')} }`,
  });
};

describe('the address of Confluence', () => {
  it.each([
    ['siteUrl', 'https://acme.atlassian.net/wiki'],
    ['siteUrl', 'https://acme.atlassian.net/wiki/'],
    ['siteUrl', 'https://acme.atlassian.net/wiki/spaces/SEC'],
    ['apiBase', 'https://api.atlassian.com/ex/confluence/c-1/wiki'],
  ])('as %s is refused where %s has a path that is added anyway', (name, value) => {
    const [problem, ...others] = problemsWith(confluence({ [name]: value }), { env });
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ path: `confluence.${name}` });
    expect(JSON.stringify(problem)).toContain('must not contain /wiki, which is added');
  });

  it.each([
    'https://api.atlassian.com/ex/confluence/c-1',
    'http://wiki-proxy:8080',
    'http://127.0.0.2:4010/confluence',
  ])('may be %s', (apiBase) => {
    expect(load(confluence({ apiBase }), { env }).investigations?.confluence.apiBase).toBe(apiBase);
  });
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadSettings } from '../../../config/load-settings';
import { SettingsError, type Problem } from '../../../config/problem';
import {
  INVESTIGATION_SECRETS,
  INVESTIGATION_SECTIONS,
  load,
  problemsWith,
  SECRETS,
  settingsFile,
  settingsText,
} from './settings-text';

const ENV = { ...SECRETS, ...INVESTIGATION_SECRETS };
type Parts = Readonly<Record<string, string>>;

/** The whole text with some sections replaced, or left out where they are empty. */
function textWith(parts: Parts = {}): string {
  const sections = Object.entries<string>({ ...INVESTIGATION_SECTIONS, ...parts }).filter(
    ([, section]) => section !== '',
  );
  return settingsText(Object.fromEntries(sections));
}

const pathsWith = (parts: Parts, env: NodeJS.ProcessEnv = ENV, role: 'worker' | 'api' = 'worker'): string[] =>
  problemsWith(textWith(parts), { env, role }).map(({ path }) => path);

const senders = (text: string): Parts => ({ webhooks: `{ senders: { ${text} } }` });

describe('the sections of investigations', () => {
  it('are filled up with the defaults, and joined where they are used', () => {
    const { investigations, webhooks, api } = load(textWith(), { env: ENV });

    expect(investigations).toMatchObject({
      auditRetentionDays: 540,
      startFromTokens: { minSeverity: 'high' },
      confluence: { siteUrl: 'https://acme.atlassian.net', apiBase: 'https://acme.atlassian.net', labels: [] },
      datadog: { baseUrl: 'https://api.datadoghq.com', retentionDays: 90 },
      model: { provider: 'local', name: 'qwen3:8b', maxTokens: 4_000, tokensPerDay: 1_000_000, timeoutMs: 60_000 },
    });
    expect(webhooks?.senders.get('siem')).toMatchObject({ name: 'siem', requestsPerMinute: 60, mapping: {} });
    expect(api).toMatchObject({ maxWaiting: 200, trustedProxies: 0 });
  });

  it('are absent where nothing may start an investigation', () => {
    const { investigations, webhooks } = load(settingsText());

    expect([investigations, webhooks]).toEqual([undefined, undefined]);
  });

  it('are there for flagged tokens too, without a webhook', () => {
    const { investigations, webhooks } = load(textWith({ webhooks: '', api: '{}' }), { env: ENV });

    expect(webhooks).toBeUndefined();
    expect(investigations?.actorKey.reveal()).toBe(ENV.ACTOR_KEY);
  });
});

describe('what a process is given', () => {
  it('is for the API the secrets of senders and its own key, and no credential of a provider', () => {
    const { SIEM_SECRET, BEARER_KEY } = INVESTIGATION_SECRETS;
    const settings = load(textWith(), { role: 'api', env: { SIEM_SECRET, BEARER_KEY } });

    expect(settings.secretValues()).toEqual(expect.arrayContaining([SIEM_SECRET, BEARER_KEY]));
    expect(settings.secretValues()).toHaveLength(2);
    expect(() => settings.investigations?.confluence.token.reveal()).toThrow('not read by a process of this role');
  });

  it('is for the worker what providers want, and no secret of a sender', () => {
    const { webhooks, investigations, api } = load(textWith(), { env: ENV });

    expect(investigations?.datadog?.apiKey.reveal()).toBe(ENV.DATADOG_API_KEY);
    expect(() => webhooks?.senders.get('siem')?.secrets[0]?.reveal()).toThrow();
    expect(() => api.bearerKey?.reveal()).toThrow();
  });
});

describe('what does not go together is named with its place', () => {
  it.each<[string, Parts, string[]]>([
    ['webhooks without Confluence', { confluence: '' }, ['confluence']],
    ['webhooks without a key for actors', { investigations: '{}' }, ['investigations.actorKey']],
    ['webhooks without a key to read', { api: '{}' }, ['api.bearerKey']],
    ['tokens without Confluence', { webhooks: '', confluence: '' }, ['confluence']],
    ['a local model without an address', { model: '{ use: "local:x" }' }, ['model.baseUrl']],
    ['a provider without a key', { model: '{ use: "openai:x" }' }, ['model.apiKey']],
    ['a model without a provider', { model: '{ use: gpt }' }, ['model.use']],
    [
      'tokens of a day that are less than a request',
      { model: '{ use: "local:x", baseUrl: "http://localhost:1/v1", tokensPerDay: 20000 }' },
      ['model.tokensPerDay'],
    ],
    ['no sender', senders(''), ['webhooks.senders']],
    [
      'a sender without a secret',
      senders('siem: { scheme: standard, secrets: [] }'),
      ['webhooks.senders.siem.secrets'],
    ],
    [
      'our own sender',
      senders('token-watch: { scheme: standard, secrets: [{ env: SIEM_SECRET }] }'),
      ['webhooks.senders.token-watch'],
    ],
    [
      'a pointer that is none',
      senders('siem: { scheme: standard, secrets: [{ env: SIEM_SECRET }], mapping: { actor: user.email } }'),
      ['webhooks.senders.siem.mapping.actor'],
    ],
    [
      'an actor in two ways',
      senders('siem: { scheme: standard, secrets: [{ env: SIEM_SECRET }], mapping: { actor: /a, actorIp: /b } }'),
      ['webhooks.senders.siem.mapping.actorIp'],
    ],
    [
      'one secret of two senders',
      senders('a: { scheme: standard, secrets: [{ env: S }] }, b: { scheme: github, secrets: [{ env: S }] }'),
      ['webhooks.senders.b.secrets[0]'],
    ],
  ])('%s', (_, parts, paths) => expect(pathsWith(parts)).toEqual(paths));

  it('a section that is refused is not said to be missing', () => {
    expect(pathsWith({ confluence: '{ siteUrl: https://acme.atlassian.net }' })).toEqual([
      'confluence.email',
      'confluence.token',
      'confluence.spaceKey',
    ]);
  });
});

describe('one secret of two senders', () => {
  const SECRET = 'the-same-secret-under-two-names';
  const refused = (text: string): readonly Problem[] =>
    problemsWith(textWith(senders(text)), { env: { ...ENV, A: SECRET, B: SECRET }, role: 'api' });

  it('is refused under two names too, and not printed', () => {
    const problems = refused(
      'a: { scheme: github, secrets: [{ env: A }] }, b: { scheme: github, secrets: [{ env: B }] }',
    );

    expect(problems).toMatchObject([
      {
        path: 'webhooks.senders.b.secrets[0]',
        what: 'has the same value as webhooks.senders.a.secrets[0]; senders may not share a secret',
      },
    ]);
    expect(JSON.stringify(problems)).not.toContain(SECRET);
  });

  it('is named once where the two names are one', () => {
    const problems = refused(
      'a: { scheme: github, secrets: [{ env: A }] }, b: { scheme: github, secrets: [{ env: A }] }',
    );

    expect(problems).toHaveLength(1);
  });

  it('may stand twice at one sender', () => {
    expect(refused('a: { scheme: github, secrets: [{ env: A }, { env: B }] }')).toEqual([]);
  });
});

/** An old key, and what somebody wrote below it. */
const TWO_LINES = 'an-old-key-7731\nand a new one';

describe('a secret that is too weak, or that no header carries, is refused and not printed', () => {
  it.each<[string, string, 'worker' | 'api', string, Parts]>([
    ['SIEM_SECRET', 'no-prefix-7731', 'api', 'webhooks.senders.siem.secrets[0]', {}],
    ['SIEM_SECRET', 'whsec_c2hvcnQ=', 'api', 'webhooks.senders.siem.secrets[0]', {}],
    [
      'SIEM_SECRET',
      'short-7731',
      'api',
      'webhooks.senders.siem.secrets[0]',
      senders('siem: { scheme: github, secrets: [{ env: SIEM_SECRET }] }'),
    ],
    ['BEARER_KEY', 'short-7731', 'api', 'api.bearerKey', {}],
    ['BEARER_KEY', 'a key of words that no header could carry', 'api', 'api.bearerKey', {}],
    ['BEARER_KEY', 'x'.repeat(513), 'api', 'api.bearerKey', {}],
    ['DATADOG_API_KEY', TWO_LINES, 'worker', 'datadog.apiKey', {}],
    ['DATADOG_APPLICATION_KEY', TWO_LINES, 'worker', 'datadog.applicationKey', {}],
    ['WIKI_TOKEN', TWO_LINES, 'worker', 'confluence.token', {}],
    ['MODEL_KEY', TWO_LINES, 'worker', 'model.apiKey', { model: '{ use: "openai:x", apiKey: { env: MODEL_KEY } }' }],
    ['ACTOR_KEY', 'short-7731', 'worker', 'investigations.actorKey', {}],
  ])('%s as %s', (name, value, role, path, parts) => {
    const problems = problemsWith(textWith(parts), { env: { ...ENV, [name]: value }, role });

    expect(problems.map((problem) => problem.path)).toEqual([path]);
    expect(JSON.stringify(problems)).not.toContain(value.split('\n')[0]);
  });
});

describe("a team's own files", () => {
  /** Loads settings whose folder holds `wording.yaml` with this text. */
  function problemsOfWording(text: string): readonly Problem[] {
    const path = settingsFile(
      textWith({ investigations: '{ actorKey: { env: ACTOR_KEY }, report: { template: texts/wording.yaml } }' }),
    );
    const folder = join(dirname(path), 'texts');
    mkdirSync(folder);
    writeFileSync(join(folder, 'wording.yaml'), text);
    try {
      loadSettings({ role: 'worker', env: { ...ENV, EDGEWARDEN_CONFIG: path } });
    } catch (error) {
      if (error instanceof SettingsError) return error.problems;
      throw error;
    }
    return [];
  }

  it('are read from the folder of the settings file', () => {
    expect(problemsOfWording('heading.summary: What happened\n')).toEqual([]);
  });

  it.each([
    ['a block that does not exist', 'headline: x', 'headline'],
    ['a placeholder that does not exist', "summary: 'It was {nobody}.'", 'summary'],
    ['no list of blocks', '- a\n- b', 'investigations.report.template'],
    ['no YAML', 'a: [', 'investigations.report.template'],
    ['nothing', '\n', 'investigations.report.template'],
  ])('are refused at the start with %s', (_, text, named) => {
    expect(problemsOfWording(text)).toMatchObject([{ path: expect.stringContaining(named) as string }]);
  });

  it('that are missing are named, for the worker alone', () => {
    const model = '{ use: "openai:x", apiKey: { env: WIKI_TOKEN }, prompt: none.md }';

    expect(pathsWith({ model })).toEqual(['model.prompt']);
    expect(pathsWith({ model }, ENV, 'api')).toEqual([]);
  });

  it('hand the prompt to the worker, with its name', () => {
    const path = settingsFile(textWith({ model: '{ use: "openai:x", apiKey: { env: WIKI_TOKEN }, prompt: our.md }' }));
    writeFileSync(join(dirname(path), 'our.md'), 'Judge it.');

    const { investigations } = loadSettings({ role: 'worker', env: { ...ENV, EDGEWARDEN_CONFIG: path } });
    expect(investigations?.model?.prompt).toEqual({ fileName: 'our.md', text: 'Judge it.' });
  });
});

import { readFileSync } from 'node:fs';
import { settingsJsonSchema } from '../../../config/json-schema';
import { loadSettings, parseSettingsFile, readSettingsFile } from '../../../config/load-settings';
import { printSettings } from '../../../config/print-settings';
import { settingRows } from '../../../config/setting-table';
import { TEMPORAL_VARIABLES } from '../../../config/temporal-settings';
import { INVESTIGATION_SECTIONS, SECRETS, settingsText } from './settings-text';

const ROWS = settingRows();
const EXAMPLE = 'edgewarden.example.yaml';

describe('the example file', () => {
  it('is accepted as it stands', () => expect(readSettingsFile(EXAMPLE).problems).toEqual([]));

  it('is accepted with everything that is commented out', () => {
    const all = readFileSync(EXAMPLE, 'utf8').replaceAll(/^( *)#(?! \S|$)/gm, '$1');

    const { file, problems } = parseSettingsFile(all);

    expect(problems).toEqual([]);
    expect(file).toMatchObject({
      encryption: { keys: [{ id: '2026-11' }] },
      metrics: { bindAddress: '127.0.0.1:9464' },
    });
    expect(file?.tokenWatch.tickets).toHaveProperty('intro');
  });

  it('starts a worker with the variables of .env.example filled in', () => {
    const names = [...readFileSync('.env.example', 'utf8').matchAll(/^([A-Z_0-9]+)=$/gm)].map((match) => match[1]!);
    const env = Object.fromEntries(names.map((name) => [name, `value-of-${name}`]));

    expect(() => loadSettings({ role: 'worker', env: { ...env, EDGEWARDEN_CONFIG: EXAMPLE } })).not.toThrow();
  });

  it('names its JSON schema, which is the one of this version (if not: edgewarden config schema)', () => {
    expect(readFileSync(EXAMPLE, 'utf8')).toContain('$schema=./edgewarden.schema.json');
    expect(JSON.parse(readFileSync('edgewarden.schema.json', 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(settingsJsonSchema())),
    );
  });
});

describe('docs/configuration.md', () => {
  const docs = readFileSync('docs/configuration.md', 'utf8');
  const headings = [...docs.matchAll(/^#+ `([^`]+)`/gm)].map((match) => match[1]);

  it.each(ROWS.map(({ path }) => path))('explains %s under a heading of its own', (path) =>
    expect(headings).toContain(path),
  );

  it.each(Object.keys(TEMPORAL_VARIABLES))('explains the variable %s', (name) => expect(docs).toContain(`\`${name}\``));

  it('explains nothing that does not exist', () => {
    const known = new Set([...ROWS.map(({ path }) => path), ...Object.keys(TEMPORAL_VARIABLES), 'EDGEWARDEN_CONFIG']);

    expect(headings.filter((heading) => heading !== undefined && !known.has(heading))).toEqual([]);
  });

  it.each(ROWS.filter(({ fallback }) => ['string', 'number', 'boolean'].includes(typeof fallback) && fallback !== ''))(
    'says that $path is $fallback by default',
    ({ path, fallback }) => {
      const section = docs
        .slice(docs.indexOf(`\`${path}\`\n`))
        .split(/\n#/, 1)[0]
        ?.replaceAll(/\s+/g, ' ');

      expect(section).toContain(`Default: \`${String(fallback)}\``);
    },
  );

  it.each(
    docs
      .split('```yaml\n')
      .slice(1)
      .map((block) => block.split('```', 1)[0]!),
  )('shows a section that is accepted: %s', (block) => {
    const { problems } = parseSettingsFile(
      settingsText().replace(new RegExp(`^${block.split(':', 1)[0]!}:.*\n`, 'm'), '') + block,
    );

    expect(problems).toEqual([]);
  });
});

describe('the table of settings', () => {
  it('describes every setting in a sentence', () => {
    expect(ROWS.filter(({ doc }) => !/^[A-Z].*\.$/.test(doc)).map(({ path }) => path)).toEqual([]);
  });

  it('has each path once', () => expect(new Set(ROWS.map(({ path }) => path)).size).toBe(ROWS.length));

  it('knows every place where a secret is named', () => {
    expect(ROWS.filter(({ secret }) => secret).map(({ path }) => path)).toEqual([
      'archive.accessKeyId',
      'archive.secretAccessKey',
      'linear.apiKey',
      'accounts.<account>.token',
      'webhooks.senders.<sender>.secrets',
      'investigations.actorKey',
      'datadog.apiKey',
      'datadog.applicationKey',
      'confluence.token',
      'model.apiKey',
      'encryption.keys[].key',
      'api.bearerKey',
    ]);
  });
});

describe('printed settings', () => {
  const { file } = parseSettingsFile(
    settingsText({
      ...INVESTIGATION_SECTIONS,
      linear: '{ apiKey: { file: /run/secrets/linear } }',
      insightsSync: '{ tickets: { team: SEC } }',
    }),
  );
  if (file === undefined) throw new Error('the smallest file is refused');

  it('show the place of a secret and stars for the rest', () => {
    const printed = printSettings(file, { explain: false });

    expect(printed).toContain('apiKey: "*** (file /run/secrets/linear)"');
    expect(printed).toContain('token: "*** (env CLOUDFLARE_TOKEN_ACME)"');
    for (const secret of Object.values(SECRETS)) expect(printed).not.toContain(secret);
  });

  it('show the defaults that apply', () => expect(printSettings(file, { explain: false })).toContain('overlap: 30m'));

  it('explain each setting on request', () => {
    const explained = printSettings(file, { explain: true });

    for (const { path, doc } of ROWS.filter((row) => row.fallback !== undefined)) {
      if (!path.includes('[]')) expect(explained).toContain(`# ${doc}`);
    }
  });
});

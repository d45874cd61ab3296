import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { loadSettings } from '../../../config/load-settings';
import { SettingsError } from '../../../config/problem';
import { temporaryDirectory } from '../../support/temporary-directory';
import { load, problemsWith, SECRETS, settingsText } from './settings-text';

const ACME = "id: '00000000000000000000000000000001', name: Acme, token: { env: CLOUDFLARE_TOKEN_ACME }";

const pathsWith = (...args: Parameters<typeof problemsWith>): string[] => problemsWith(...args).map(({ path }) => path);

describe('the smallest file', () => {
  it('is filled up with the defaults', () => {
    const settings = load(settingsText());

    expect(settings.cloudflare).toEqual({
      baseUrl: 'https://api.cloudflare.com/client/v4',
      requestsPer5Minutes: 1_200,
      requestShare: 0.5,
    });
    expect(settings.archive).toMatchObject({
      region: 'us-east-1',
      prefix: '',
      retention: { mode: 'COMPLIANCE', days: 400 },
      requireImmutability: true,
    });
    expect(settings.temporal).toEqual({ address: 'localhost:7233', namespace: 'default' });
    expect(settings.encryption.keys).toEqual([]);
  });

  it('watches every ten minutes with half an hour of overlap, in milliseconds', () => {
    const { tokenWatch } = load(settingsText()).accounts.get('acme')!;

    expect(tokenWatch).toMatchObject({
      intervalMs: 600_000,
      overlapMs: 1_800_000,
      lookBackMs: 86_400_000,
      families: [],
    });
  });

  it('leaves a new account paused, because nobody asked for it to run', () => {
    expect(load(settingsText()).accounts.get('acme')!.enabled).toBe(false);
  });

  it('cuts slashes off the ends of base URLs, so that clients can append paths', () => {
    const settings = load(settingsText({ cloudflare: '{ baseUrl: "http://localhost:9/client/v4/" }' }));

    expect(settings.cloudflare.baseUrl).toBe('http://localhost:9/client/v4');
  });
});

describe('overrides of an account', () => {
  const overridden = load(
    settingsText({
      tokenWatch:
        '{ interval: 20m, approvedIssuers: [{ email: a@example.com }], tickets: { team: SEC, labels: [one], priority: { low: none } } }',
      accounts: `{ acme: { ${ACME}, tokenWatch: { overlap: 1h, approvedIssuers: [], tickets: { priority: { high: urgent } } } } }`,
    }),
  ).accounts.get('acme')!.tokenWatch;

  it('replace what they name and keep the rest of the section, not its defaults', () => {
    expect(overridden).toMatchObject({ intervalMs: 1_200_000, overlapMs: 3_600_000 });
    expect(overridden.tickets.labels).toEqual(['one']);
  });

  it('reach into nested sections', () => {
    expect(overridden.tickets.priority).toEqual({ critical: 'urgent', high: 'urgent', medium: 'medium', low: 'none' });
  });

  it('replace lists as a whole', () => {
    expect(overridden.scopePolicy.approvedIssuers).toEqual([]);
  });

  it('leave other accounts alone', () => {
    const other = `other: { ${ACME.replace('01', '02')} }`;
    const accounts = `{ acme: { ${ACME}, tokenWatch: { interval: 15m } }, ${other} }`;

    expect(load(settingsText({ accounts })).accounts.get('other')!.tokenWatch.intervalMs).toBe(600_000);
  });
});

describe('secrets', () => {
  it('are read from the variable that the file names', () => {
    expect(load(settingsText()).linear.apiKey.reveal()).toBe(SECRETS.LINEAR_API_KEY);
  });

  it('are read from a mounted file, without the line end that editors add', () => {
    const file = join(temporaryDirectory(), 'linear');
    writeFileSync(file, 'lin_api_mounted\n');

    expect(load(settingsText({ linear: `{ apiKey: { file: ${file} } }` })).linear.apiKey.reveal()).toBe(
      'lin_api_mounted',
    );
  });

  it.each([
    ['a second line', 'lin_api_first-line\nlin_api_second-line'],
    ['a note beside it', 'lin_api_first-line # the old one'],
    ['a letter of another script', 'lin_api_first-line\u0430'],
    ['something invisible', 'lin_api_first\u200B-line'],
  ])('with %s are refused, with the variable to correct and without a part of them', (_, LINEAR_API_KEY) => {
    const problems = problemsWith(settingsText(), { env: { ...SECRETS, LINEAR_API_KEY } });

    expect(problems).toMatchObject([
      { path: 'linear.apiKey', remedy: expect.stringContaining('environment variable LINEAR_API_KEY') as string },
    ]);
    expect(JSON.stringify(problems)).not.toContain('lin_api_first');
  });

  it('print as stars in every way of printing', () => {
    const settings = load(settingsText());
    const printed = [
      inspect(settings, { depth: 10, showHidden: true }),
      JSON.stringify(settings),
      String(settings.linear.apiKey),
    ];

    for (const secret of Object.values(SECRETS)) expect(printed.join()).not.toContain(secret);
    expect(String(settings.linear.apiKey)).toBe('***');
  });

  it('that are missing are all named, with the variable to set', () => {
    const problems = problemsWith(settingsText(), { env: { S3_ID: 'x-x-x-x' } });

    expect(problems.map(({ path }) => path)).toEqual([
      'archive.secretAccessKey',
      'linear.apiKey',
      'accounts.acme.token',
    ]);
    expect(problems[1]?.remedy).toContain('set LINEAR_API_KEY');
  });

  it('that are set to nothing count as missing', () => {
    expect(pathsWith(settingsText(), { env: { ...SECRETS, LINEAR_API_KEY: ' ' } })).toEqual(['linear.apiKey']);
  });

  it.each([
    ['a bare text', 'lin_api_planted'],
    ['a text as the name of a variable', '{ env: lin_api_planted }'],
    ['an access key id as the name of a variable', '{ env: AKIAPLANTED123456789 }'],
    ['a text as a path', '{ file: lin_api_planted }'],
    ['a text as a key', '{ lin_api_planted: true }'],
    ['both places at once', '{ env: A_B, file: /lin_api_planted }'],
    ['a list', '[lin_api_planted]'],
  ])('in the file itself (%s) are refused and not repeated', (_, apiKey) => {
    const problems = problemsWith(settingsText({ linear: `{ apiKey: ${apiKey} }` }));

    expect(problems).toHaveLength(1);
    expect(problems[0]?.what).toContain('a secret itself never stands in the settings file');
    expect(JSON.stringify(problems)).not.toMatch(/planted/i);
  });

  it('are not repeated by a complaint about the syntax of their line', () => {
    const problems = problemsWith('linear: { apiKey: "lin_api_planted" "again" }\narchive: [');

    expect(problems.length).toBeGreaterThan(0);
    expect(JSON.stringify(problems)).not.toContain('planted');
  });
});

describe('a process', () => {
  it('of the API needs no provider credential, and holds none that is there', () => {
    const settings = load(settingsText(), { role: 'api' });

    expect(settings.secretValues()).toEqual([]);
    expect(() => settings.linear.apiKey.reveal()).toThrow('linear.apiKey is not read by a process of this role');
    expect(() => load(settingsText(), { role: 'api', env: {} })).not.toThrow();
  });

  it('of the command line reads the keys of the archive and nothing of the providers', () => {
    const settings = load(settingsText(), { role: 'cli' });

    expect(settings.secretValues()).toEqual([SECRETS.S3_ID, SECRETS.S3_SECRET]);
  });

  it('of the worker reads them all', () => {
    expect([...load(settingsText()).secretValues()].sort()).toEqual(Object.values(SECRETS).toSorted());
  });
});

describe('problems', () => {
  it('are reported all at once: unknown names, wrong values, contradictions, missing secrets, the connection', () => {
    const text = settingsText({
      linaer: '{}',
      archive: '{ bucket: B, accessKeyId: { env: S3_ID }, secretAccessKey: { env: S3_SECRET } }',
      accounts: `{ acme: { ${ACME} }, again: { ${ACME} } }`,
    });

    expect(
      pathsWith(text, { env: { CLOUDFLARE_TOKEN_ACME: 'x', TEMPORAL_ADDRESS: 'http://here' } }).toSorted(),
    ).toEqual(['TEMPORAL_ADDRESS', 'accounts.again.id', 'archive.bucket', 'linaer', 'linear.apiKey']);
  });

  it('each name a remedy and are one text for people', () => {
    const problems = problemsWith(settingsText({ linear: '{}', tokenWatch: '{ interval: 10, tickets: {} }' }));
    expect(problems.map(({ remedy }) => remedy)).not.toContain('');

    expect(() => load(settingsText({ linear: '{}' }))).toThrow(
      /edgewarden\.yaml: 1 problem\n {2}linear\.apiKey is missing\n {6}Personal API key of the Linear user/,
    );
  });

  it.each([
    [
      'tokenWatch',
      '{ intervall: 10m, tickets: { team: SEC } }',
      'tokenWatch.intervall',
      'Did you mean tokenWatch.interval?',
    ],
    [
      'tokenWatch',
      '{ tickets: { team: SEC, label: [x] } }',
      'tokenWatch.tickets.label',
      'Did you mean tokenWatch.tickets.labels?',
    ],
    [
      'accounts',
      `{ acme: { ${ACME}, auditApi: [v2] } }`,
      'accounts.acme.auditApi',
      'Did you mean accounts.acme.auditApis?',
    ],
    ['linear', '{ apiKey: { env: LINEAR_API_KEY }, webhooks: 1 }', 'linear.webhooks', 'Known here: baseUrl, apiKey.'],
  ])('of an unknown name in %s suggest the nearest known one: %s', (section, value, path, remedy) => {
    expect(problemsWith(settingsText({ [section]: value }))).toEqual([{ path, what: 'is not a setting', remedy }]);
  });

  it('of a name in the wrong case suggest the right one', () => {
    expect(problemsWith(settingsText({ Logging: '{}' }))[0]?.remedy).toBe('Did you mean logging?');
  });

  it('of an empty file name what is needed', () => {
    expect(pathsWith('')).toEqual(['archive', 'linear', 'tokenWatch', 'accounts']);
  });

  it('of a file that is not there say where it was looked for and how to begin', () => {
    const begin = (): unknown =>
      loadSettings({ role: 'worker', env: { EDGEWARDEN_CONFIG: '/nowhere/edgewarden.yaml' } });

    expect(begin).toThrow(SettingsError);
    expect(begin).toThrow(/^\/nowhere\/edgewarden\.yaml: 1 problem[^]*does not exist[^]*edgewarden\.example\.yaml/);
  });

  it('of the syntax name line and column', () => {
    expect(pathsWith('archive: {}\nlinear: {}\nlinear: {}\n')).toEqual(['line 3, column 1']);
  });
});

describe('a wrong value', () => {
  const watch = (part: string): string => settingsText({ tokenWatch: `{ ${part}, tickets: { team: SEC } }` });
  const account = (part: string): string => settingsText({ accounts: `{ acme: { ${ACME}, ${part} } }` });

  it.each([
    ['an overlap below 15 minutes', watch('overlap: 14m'), 'tokenWatch.overlap', /between 15m and 24h/],
    ['an overlap above a day', watch('overlap: 25h'), 'tokenWatch.overlap', /between 15m and 24h/],
    ['a duration without a unit', watch('interval: 10'), 'tokenWatch.interval', /duration/],
    ['an overlap below the interval', watch('interval: 1h'), 'tokenWatch.overlap', /shorter than the interval of 1h/],
    [
      'an override that makes the overlap too short',
      account('tokenWatch: { interval: 45m }'),
      'accounts.acme.tokenWatch.overlap',
      /shorter than the interval/,
    ],
    ['an unknown family', watch('families: [r3]'), 'tokenWatch.families[0]', /is "r3"; it must be one of r2, tunnel/],
    ['a family that is always on', watch('families: [user_token]'), 'tokenWatch.families[0]', /always watched/],
    ['a family twice', watch('families: [r2, r2]'), 'tokenWatch.families[1]', /stands twice/],
    [
      'an unknown kind',
      watch('approvedIssuers: [{ email: a@example.com, kinds: [token.mint] }]'),
      'tokenWatch.approvedIssuers[0].kinds[0]',
      /is "token.mint"; it must be one of user_token.create/,
    ],
    ['an issuer without identity', watch('approvedIssuers: [{}]'), 'tokenWatch.approvedIssuers[0]', /exactly one of/],
    [
      'an issuer with an empty identity',
      watch("approvedIssuers: [{ actorId: ' ' }]"),
      'tokenWatch.approvedIssuers[0].actorId',
      /empty/,
    ],
    [
      'an issuer with two identities',
      watch('approvedIssuers: [{ actorId: a, tokenId: b }]'),
      'tokenWatch.approvedIssuers[0]',
      /one entry for each identity/,
    ],
    [
      'an issuer twice, in another case',
      watch('approvedIssuers: [{ email: A@example.com }, { email: a@example.com }]'),
      'tokenWatch.approvedIssuers[1]',
      /same issuer as entry 0/,
    ],
    [
      'an end that is no day',
      watch('approvedIssuers: [{ actorId: a, until: 2026-02-30 }]'),
      'tokenWatch.approvedIssuers[0].until',
      /YYYY-MM-DD/,
    ],
    [
      'a title with an unknown placeholder',
      settingsText({ tokenWatch: "{ tickets: { team: SEC, title: '{actor} did it' } }" }),
      'tokenWatch.tickets.title',
      /no other placeholders/,
    ],
    [
      'an account id that YAML takes for a number',
      settingsText({ accounts: `{ acme: { ${ACME.replaceAll("'", '')} } }` }),
      'accounts.acme.id',
      /put it in quotes/,
    ],
    [
      'a short account id',
      settingsText({ accounts: '{ a: { id: abc, name: A, token: { env: CLOUDFLARE_TOKEN_ACME } } }' }),
      'accounts.a.id',
      /32 of/,
    ],
    ['v1 without v2', account('auditApis: [v1]'), 'accounts.acme.auditApis', /must include v2/],
    ['no account', settingsText({ accounts: '{}' }), 'accounts', /at least one account/],
    [
      'a share of nothing',
      settingsText({ cloudflare: '{ requestShare: 0 }' }),
      'cloudflare.requestShare',
      /at least 0.05/,
    ],
    [
      'plain HTTP across the net',
      settingsText({ cloudflare: '{ baseUrl: "http://api.example.com" }' }),
      'cloudflare.baseUrl',
      /https/,
    ],
    [
      'a URL with a password',
      settingsText({ archive: '{ bucket: abc, endpoint: "https://a:b@c" }' }),
      'archive.endpoint',
      /without user name/,
    ],
    [
      'Linear by plain HTTP on a host name',
      settingsText({ linear: '{ baseUrl: "http://linear", apiKey: { env: LINEAR_API_KEY } }' }),
      'linear.baseUrl',
      /SDK of Linear/,
    ],
    [
      'half an access key',
      settingsText({ archive: '{ bucket: abc, accessKeyId: { env: S3_ID } }' }),
      'archive.secretAccessKey',
      /is missing/,
    ],
    [
      'a prefix with a slash at its end',
      settingsText({ archive: '{ bucket: abc, prefix: a/b/ }' }),
      'archive.prefix',
      /none at the ends/,
    ],
    [
      'a prefix that climbs',
      settingsText({ archive: '{ bucket: abc, prefix: a/../b }' }),
      'archive.prefix',
      /folder names/,
    ],
    [
      'retention by half days',
      settingsText({ archive: '{ bucket: abc, retention: { days: 0.5 } }' }),
      'archive.retention.days',
      /whole number|at least/,
    ],
  ])('is named with its path: %s', (_, text, path, what) => {
    const problems = problemsWith(text);

    expect(problems.map((problem) => problem.path)).toEqual([path]);
    expect(problems[0]?.what).toMatch(what);
  });

  it.each([
    [
      'a host without a dot by plain HTTP',
      settingsText({ cloudflare: '{ baseUrl: "http://sandbox:8080/client/v4" }' }),
    ],
    ['a prefix of several folders', settingsText({ archive: '{ bucket: abc, prefix: team=a/edgewarden }' })],
    ['an overlap as long as the interval', watch('interval: 30m')],
    [
      'a title with every placeholder',
      settingsText({ tokenWatch: "{ tickets: { team: SEC, title: '{severity} {kind} {credential} {account}' } }" }),
    ],
    ['no access key at all', settingsText({ archive: '{ bucket: abc }' })],
  ])('is not seen in %s', (_, text) => expect(problemsWith(text)).toEqual([]));
});

describe('encryption keys', () => {
  const encryption = '{ keys: [{ id: new, key: { env: KEY_NEW } }, { id: old, key: { env: KEY_OLD } }] }';
  const key = Buffer.alloc(32, 7).toString('base64');

  it('are read by every role, the writing one first', () => {
    const { keys } = load(settingsText({ encryption }), {
      role: 'api',
      env: { KEY_NEW: key, KEY_OLD: key },
    }).encryption;

    expect(keys.map(({ id }) => id)).toEqual(['new', 'old']);
    expect(keys[0]?.key.reveal()).toBe(key);
  });

  it('of a wrong length are refused without being printed', () => {
    const problems = problemsWith(settingsText({ encryption }), {
      role: 'api',
      env: { KEY_NEW: 'dG9vIHNob3J0', KEY_OLD: key },
    });

    expect(problems.map(({ path }) => path)).toEqual(['encryption.keys[0].key']);
    expect(problems[0]?.what).toContain('openssl rand -base64 32');
    expect(JSON.stringify(problems)).not.toContain('dG9vIHNob3J0');
  });

  it('with one name are refused, because the name decides which one decrypts', () => {
    const twice = encryption.replace('id: old', 'id: new');

    expect(
      pathsWith(settingsText({ encryption: twice }), { role: 'api', env: { KEY_NEW: key, KEY_OLD: key } }),
    ).toEqual(['encryption.keys[1].id']);
  });
});

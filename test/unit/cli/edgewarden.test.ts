import { COMMANDS } from '../../../cli/edgewarden';
import { SECRETS, settingsText } from '../config/settings-text';
import { called } from './called';

describe('the command line', () => {
  it('shows every command when it is asked for help', async () => {
    const { code, printed } = await called(['--help']);

    expect(code).toBe(0);
    for (const { name, about } of COMMANDS) {
      expect(printed).toContain(`edgewarden ${name}`);
      expect(printed).toContain(about);
    }
  });

  it('shows them too when it is called without a word, but as a mistake', async () => {
    expect(await called([])).toMatchObject({ code: 2, printed: expect.stringContaining('usage:') as string });
  });

  it('refuses a command that does not exist', async () => {
    expect(await called(['token-watch', 'stop'])).toMatchObject({
      code: 2,
      complained: expect.stringContaining('no such command') as string,
    });
  });

  it.each([
    ['an unknown option', ['config', 'check', '--rolle', 'api'], '--rolle'],
    ['an option without a value', ['config', 'check', '--role'], '--role'],
    ['a role that does not exist', ['config', 'check', '--role', 'cook'], '--role must be one of worker, api, cli'],
    ['missing options, all of them', ['pending', 'accept', '--key', 'k'], 'missing: --account, --by, --reason'],
    ['a word too many', ['config', 'print', 'all'], 'all'],
  ])('refuses %s and shows how the command is called', async (_, args, message) => {
    const { code, complained } = await called(args, settingsText());

    expect(code).toBe(2);
    expect(complained).toContain(message);
    expect(complained).toContain(`usage: edgewarden ${args[0]!} ${args[1]!}`);
  });
});

describe('config check', () => {
  it('is content with a file whose secrets are not set here', async () => {
    expect(await called(['config', 'check'], settingsText())).toMatchObject({
      code: 0,
      printed: expect.stringMatching(/is in order: 1 account$/) as string,
    });
  });

  it('says with code 2 what the environment of a process lacks', async () => {
    const { code, complained } = await called(['config', 'check', '--role', 'worker'], settingsText(), {
      S3_ID: SECRETS.S3_ID,
    });

    expect(code).toBe(2);
    expect(complained).toMatch(/3 problems\n {2}archive\.secretAccessKey[^]*set S3_SECRET[^]*set LINEAR_API_KEY/);
  });

  it('is content with the environment of a process that has what it needs', async () => {
    expect((await called(['config', 'check', '--role', 'worker'], settingsText(), SECRETS)).code).toBe(0);
  });

  it('ends with code 2 on a file with a mistake', async () => {
    expect(await called(['config', 'check'], settingsText({ linaer: '{}' }))).toMatchObject({
      code: 2,
      complained: expect.stringContaining('Did you mean linear?') as string,
    });
  });
});

describe('config print', () => {
  it('prints what applies, and no secret although the environment has them all', async () => {
    const { code, printed } = await called(['config', 'print', '--explain'], settingsText(), SECRETS);

    expect(code).toBe(0);
    expect(printed).toContain('overlap: 30m');
    expect(printed).toContain('# Time between two runs of the watch.');
    for (const secret of Object.values(SECRETS)) expect(printed).not.toContain(secret);
  });
});

describe('config schema', () => {
  it('prints a JSON schema', async () => {
    const { printed } = await called(['config', 'schema']);

    expect(JSON.parse(printed)).toMatchObject({
      title: 'Edgewarden settings',
      type: 'object',
      additionalProperties: false,
    });
  });
});

describe('a command for an account', () => {
  const backfill = (...more: string[]): string[] => ['token-watch', 'backfill', '--account', 'acme', ...more];

  it('suggests the account that was meant', async () => {
    const { code, complained } = await called(
      ['token-watch', 'trigger', '--account', 'acmee'],
      settingsText(),
      SECRETS,
    );

    expect(code).toBe(2);
    expect(complained).toContain('did you mean acme?');
  });

  it.each([
    ['a day that does not exist', ['--since', '2026-02-30', '--before', '2026-03-03'], '--since must be a day'],
    ['a time without a zone', ['--since', '2026-11-01T08:00:00', '--before', '2026-11-02'], '--since must be a day'],
    [
      'a window that ends before it begins',
      ['--since', '1h', '--before', '2h'],
      '--since must be earlier than --before',
    ],
    ['a window that ends in the future', ['--since', '1h', '--before', '2026-11-23'], 'must not lie in the future'],
    [
      'a window that the log no longer has',
      ['--since', '2024-01-01', '--before', '2024-02-01'],
      'further back than Cloudflare keeps',
    ],
  ])('refuses %s before it starts anything', async (_, window, message) => {
    const { code, complained } = await called(backfill(...window), settingsText(), SECRETS);

    expect(code).toBe(2);
    expect(complained).toContain(message);
  });

  it('says which address does not answer when Temporal is away', async () => {
    const { code, complained } = await called(backfill('--since', '2h', '--before', '1h'), settingsText(), {
      ...SECRETS,
      TEMPORAL_ADDRESS: '127.0.0.1:9',
    });

    expect(code).toBe(1);
    expect(complained).toBe(
      'token-watch backfill failed: Temporal does not answer at 127.0.0.1:9: check TEMPORAL_ADDRESS',
    );
  }, 20_000);

  it('accepts no event of another account', async () => {
    const key = 'audit/v2/account=00000000000000000000000000000002/date=2026-11-22/x.json';
    const args = ['pending', 'accept', '--account', 'acme', '--key', key, '--by', 'ada', '--reason', 'known'];

    expect(await called(args, settingsText(), SECRETS)).toMatchObject({
      code: 2,
      complained: expect.stringContaining('not a key of Acme') as string,
    });
  });
});

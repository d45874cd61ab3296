import { readFileSync } from 'node:fs';
import { parseDocument, visit, type Document } from 'yaml';
import { crossProblems } from './cross-checks';
import { durationMs } from './duration';
import { acceptedParts, type FileParts } from './file-parts';
import { readInvestigationFiles, type InvestigationFiles } from './investigation-files';
import { apiOf, investigationsOf, webhooksOf } from './investigations-settings';
import { insightsSyncOf, joinedInsightsSync } from './insights-sync-settings';
import { withOverrides } from './overrides';
import { problemsOf, SettingsError, wordsOf, type Problem } from './problem';
import { readSecrets } from './read-secrets';
import type { Secret } from './secret';
import type { AccountSettings, ArchiveSettings, Role, Settings, TicketSettings, TokenWatchSettings } from './settings';
import { settingsSchema, type SettingsFile, type TokenWatchFile } from './settings-schema';
import { readTemporalSettings } from './temporal-settings';
import { withoutSlash } from './without-slash';

/** Path of the settings file when `EDGEWARDEN_CONFIG` is not set; relative to the working directory. */
const DEFAULT_SETTINGS_FILE = 'edgewarden.yaml';

export interface LoadOptions {
  readonly role: Role;
  /** Default: the environment of this process. */
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * Reads, checks and joins settings file and environment, with the secrets that `role` works with.
 *
 * @throws SettingsError with every problem found
 */
export function loadSettings({ role, env = process.env }: LoadOptions): Settings {
  const source = settingsPath(env);
  const { file, parts, problems } = readSettingsFile(source);
  const { secrets, problems: secretProblems, values } = readSecrets(parts, role, env);
  const { files, problems: fileProblems } = readInvestigationFiles(parts, role, source);
  const { temporal, problems: temporalProblems, secrets: temporalValues } = readTemporalSettings(env);

  const all = [...problems, ...secretProblems, ...fileProblems, ...temporalProblems];
  if (file === undefined || all.length > 0) throw new SettingsError(source, all);
  const secretValues = [...values, ...temporalValues];
  return { ...settingsOf(file, files, secrets), temporal, secretValues: () => secretValues };
}

/** Path of the settings file of this process. */
export function settingsPath(env: NodeJS.ProcessEnv): string {
  return env.EDGEWARDEN_CONFIG?.trim() || DEFAULT_SETTINGS_FILE;
}

/** What a settings file says, and everything that is wrong with it. */
export interface FileReading {
  /** The file with its defaults filled in; undefined when the schema refuses any of it. */
  readonly file: SettingsFile | undefined;
  /** The sections and accounts that the schema accepts. */
  readonly parts: FileParts;
  readonly problems: readonly Problem[];
}

export function readSettingsFile(path: string): FileReading {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    const what = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
    const remedy = 'Copy edgewarden.example.yaml and fill it in, or set EDGEWARDEN_CONFIG to the path of your file.';
    return { file: undefined, parts: { accounts: {} }, problems: [{ path: 'the file', what, remedy }] };
  }
  return parseSettingsFile(text);
}

/** Checks the text of a settings file. */
export function parseSettingsFile(text: string): FileReading {
  const yaml = parseDocument(text);
  if (yaml.errors.length > 0) {
    return {
      file: undefined,
      parts: { accounts: {} },
      problems: oneALine(yaml.errors.map(({ code, pos }) => syntaxProblem(text, code, pos[0]))),
    };
  }
  const alias = unresolvedAlias(yaml);
  if (alias !== undefined) {
    return { file: undefined, parts: { accounts: {} }, problems: [syntaxProblem(text, 'BAD_ALIAS', alias)] };
  }
  const document: unknown = yaml.toJS() ?? {};
  const parsed = settingsSchema.safeParse(document, { error: wordsOf });
  const parts = parsed.success ? parsed.data : acceptedParts(document);
  const refused = parsed.success ? [] : problemsOf(parsed.error, document);
  return { file: parsed.data, parts, problems: [...refused, ...crossProblems(parts, document)] };
}

/** Where the first alias stands that names nothing: YAML takes what begins with an asterisk for one. */
function unresolvedAlias(yaml: Document.Parsed): number | undefined {
  let offset: number | undefined;
  visit(yaml, {
    Alias(_, alias) {
      if (alias.resolve(yaml) !== undefined) return;
      offset = alias.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}

/** One slip makes the rest of its line unreadable: the first problem tells of it. */
function oneALine(problems: readonly Problem[]): Problem[] {
  const lineOf = ({ path }: Problem): string => path.split(',', 1)[0] ?? path;
  return problems.filter(
    (problem, index) => problems.findIndex((other) => lineOf(other) === lineOf(problem)) === index,
  );
}

/** By the error's code: its message quotes the line, and a secret may stand in it. */
function syntaxProblem(text: string, code: string, offset: number): Problem {
  const lines = text.slice(0, offset).split('\n');
  const line = text.split('\n', lines.length).at(-1) ?? '';
  return {
    path: `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`,
    ...(/[:[,-]\s+\*/.test(line) ? ASTERISK : (SYNTAX_WORDS[code] ?? invalidYaml(code))),
  };
}

type Words = Pick<Problem, 'what' | 'remedy'>;

const ASTERISK: Words = {
  what: 'is not valid YAML: a value begins with an asterisk',
  remedy: "Put it in quotes, as in schedule: '*/10 * * * *'.",
};
const SYNTAX_WORDS: Readonly<Record<string, Words>> = {
  DUPLICATE_KEY: { what: 'repeats a name of its section', remedy: 'Keep one of the two.' },
};

function invalidYaml(code: string): Words {
  return {
    what: `is not valid YAML (${code.toLowerCase().replaceAll('_', ' ')})`,
    remedy: 'Compare the indentation and the quotes with edgewarden.example.yaml.',
  };
}

type Secrets = ReadonlyMap<string, Secret>;

function settingsOf(
  file: SettingsFile,
  files: InvestigationFiles,
  secrets: Secrets,
): Omit<Settings, 'temporal' | 'secretValues'> {
  const secretAt = (path: string): Secret => secretOf(secrets, path);
  const investigations = investigationsOf(file, files, secretAt);
  const accounts = Object.entries(file.accounts).map(([key, account]): [string, AccountSettings] => {
    const insightsSync = joinedInsightsSync(file.insightsSync, account.insightsSync)?.data;
    return [
      key,
      {
        key,
        id: account.id,
        name: account.name,
        token: secretOf(secrets, `accounts.${key}.token`),
        auditApis: account.auditApis,
        enabled: account.enabled,
        tokenWatch: tokenWatchOf(withOverrides(file.tokenWatch, account.tokenWatch)),
        ...(insightsSync === undefined ? {} : { insightsSync: insightsSyncOf(insightsSync) }),
      },
    ];
  });
  return {
    cloudflare: { ...file.cloudflare, baseUrl: withoutSlash(file.cloudflare.baseUrl) },
    archive: archiveOf(file.archive, secrets),
    linear: { baseUrl: withoutSlash(file.linear.baseUrl), apiKey: secretOf(secrets, 'linear.apiKey') },
    accounts: new Map(accounts),
    encryption: {
      keys: (file.encryption?.keys ?? []).map(({ id }, index) => ({
        id,
        key: secretOf(secrets, `encryption.keys[${index}].key`),
      })),
    },
    ...(file.webhooks === undefined ? {} : { webhooks: webhooksOf(file.webhooks, secretAt) }),
    ...(investigations === undefined ? {} : { investigations }),
    api: apiOf(file.api, secretAt),
    metrics: file.metrics.bindAddress === undefined ? {} : { bindAddress: file.metrics.bindAddress },
    ui: { temporalUrl: withoutSlash(file.ui.temporalUrl) },
    logging: file.logging,
  };
}

function secretOf(secrets: Secrets, path: string): Secret {
  const secret = secrets.get(path);
  if (secret === undefined) throw new Error(`no secret was read for ${path}`);
  return secret;
}

function archiveOf(file: SettingsFile['archive'], secrets: Secrets): ArchiveSettings {
  const { endpoint, accessKeyId, secretAccessKey, ...rest } = file;
  return {
    ...rest,
    ...(endpoint === undefined ? {} : { endpoint: withoutSlash(endpoint) }),
    ...(accessKeyId === undefined ? {} : { accessKeyId: secretOf(secrets, 'archive.accessKeyId') }),
    ...(secretAccessKey === undefined ? {} : { secretAccessKey: secretOf(secrets, 'archive.secretAccessKey') }),
  };
}

function tokenWatchOf(watch: TokenWatchFile): TokenWatchSettings {
  return {
    intervalMs: durationMs(watch.interval),
    overlapMs: durationMs(watch.overlap),
    lookBackMs: durationMs(watch.lookBack),
    families: watch.families,
    scopePolicy: { ...watch.scopePolicy, approvedIssuers: watch.approvedIssuers },
    tickets: ticketsOf(watch.tickets),
  };
}

function ticketsOf({ assignee, intro, ...rest }: TokenWatchFile['tickets']): TicketSettings {
  return { ...rest, ...(assignee === undefined ? {} : { assignee }), ...(intro === undefined ? {} : { intro }) };
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSettings } from '../../../config/load-settings';
import { SettingsError, type Problem } from '../../../config/problem';
import type { Role, Settings } from '../../../config/settings';
import { temporaryDirectory } from '../../support/temporary-directory';

/** The smallest file that is accepted; each part can be replaced. Parts are YAML in flow style. */
export function settingsText(parts: Readonly<Record<string, string>> = {}): string {
  const smallest = {
    archive: '{ bucket: acme-archive, accessKeyId: { env: S3_ID }, secretAccessKey: { env: S3_SECRET } }',
    linear: '{ apiKey: { env: LINEAR_API_KEY } }',
    tokenWatch: '{ tickets: { team: SEC } }',
    accounts: "{ acme: { id: '00000000000000000000000000000001', name: Acme, token: { env: CLOUDFLARE_TOKEN_ACME } } }",
  };
  return Object.entries({ ...smallest, ...parts })
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');
}

/** Every section that investigations have, as parts for `settingsText`. */
export const INVESTIGATION_SECTIONS = {
  webhooks: '{ senders: { siem: { scheme: standard, secrets: [{ env: SIEM_SECRET }] } } }',
  investigations: '{ actorKey: { env: ACTOR_KEY }, startFromTokens: {} }',
  datadog: '{ apiKey: { env: DATADOG_API_KEY }, applicationKey: { env: DATADOG_APPLICATION_KEY } }',
  confluence:
    '{ siteUrl: https://acme.atlassian.net/, email: bot@example.com, token: { env: WIKI_TOKEN }, spaceKey: SEC }',
  model: '{ use: "local:qwen3:8b", baseUrl: http://localhost:11434/v1 }',
  api: '{ bearerKey: { env: BEARER_KEY } }',
} as const;

/** Values for every secret of these sections. */
export const INVESTIGATION_SECRETS = {
  SIEM_SECRET: `whsec_${Buffer.from('a key of 24 bytes and more').toString('base64')}`,
  ACTOR_KEY: 'an-actor-key-of-thirty-two-chars',
  DATADOG_API_KEY: 'datadog-api-key-41d0',
  DATADOG_APPLICATION_KEY: 'datadog-application-key-8aa1',
  WIKI_TOKEN: 'wiki-token-77fe',
  BEARER_KEY: 'a-bearer-key-of-thirty-two-chars',
} as const;

/** Values for every secret of the smallest file. */
export const SECRETS = {
  S3_ID: 'archive-id-7f3a',
  S3_SECRET: 'archive-secret-91bc',
  LINEAR_API_KEY: 'lin_api_5d20aa',
  CLOUDFLARE_TOKEN_ACME: 'cloudflare-token-c44e',
} as const;

export function settingsFile(text: string): string {
  const path = join(temporaryDirectory(), 'edgewarden.yaml');
  writeFileSync(path, text);
  return path;
}

export interface LoadedWith {
  readonly role?: Role;
  readonly env?: NodeJS.ProcessEnv;
}

export function load(text: string, { role = 'worker', env = SECRETS }: LoadedWith = {}): Settings {
  return loadSettings({ role, env: { ...env, EDGEWARDEN_CONFIG: settingsFile(text) } });
}

/** The problems with which loading ends. */
export function problemsWith(text: string, loaded: LoadedWith = {}): readonly Problem[] {
  try {
    load(text, loaded);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

import { durationMs } from './duration';
import type { InvestigationFiles } from './investigation-files';
import type { Secret } from './secret';
import type {
  ApiSettings,
  ConfluenceSettings,
  DatadogSettings,
  InvestigationsSettings,
  ModelSettings,
  PayloadMapping,
  WebhooksSettings,
} from './settings';
import type { SettingsFile, WebhooksFile } from './settings-schema';
import { withoutSlash } from './without-slash';

/** The secret at a path of the file. */
export type SecretAt = (path: string) => Secret;

/** Senders by name, with the path of each of their secrets for messages. */
export function webhooksOf(
  { senders, requestsPerMinutePerAddress }: WebhooksFile,
  secretAt: SecretAt,
): WebhooksSettings {
  return {
    requestsPerMinutePerAddress,
    senders: new Map(
      Object.entries(senders).map(([name, { scheme, secrets, requestsPerMinute, mapping }]) => [
        name,
        {
          name,
          scheme,
          secrets: secrets.map((_, index) => secretAt(`webhooks.senders.${name}.secrets[${index}]`)),
          requestsPerMinute,
          mapping: mappingOf(mapping),
        },
      ]),
    ),
  };
}

/** What investigations need; undefined when nothing may start one. The cross checks have seen to it that it is whole. */
export function investigationsOf(
  file: SettingsFile,
  { template, prompt }: InvestigationFiles,
  secretAt: SecretAt,
): InvestigationsSettings | undefined {
  const { webhooks, confluence, datadog, model } = file;
  const { auditRetentionDays, startFromTokens } = file.investigations;
  if ((webhooks === undefined && startFromTokens === undefined) || confluence === undefined) return undefined;
  return {
    auditRetentionDays,
    actorKey: secretAt('investigations.actorKey'),
    ...(startFromTokens === undefined ? {} : { startFromTokens }),
    ...(template === undefined ? {} : { template }),
    confluence: confluenceOf(confluence, secretAt),
    ...(datadog === undefined ? {} : { datadog: datadogOf(datadog, secretAt) }),
    ...(model === undefined ? {} : { model: modelOf(model, prompt, secretAt) }),
  };
}

/** `publicUrl` without the slash that links begin with. */
export function apiOf(file: SettingsFile['api'], secretAt: SecretAt): ApiSettings {
  const { bearerKey, publicUrl, ...rest } = file;
  return {
    ...rest,
    ...(bearerKey === undefined ? {} : { bearerKey: secretAt('api.bearerKey') }),
    ...(publicUrl === undefined ? {} : { publicUrl: withoutSlash(publicUrl) }),
  };
}

function mappingOf(mapping: WebhooksFile['senders'][string]['mapping']): PayloadMapping {
  return Object.fromEntries(Object.entries(mapping).filter(([, pointer]) => pointer !== undefined));
}

function confluenceOf(file: NonNullable<SettingsFile['confluence']>, secretAt: SecretAt): ConfluenceSettings {
  const { apiBase, siteUrl, parentId, email, spaceKey, labels } = file;
  return {
    apiBase: withoutSlash(apiBase ?? siteUrl),
    siteUrl: withoutSlash(siteUrl),
    email,
    token: secretAt('confluence.token'),
    spaceKey,
    ...(parentId === undefined ? {} : { parentId }),
    labels,
  };
}

function datadogOf(
  { baseUrl, retentionDays }: NonNullable<SettingsFile['datadog']>,
  secretAt: SecretAt,
): DatadogSettings {
  return {
    baseUrl: withoutSlash(baseUrl),
    apiKey: secretAt('datadog.apiKey'),
    applicationKey: secretAt('datadog.applicationKey'),
    retentionDays,
  };
}

function modelOf(
  { use, baseUrl, apiKey, maxTokens, tokensPerDay, timeout }: NonNullable<SettingsFile['model']>,
  prompt: InvestigationFiles['prompt'],
  secretAt: SecretAt,
): ModelSettings {
  const colon = use.indexOf(':');
  return {
    provider: use.slice(0, colon) as ModelSettings['provider'],
    name: use.slice(colon + 1),
    ...(baseUrl === undefined ? {} : { baseUrl: withoutSlash(baseUrl) }),
    ...(apiKey === undefined ? {} : { apiKey: secretAt('model.apiKey') }),
    maxTokens,
    tokensPerDay,
    timeoutMs: durationMs(timeout),
    ...(prompt === undefined ? {} : { prompt }),
  };
}

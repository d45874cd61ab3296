import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { LanguageModel } from 'ai';
import type { ModelSettings } from '../../config/settings';
import { boundedFetch } from './bounded-fetch';

interface Access {
  readonly baseURL: string;
  readonly apiKey: string | undefined;
  readonly fetch: typeof fetch;
}

interface ModelProvider {
  /** The provider's own address; none for whatever runs at the team's. */
  readonly baseUrl: string | undefined;
  readonly model: (name: string, access: Access) => Exclude<LanguageModel, string>;
}

/**
 * The providers there are. Address and key are always given: left out, the SDK takes them from the environment, where anybody
 * who can set a variable could send the evidence elsewhere.
 */
const PROVIDERS: Readonly<Record<ModelSettings['provider'], ModelProvider>> = {
  openai: {
    baseUrl: 'https://api.openai.com/v1',
    model: (name, { baseURL, apiKey = '', fetch }) => createOpenAI({ baseURL, apiKey, fetch })(name),
  },
  anthropic: {
    baseUrl: 'https://api.anthropic.com/v1',
    model: (name, { baseURL, apiKey = '', fetch }) => createAnthropic({ baseURL, apiKey, fetch })(name),
  },
  local: {
    baseUrl: undefined,
    model: (name, { baseURL, apiKey, fetch }) =>
      createOpenAICompatible({
        name: 'local',
        baseURL,
        fetch,
        supportsStructuredOutputs: true, // without it the schema is not sent
        ...(apiKey === undefined ? {} : { apiKey }),
      }).chatModel(name),
  },
};

/**
 * The model that the settings name, as an object. A bare name would go to a hosted gateway, evidence and all: refused for the
 * whole process.
 */
export function createModel({ provider, name, baseUrl, apiKey }: ModelSettings): Exclude<LanguageModel, string> {
  refuseBareNames();
  const row = PROVIDERS[provider];
  const baseURL = baseUrl ?? row.baseUrl;
  if (baseURL === undefined) throw new Error(`model.baseUrl is missing: ${provider} has no address of its own`);
  return row.model(name, { baseURL, apiKey: apiKey?.reveal(), fetch: boundedFetch });
}

function refuseBareNames(): void {
  const refuse = (): never => {
    throw new Error('a model is chosen by the setting model.use, never by a bare name');
  };
  globalThis.AI_SDK_DEFAULT_PROVIDER = {
    specificationVersion: 'v4',
    languageModel: refuse,
    embeddingModel: refuse,
    imageModel: refuse,
  };
  globalThis.AI_SDK_LOG_WARNINGS = false; // they go to standard error, past our log
}

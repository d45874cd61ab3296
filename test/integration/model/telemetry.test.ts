import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { generateText, registerTelemetry } from 'ai';
import { createModel } from '../../../activities/model/model-registry';
import { completion, opinionText } from '../../support/model-stub';
import { createModelRig, type ModelRig } from './model-rig';

const CHANNEL = 'tracing:ai:telemetry:start';

let rig: ModelRig;
const recorded: unknown[] = [];
const record = (event: unknown): void => void recorded.push(event);

beforeAll(async () => {
  rig = await createModelRig();
  registerTelemetry({ onStart: record, onLanguageModelCallStart: record, onLanguageModelCallEnd: record });
  subscribe(CHANNEL, record);
});
beforeEach(() => {
  recorded.length = 0;
  rig.stub.answers(completion(opinionText()));
});
afterAll(async () => {
  unsubscribe(CHANNEL, record);
  globalThis.AI_SDK_TELEMETRY_INTEGRATIONS = undefined;
  await rig.close();
});

it('nothing of prompt or answer goes to telemetry that somebody has registered', async () => {
  expect(await rig.ask()).toMatchObject({ status: 'used' });

  expect(recorded).toEqual([]);
});

it('which would have heard of it', async () => {
  const settings = { provider: 'local', name: 'stub-1', baseUrl: `${rig.stub.origin}/v1` } as const;
  const model = createModel({ ...settings, maxTokens: 800, tokensPerDay: 100_000, timeoutMs: 5_000 });

  await generateText({ model, prompt: 'told to everybody', maxRetries: 0 });

  expect(JSON.stringify(recorded)).toContain('told to everybody');
});

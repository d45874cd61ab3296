import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MockActivityEnvironment } from '@temporalio/testing';
import { generateText } from 'ai';
import { createModelActivities } from '../../../activities/model/activities';
import { SECRET_TEXTS } from '../../../domain/secret-texts';
import { singleLine } from '../../../domain/untrusted-text';
import { did } from '../../unit/domain-investigation/histories/build';
import { ANOMALY, API_KEY, createModelRig, OPEN_DAY, type ModelRig } from './model-rig';
import { completion, json, opinionText } from '../../support/model-stub';

let rig: ModelRig;
beforeAll(async () => {
  rig = await createModelRig();
});
afterAll(() => rig.close());

const responsesApi = json(200, {
  ...{ id: 'r1', object: 'response', created_at: 1, model: 'gpt-5-mini', status: 'completed' },
  output: [
    {
      ...{ type: 'message', id: 'm1', role: 'assistant', status: 'completed' },
      content: [{ type: 'output_text', text: opinionText(), annotations: [] }],
    },
  ],
  usage: { input_tokens: 11, output_tokens: 5, total_tokens: 16 },
});
const messagesApi = json(200, {
  ...{ id: 'm1', type: 'message', role: 'assistant', model: 'claude-sonnet-4-5-20250929' },
  content: [{ type: 'text', text: opinionText() }],
  ...{ stop_reason: 'end_turn', stop_sequence: null, usage: { input_tokens: 11, output_tokens: 5 } },
});

const FIELDS = ['citations', 'confidence', 'narrative', 'nextStep', 'verdict'];

function fieldsOf(schema: unknown): unknown {
  const { properties, required, additionalProperties } = schema as Record<string, object>;
  return {
    properties: Object.keys(properties!).sort(),
    required: [...(required as string[])].sort(),
    additionalProperties,
  };
}
const strict = { properties: FIELDS, required: FIELDS, additionalProperties: false };

it('asks a local model by chat completion, with the schema, and key', async () => {
  rig.stub.answers(completion(opinionText()));

  await rig.ask();

  const [{ path, headers, body }] = rig.stub.requests as [(typeof rig.stub.requests)[0]];
  const format = body['response_format'] as { type: string; json_schema: { strict: boolean; schema: unknown } };
  expect({ path, key: headers.authorization }).toEqual({ path: '/v1/chat/completions', key: `Bearer ${API_KEY}` });
  expect(body).toMatchObject({ model: 'stub-1', max_tokens: 800, temperature: 0 });
  expect(body).not.toHaveProperty('tools');
  expect({ type: format.type, strict: format.json_schema.strict }).toEqual({ type: 'json_schema', strict: true });
  expect(fieldsOf(format.json_schema.schema)).toEqual(strict);
});

it('asks OpenAI by its responses API, and to keep nothing', async () => {
  rig.stub.answers(responsesApi);

  const opinion = await rig.ask({ settings: { provider: 'openai', name: 'gpt-5-mini' } });

  const [{ path, headers, body }] = rig.stub.requests as [(typeof rig.stub.requests)[0]];
  const { format } = body['text'] as { format: { type: string; strict: boolean; schema: unknown } };
  expect({ path, key: headers.authorization }).toEqual({ path: '/v1/responses', key: `Bearer ${API_KEY}` });
  expect(body).toMatchObject({ model: 'gpt-5-mini', store: false, max_output_tokens: 800 });
  expect({ type: format.type, strict: format.strict }).toEqual({ type: 'json_schema', strict: true });
  expect(fieldsOf(format.schema)).toEqual(strict);
  expect(opinion).toMatchObject({
    status: 'used',
    raised: true,
    model: 'openai:gpt-5-mini',
    inputTokens: 11,
    outputTokens: 5,
  });
});

it('asks Anthropic by its messages API, with the schema', async () => {
  rig.stub.answers(messagesApi);

  const opinion = await rig.ask({ settings: { provider: 'anthropic', name: 'claude-sonnet-4-5' } });

  const [{ path, headers, body }] = rig.stub.requests as [(typeof rig.stub.requests)[0]];
  const { format } = body['output_config'] as { format: { type: string; schema: unknown } };
  expect({ path, key: headers['x-api-key'] }).toEqual({ path: '/v1/messages', key: API_KEY });
  expect(body).toMatchObject({ model: 'claude-sonnet-4-5', max_tokens: 800 });
  expect(format.type).toBe('json_schema');
  expect(fieldsOf(format.schema)).toEqual(strict);
  expect(opinion).toMatchObject({
    status: 'used',
    raised: true,
    model: 'anthropic:claude-sonnet-4-5 (claude-sonnet-4-5-20250929)',
  });
});

describe('an environment that points elsewhere', () => {
  let elsewhere: Server;
  let seen = 0;
  const names = ['OPENAI_BASE_URL', 'ANTHROPIC_BASE_URL', 'AI_GATEWAY_API_KEY', 'OPENAI_API_KEY', 'ANTHROPIC_API_KEY'];
  const before = process.env;

  beforeAll(async () => {
    elsewhere = createServer((_request, response) => {
      seen += 1;
      response.end();
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
    const entries = names.map((name) => [name, name.endsWith('URL') ? address : 'key-from-the-environment']);
    process.env = { ...before, ...(Object.fromEntries(entries) as NodeJS.ProcessEnv) };
  });
  afterAll(async () => {
    process.env = before;
    await new Promise((resolve) => elsewhere.close(resolve));
  });

  it.each([
    { provider: 'openai', name: 'gpt-5-mini', answer: responsesApi },
    { provider: 'anthropic', name: 'claude-sonnet-4-5', answer: messagesApi },
    { provider: 'local', name: 'stub-1', answer: completion(opinionText()) },
  ] as const)('moves no request to $provider', async ({ provider, name, answer }) => {
    rig.stub.answers(answer);

    await rig.ask({ settings: { provider, name } });

    expect({ ours: rig.stub.requests.length, theirs: seen }).toEqual({ ours: 1, theirs: 0 });
    expect(JSON.stringify(rig.stub.requests[0]!.headers)).not.toContain('key-from-the-environment');
  });

  it('gives a bare name no model', async () => {
    rig.stub.answers(completion(opinionText()));
    await rig.ask();

    await expect(generateText({ model: 'openai/gpt-5', prompt: 'x' })).rejects.toThrow(/never by a bare name/);
  });
});

describe.each(SECRET_TEXTS)('a $name', ({ hit, pattern }) => {
  it('leaves in no request, whatever field of the evidence holds it', async () => {
    const secret = singleLine(new RegExp(pattern, 'i').exec(hit)!.groups!['secret']!);
    const texts = ['userAgent', 'target', 'area', 'address'] as const;
    const events = [
      ...OPEN_DAY,
      ...texts.map((field, index) => did(`+${index + 1}m`, 'change', { [field]: hit })),
      did('+7m', 'change', { text: { summary: hit, targetName: hit } }),
      did('+8m', 'change', { actor: { id: 'alice', email: 'alice@example.com', name: hit, type: hit } }),
    ];
    const anomaly = { ...ANOMALY, title: hit, action: hit, account: hit, details: { note: hit, [hit]: 1 } };
    rig.stub.answers(completion(opinionText()));

    await rig.ask({ events, anomaly });

    const sent = rig.stub.requests.map(({ text }) => text.replaceAll('\uE000', ' ')).join('\n');
    expect(sent).toContain('[scrubbed:');
    expect(sent).not.toContain(secret);
  });
});

it('sends nothing that stands under the name of a secret', async () => {
  rig.stub.answers(completion(opinionText()));

  await rig.ask({ anomaly: { ...ANOMALY, details: { 'api\u200B_key': 'hunter2-hunter2', password: 'pa55-word' } } });

  expect(rig.stub.requests[0]!.text).not.toMatch(/hunter2|pa55/);
});

it('sends no key in a body', async () => {
  rig.stub.answers(completion(opinionText()));

  await rig.ask();

  expect(rig.stub.requests[0]!.text).not.toContain(API_KEY);
});

it('is null without a model, and asks nobody', async () => {
  const read = jest.fn();
  const { askModel } = createModelActivities({ model: undefined, evidence: { read } });
  const input = {
    investigation: '0'.repeat(24),
    anomaly: ANOMALY,
    sources: [],
    evidence: { key: 'k', sha256: '', events: 0 },
  };

  expect(await new MockActivityEnvironment().run(askModel, input)).toBeNull();
  expect(read).not.toHaveBeenCalled();
});

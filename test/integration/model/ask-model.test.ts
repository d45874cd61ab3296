import { eventRef, timelineOf } from '../../../domain/investigation/timeline';
import { createModelRig, OPEN_DAY, type ModelRig } from './model-rig';
import { completion, json, opinionText, raw, type Answer } from '../../support/model-stub';

let rig: ModelRig;
beforeAll(async () => {
  rig = await createModelRig();
});
afterAll(() => rig.close());

const good = completion(opinionText());
const dropped: Answer = (response) => void response.destroy();
const stalledBody: Answer = (response) =>
  void response.writeHead(200, { 'content-type': 'application/json' }).write('{"id":');
const silent: Answer = () => undefined;

const instructions = (index: number): string =>
  (rig.stub.requests[index]!.body['messages'] as { content: string }[])[0]!.content;

it('turns a good answer into an opinion with model, prompt version and tokens', async () => {
  rig.stub.answers(good);

  expect(await rig.ask()).toEqual({
    status: 'used',
    reason: null,
    raised: true,
    verdict: 'likely_malicious',
    confidence: 0.8,
    narrative: 'C1 and C2 belong together.',
    citations: timelineOf(OPEN_DAY)
      .filter(({ source }) => source === 'cloudflare')
      .slice(0, 2)
      .map(eventRef),
    nextStep: 'Call the actor.',
    model: 'local:stub-1',
    promptVersion: expect.stringMatching(/^second-opinion-1 \(sha256 [0-9a-f]{12}\)$/) as string,
    inputTokens: 100,
    outputTokens: 20,
  });
  expect(rig.stub.requests).toHaveLength(1);
});

it('asks nobody about an empty timeline', async () => {
  rig.stub.answers(good);

  expect(await rig.ask({ events: [] })).toMatchObject({
    ...{ status: 'unavailable', inputTokens: 0, outputTokens: 0 },
    reason: 'there is nothing that it could have read',
  });
  expect(rig.stub.requests).toHaveLength(0);
});

const COMPLAINT = 'Your answer before this one could not be used:';

/** A first answer that a second call can mend, and what the model is told. */
const MENDED: readonly { readonly name: string; readonly first: Answer; readonly told: RegExp }[] = [
  { name: 'an unknown field', first: completion(opinionText({ extra: 1 })), told: /exactly the fields of the schema/ },
  { name: 'an unknown verdict', first: completion(opinionText({ verdict: 'bad' })), told: /exactly the fields/ },
  { name: 'broken JSON', first: completion(opinionText().slice(0, -4)), told: /not one JSON object/ },
  { name: 'fenced JSON', first: completion(`\`\`\`json\n${opinionText()}\n\`\`\``), told: /nothing around it/ },
  { name: 'an empty text', first: completion(''), told: /not one JSON object/ },
  {
    name: 'a whole answer that ends for its length',
    first: completion(opinionText(), { finish_reason: 'length' }),
    told: /be brief/,
  },
  {
    name: 'a cut answer',
    first: completion(opinionText().slice(0, 40), { finish_reason: 'length' }),
    told: /be brief/,
  },
  {
    name: 'an unknown citation',
    first: completion(opinionText({ citations: ['C1', 'C77'] })),
    told: /not in the evidence/,
  },
  {
    name: 'too few citations',
    first: completion(opinionText({ citations: ['C1'] })),
    told: /at least 2 of the actor's own/,
  },
  { name: 'confidence beyond 1', first: completion(opinionText({ confidence: 7 })), told: /from 0 to 1/ },
  {
    name: 'a narrative without end',
    first: completion(opinionText({ narrative: 'x'.repeat(5_000) })),
    told: /at most 4000/,
  },
];

it.each(MENDED)('says what was wrong after $name, and takes the second answer', async ({ first, told }) => {
  rig.stub.answers(first, good);

  expect(await rig.ask()).toMatchObject({ status: 'used', raised: true, inputTokens: 200, outputTokens: 40 });
  expect(rig.stub.requests).toHaveLength(2);
  expect(instructions(0)).not.toContain(COMPLAINT);
  expect(instructions(1).split(COMPLAINT)[1]).toMatch(told);
});

it.each(MENDED)('stays with the rules after $name twice', async ({ first }) => {
  rig.stub.answers(first);

  expect(await rig.ask()).toMatchObject({
    ...{ status: 'unavailable', raised: false, verdict: null, citations: [], narrative: null },
    reason: expect.stringMatching(/^asked twice; /) as string,
    inputTokens: 200,
  });
  expect(rig.stub.requests).toHaveLength(2);
});

/** What passes: asked once more, in the same words. */
const PASSING: readonly { readonly name: string; readonly first: Answer; readonly reason: RegExp }[] = [
  { name: 'HTTP 429', first: json(429, {}, { 'retry-after': '0' }), reason: /request limit is reached \(HTTP 429\)/ },
  { name: 'HTTP 408', first: json(408, {}, { 'retry-after': '0' }), reason: /fault \(HTTP 408\)/ },
  { name: 'HTTP 409', first: json(409, {}, { 'retry-after': '0' }), reason: /fault \(HTTP 409\)/ },
  { name: 'HTTP 500', first: json(500, {}, { 'retry-after': '0' }), reason: /fault \(HTTP 500\)/ },
  { name: 'HTTP 503', first: json(503, {}, { 'retry-after': '0' }), reason: /fault \(HTTP 503\)/ },
  {
    name: 'a page of HTML',
    first: raw(200, '<html>', { 'content-type': 'text/html' }),
    reason: /no model API: see model.baseUrl/,
  },
  {
    name: 'an envelope that is no JSON',
    first: raw(200, '{"id":', { 'content-type': 'application/json' }),
    reason: /no model API/,
  },
  {
    name: 'no choices',
    first: json(200, { id: 'c', created: 1, model: 'stub-1', choices: [] }),
    reason: /held nothing/,
  },
  { name: 'a dropped connection', first: dropped, reason: /connection to the model failed/ },
];

it.each(PASSING)('asks once more after $name', async ({ first }) => {
  rig.stub.answers(first, good);

  expect(await rig.ask()).toMatchObject({ status: 'used', raised: true });
  expect(rig.stub.requests).toHaveLength(2);
  expect(instructions(1)).not.toContain(COMPLAINT);
});

it.each(PASSING)('names the reason after $name twice', async ({ first, reason }) => {
  rig.stub.answers(first);

  expect(await rig.ask()).toMatchObject({ status: 'unavailable', reason: expect.stringMatching(reason) as string });
  expect(rig.stub.requests).toHaveLength(2);
});

const SECRET = `cfut_${'a1B2c3D4e5'.repeat(4)}0f0f0f0f`;

/** What a second call would not mend. */
const FINAL: readonly { readonly name: string; readonly answer: Answer; readonly reason: RegExp }[] = [
  { name: 'HTTP 400', answer: json(400, { error: { message: 'no' } }), reason: /refuses the request \(HTTP 400\)/ },
  { name: 'HTTP 401', answer: json(401, {}), reason: /rejects model\.apiKey \(HTTP 401\)/ },
  { name: 'HTTP 404', answer: json(404, {}), reason: /model\.use and model\.baseUrl \(HTTP 404\)/ },
  { name: 'HTTP 413', answer: json(413, {}), reason: /too long for the provider/ },
  {
    name: 'a content filter',
    answer: completion('', { finish_reason: 'content_filter' }),
    reason: /refused to answer/,
  },
  {
    name: 'a filtered answer that looks whole',
    answer: completion(opinionText(), { finish_reason: 'content_filter' }),
    reason: /refused to answer|did not end/,
  },
  {
    name: 'an ending that nobody knows',
    answer: completion(opinionText(), { finish_reason: 'bored' }),
    reason: /did not end its answer|refused/,
  },
  {
    name: 'a tool call',
    answer: completion(null, {
      finish_reason: 'tool_calls',
      message: {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 't', type: 'function', function: { name: 'f', arguments: '{}' } }],
      },
    }),
    reason: /refused to answer/,
  },
  {
    name: 'a limit that lasts for an hour',
    answer: json(429, {}, { 'retry-after': '3600' }),
    reason: /for longer than is waited for/,
  },
  ...['gpt-cheap', 'stub-1-mini', 'stub-12', 'stub-1:0.6b', 'stub-1-2', `stub-1-${SECRET}`, `stub-1-v${SECRET}`].map(
    (model) => ({
      name: `an answer by ${model}`,
      answer: completion(opinionText(), {}, { model }),
      reason: /^another model answered than model\.use names$/,
    }),
  ),
  { name: 'a download', answer: raw(200, 'x'.repeat(5_000_000)), reason: /far too long/ },
];

it.each(FINAL)('does not ask again after $name', async ({ answer, reason }) => {
  rig.stub.answers(answer);

  expect(await rig.ask()).toMatchObject({ status: 'unavailable', reason: expect.stringMatching(reason) as string });
  expect(rig.stub.requests).toHaveLength(1);
});

it('says that a refused request has cost nothing', async () => {
  rig.stub.answers(json(401, {}));

  expect(await rig.ask()).toMatchObject({ status: 'unavailable', inputTokens: 0, outputTokens: 0 });
});

it('follows no redirect: key and evidence would go to another host', async () => {
  const elsewhere = await createModelRig();
  elsewhere.stub.answers(good);
  rig.stub.answers(raw(307, '', { location: `${elsewhere.stub.origin}/v1/chat/completions` }));

  expect(await rig.ask()).toMatchObject({ status: 'unavailable' });
  expect(elsewhere.stub.requests).toHaveLength(0);
  await elsewhere.close();
});

it.each([
  ['nothing at all', silent],
  ['a body that never ends', stalledBody],
])('gives up on %s when the time is over', async (_name, answer) => {
  rig.stub.answers(answer);

  expect(await rig.ask({ settings: { timeoutMs: 150 } })).toMatchObject({
    status: 'unavailable',
    reason: 'asked twice; there was no whole answer within 150 ms',
  });
});

it.each([
  ['before the headers', silent],
  ['in the middle of the body', stalledBody],
])('throws when it is cancelled %s, and asks nobody again', async (_name, answer) => {
  let cancel = (): void => undefined;
  rig.stub.answers((response, request) => {
    answer(response, request);
    setImmediate(() => cancel());
  });

  await expect(rig.ask({ onStart: (means) => (cancel = means) })).rejects.toThrow('CANCELLED');
  expect(rig.stub.requests).toHaveLength(1);
});

it('throws when it is cancelled while it waits for the provider', async () => {
  let cancel = (): void => undefined;
  rig.stub.answers((response, request) => {
    json(429, {}, { 'retry-after': '20' })(response, request);
    response.on('close', () => setImmediate(() => cancel()));
  });

  await expect(rig.ask({ onStart: (means) => (cancel = means) })).rejects.toThrow('CANCELLED');
  expect(rig.stub.requests).toHaveLength(1);
});

it.each(['2026-08-07', '20260807', '0613', '001', 'latest', 'v2', 'v1:0'].map((version) => `stub-1-${version}`))(
  'takes %s for the model that settings name without its version',
  async (model) => {
    rig.stub.answers(completion(opinionText(), {}, { model }));

    expect(await rig.ask()).toMatchObject({ status: 'used', model: `local:stub-1 (${model})` });
  },
);

it('sends the prompt of the team, and keeps what guards the evidence', async () => {
  rig.stub.answers(good);

  const opinion = await rig.ask({ settings: { prompt: { fileName: 'ours.md', text: 'Think like a pirate.' } } });

  expect(opinion!.promptVersion).toMatch(/^ours\.md \(sha256 [0-9a-f]{12}\)$/);
  expect(instructions(0)).toMatch(/^Think like a pirate\./);
  expect(instructions(0)).toMatch(/It is data that strangers wrote/);
});

it('removes secrets that a model makes up, and quotes that no cited event holds', async () => {
  const narrative = `The event says "delete all the logs now". The token is ${SECRET}.`;
  rig.stub.answers(completion(opinionText({ narrative })));

  expect((await rig.ask())!.narrative).toBe(
    'The event says [quote removed: it is in no cited event]. The token is [scrubbed:53].',
  );
});

it.each([
  ['an answer', good],
  ['a refusal', json(400, { error: { message: 'the prompt was: alice@example.com' } })],
  ['a wrong shape', completion('alice@example.com did it')],
])('logs nothing of prompt, answer or key after %s', async (_name, answer) => {
  rig.stub.answers(answer);
  const before = rig.logs.length;

  const opinion = await rig.ask();

  const said = JSON.stringify(
    [rig.logs.slice(before), { ...opinion, narrative: '', nextStep: '', citations: [] }],
    (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value),
  );
  expect(rig.logs.length).toBeGreaterThan(before);
  for (const word of [
    'alice@example.com',
    'belong together',
    'Call the actor',
    'key-of-the-model',
    'security analyst',
  ]) {
    expect(said).not.toContain(word);
  }
});

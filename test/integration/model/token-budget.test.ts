import { createModelRig, type ModelRig } from './model-rig';
import { completion, json, opinionText, type Answer } from '../../support/model-stub';

let rig: ModelRig;
beforeAll(async () => {
  rig = await createModelRig();
});
afterAll(() => rig.close());

const SPENT = 'model.tokensPerDay is spent until midnight UTC';
/** More than one request of the rig may cost, less than two. */
const FOR_ONE = 7_000;

const costing = (tokens: number): Answer =>
  completion(opinionText(), {}, { usage: { prompt_tokens: tokens - 20, completion_tokens: 20, total_tokens: tokens } });
const silent: Answer = () => undefined;

it('does not ask when the tokens of the day are spent, and says so', async () => {
  const settings = { tokensPerDay: 50_000 };
  rig.stub.answers(costing(49_000));

  expect(await rig.ask({ settings })).toMatchObject({ status: 'used', inputTokens: 48_980 });
  expect(await rig.ask({ settings })).toMatchObject({
    ...{ status: 'unavailable', reason: SPENT, raised: false, inputTokens: 0, outputTokens: 0 },
    model: 'local:stub-1',
  });
  expect(rig.stub.requests).toHaveLength(1);
});

it('counts what answers cost, and not what they might have cost', async () => {
  const settings = { tokensPerDay: FOR_ONE };
  rig.stub.answers(costing(100));

  for (let investigation = 0; investigation < 5; investigation += 1) {
    expect(await rig.ask({ settings })).toMatchObject({ status: 'used' });
  }
});

it('does not ask for the second time when the first answer has spent them', async () => {
  rig.stub.answers(completion('no JSON', {}, { usage: { prompt_tokens: 5_000, completion_tokens: 20 } }));

  expect(await rig.ask({ settings: { tokensPerDay: FOR_ONE } })).toMatchObject({
    status: 'unavailable',
    reason: `the answer was not of the shape that was asked for; ${SPENT}`,
    inputTokens: 5_000,
  });
  expect(rig.stub.requests).toHaveLength(1);
});

it('lets investigations that ask at the same time share them', async () => {
  const settings = { tokensPerDay: FOR_ONE };
  rig.stub.answers(costing(100));

  const opinions = await Promise.all([rig.ask({ settings }), rig.ask({ settings })]);

  expect(opinions.map((opinion) => opinion?.status).sort()).toEqual(['unavailable', 'used']);
  expect(rig.stub.requests).toHaveLength(1);
});

it.each([
  ['refuses', json(401, {})],
  ['has a fault', json(503, {}, { 'retry-after': '0' })],
  ['drops the connection', ((response) => void response.destroy()) satisfies Answer],
])('spends nothing on a provider that %s', async (_name, fault) => {
  const settings = { tokensPerDay: FOR_ONE };
  rig.stub.answers(fault);
  await rig.ask({ settings });
  rig.stub.answers(costing(100));

  expect(await rig.ask({ settings })).toMatchObject({ status: 'used' });
});

it('takes what a request may cost for one whose price nobody tells', async () => {
  const settings = { tokensPerDay: FOR_ONE, timeoutMs: 150 };
  rig.stub.answers(silent);

  expect(await rig.ask({ settings })).toMatchObject({
    reason: `there was no whole answer within 150 ms; ${SPENT}`,
    inputTokens: null,
  });
  expect(rig.stub.requests).toHaveLength(1);
});

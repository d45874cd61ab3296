import type { Json } from '../../../sandbox/json';
import { startChildWorker, type ChildWorker } from '../../support/child-worker';
import { InvestigationsRig, type ApiAnswer } from '../../support/investigations-rig';
import { completion, json, opinionText, startModelStub, type Answer, type ModelStub } from '../../support/model-stub';
import { plantedCloudflareEvent, plantedDatadogEvent } from '../../support/planted-events';
import { placesOf, storeTraces, temporalTraces, wikiTraces, type Trace } from '../../support/traces';

/** Stands in every text of the events, and in none of the anomaly. */
const EVIDENCE = 'zq7x-of-the-evidence';
/** First words of our prompt. */
const PROMPT = 'You are a security analyst';
const STORY = 'First a record, then another one: that is no coincidence.';
const TOKENS_PER_DAY = 100_000;

/** Labels that a model is shown for what the actor has done. */
function ownLabels(body: Readonly<Record<string, unknown>>): string[] {
  const [, user] = body['messages'] as { content: string }[];
  const records = user!.content.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Json] : []));
  return records.filter(({ matchedBy }) => matchedBy === 'actor').map(({ label }) => String(label));
}

const raises: Answer = (response, request) => {
  const opinion = opinionText({ narrative: STORY, citations: ownLabels(request.body).slice(0, 2) });
  completion(opinion)(response, request);
};
const costly = completion(
  opinionText({ verdict: 'inconclusive', citations: [] }),
  {},
  {
    usage: { prompt_tokens: TOKENS_PER_DAY - 1_000, completion_tokens: 500, total_tokens: TOKENS_PER_DAY - 500 },
  },
);

/** What the model does in turn, and how often it is asked. */
const SCENES = {
  raises: { says: raises, requests: 1 },
  fails: { says: json(500, { error: { message: EVIDENCE } }, { 'retry-after': '0' }), requests: 2 },
  agrees: { says: costly, requests: 1 },
  'has spent its tokens': { says: raises, requests: 0 },
} as const;
type Scene = keyof typeof SCENES;

let stub: ModelStub;
let rig: InvestigationsRig;
let worker: ChildWorker;
const answers = new Map<Scene, ApiAnswer>();
const asked = new Map<Scene, number>();
const sent: Trace[] = [];
const traces: Trace[] = [];

beforeAll(async () => {
  stub = await startModelStub();
  const model = { use: 'local:stub-1', baseUrl: `${stub.origin}/v1`, tokensPerDay: TOKENS_PER_DAY };
  rig = await InvestigationsRig.start({ worker: 'none', model });
  worker = await startChildWorker(rig, { onLine: (text) => traces.push({ where: 'worker: log', text }) });

  const time = new Date(Date.now() - 600_000).toISOString();
  const who = { time, email: 'alice@example.com', ip: '203.0.113.77' };
  for (const id of ['first', 'second']) {
    rig.sandbox.control.addEvent(plantedCloudflareEvent(rig.accountId, { ...who, id }, () => EVIDENCE));
  }
  rig.sandbox.control.datadog.addEvent(plantedDatadogEvent({ ...who, id: 'third' }, () => EVIDENCE));
  for (const [scene, { says }] of Object.entries(SCENES) as [Scene, (typeof SCENES)[Scene]][]) {
    stub.answers(says);
    const anomaly = { actor: { email: who.email }, action: 'token_create', timestamp: time };
    answers.set(scene, await rig.post(anomaly));
    asked.set(scene, stub.requests.length);
    sent.push(
      ...stub.requests.map(({ text, headers }) => ({
        where: 'model: request',
        text: `${text} ${headers.authorization}`,
      })),
    );
  }
  traces.push(...rig.apiTraces, ...(await storeTraces(rig)), ...wikiTraces(rig), ...(await temporalTraces(rig)));
}, 120_000);

afterAll(async () => {
  await worker.stop();
  await rig.close();
  await stub.close();
}, 60_000);

/** The page of an investigation, as one text. */
function pageOf(scene: Scene): string {
  const steps = String(answers.get(scene)!.body['report']).split('/');
  const { adf } = rig.reports.find(({ id }) => steps.includes(id))!;
  return textOf(JSON.parse(adf));
}

function textOf(node: unknown): string {
  const { type, text, attrs, content = [] } = node as Json & { content?: readonly unknown[] };
  if (type === 'status') return String((attrs as Json)['text']);
  return typeof text === 'string' ? text : content.map(textOf).join(' ');
}

it.each(Object.entries(SCENES))('a model that %s is asked as often as that makes sense', (scene, { requests }) => {
  expect(answers.get(scene as Scene)).toMatchObject({ status: 200 });
  expect(asked.get(scene as Scene)).toBe(requests);
});

it('a model raises the verdict: the answer says so, and the page with the events that it cites', () => {
  expect(answers.get('raises')!.body).toMatchObject({ verdict: 'likely_malicious', raisedByModel: true });

  const page = pageOf('raises');
  expect(page).toMatch(/RAISED BY THE MODEL\s+from \S.* to \S.*, with events of the timeline as its reasons/);
  expect(page).toMatch(/Events that it cites\s+C1, C2/);
  expect(page).toMatch(/Prompt version\s+second-opinion-1 \(sha256 [0-9a-f]{12}\)/);
  expect(page).toMatch(/Tokens\s+100 read, 20 written/);
  expect(page).toContain(STORY);
});

it.each([
  ['fails', 'asked twice; the provider has a fault (HTTP 500)'],
  ['has spent its tokens', 'model.tokensPerDay is spent until midnight UTC'],
] as const)('the verdict of the rules stands when the model %s, and the page says why', (scene, why) => {
  expect(answers.get(scene)!.body).toMatchObject({ verdict: 'inconclusive', raisedByModel: false, missing: [] });
  expect(pageOf(scene)).toContain(
    `The model gave no answer that could be used (${why}). The verdict is that of the rules alone.`,
  );
});

it('a model that says what the rules say changes nothing', () => {
  expect(answers.get('agrees')!.body).toMatchObject({ verdict: 'inconclusive', raisedByModel: false });
  expect(pageOf('agrees')).toContain('The model says what the rules say.');
});

describe('after it', () => {
  it('the key and the prompt stand nowhere', () => {
    expect(placesOf(rig.env['RIG_MODEL']!, traces)).toEqual([]);
    expect(placesOf(PROMPT, traces)).toEqual([]);
  });

  it('the evidence that the model read stands in the archive and on the page, and not in Temporal or a log', () => {
    expect(placesOf(EVIDENCE, traces).filter((where) => !/^(?:store|wiki): /.test(where))).toEqual([]);
    expect(placesOf(EVIDENCE, traces)).toEqual(expect.arrayContaining(['store: evidence', 'wiki: page']));
  });

  it('the same search finds what the model was sent, and what the worker said of it', () => {
    expect(placesOf(EVIDENCE, sent)).toEqual(['model: request']);
    expect(placesOf(PROMPT, sent)).toEqual(['model: request']);
    expect(placesOf(rig.env['RIG_MODEL']!, sent)).toEqual(['model: request']);
    expect(placesOf('asked the model', traces)).toEqual(['worker: log']);
    expect(placesOf('second-opinion-1', traces)).toContain('history: activityTaskCompleted');
  });
});

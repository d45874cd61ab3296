import { randomUUID } from 'node:crypto';
import { SECRET_TEXTS } from '../../../domain/secret-texts';
import { startChildWorker, type ChildWorker } from '../../support/child-worker';
import { InvestigationsRig, type ApiAnswer } from '../../support/investigations-rig';
import { plantedAnomaly, plantedCloudflareEvent, plantedDatadogEvent } from '../../support/planted-events';
import { SECRET_FORMS, type SecretForm } from '../../support/secret-forms';
import { placesOf, storeTraces, temporalTraces, wikiTraces, type Trace } from '../../support/traces';
import { SEARCH_ATTRIBUTE } from '../../../workflows/ids';

/** Whom it is about. Belongs on the page and into the evidence, and into payloads of Temporal, which can be encrypted. */
const PERSON = { email: 'zoe.private@example.com', ip: '203.0.113.77', nick: 'zoe-the-nickname' } as const;
/** A planted answer of a provider that refuses. */
const REFUSAL = SECRET_FORMS[0]!.of('answer of a provider').text;

/** Where no id may be lost: what has only the shape of a secret stays there. */
const ID_PLACES = /resource\.id$|asset\.id$/;
/** A path may have the shape of a secret key of AWS, which stays in it. */
const PATH_PLACES = /path$/;
const SHAPE_ALONE: ReadonlySet<string> = new Set(SECRET_TEXTS.flatMap((row) => ('bare' in row ? [row.name] : [])));

interface Planted {
  readonly place: string;
  readonly by: string;
  readonly secret: string;
}

const planted: Planted[] = [];
/** A text for each place, each time in the next form; all forms come to each place within as many rounds as there are. */
const textsOf = (round: number): ((place: string) => string) => {
  let places = 0;
  return (place) => {
    const { by, of } = formFor(place, round + (places += 1));
    const { text, secret } = of(`${round} ${place}`);
    planted.push({ place, by, secret });
    return text;
  };
};

function formFor(place: string, turn: number): SecretForm {
  const form = SECRET_FORMS[turn % SECRET_FORMS.length]!;
  const stays = ID_PLACES.test(place)
    ? SHAPE_ALONE.has(form.by)
    : PATH_PLACES.test(place) && form.by.startsWith('AWS s');
  return stays ? SECRET_FORMS[0]! : form;
}

let rig: InvestigationsRig;
let worker: ChildWorker;
let published: ApiAnswer;
let failed: ApiAnswer;
const traces: Trace[] = [];

beforeAll(async () => {
  rig = await InvestigationsRig.start({ worker: 'none' });
  worker = await startChildWorker(rig, { onLine: (text) => traces.push({ where: 'worker: log', text }) });
  const time = new Date(Date.now() - 600_000).toISOString();
  const who = { time, email: PERSON.email, ip: PERSON.ip };
  for (const round of SECRET_FORMS.keys()) {
    const textOf = textsOf(round);
    const id = (source: string): string => `planted-in-${source}-${round}`;
    rig.sandbox.control.addEvent(plantedCloudflareEvent(rig.accountId, { ...who, id: id('cloudflare') }, textOf));
    rig.sandbox.control.datadog.addEvent(plantedDatadogEvent({ ...who, id: id('datadog') }, textOf));
  }
  const everyForm = Object.fromEntries(
    [...SECRET_FORMS.keys()].map((round) => [`note ${round}`, textsOf(round)('anomaly, one more of its fields')]),
  );
  published = await rig.post({ ...plantedAnomaly(who, textsOf(0)), ...everyForm, nick: PERSON.nick });

  const id = `msg_${randomUUID()}`;
  rig.sandbox.control.addFault({ provider: 'datadog', kind: { status: 403, body: REFUSAL }, times: 'always' });
  rig.sandbox.control.addFault({ provider: 'confluence', kind: { status: 400, body: REFUSAL }, times: 'always' });
  failed = await rig.post({ ...plantedAnomaly(who, textsOf(13)), nick: PERSON.nick }, { id });
  rig.sandbox.control.clearFaults();

  await rig.ask('/investigations');
  await rig.ask(`/investigations/${String(published.body['id'])}`);
  traces.push({ where: 'api: metrics', text: await rig.metrics() }, ...rig.apiTraces);
  traces.push(...(await storeTraces(rig)), ...wikiTraces(rig), ...(await temporalTraces(rig)));
}, 120_000);

afterAll(async () => {
  await worker.stop();
  await rig.close();
}, 60_000);

describe('after investigations with a secret in every text of an anomaly and of the events of both sources', () => {
  it('there is a report of all events, and a failure', () => {
    expect(published.status).toBe(200);
    expect(failed.status).toBe(502);
    expect(rig.reports).toHaveLength(1);
    const csv = rig.sandbox.control.confluence.attachment(rig.reports[0]!.id, csvName()).toString();
    const shown = [...csv.matchAll(/"planted-in-(cloudflare|datadog)-\d+"/g)].map(([id]) => id);
    expect(new Set(shown).size).toBe(2 * SECRET_FORMS.length);
  });

  it('nothing that is left behind holds one of them', () => {
    expect(planted.length).toBeGreaterThan(500);
    expect(new Set(planted.map(({ by }) => by))).toEqual(
      new Set([...SECRET_TEXTS.map(({ name }) => name), 'its name']),
    );
    const held = planted.map(({ secret, ...where }) => ({ ...where, foundIn: placesOf(secret, traces) }));
    expect(held.filter(({ foundIn }) => foundIn.length > 0)).toEqual([]);
  });

  it('nothing that is left behind holds what a provider said in its refusal', () => {
    expect(placesOf(REFUSAL, traces)).toEqual([]);
  });

  it.each([
    'RIG_S3_SECRET',
    'RIG_CLOUDFLARE',
    'RIG_WEBHOOK',
    'RIG_BEARER',
    'RIG_ACTOR',
    'RIG_DATADOG_API',
    'RIG_DATADOG_APPLICATION',
    'RIG_CONFLUENCE',
  ])('nothing that is left behind holds %s', (name) => {
    expect(placesOf(rig.env[name]!, traces)).toEqual([]);
  });

  it('the marks of what was taken out are where the texts were', () => {
    expect(placesOf('[scrubbed:', traces)).toEqual(
      expect.arrayContaining(['store: assessment', 'store: evidence', 'wiki: page']),
    );
  });

  it('the same search finds what logs, metrics, answers, runs and labels say', () => {
    expect(placesOf('investigation published', traces)).toEqual(['worker: log']);
    expect(placesOf(String(published.body['id']), traces)).toEqual(
      expect.arrayContaining(['api: answer', 'api: log', 'worker: log', 'description', 'store: evidence']),
    );
    expect(placesOf(String(published.body['verdict']), traces)).toEqual(
      expect.arrayContaining(['details', 'wiki: label']),
    );
    expect(placesOf('edgewarden_api_deliveries', traces)).toEqual(['api: metrics']);
  });
});

describe('personal data', () => {
  it.each(Object.entries(PERSON))(
    'of the actor (%s) stands where people and payloads need it, and nowhere else',
    (_what, text) => {
      const places = placesOf(text, traces).filter((where) => !isForPeople(where));
      expect(places).toEqual([]);
    },
  );

  it('is found by the same search on the page and in the evidence', () => {
    expect(placesOf(PERSON.email, traces)).toEqual(expect.arrayContaining(['store: evidence', 'wiki: page']));
  });

  it('leaves a key of the actor that is the same for each investigation', async () => {
    const keys = new Set<unknown>();
    for await (const { typedSearchAttributes } of rig.client.workflow.list({
      query: `TaskQueue = '${rig.taskQueue}'`,
    })) {
      keys.add(typedSearchAttributes.get(SEARCH_ATTRIBUTE.actorKey));
    }
    expect([...keys]).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
  });

  it('and addresses of the store have no name in them', async () => {
    const keys = [...(await rig.keys('evidence/')), ...(await rig.keys('assessment/'))];
    expect(keys.length).toBeGreaterThan(1);
    expect(keys.join('\n')).not.toMatch(/zoe|203\.0\.113/);
  });
});

/** Objects of the archive, the page, and payloads: the input of the run and of its steps. */
function isForPeople(where: string): boolean {
  return (
    /^store: (evidence|assessment|staging)/.test(where) ||
    /^wiki: (page|attachment)/.test(where) ||
    /^history: (workflowExecutionStarted|activityTaskScheduled)$/.test(where)
  );
}

function csvName(): string {
  return rig.reports[0]!.attachments.find(({ title }) => title.endsWith('.csv'))!.title;
}

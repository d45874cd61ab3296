import { createHash, randomUUID } from 'node:crypto';
import { startChildWorker, type ChildWorker } from '../../support/child-worker';
import { InvestigationsRig, type ApiAnswer } from '../../support/investigations-rig';
import { plantedAnomaly, plantedCloudflareEvent, plantedDatadogEvent } from '../../support/planted-events';
import { placesOf, storeTraces, temporalTraces, wikiTraces, type Trace } from '../../support/traces';
import { SEARCH_ATTRIBUTE } from '../../../workflows/ids';

/** Whom it is about. Belongs on the page and into the evidence, and into payloads of Temporal, which can be encrypted. */
const PERSON = { email: 'zoe.private@example.com', ip: '203.0.113.77', nick: 'zoe-the-nickname' } as const;
/** A planted answer of a provider that refuses. */
const REFUSAL = secretOf('answer of a provider');

/** A credential in a vendor's form, its own for each place. */
function secretOf(place: string): string {
  return `cfut_${createHash('sha256').update(place).digest('hex').slice(0, 40)}0f0f0f0f`;
}

const planted = new Map<string, string>();
const textOf = (place: string): string => {
  const secret = secretOf(place);
  planted.set(place, secret);
  return secret;
};

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
  rig.sandbox.control.addEvent(plantedCloudflareEvent(rig.accountId, { ...who, id: 'planted-in-cloudflare' }, textOf));
  rig.sandbox.control.datadog.addEvent(plantedDatadogEvent({ ...who, id: 'planted-in-datadog' }, textOf));
  const anomaly = { ...plantedAnomaly(who, textOf), nick: PERSON.nick };
  published = await rig.post(anomaly);

  const id = `msg_${randomUUID()}`;
  rig.sandbox.control.addFault({ provider: 'datadog', kind: { status: 403, body: REFUSAL }, times: 'always' });
  rig.sandbox.control.addFault({ provider: 'confluence', kind: { status: 400, body: REFUSAL }, times: 'always' });
  failed = await rig.post(anomaly, { id });
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
  it('there is a report of both events, and a failure', () => {
    expect(published.status).toBe(200);
    expect(failed.status).toBe(502);
    expect(rig.reports).toHaveLength(1);
    expect(rig.sandbox.control.confluence.attachment(rig.reports[0]!.id, csvName()).toString()).toMatch(
      /planted-in-cloudflare[\s\S]*planted-in-datadog|planted-in-datadog[\s\S]*planted-in-cloudflare/,
    );
  });

  it('nothing that is left behind holds one of them', () => {
    expect(planted.size).toBeGreaterThan(30);
    const held = [...planted].map(([place, secret]) => ({ place, foundIn: placesOf(secret, traces) }));
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
    expect(placesOf('inconclusive', traces)).toEqual(expect.arrayContaining(['details', 'wiki: label']));
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

import type { RecordedRequest } from '../../../sandbox/http/request-log';
import { CORP } from '../../../sandbox/story/setting';
import { investigationsAt } from '../../../sandbox/story/investigations';
import { InvestigationsRig, type ApiAnswer } from '../../support/investigations-rig';
import { StoreProxy, type StoreRequest } from '../../support/store-proxy';
import { WorkerKiller, type Kill } from '../../support/worker-killer';
import { investigationWorkflowId } from '../../../workflows/ids';

/** After each of these the worker dies once: it is done, and nobody has been told. */
const KILLS: readonly Kill[] = [
  { after: 'completion of readActorHistory', nth: 1 },
  { after: 'PUT of evidence', nth: 1 },
  { after: 'PUT of an assessment', nth: 1 },
  { after: 'creation of a page', nth: 1 },
  { after: 'labels', nth: 1 },
  { after: 'an attachment', nth: 1 },
  { after: 'an attachment', nth: 2 },
  { after: 'note that a page is complete', nth: 1 },
  { after: 'completion of publishReport', nth: 1 },
];

let store: StoreProxy;
let rig: InvestigationsRig;
let killer: WorkerKiller;
let first: ApiAnswer;
let again: ApiAnswer;

beforeAll(async () => {
  store = await StoreProxy.start();
  rig = await InvestigationsRig.start({
    accountId: CORP,
    sandbox: { story: 'company-day' },
    worker: 'none',
    storeEndpoint: store.endpoint,
  });
  killer = new WorkerKiller(rig, KILLS);
  store.onAnswered((request, status) => {
    if (status === 200) killer.happened(storeEffect(request));
  });
  rig.sandbox.control.onRequest((request) => killer.happened(wikiEffect(request)));
  await killer.start();

  const { anomaly, deliveryId } = investigationsAt(rig.sandbox.control.baseTime)[0]!;
  first = await rig.post(anomaly, { id: deliveryId, wait: 0 });
  const run = rig.client.workflow.getHandle(investigationWorkflowId(String(first.body['id'])));
  await Promise.race([run.result(), killer.failed]);
  await killer.settled();
  again = await rig.post(anomaly, { id: deliveryId });
}, 480_000);

afterAll(async () => {
  await killer.stop();
  await rig.close();
  await store.close();
}, 60_000);

describe('an investigation whose worker is killed between what it does and what it learns of it', () => {
  it('has seen every kill that was planned', () => {
    expect(killer.missed).toEqual([]);
  });

  it('was accepted at once, and is answered when it is delivered again', () => {
    expect(first.status).toBe(202);
    expect(again).toMatchObject({ status: 200, body: { id: first.body['id'], verdict: 'likely_malicious' } });
  });

  it('leaves one page, with its attachments once each', () => {
    expect(rig.reports).toHaveLength(1);
    const names = rig.reports[0]!.attachments.map(({ title, version }) => [title.replace(/^.*\./, ''), version.number]);
    expect(names.toSorted()).toEqual([
      ['csv', 1],
      ['svg', 1],
    ]);
  });

  it('leaves one body of evidence and one assessment, which says what the page says', async () => {
    expect(await rig.keys('evidence/')).toHaveLength(1);
    expect(await rig.assessment()).toMatchObject({ verdict: 'likely_malicious' });
    expect(rig.reports[0]!.adf).toMatch(/likely malicious/i);
  });
});

function storeEffect({ method, key, query }: StoreRequest): string {
  if (method !== 'PUT' || query !== '') return 'another request';
  if (key.startsWith('evidence/')) return 'PUT of evidence';
  return key.startsWith('assessment/') ? 'PUT of an assessment' : 'another PUT';
}

/** Writes to the wiki by the end of their path. */
const WIKI_EFFECTS = [
  { path: /\/pages$/, effect: 'creation of a page' },
  { path: /\/label$/, effect: 'labels' },
  { path: /\/child\/attachment$/, effect: 'an attachment' },
  { path: /\/properties$/, effect: 'note that a page is complete' },
] as const;

function wikiEffect({ provider, method, path, status }: RecordedRequest): string {
  if (provider !== 'confluence' || method === 'GET' || status !== 200) return 'another request';
  return WIKI_EFFECTS.find((one) => one.path.test(path.split('?')[0]!))?.effect ?? 'another request';
}

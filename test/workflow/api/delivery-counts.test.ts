import { randomUUID } from 'node:crypto';
import { githubHeaders } from '../../support/signed-delivery';
import { anomaly, ApiRig, until } from './api-rig';
import { GrpcWay } from './grpc-way';

/** Code of gRPC for a call that nothing but another configuration will mend. */
const PERMISSION_DENIED = 7;
const SENDERS = ['siem', 'forge', 'slow'];
const OUTCOMES = [
  ...['started', 'joined', 'restarted', 'repeated', 'unverified', 'limited'],
  ...['refused', 'conflict', 'unavailable', 'failed', 'error'],
];

let way: GrpcWay;
let rig: ApiRig;
let hasClock: boolean;

beforeEach(async () => {
  way = new GrpcWay();
  hasClock = true;
  rig = await ApiRig.start({
    temporalAddress: await way.open(),
    clock: () => {
      if (!hasClock) throw new Error('no clock');
      return Date.now();
    },
  });
});

afterEach(async () => {
  await rig.close();
  way.close();
});

/** Deliveries by sender and outcome, as Prometheus reads them. */
async function counts(): Promise<Map<string, number>> {
  const { text } = await rig.get('/metrics');
  const series = text.matchAll(/^edgewarden_api_deliveries_total\{sender="(\w+)",outcome="(\w+)"\} (\d+)$/gm);
  return new Map(Array.from(series, ([, sender, outcome, count]) => [`${sender} ${outcome}`, Number(count)]));
}

/** What has become of deliveries, by the difference of the counters. */
async function countedBy(deliveries: number, send: () => Promise<unknown>): Promise<Record<string, number>> {
  const delivered = (): number => rig.lines.filter(({ sender }) => sender !== undefined).length;
  const before = await counts();
  const wanted = delivered() + deliveries;
  await send();
  await until(() => Promise.resolve(delivered() === wanted));
  const more = Array.from(await counts(), ([name, count]) => [name, count - (before.get(name) ?? 0)] as const);
  return Object.fromEntries(more.filter(([, count]) => count !== 0));
}

describe('deliveries are counted by sender and outcome', () => {
  it('from 0 on, so that the first of a kind is an increase', async () => {
    const expected = SENDERS.flatMap((sender) => OUTCOMES.map((outcome) => [`${sender} ${outcome}`, 0] as const));

    expect(Object.fromEntries(await counts())).toEqual(Object.fromEntries(expected));
  });

  it('when they start, join, repeat and restart an investigation, and when it fails', async () => {
    const [held, published, failing] = [anomaly('hold'), anomaly('publish'), anomaly('fail')];
    const [one, two, three] = [randomUUID(), randomUUID(), randomUUID()];

    expect(await countedBy(1, () => rig.post(held, { id: one }))).toEqual({ 'siem started': 1 });
    expect(await countedBy(1, () => rig.post(held, { id: one }))).toEqual({ 'siem joined': 1 });
    await rig.post(published, { id: two, prefer: 'wait=30' });
    expect(await countedBy(1, () => rig.post(published, { id: two }))).toEqual({ 'siem repeated': 1 });
    expect(await countedBy(1, () => rig.post(failing, { id: three, prefer: 'wait=30' }))).toEqual({ 'siem failed': 1 });
    expect(await countedBy(1, () => rig.post(failing, { id: three }))).toEqual({ 'siem restarted': 1 });
  });

  it('when they are not taken: unproven, too many, malformed, or another body under a known id', async () => {
    const body = anomaly('hold');
    const slow = githubHeaders(body, 'the-secret-of-a-slow-sender');
    const id = randomUUID();
    await rig.post(body, { id });

    expect(await countedBy(1, () => rig.send('/webhooks/anomalies/siem', body))).toEqual({ 'siem unverified': 1 });
    expect(await countedBy(1, () => rig.post('{'))).toEqual({ 'siem refused': 1 });
    expect(await countedBy(1, () => rig.post(anomaly('hold-too'), { id }))).toEqual({ 'siem conflict': 1 });
    const three = async (): Promise<void> => {
      for (let n = 0; n < 3; n += 1) await rig.send('/webhooks/anomalies/slow', body, { headers: slow });
    };
    expect(await countedBy(3, three)).toEqual({ 'slow started': 1, 'slow joined': 1, 'slow limited': 1 });
  });

  it('when Temporal refuses them', async () => {
    way.next.set('StartWorkflowExecution', [PERMISSION_DENIED]);

    expect(await countedBy(1, () => rig.post(anomaly('hold')))).toEqual({ 'siem unavailable': 1 });
  });

  it('as an error when the API itself fails, before an investigation is started', async () => {
    hasClock = false;

    expect(await countedBy(1, () => rig.post(anomaly('hold')))).toEqual({ 'siem error': 1 });
  });

  it('as an error, and not as started, when it fails after that', async () => {
    expect(await countedBy(1, () => rig.post(anomaly('nothing'), { prefer: 'wait=30' }))).toEqual({ 'siem error': 1 });
  });
});

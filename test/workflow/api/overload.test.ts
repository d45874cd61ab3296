import { anomaly, ApiRig, until } from './api-rig';
import { GrpcWay, type Fate } from './grpc-way';

/** Codes of gRPC. */
const RESOURCE_EXHAUSTED = 8;
const UNAVAILABLE = 14;
const START = 'StartWorkflowExecution';

let way: GrpcWay;
let rig: ApiRig;

beforeAll(async () => {
  way = new GrpcWay();
  rig = await ApiRig.start({ worker: 'none', temporalAddress: await way.open() });
});

afterAll(async () => {
  await rig.close();
  way.close();
});

beforeEach(() => {
  way.next.clear();
});

const always = (fate: Fate): Fate[] => Array.from({ length: 1_000 }, () => fate);
const outcomes = (investigation: unknown) =>
  rig.lines.filter((line) => line.investigation === investigation).map(({ outcome }) => outcome);

describe('while Temporal is overloaded', () => {
  it('a delivery is refused, the sender is told when to come again, and is taken then', async () => {
    const body = anomaly('hold');
    way.next.set(START, always(RESOURCE_EXHAUSTED));
    const refused = await rig.post(body, { id: 'msg_overload' });
    way.next.clear();
    const taken = await rig.post(body, { id: 'msg_overload' });

    expect(refused.status).toBe(503);
    expect(refused.body).toMatchObject({ code: 'temporal_unavailable' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(taken.status).toBe(202);
    expect(outcomes(taken.body?.id)).toEqual(['unavailable', 'started']);
  });

  it('for a moment, nobody notices', async () => {
    way.next.set(START, [RESOURCE_EXHAUSTED, UNAVAILABLE]);
    const { status, body } = await rig.post(anomaly('hold'));

    expect(status).toBe(202);
    expect(outcomes(body?.id)).toEqual(['started']);
  });
});

describe('when the answer of a start is lost', () => {
  it('the run that it started is found, and there is no second one', async () => {
    way.next.set(START, ['lose']);
    const { status, body } = await rig.post(anomaly('hold'));

    expect(status).toBe(202);
    expect(outcomes(body?.id)).toEqual(['joined']);
    await until(async () => (await rig.runs(String(body?.id))).length > 0);
    expect(await rig.runs(String(body?.id))).toHaveLength(1);
  });

  it('and nothing more comes through, the sender is not told that nothing was taken; its repeat joins', async () => {
    const body = anomaly('hold');
    way.next.set(START, ['lose', ...always(UNAVAILABLE)]);
    const unknown = await rig.post(body, { id: 'msg_lost' });
    way.next.clear();
    const repeated = await rig.post(body, { id: 'msg_lost' });

    expect(unknown.status).toBe(503);
    expect(unknown.body?.detail).toContain('what was taken all the same counts once');
    expect(repeated.status).toBe(202);
    expect(outcomes(repeated.body?.id)).toEqual(['unavailable', 'joined']);
    await until(async () => (await rig.runs(String(repeated.body?.id))).length > 0);
    expect(await rig.runs(String(repeated.body?.id))).toHaveLength(1);
  });
});

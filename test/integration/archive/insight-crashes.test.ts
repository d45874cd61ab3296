import { FailureType } from '../../../domain/failure-type';
import { createInsightRig, insight, type InsightRig, type SyncOptions } from './insight-rig';
import { startS3Proxy, xmlError, type Fault, type S3Proxy } from './s3-proxy';

const OPEN = [insight('a'), insight('b', { severity: 'Critical' })];
/** PUTs of a comparison, in order. The listing stands staged by then. */
const PUTS = ['records', 'inventory', 'ticket orders'];

let fault: (path: string) => Fault;
let proxy: S3Proxy;
let rig: InsightRig;
beforeEach(async () => {
  fault = () => 'forward';
  proxy = await startS3Proxy(({ method, path }) => (method === 'PUT' ? fault(path) : 'forward'));
  rig = await createInsightRig({ endpoint: proxy.endpoint });
  rig.configure({ ticketsFrom: 'critical' });
  await rig.sync({ run: 'r1', open: [] });
  await rig.stage('r2', 'open', OPEN);
});
afterEach(async () => {
  rig.stop();
  await proxy.close();
});

const SYNC: SyncOptions = { run: 'r2', minutes: 10, open: OPEN };

function failingOnce(nth: number, what: Fault): (path: string) => Fault {
  let seen = 0;
  return (path) => {
    if (path.includes('run=r2')) return 'forward';
    seen += 1;
    return seen === nth + 1 ? what : 'forward';
  };
}

describe.each([
  ['was never done', { status: 503, body: xmlError('InternalError') }],
  ['was done and its answer lost', 'lose answer'],
] as const)('when the write %s', (_, what) => {
  it.each(PUTS.map((name, nth) => [name, nth] as const))(
    'of the %s, the next attempt leaves what one attempt would have left',
    async (name, nth) => {
      fault = failingOnce(nth, what);
      await expect(rig.compare(SYNC)).rejects.toMatchObject({ type: FailureType.Unavailable, nonRetryable: false });
      expect(await rig.commits()).toHaveLength(1);

      const { draft } = await rig.sync(SYNC);

      expect(await rig.keys('insights/records/')).toEqual([draft.records!.key]);
      expect(await rig.keys('insights/inventory/')).toHaveLength(2); // the baseline's and this one
      expect(await rig.archive.versionCount(draft.inventory.key)).toBe(1);
      expect(await rig.commits()).toMatchObject([{ seq: 1 }, { seq: 2, pendingTickets: [{ insightId: 'b' }] }]);
    },
  );

  it('of the commit, the next attempt leaves one commit', async () => {
    const compared = await rig.compare(SYNC);
    if (compared.state !== 'changed') throw new Error('nothing to commit');
    const { draft, orders } = compared;
    const commit = () =>
      rig.run(rig.activities.commitInsights, { account: 'acme', draft, orders, filed: [], failed: [] });
    fault = failingOnce(0, what);
    await expect(commit()).rejects.toMatchObject({ type: FailureType.Unavailable });

    expect(await commit()).toMatchObject({ outcome: what === 'lose answer' ? 'already there' : 'committed' });
    expect(await rig.commits()).toHaveLength(2);
  });
});

it('a comparison made twice gives the same draft, byte for byte', async () => {
  const first = await rig.compare(SYNC);
  const keys = await rig.keys('');
  expect(await rig.compare(SYNC)).toEqual(first);
  expect(await rig.keys('')).toEqual(keys);
});

it('what a run has written that never came to its commit means nothing to the next one', async () => {
  await rig.compare(SYNC);
  const { draft, figures } = await rig.sync({ run: 'r3', minutes: 20, open: OPEN });
  expect(draft.seq).toBe(2);
  expect(figures.records.new).toBe(2);
});

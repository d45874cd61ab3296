import type { RecordedRequest } from '../../../sandbox/http/request-log';
import { STORY_SETTING } from '../../../sandbox/story/setting';
import { insight, insightId } from '../../support/insight-records';
import { InsightsRig, type HeldRecord } from '../../support/insights-rig';
import { StoreProxy, type StoreRequest } from '../../support/store-proxy';
import { WorkerKiller, type Kill } from '../../support/worker-killer';
import type { InsightsSyncResult } from '../../../workflows/contracts';

/** A run lists twice, writes three objects and two tickets; each of these moments kills its worker once. */
const KILLS: readonly Kill[] = [
  { after: 'completion of askLedger', nth: 1 },
  { after: 'page of open insights', nth: 2 },
  { after: 'PUT of the open list', nth: 1 },
  { after: 'page of dismissed insights', nth: 1 },
  { after: 'PUT of records', nth: 1 },
  { after: 'PUT of the inventory', nth: 1 },
  { after: 'issueCreate', nth: 1 },
  { after: 'PUT of a commit', nth: 1 },
];
/** Both attempts of a listing may die with their worker, and then the run fails: as many tries as it takes. */
const MOST_RUNS = 4;
const TICKETS = { team: STORY_SETTING.linear.teamKey, labels: [], minSeverity: 'critical' };

let store: StoreProxy;
let rig: InsightsRig;
let killer: WorkerKiller;
let result: InsightsSyncResult;

beforeAll(async () => {
  store = await StoreProxy.start();
  rig = await InsightsRig.start({
    worker: 'none',
    storeEndpoint: store.endpoint,
    insightsSync: { pageSize: 2, tickets: TICKETS },
  });
  rig.add(...[0, 1, 2].map((index) => insight({ id: insightId(index) })));
  const quiet = new WorkerKiller(rig, []);
  await quiet.start();
  await rig.sync();
  await quiet.stop();

  rig.sandbox.control.resolveInsight(insightId(0));
  rig.add(insight({ id: insightId(8), severity: 'Critical' }), insight({ id: insightId(9), severity: 'Critical' }));
  killer = new WorkerKiller(rig, KILLS);
  store.onAnswered((request, status) => {
    if (status === 200) killer.happened(storeEffect(request));
  });
  rig.sandbox.control.onRequest((request) => killer.happened(providerEffect(request)));
  await killer.start();
  result = await firstToEnd();
}, 280_000);

afterAll(async () => {
  await killer.stop();
  await rig.close();
  await store.close();
}, 60_000);

describe('a sync whose worker is killed between what it does and what it learns of it', () => {
  it('has seen every kill that was planned', () => {
    expect(killer.missed).toEqual([]);
  });

  it('writes each lifecycle record once', async () => {
    const told = (await rig.records()).filter(({ baseline }) => !baseline).map(nameOf);

    expect(told.toSorted()).toEqual(
      [`new ${insightId(8)} 1`, `new ${insightId(9)} 1`, `resolved ${insightId(0)} 1`].toSorted(),
    );
    expect(result).toMatchObject({ outcome: 'ok', changes: 3, pendingTickets: 0 });
  });

  it('opens one ticket for each', () => {
    expect(rig.sandbox.control.issues()).toHaveLength(2);
  });

  it('counts every request that has left, the lost ones too', async () => {
    const { sent, excess } = rig.counted;

    expect(excess).toBe(0);
    expect((await rig.ledger()).used).toBeGreaterThanOrEqual(sent);
  });
});

async function firstToEnd(): Promise<InsightsSyncResult> {
  for (let run = 1; ; run += 1) {
    try {
      return await Promise.race([rig.syncNow(), killer.failed]);
    } catch (error) {
      if (run === MOST_RUNS) throw error;
    } finally {
      await killer.settled();
    }
  }
}

function nameOf({ state, insightId: id, episode }: HeldRecord): string {
  return `${state} ${id} ${episode}`;
}

function storeEffect({ method, key }: StoreRequest): string {
  if (method !== 'PUT') return 'another request';
  if (key.startsWith('insights/commit/')) return 'PUT of a commit';
  if (key.startsWith('insights/records/')) return 'PUT of records';
  if (key.startsWith('insights/inventory/')) return 'PUT of the inventory';
  return key.endsWith('/open.ndjson.gz') ? 'PUT of the open list' : 'another PUT';
}

function providerEffect({ provider, path, operation }: RecordedRequest): string {
  if (provider === 'linear') return operation ?? 'another request';
  const [, dismissed] = /security-center\/insights\?.*dismissed=(true|false)/.exec(path) ?? [];
  if (dismissed === undefined) return 'another request';
  return dismissed === 'true' ? 'page of dismissed insights' : 'page of open insights';
}

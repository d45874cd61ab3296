import { gzipSync } from 'node:zlib';
import { createInsightLists } from '../../../activities/archive/insights/insight-lists';
import { FailureType } from '../../../domain/failure-type';
import { ACCOUNT_ID, createRig, NO_SIGNAL, type Rig } from './archive-rig';
import { startS3Proxy, type Fault } from './s3-proxy';
import { insight } from './insight-rig';

const FACTS = { pageSize: 1_000, requests: 3, unreadable: 2 };
const INSIGHTS = [insight('a'), insight('b')];

let rig: Rig;
let runs = 0;
const place = () => ({ accountId: ACCOUNT_ID, run: `run-${(runs += 1)}`, list: 'open' as const });

beforeAll(async () => {
  rig = await createRig({ prefix: 'sec/ew' });
});
afterAll(() => rig.s3.destroy());

it('a listing that was staged is found again with its count, its page size and what it has cost', async () => {
  const lists = createInsightLists(rig.store, rig.settings);
  const there = place();
  const staged = await lists.put(there, INSIGHTS, FACTS, NO_SIGNAL);

  expect(staged).toEqual({
    key: `sec/ew/staging/insights/account=${ACCOUNT_ID}/run=${there.run}/open.ndjson.gz`,
    count: 2,
    ...FACTS,
  });
  expect(await lists.find(there, NO_SIGNAL)).toEqual(staged);
  expect(await lists.find({ ...there, list: 'dismissed' }, NO_SIGNAL)).toBeUndefined();
});

it('stands without a lock, so that the lifecycle rule can expire it', async () => {
  const { key } = await createInsightLists(rig.store, rig.settings).put(place(), INSIGHTS, FACTS, NO_SIGNAL);
  const head = await rig.head(key);
  expect(head.ObjectLockMode).toBeUndefined();
  expect(head.ContentType).toBe('application/gzip');
});

it('an empty list is a complete listing, too', async () => {
  const lists = createInsightLists(rig.store, rig.settings);
  const there = place();
  await lists.put(there, [], FACTS, NO_SIGNAL);
  expect(await lists.find(there, NO_SIGNAL)).toMatchObject({ count: 0 });
});

it('whoever staged first wins, and the second is told what stands', async () => {
  const lists = createInsightLists(rig.store, rig.settings);
  const there = place();
  await lists.put(there, INSIGHTS, FACTS, NO_SIGNAL);

  expect(await lists.put(there, [insight('c')], { ...FACTS, requests: 9 }, NO_SIGNAL)).toMatchObject({
    count: 2,
    requests: 3,
  });
});

it('an answer that was lost costs no second listing', async () => {
  let fault: Fault = 'lose answer';
  const proxy = await startS3Proxy(({ method }) => (method === 'PUT' ? fault : 'forward'));
  const faulty = await createRig({ endpoint: proxy.endpoint });
  try {
    const lists = createInsightLists(faulty.store, faulty.settings);
    const there = place();
    await expect(lists.put(there, INSIGHTS, FACTS, NO_SIGNAL)).rejects.toMatchObject({ type: FailureType.Unavailable });
    fault = 'forward';
    expect(await lists.find(there, NO_SIGNAL)).toMatchObject({ count: 2 });
  } finally {
    faulty.s3.destroy();
    await proxy.close();
  }
});

it.each([
  ['out of order', [insight('b'), insight('a')]],
  ['with an id twice', [insight('a'), insight('a')]],
  ['with one on two lines', [{ id: 'a', json: '{\n}' }]],
])('refuses a list %s, and stages nothing', async (_, insights) => {
  const lists = createInsightLists(rig.store, rig.settings);
  const there = place();
  await expect(lists.put(there, insights, FACTS, NO_SIGNAL)).rejects.toMatchObject({ type: FailureType.Refused });
  expect(await lists.find(there, NO_SIGNAL)).toBeUndefined();
});

it.each([
  ['bytes that are no gzip', Buffer.from('x')],
  ['another first line', gzipSync('{"schema":2}\n')],
  ['no line at all', gzipSync('')],
])('does not take %s for a staged listing', async (_, body) => {
  const lists = createInsightLists(rig.store, rig.settings);
  const there = place();
  const key = `sec/ew/staging/insights/account=${ACCOUNT_ID}/run=${there.run}/open.ndjson.gz`;
  await rig.store.putImmutable({ key, body, lock: null }, NO_SIGNAL);
  await expect(lists.find(there, NO_SIGNAL)).rejects.toMatchObject({ type: FailureType.Tampered });
});

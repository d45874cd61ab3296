import { gunzipSync, gzipSync } from 'node:zlib';
import { FailureType } from '../../../domain/failure-type';
import { canonicalJson } from '../../../activities/shared/canonical-json';
import { insightCommitKey } from '../../../domain/archive-key';
import { sha256Hex } from '../../../activities/shared/hashing';
import { ACCOUNT_ID, NO_SIGNAL } from './archive-rig';
import { createInsightRig, insight, type InsightRig } from './insight-rig';

const commitKey = (seq: number): string => insightCommitKey('', ACCOUNT_ID, seq);

let rig: InsightRig;
beforeEach(async () => {
  rig = await createInsightRig();
});
afterEach(() => rig.stop());

/** Two syncs, after which somebody was at work. */
async function twoSyncs() {
  await rig.sync({ run: 'r1', open: [insight('a')] });
  return rig.sync({ run: 'r2', minutes: 10, open: [insight('a'), insight('b')] });
}

/** The next sync changes nothing and names what is to be done. */
async function expectTampered(what: string | RegExp, newestSeq: number | null = null): Promise<void> {
  const before = await rig.keys('insights/');
  const open = [insight('a'), insight('b'), insight('c')];
  await expect(rig.compare({ run: 'r3', minutes: 20, open, newestSeq })).rejects.toMatchObject({
    type: FailureType.Tampered,
    nonRetryable: true,
    message: expect.stringMatching(what) as string,
  });
  expect(await rig.keys('insights/')).toEqual(before);
}

describe('an inventory', () => {
  it('that was deleted is no new beginning', async () => {
    const { draft } = await twoSyncs();
    await rig.remove(draft.inventory.key);
    await expectTampered(/delete marker/);
  });

  it('that never came to be is no new beginning', async () => {
    const { draft } = await twoSyncs();
    const commit = { ...draft, seq: 3, inventory: { ...draft.inventory, key: 'insights/inventory/none' } };
    await rig.overwrite(commitKey(3), canonicalJson({ ...commit, pendingTickets: [] }));
    await expectTampered(/does not exist.*Restore the version/);
  });

  it('with another version on top is not believed', async () => {
    const { draft } = await twoSyncs();
    const { bytes } = (await rig.archive.store.read(draft.inventory.key, NO_SIGNAL))!;
    const shorter = gunzipSync(bytes).toString('utf8').split('\n').slice(1).join('\n');
    await rig.overwrite(draft.inventory.key, gzipSync(shorter));
    await expectTampered(/hash that its commit names.*Restore the version/);
  });

  it.each([
    ['is no gzip', Buffer.from('{}')],
    ['has lines that are none', gzipSync('{}\n')],
    ['has another number of lines', gzipSync('')],
  ])('whose bytes fit their hash but which %s is not believed', async (_, body) => {
    const { draft } = await twoSyncs();
    const key = 'insights/inventory/other.ndjson.gz';
    await rig.overwrite(key, body);
    const commit = { ...draft, seq: 3, inventory: { key, sha256: sha256Hex(body), count: 1 }, pendingTickets: [] };
    await rig.overwrite(commitKey(3), canonicalJson(commit));
    await expectTampered(/not the inventory that was written/);
  });
});

describe('a commit', () => {
  it('that was deleted although a newer one stands is reported', async () => {
    await twoSyncs();
    await rig.sync({ run: 'third', minutes: 15, open: [insight('a')], undecided: 'keep' });
    await rig.remove(commitKey(2));
    await expectTampered(/0000000002\.json is missing although commit 3 exists/);
  });

  it.each([null, 2])('that was the newest one is missed, with the hint %p', async (newestSeq) => {
    await twoSyncs();
    await rig.remove(commitKey(2));
    await expectTampered(/delete marker/, newestSeq);
  });

  it('that was the only one is missed: there is no second baseline', async () => {
    await rig.sync({ run: 'r1', open: [insight('a')] });
    await rig.remove(commitKey(1));
    await expectTampered(/delete marker/);
  });

  it.each([
    ['is no JSON', () => '{'],
    ['is of another schema', (body: string) => body.replace('"schema":1', '"schema":2')],
    ['is of another account', (body: string) => body.replaceAll(ACCOUNT_ID, 'f'.repeat(32))],
    ['says another number', (body: string) => body.replace('"seq":2', '"seq":3')],
    ['names no inventory', (body: string) => body.replace('"inventory"', '"inventar"')],
  ])('that %s is not believed', async (_, change) => {
    await twoSyncs();
    const { bytes } = (await rig.archive.store.read(commitKey(2), NO_SIGNAL))!;
    await rig.overwrite(commitKey(2), change(bytes.toString('utf8')));
    await expectTampered(/not the commit that was written/);
  });
});

describe('a staged listing', () => {
  const KEY = `staging/insights/account=${ACCOUNT_ID}/run=r3/open.ndjson.gz`;
  const HEADER = { schema: 1, accountId: ACCOUNT_ID, run: 'r3', list: 'open', pageSize: 1, requests: 1, unreadable: 0 };
  const staged = (count: number, ids: readonly string[]) =>
    gzipSync(
      [{ ...HEADER, count }, ...ids.map((id) => ({ id, insight: { id } }))]
        .map((o) => `${JSON.stringify(o)}\n`)
        .join(''),
    );

  it.each([
    ['shorter than it was staged', staged(3, ['a', 'b'])],
    ['out of order', staged(2, ['b', 'a'])],
    ['cut off', staged(2, ['a', 'b']).subarray(0, -9)],
  ])('that is %s resolves nothing', async (_, body) => {
    await twoSyncs();
    await rig.archive.store.putImmutable({ key: KEY, body, lock: null }, NO_SIGNAL);
    await expectTampered(/not the listing that was staged/);
  });

  it('that has expired is listed again by the next run', async () => {
    await expect(
      rig.run(rig.activities.compareInsights, {
        account: 'acme',
        run: 'r3',
        runStart: new Date().toISOString(),
        job: 'sync',
        open: KEY,
        dismissed: null,
        undecided: 'ask',
        newestSeq: null,
      }),
    ).rejects.toMatchObject({ type: FailureType.NotFound, message: expect.stringContaining('lists again') as string });
  });

  it('of the other list is not compared, whatever names it', async () => {
    const key = await rig.stage('r1', 'dismissed', []);
    await expect(
      rig.run(rig.activities.compareInsights, {
        account: 'acme',
        run: 'r3',
        runStart: new Date().toISOString(),
        job: 'sync',
        open: key,
        dismissed: null,
        undecided: 'ask',
        newestSeq: null,
      }),
    ).rejects.toMatchObject({ type: FailureType.Refused });
  });
});

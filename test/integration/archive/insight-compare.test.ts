import { readFileSync } from 'node:fs';
import path from 'node:path';
import { FailureType } from '../../../domain/failure-type';
import { ACCOUNT_ID, DAY_MS, RETENTION_DAYS } from './archive-rig';
import { ANY_INSIGHT, at, createInsightRig, insight, type InsightRig } from './insight-rig';

const MINUTES_PER_DAY = 24 * 60;

let rig: InsightRig;
beforeEach(async () => {
  rig = await createInsightRig();
});
afterEach(() => rig.stop());

describe('the first sync', () => {
  it('writes everything as new and marked as baseline, and a commit that names what it wrote', async () => {
    const baseline = await rig.sync({ run: 'r1', open: [insight('b'), insight('a', { severity: 'Critical' })] });

    expect(await rig.records(baseline)).toMatchObject([
      { insightId: 'a', state: 'new', baseline: true, severity: 'critical', seq: 1, episode: 1, firstSeen: at(0) },
      { insightId: 'b', state: 'new', baseline: true, severity: 'moderate' },
    ]);
    expect(await rig.commits()).toEqual([{ ...baseline.draft, pendingTickets: [] }]);
    const { records, inventory, ...commit } = baseline.draft;
    expect(commit).toMatchObject({
      schema: 1,
      accountId: ACCOUNT_ID,
      seq: 1,
      previous: null,
      baseline: true,
      run: 'r1',
    });
    expect(records).toMatchObject({ count: 2 });
    expect(inventory).toMatchObject({ count: 2 });
    expect((await rig.archive.store.read(records!.key, new AbortController().signal))?.sha256).toBe(records!.sha256);
    expect(records!.key).toContain(`/0000000001-${records!.sha256.slice(0, 16)}.ndjson.gz`);
  });

  it('of an account without insights is a baseline, too', async () => {
    const { draft } = await rig.sync({ run: 'r1', open: [] });
    expect(draft).toMatchObject({ seq: 1, baseline: true, records: null, inventory: { count: 0 } });

    const next = await rig.sync({ run: 'r2', minutes: 10, open: [insight('a')] });
    expect(await rig.records(next)).toMatchObject([{ insightId: 'a', state: 'new', baseline: false }]);
  });

  it('keeps each member of an insight, its order and its value, whatever stands beside it', async () => {
    const page = JSON.parse(
      readFileSync(path.join(__dirname, '../../fixtures/cloudflare/insights-page.json'), 'utf8'),
    ) as { result: { issues: { id: string }[] } };
    const received = page.result.issues.map((issue) => ({ id: issue.id, json: JSON.stringify(issue) }));

    const baseline = await rig.sync({ run: 'r1', open: received });

    const lines = await rig.lines(baseline.draft.records!);
    const sorted = [...received].sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(lines.map((line) => line.slice(line.indexOf(',"insight":') + 11, -1))).toEqual(
      sorted.map(({ json }) => json),
    );
    expect(lines[0]).toContain('"severity":"critical"');
    expect(lines[0]).toContain('"severity":"Critical"');
  });
});

describe('a sync', () => {
  it('that sees nothing but the times of the last scan writes nothing', async () => {
    const { draft } = await rig.sync({ run: 'r1', open: [insight('a')] });
    const before = await rig.keys('insights/');

    const compared = await rig.compare({ run: 'r2', minutes: 10, open: [insight('a', { timestamp: 'later' })] });

    expect(compared).toMatchObject({
      state: 'unchanged',
      seq: 1,
      pendingTickets: 0,
      figures: { listed: 1, wanted: 1 },
    });
    expect(await rig.keys('insights/')).toEqual(before);
    expect(draft.seq).toBe(1);
  });

  it('tells what has changed with the values before and after', async () => {
    await rig.sync({ run: 'r1', open: [insight('a'), insight('b')] });
    const changed = await rig.sync({
      run: 'r2',
      minutes: 10,
      open: [insight('a', { severity: 'Critical', timestamp: 'later' }), insight('b')],
    });

    expect(await rig.records(changed)).toMatchObject([
      {
        seq: 2,
        at: at(10),
        state: 'changed',
        insightId: 'a',
        firstSeen: at(0),
        lastSeen: at(10),
        changes: [{ field: 'severity', before: 'Moderate', after: 'Critical' }],
        insight: { severity: 'Critical', timestamp: 'later' },
      },
    ]);
    expect(changed.draft.inventory.count).toBe(2);
  });

  it('asks for the dismissed list when insights have vanished, and writes nothing until it has it', async () => {
    await rig.sync({ run: 'r1', open: [insight('a'), insight('b'), insight('c')] });
    const before = await rig.keys('insights/');

    const open = [insight('b'), insight('new')];
    expect(await rig.compare({ run: 'r2', minutes: 10, open })).toEqual({ state: 'undecided', vanished: 2 });
    expect(await rig.keys('insights/')).toEqual(before);

    const dismissed = [insight('a', { dismissed: true }), insight('never-known', { dismissed: true })];
    const decided = await rig.sync({ run: 'r2', minutes: 10, open, dismissed });
    expect((await rig.records(decided)).map(({ insightId, state }) => [insightId, state])).toEqual([
      ['a', 'dismissed'],
      ['c', 'resolved'],
      ['new', 'new'],
    ]);
  });

  it('that cannot read the dismissed list leaves what has vanished undecided, and a later one decides', async () => {
    await rig.sync({ run: 'r1', open: [insight('a')] });
    const kept = await rig.sync({ run: 'r2', minutes: 10, open: [], undecided: 'keep' });
    expect(await rig.records(kept)).toEqual([]);
    expect(kept.draft.records).toBeNull();

    expect(await rig.compare({ run: 'r3', minutes: 20, open: [] })).toEqual({ state: 'undecided', vanished: 1 });
    const decided = await rig.sync({ run: 'r3', minutes: 20, open: [], dismissed: [] });
    expect(await rig.records(decided)).toMatchObject([{ insightId: 'a', state: 'resolved', lastSeen: at(0) }]);
  });

  it('commits what filters hide without a record', async () => {
    await rig.sync({ run: 'r1', open: [insight('a')] });
    rig.configure({ filter: { ...ANY_INSIGHT, severity: ['critical'] } });

    const hidden = await rig.sync({ run: 'r2', minutes: 10, open: [insight('a'), insight('b')] });
    expect(hidden.draft).toMatchObject({ seq: 2, records: null, inventory: { count: 2 } });

    rig.configure({ filter: ANY_INSIGHT });
    const shown = await rig.sync({ run: 'r3', minutes: 20, open: [insight('a'), insight('b')] });
    expect(await rig.records(shown)).toMatchObject([
      { insightId: 'b', state: 'new', firstSeen: at(10), baseline: false },
    ]);
  });

  it('knows from the syncs without change how long an insight was seen', async () => {
    await rig.sync({ run: 'r1', open: [insight('a')] });
    await rig.compare({ run: 'r2', minutes: 10, open: [insight('a')] });
    const resolved = await rig.sync({ run: 'r3', minutes: 20, open: [], dismissed: [], comparedAt: at(10) });
    expect(await rig.records(resolved)).toMatchObject([{ state: 'resolved', firstSeen: at(0), lastSeen: at(10) }]);
  });

  it('does not believe in sightings of the future or of before the inventory', async () => {
    await rig.sync({ run: 'r1', minutes: 10, open: [insight('a'), insight('b')] });
    const one = await rig.sync({ run: 'r2', minutes: 20, open: [insight('b')], dismissed: [], comparedAt: at(99) });
    const two = await rig.sync({ run: 'r3', minutes: 30, open: [], dismissed: [], comparedAt: at(5) });
    expect(await rig.records(one)).toMatchObject([{ insightId: 'a', lastSeen: at(10) }]);
    expect(await rig.records(two)).toMatchObject([{ insightId: 'b', lastSeen: at(20) }]);
  });

  it('renews an inventory that is half as old as it may get, although nothing has changed', async () => {
    rig.configure({ inventoryDays: 10 });
    await rig.sync({ run: 'r1', open: [insight('a')] });
    const almost = await rig.compare({ run: 'r2', minutes: 5 * MINUTES_PER_DAY, open: [insight('a')] });
    expect(almost.state).toBe('unchanged');

    const renewed = await rig.sync({ run: 'r3', minutes: 5 * MINUTES_PER_DAY + 1, open: [insight('a')] });
    expect(renewed.draft).toMatchObject({ seq: 2, baseline: false, records: null, inventory: { count: 1 } });
    const again = await rig.compare({ run: 'r4', minutes: 5 * MINUTES_PER_DAY + 11, open: [insight('a')] });
    expect(again).toMatchObject({ state: 'unchanged', seq: 2 });
  });

  it('chains its commit to the one before by the hash of its bytes', async () => {
    await rig.sync({ run: 'r1', open: [] });
    await rig.sync({ run: 'r2', minutes: 10, open: [insight('a')] });
    const [first = '', second = ''] = await rig.keys('insights/commit/');
    const signal = new AbortController().signal;
    const { sha256 } = (await rig.archive.store.read(first, signal))!;
    expect(JSON.parse((await rig.archive.store.read(second, signal))!.bytes.toString('utf8'))).toMatchObject({
      seq: 2,
      previous: sha256,
    });
  });

  it('finds the newest commit with a hint, with one that is behind, and with one from another place', async () => {
    await rig.sync({ run: 'r1', open: [insight('a')] });
    await rig.sync({ run: 'r2', minutes: 10, open: [insight('a'), insight('b')] });
    const open = [insight('a'), insight('b')];
    for (const [index, newestSeq] of [null, 2, 1, 7].entries()) {
      const compared = await rig.compare({ run: `r3-${index}`, minutes: 20, open, newestSeq });
      expect(compared).toMatchObject({ state: 'unchanged', seq: 2 });
    }
  });

  it('takes no other object in the folder for a commit', async () => {
    await rig.sync({ run: 'r1', open: [] });
    await rig.overwrite(`insights/commit/account=${ACCOUNT_ID}/notes.txt`, 'x');
    await rig.overwrite(`insights/commit/account=${ACCOUNT_ID}/0000000009.json.bak`, 'x');
    expect((await rig.sync({ run: 'r2', minutes: 10, open: [insight('a')] })).draft.seq).toBe(2);
  });

  it('that is older than what stands changes nothing and says so', async () => {
    await rig.sync({ run: 'r2', minutes: 10, open: [insight('a')] });
    await expect(rig.compare({ run: 'r1', minutes: 0, open: [] })).rejects.toMatchObject({
      type: FailureType.Conflict,
      message: expect.stringContaining('commit 1') as string,
    });
  });

  it('as a dry run foresees the commit and writes no object of it', async () => {
    rig.configure({ ticketsFrom: 'low' });
    await rig.sync({ run: 'r1', open: [] });
    const before = await rig.keys('');
    const open = [insight('a', { severity: 'Critical' })];

    const dry = await rig.compare({ run: 'r2', minutes: 10, open, job: 'dry-run' });

    const staged = `staging/insights/account=${ACCOUNT_ID}/run=r2/open.ndjson.gz`;
    expect(await rig.keys('')).toEqual([...before, staged].sort());
    expect(dry).toMatchObject({ state: 'changed', orders: null, figures: { records: { new: 1 } } });
    const real = await rig.compare({ run: 'r2', minutes: 10, open });
    expect(real).toEqual({ ...dry, orders: expect.objectContaining({ count: 1 }) as object });
  });
});

describe('locks', () => {
  it('keep records and commits for the retention and an inventory for its own days', async () => {
    rig.configure({ inventoryDays: 1 });
    const { draft } = await rig.sync({ run: 'r1', open: [insight('a')] });
    const [commit = ''] = await rig.keys('insights/commit/');
    for (const [key, days] of [
      [draft.records!.key, RETENTION_DAYS],
      [draft.inventory.key, 1],
      [commit, RETENTION_DAYS],
    ] as const) {
      const { ObjectLockMode, ObjectLockRetainUntilDate } = await rig.archive.head(key);
      expect(ObjectLockMode).toBe('COMPLIANCE');
      expect(ObjectLockRetainUntilDate!.getTime()).toBe(Date.parse(at(0)) + days * DAY_MS);
    }
  });
});

describe('text from outside', () => {
  it('in ids and members stays data, byte for byte', async () => {
    const ids = ['', ',"insight":{}', 'a"b\\', '../../x', 'é\u2028\u0000', '\ud800', '\ud83d\ude00', '__proto__'];
    const hostile = ids.map((id) =>
      insight(id, { subject: '"}\n{"id":"z"}', constructor: 1, nested: { ',"insight":': [1e21, -0] } }),
    );
    await rig.sync({ run: 'r1', open: hostile });
    expect(await rig.compare({ run: 'r2', minutes: 10, open: hostile })).toMatchObject({ state: 'unchanged' });

    const resolved = await rig.sync({ run: 'r3', minutes: 20, open: [], dismissed: [] });
    const records = await rig.records(resolved);
    expect(records.map(({ insightId }) => insightId)).toEqual([...ids].sort((a, b) => (a < b ? -1 : 1)));
    const lines = await rig.lines(resolved.draft.records!);
    for (const [index, { json }] of [...hostile].sort((a, b) => (a.id < b.id ? -1 : 1)).entries()) {
      expect(lines[index]!.endsWith(`,"insight":${json}}`)).toBe(true);
    }
  });

  it('stands nowhere but in the insight itself and in what its record says has changed', async () => {
    const planted = 'planted-words-of-a-stranger';
    await rig.sync({ run: 'r1', open: [insight('a', { payload: { note: planted } }), insight('b')] });
    const { draft } = await rig.sync({
      run: 'r2',
      minutes: 10,
      open: [insight('a', { payload: { note: 'other' } }), insight('b')],
    });
    const holding = (await rig.everything()).split('\n').filter((line) => line.includes(planted));
    // Staged once, its record and inventory, and `before` in the record of the change.
    expect(holding).toHaveLength(4);
    expect(JSON.stringify(await rig.commits())).not.toContain(planted);
    expect(JSON.stringify(draft)).not.toContain(planted);
  });
});

import { valueAt } from '../../../sandbox/json';
import type { InsightVolumeOptions } from '../../../sandbox/cloudflare/insights/volume-insights';
import type { Sandbox } from '../../../sandbox/sandbox';
import { CORP } from '../../../sandbox/story/setting';
import { cloudflare, useSandbox } from './clients';

const sandboxOf = useSandbox();
const BASE = Date.parse('2026-11-22T18:00:00Z');
const volumeOf = (insightVolume: InsightVolumeOptions) => sandboxOf({ story: 'empty', baseTime: BASE, insightVolume });

type Insight = Readonly<Record<string, unknown>> & { id: string };

async function walk(sandbox: Sandbox, query = 'dismissed=false', perPage = 1_000): Promise<Insight[]> {
  const found: Insight[] = [];
  for (let page = 1; ; page += 1) {
    const path = `/accounts/${CORP}/security-center/insights?${query}&per_page=${perPage}&page=${page}`;
    const { body } = await cloudflare(sandbox, path);
    found.push(...(valueAt(body.result, 'issues') as Insight[]));
    if (found.length >= Number(valueAt(body.result, 'count'))) return found;
  }
}

const withoutStamp = (insight: Insight) => JSON.stringify({ ...insight, timestamp: undefined });

it('makes up as many insights as it is told, each once and in no order', async () => {
  const insights = await walk(await volumeOf({ insights: 2_345, dismissed: 100 }));

  const ids = insights.map(({ id }) => id);
  expect(new Set(ids).size).toBe(2_345);
  expect(ids).not.toEqual([...ids].sort());
});

it('keeps dismissed ones apart, and gives both when nobody asks', async () => {
  const sandbox = await volumeOf({ insights: 30, dismissed: 12 });

  const open = await walk(sandbox);
  const dismissed = await walk(sandbox, 'dismissed=true');

  expect(dismissed.map((insight) => insight['dismissed'])).toEqual(Array(12).fill(true));
  expect(await walk(sandbox, '', 20)).toEqual([...open, ...dismissed]);
});

it('gives the same insights again, on pages of any size', async () => {
  const sandbox = await volumeOf({ insights: 1_234 });

  expect(await walk(sandbox, 'dismissed=false', 100)).toEqual(await walk(sandbox));
});

it('changes its share with each step, severity now and then, and every time of scan', async () => {
  const sandbox = await volumeOf({ insights: 1_000, changedShare: 0.05 });
  const before = await walk(sandbox);

  sandbox.control.advanceInsights();

  const after = await walk(sandbox);
  const changed = after.filter((insight, index) => withoutStamp(insight) !== withoutStamp(before[index] as Insight));
  expect(changed).toHaveLength(50);
  expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  expect(after.filter((insight, index) => insight['timestamp'] === before[index]?.['timestamp'])).toEqual([]);
  expect(changed.some((insight) => insight['severity'] === 'Critical')).toBe(true);
});

it('changes nothing but the time of the scan with a share of zero', async () => {
  const sandbox = await volumeOf({ insights: 100, changedShare: 0 });
  const before = (await walk(sandbox)).map(withoutStamp);

  sandbox.control.advanceInsights();

  expect((await walk(sandbox)).map(withoutStamp)).toEqual(before);
});

it('lets some go and as many come with each step', async () => {
  const sandbox = await volumeOf({ insights: 100, dismissed: 5, turnover: 10 });
  const before = (await walk(sandbox)).map(({ id }) => id);

  sandbox.control.advanceInsights();

  const after = (await walk(sandbox)).map(({ id }) => id);
  expect(before.filter((id) => !after.includes(id))).toHaveLength(10);
  expect(after.filter((id) => !before.includes(id))).toHaveLength(10);
});

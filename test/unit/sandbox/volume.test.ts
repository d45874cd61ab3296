import { valueAt } from '../../../sandbox/json';
import type { Sandbox } from '../../../sandbox/sandbox';
import { CORP } from '../../../sandbox/story/setting';
import { cloudflare, useSandbox } from './clients';

const sandboxOf = useSandbox();
const HOUR_MS = 3_600_000;
const BASE = Date.parse('2026-11-22T18:00:00Z');
const volumeOf = (events: number) =>
  sandboxOf({ story: 'empty', baseTime: BASE, volume: { events, credentialShare: 0.02, spanHours: 1 } });

interface Record {
  id: string;
  action: { time: string };
  raw: { method: string; uri: string };
  resource: { id: string };
}

async function walk(sandbox: Sandbox, sinceMs: number, beforeMs: number, direction = 'asc'): Promise<Record[]> {
  const found: Record[] = [];
  let cursor = '';
  do {
    const window = `since=${new Date(sinceMs).toISOString()}&before=${new Date(beforeMs).toISOString()}`;
    const path = `/accounts/${CORP}/logs/audit?${window}&limit=1000&direction=${direction}&cursor=${cursor}`;
    const { body } = await cloudflare(sandbox, path);
    found.push(...(body.result as Record[]));
    cursor = body.result_info?.cursor ?? '';
  } while (cursor !== '');
  return found;
}

it('makes up as many events as it is told, each once and in order of time', async () => {
  const events = await walk(await volumeOf(3_456), BASE - HOUR_MS, BASE);

  expect(new Set(events.map(({ id }) => id)).size).toBe(3_456);
  const times = events.map(({ action }) => action.time);
  expect(times).toEqual([...times].sort());
});

it('gives the same events in slices as in one window', async () => {
  const sandbox = await volumeOf(2_500);
  const whole = await walk(sandbox, BASE - HOUR_MS, BASE);
  const cut = BASE - 1_234_567;

  const slices = [...(await walk(sandbox, BASE - HOUR_MS, cut)), ...(await walk(sandbox, cut + 1, BASE))];

  expect(slices).toEqual(whole);
});

it('gives them backwards when asked', async () => {
  const sandbox = await volumeOf(1_500);

  const backwards = await walk(sandbox, BASE - HOUR_MS, BASE, 'desc');

  expect(backwards.reverse()).toEqual(await walk(sandbox, BASE - HOUR_MS, BASE));
});

it('has two credential events in a hundred, whose tokens can be read', async () => {
  const sandbox = await volumeOf(1_000);
  const events = await walk(sandbox, BASE - HOUR_MS, BASE);

  const created = events.filter(({ raw }) => raw.method === 'POST' && raw.uri === `/accounts/${CORP}/tokens`);
  const token = await cloudflare(sandbox, `/accounts/${CORP}/tokens/${created[7]?.resource.id ?? ''}`);

  expect(created).toHaveLength(20);
  expect(token.body.result).toMatchObject({
    status: 'active',
    policies: [{ permission_groups: [{ name: 'DNS Read' }] }],
  });
  expect(Date.parse(String(valueAt(token.body.result, 'modified_on')))).toBeLessThanOrEqual(
    Date.parse(created[7]?.action.time ?? ''),
  );
});

it('knows no token that no event created', async () => {
  const sandbox = await volumeOf(1_000);

  expect((await cloudflare(sandbox, `/accounts/${CORP}/tokens/${'f'.repeat(20)}000000000001`)).status).toBe(404);
});

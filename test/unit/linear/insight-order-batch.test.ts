import { nextBatch } from '../../../activities/linear/order-batch';
import type { InsightTicketOrder } from '../../../activities/shared/ticket-order';
import { insightOrder } from '../../fixtures/linear/insight-orders';

const RUN_START = '2026-11-22T01:10:00.000Z';
const lines = (orders: readonly InsightTicketOrder[]) => orders.map((order) => `${JSON.stringify(order)}\n`).join('');
const batchOf = (orders: readonly InsightTicketOrder[], runStart = RUN_START) => nextBatch(lines(orders), runStart);
const names = (orders: readonly InsightTicketOrder[]) =>
  orders.map(({ action, insightId }) => `${action} ${insightId}`);
const many = (count: number, over: Partial<InsightTicketOrder> = {}) =>
  Array.from({ length: count }, (_, n) => insightOrder({ insightId: `i${String(n).padStart(3, '0')}`, ...over }));

it('takes the most severe first, and of equals those that wait longest', () => {
  const { orders } = batchOf([
    insightOrder({ insightId: 'low', severity: 'low' }),
    insightOrder({ insightId: 'critical, today' }),
    insightOrder({ insightId: 'high', severity: 'high' }),
    insightOrder({ insightId: 'critical, yesterday', at: '2026-11-21T00:00:00Z' }),
  ]);

  expect(orders.map(({ insightId }) => insightId)).toEqual(['critical, yesterday', 'critical, today', 'high', 'low']);
});

it('opens tickets before it closes others, whatever their severity', () => {
  const { orders } = batchOf([
    insightOrder({ insightId: 'a', action: 'close', severity: 'critical' }),
    insightOrder({ insightId: 'b', severity: 'low' }),
  ]);

  expect(names(orders)).toEqual(['open b', 'close a']);
});

it('opens the ticket of an episode before it closes it, in whatever order they are staged', () => {
  const { orders } = batchOf([
    insightOrder({ action: 'close', insightId: 'x' }),
    insightOrder({ insightId: 'x' }),
    insightOrder({ insightId: 'y' }),
  ]);

  expect(names(orders)).toEqual(['open x', 'close x', 'open y']);
});

it('tries what failed before after everything else, and last what cannot pass by itself', () => {
  const { orders } = batchOf([
    insightOrder({ insightId: 'conflict', lastFailure: 'Conflict' }),
    insightOrder({ insightId: 'outage', lastFailure: 'Unavailable' }),
    insightOrder({ insightId: 'new', severity: 'low' }),
  ]);

  expect(orders.map(({ insightId }) => insightId)).toEqual(['new', 'outage', 'conflict']);
});

it('takes an order that is staged twice once', () => {
  expect(batchOf([insightOrder(), insightOrder()]).orders).toHaveLength(1);
});

it('holds episodes of one insight, and the same insight of two accounts, apart', () => {
  const other = insightOrder({ accountId: 'b1b2c3d4e5f60718293a4b5c6d7e8f90' });
  expect(batchOf([insightOrder(), insightOrder({ episode: 2 }), other]).orders).toHaveLength(3);
});

it('takes fifty, and counts those that are left', () => {
  expect(batchOf(many(50))).toMatchObject({ notTried: 0 });
  const { orders, notTried } = batchOf(many(73));
  expect({ taken: orders.length, notTried }).toEqual({ taken: 50, notTried: 23 });
});

it('never takes the closing of an episode without its opening', () => {
  const episodes = many(60).flatMap((order) => [order, { ...order, action: 'close' as const }]);
  for (let run = 0; run < 20; run += 1) {
    const { orders } = batchOf(episodes, new Date(Date.parse(RUN_START) + run * 600_000).toISOString());
    const opened = new Set(orders.filter(({ action }) => action === 'open').map(({ insightId }) => insightId));
    expect(orders.filter(({ action, insightId }) => action === 'close' && !opened.has(insightId))).toEqual([]);
  }
});

it('gives every order its turn within some runs, although those at the head stay', () => {
  const tried = new Set<string>();
  for (let run = 0; run < 8; run += 1) {
    const { orders } = batchOf(many(120), new Date(Date.parse(RUN_START) + run * 600_000).toISOString());
    for (const { insightId } of orders) tried.add(insightId);
  }
  expect(tried.size).toBe(120);
});

it('leaves lines that it cannot read to another version, and counts them', () => {
  const text = `${lines([insightOrder()])}{"schema":2}\nnot JSON\n`;
  expect(nextBatch(text, RUN_START)).toMatchObject({ orders: [{ action: 'open' }], notTried: 0, unreadable: 2 });
});

it('reads a line that was written before with the same values, texts of strangers cut', () => {
  const long = insightOrder({ subject: 'x'.repeat(9_999), resolveText: 'y'.repeat(9_999) });

  expect(long).toMatchObject({ subject: 'x'.repeat(1_000), resolveText: 'y'.repeat(4_000) });
  expect(batchOf([long]).orders).toEqual([long]);
});

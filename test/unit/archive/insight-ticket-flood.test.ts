import { boundedOrders, type OrderDraft } from '../../../activities/archive/insights/ticket-orders';

function order(index: number, patch: Partial<OrderDraft> = {}): OrderDraft {
  return {
    schema: 1,
    action: 'open',
    accountId: 'a'.repeat(32),
    insightId: `i${index}`,
    episode: 1,
    severity: 'high',
    reportedSeverity: null,
    issueType: null,
    issueClass: null,
    subject: null,
    zoneId: null,
    since: null,
    firstSeen: '2026-11-22T08:00:00.000Z',
    at: '2026-11-22T08:00:00.000Z',
    resolveText: null,
    resolveLink: null,
    recordsKey: null,
    lastFailure: null,
    ...patch,
  };
}

describe('ticket orders that wait', () => {
  it('are kept as they are up to a thousand', () => {
    const orders = Array.from({ length: 1_000 }, (_, index) => order(index));
    expect(boundedOrders(orders)).toEqual({ kept: orders, leftOut: 0 });
  });

  it('beyond that are left out and counted, the least severe and the newest first', () => {
    const orders = [
      ...Array.from({ length: 1_000 }, (_, index) => order(index, { at: '2026-11-22T09:00:00.000Z' })),
      order(2_000, { severity: 'critical' }),
      order(2_001, { at: '2026-11-22T07:00:00.000Z' }),
      order(2_002, { action: 'close', severity: 'low' }),
    ];

    const { kept, leftOut } = boundedOrders(orders);

    expect(leftOut).toBe(3);
    expect(kept.slice(0, 3).map(({ insightId }) => insightId)).toEqual(['i2002', 'i2000', 'i2001']);
  });
});

import type { InsightsSyncResult } from '../../../workflows/contracts';
import { restoreSyncResult } from '../../../workflows/restore-sync-result';
import { syncResult } from './sync-results';

const NOTHING = { seq: null, comparedAt: null, figures: null, pendingTickets: null };

describe('the last result of a sync', () => {
  it('is taken over as it is', () => {
    const { seq, comparedAt, figures, pendingTickets } = syncResult();
    expect(restoreSyncResult(syncResult(), false)).toEqual({ seq, comparedAt, figures, pendingTickets });
  });

  it.each([
    ['nothing', undefined],
    ['a text', 'done'],
    ['an object of other members', { through: '2026-11-22T00:00:00Z' }],
    ['null', null],
  ])('is no result when it is %s', (_what, value) => {
    expect(restoreSyncResult(value, false)).toEqual(NOTHING);
  });

  it.each<[string, (result: InsightsSyncResult) => unknown]>([
    ['a severity', ({ figures }) => ({ ...figures, standing: { ...figures!.standing, open: { low: 1 } } })],
    ['a standing', ({ figures }) => ({ ...figures, standing: { open: figures!.standing.open } })],
    ['a state', ({ figures }) => ({ ...figures, records: { new: 1 } })],
    ['the number of insights', ({ figures }) => ({ ...figures, listed: null })],
  ])('keeps no figures that lack %s, and keeps the rest', (_what, without) => {
    const last = syncResult();
    expect(restoreSyncResult({ ...last, figures: without(last) }, false)).toMatchObject({
      figures: null,
      seq: last.seq,
    });
  });

  it('does not say how many tickets wait when a run has failed since: it may have committed before that', () => {
    expect(restoreSyncResult(syncResult(), true)).toMatchObject({ pendingTickets: null, seq: 2 });
  });
});

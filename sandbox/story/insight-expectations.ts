import { CORP_INSIGHT, LABS_INSIGHT } from './ids';
import { CORP, LABS } from './setting';

export type ExpectedLifecycle = 'new' | 'changed' | 'dismissed' | 'undismissed' | 'resolved' | 'reappeared';

/** The lifecycle record that a sync should write; null: none. */
export interface ExpectedRecord {
  readonly state: ExpectedLifecycle;
  readonly episode: number;
  /** Members whose values differ from those known before. */
  readonly changed: readonly string[];
}

/** What should become of one insight when a sync meets it after a step of the story. */
export interface InsightExpectation {
  readonly account: string;
  readonly step: number;
  readonly id: string;
  /** Where dismissed insights are read only when something has vanished, the default. */
  readonly record: ExpectedRecord | null;
  /** Where dismissed insights are taken up like open ones, from the first sync on. */
  readonly withDismissed: ExpectedRecord | null;
  readonly why: string;
}

export interface InsightTotals {
  readonly account: string;
  readonly step: number;
  /** Insights that the two lists of the API show after the step. */
  readonly listed: { readonly open: number; readonly dismissed: number };
  /** Records by state; a state that is not named has none. */
  readonly records: Partial<Record<ExpectedLifecycle, number>>;
  readonly recordsWithDismissed: Partial<Record<ExpectedLifecycle, number>>;
}

const record = (state: ExpectedLifecycle, episode = 1, changed: readonly string[] = []): ExpectedRecord => ({
  state,
  episode,
  changed,
});

const at =
  (account: string, prefix: string) =>
  (
    step: number,
    nn: string,
    expected: ExpectedRecord | null,
    why: string,
    withDismissed: ExpectedRecord | null = expected,
  ): InsightExpectation => ({ account, step, id: `${prefix}${nn}`, record: expected, withDismissed, why });

const corp = at(CORP, CORP_INSIGHT);
const labs = at(LABS, LABS_INSIGHT);

/**
 * Decided by hand, insight by insight: a sync after step 0 (the baseline: everything listed is `new`), and one after each
 * further step. Whatever is not listed here has only been scanned again, and that is no change.
 */
export const INSIGHT_EXPECTATIONS: readonly InsightExpectation[] = [
  corp(1, '31', record('new'), 'a server stands open since the last scan: critical'),
  corp(1, '32', record('new'), 'a mail record is missing: low'),
  corp(1, '33', record('new'), 'a type and a severity that nobody has heard of are kept, and ranked as high'),
  corp(1, '34', record('new'), 'critical; its texts try to be more than text and carry secrets'),
  corp(1, '02', record('changed', 1, ['severity']), 'moderate has become critical'),
  corp(1, '03', record('changed', 1, ['payload']), 'the payload names the host by now'),
  corp(1, '04', record('changed', 1, ['user_classification']), 'somebody accepts the risk; it stays open'),
  corp(1, '05', record('changed', 1, ['has_extended_context']), 'a member more than before is a change'),
  corp(1, '06', record('dismissed', 1, ['dismissed']), 'gone from the open ones, found among the dismissed'),
  corp(1, '07', record('dismissed', 1, ['dismissed']), 'gone from the open ones, found among the dismissed'),
  corp(
    1,
    '08',
    record('new'),
    'had been dismissed before anybody looked: new to whom dismissed ones are not told',
    record('undismissed', 1, ['dismissed']),
  ),
  corp(1, '09', record('resolved'), 'in neither list any more'),
  corp(1, '10', record('resolved'), 'in neither list any more'),
  corp(1, '11', record('resolved'), 'in neither list any more'),
  corp(1, '12', record('resolved'), 'in neither list any more'),
  corp(1, '13', record('resolved'), 'in neither list any more'),
  corp(1, '14', record('resolved', 1, ['status']), 'still listed, and says itself that it is resolved'),
  corp(1, '15', null, 'was dismissed all the time, so nobody knew of it', record('resolved')),

  corp(2, '35', record('new'), 'a name points to nothing: high'),
  corp(2, '02', record('changed', 1, ['severity']), 'critical has become high'),
  corp(2, '06', record('undismissed', 1, ['dismissed']), 'open again'),
  corp(
    2,
    '07',
    record('changed', 1, ['payload']),
    'dismissed, and known: what changes on it is told, as others have vanished',
  ),
  corp(2, '09', record('reappeared', 2), 'the same finding as before it was resolved'),
  corp(
    2,
    '10',
    null,
    'comes back dismissed: stays resolved to whom dismissed ones are not told',
    record('reappeared', 2, ['dismissed']),
  ),
  corp(2, '14', null, 'still says that it is resolved'),
  corp(2, '16', record('dismissed', 1, ['dismissed', 'user_classification']), 'dismissed as a false positive'),
  corp(2, '17', record('resolved'), 'in neither list any more'),
  corp(2, '18', null, 'the same members in another order say nothing new'),
  corp(2, '31', record('resolved'), 'the server is closed'),

  corp(3, '04', record('changed', 1, ['user_classification']), 'nobody accepts the risk any more'),
  corp(3, '06', record('resolved'), 'dismissed, open again, and gone'),
  corp(3, '07', record('resolved'), 'was dismissed, and is in neither list any more'),
  corp(3, '09', record('resolved', 2), 'its second episode ends'),
  corp(3, '13', record('reappeared', 2, ['payload']), 'is back, on another port'),
  corp(3, '14', null, 'was resolved already; that it is no longer listed says the same'),
  corp(3, '31', record('reappeared', 2), 'the server stands open again: critical, a second episode'),

  labs(1, '61', record('new'), 'an unproxied host: critical'),
  labs(1, '62', record('resolved'), 'in neither list any more'),
  labs(1, '63', record('changed', 1, ['severity']), 'moderate has become high'),
  labs(2, '62', record('reappeared', 2), 'is back after one scan'),
  labs(2, '64', record('dismissed', 1, ['dismissed']), 'gone from the open ones, found among the dismissed'),
];

/** The same in numbers, with what the lists show. After a step beyond these, everything is as after the last. */
export const INSIGHT_TOTALS: readonly InsightTotals[] = [
  {
    account: CORP,
    step: 0,
    listed: { open: 2_250, dismissed: 250 },
    records: { new: 2_250 },
    recordsWithDismissed: { new: 2_500 },
  },
  {
    account: CORP,
    step: 1,
    listed: { open: 2_248, dismissed: 250 },
    records: { new: 5, changed: 4, dismissed: 2, resolved: 6 },
    recordsWithDismissed: { new: 4, changed: 4, dismissed: 2, undismissed: 1, resolved: 7 },
  },
  {
    account: CORP,
    step: 2,
    listed: { open: 2_248, dismissed: 251 },
    records: { new: 1, changed: 2, dismissed: 1, undismissed: 1, resolved: 2, reappeared: 1 },
    recordsWithDismissed: { new: 1, changed: 2, dismissed: 1, undismissed: 1, resolved: 2, reappeared: 2 },
  },
  {
    account: CORP,
    step: 3,
    listed: { open: 2_247, dismissed: 250 },
    records: { changed: 1, resolved: 3, reappeared: 2 },
    recordsWithDismissed: { changed: 1, resolved: 3, reappeared: 2 },
  },
  {
    account: LABS,
    step: 0,
    listed: { open: 36, dismissed: 4 },
    records: { new: 36 },
    recordsWithDismissed: { new: 40 },
  },
  {
    account: LABS,
    step: 1,
    listed: { open: 36, dismissed: 4 },
    records: { new: 1, changed: 1, resolved: 1 },
    recordsWithDismissed: { new: 1, changed: 1, resolved: 1 },
  },
  {
    account: LABS,
    step: 2,
    listed: { open: 36, dismissed: 5 },
    records: { dismissed: 1, reappeared: 1 },
    recordsWithDismissed: { dismissed: 1, reappeared: 1 },
  },
  { account: LABS, step: 3, listed: { open: 36, dismissed: 5 }, records: {}, recordsWithDismissed: {} },
];
